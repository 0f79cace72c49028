"""Measure chapter 06's comparisons of methods, about 40 minutes on one core; what is finished is kept on the way.

    OMP_NUM_THREADS=1 python -m course_nn.chapters.ch06_training.measured.measure_contest [--kept FILE] [TASK ...]

Writes contest.json beside it, which is part of the course. ``--kept`` names the file of finished pieces (by default
build/contest.jsonl); the same call goes on where it stopped.
"""

import argparse
import json
import os
import platform
import time
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy
import scipy
import sklearn
from threadpoolctl import threadpool_limits

from .. import contest, more_time

RESULT = Path(__file__).resolve().with_name("contest.json")


def pieces(names, kept):
    """{(task, who, split): piece} of all pieces, the missing ones measured and appended to ``kept``.

    ``who`` is a contestant, or one of the ways of ``more_time.WAYS``, whose piece has no values.
    """
    done = {}
    if kept.exists():
        for line in kept.read_text(encoding="utf-8").splitlines():
            piece = json.loads(line)
            done[piece["task"], piece["contestant"], piece["split"]] = piece
    kept.parent.mkdir(parents=True, exist_ok=True)
    with open(kept, "a", encoding="utf-8") as file, threadpool_limits(1):
        for name in names:
            task = contest.task(name)
            for split in range(len(contest.outer_splits(task))):
                for who in (*contest.CONTESTANTS, *more_time.WAYS.get(name, ())):
                    key = name, who, split
                    if key in done:
                        continue
                    start = time.perf_counter()
                    done[key] = dict(zip(("task", "contestant", "split"), key, strict=True)) | _piece(task, who, split)
                    print(f"{name}, {who}, {split}: {done[key]['error']:.4f} in {time.perf_counter() - start:.1f} s")
                    file.write(json.dumps(done[key]) + "\n")
                    file.flush()
    return done


def _piece(task, who, split):
    if who in contest.CONTESTANTS:
        return dict(zip(("error", "values"), contest.compete(task, who, split), strict=True))
    return {"error": more_time.measure(task.name, who, split)}


def collect(done):
    """What the course keeps of the pieces."""
    tasks = {}
    for name in contest.TASKS:
        splits = contest.outer_splits(contest.task(name))
        rows = {c: [done[name, c, s] for s in range(len(splits))] for c in contest.CONTESTANTS}
        tasks[name] = {
            "sizes": [[len(train), len(test)] for train, test in splits],
            "errors": {c: [round(piece["error"], 6) for piece in found] for c, found in rows.items()},
            "values": {c: [_rounded(piece["values"]) for piece in found] for c, found in rows.items()},
        }
    again = {
        name: {way: [round(done[name, way, s]["error"], 6) for s in range(len(tasks[name]["sizes"]))] for way in ways}
        for name, ways in more_time.WAYS.items()
    }
    versions = {
        "python": platform.python_version(),
        "numpy": numpy.__version__,
        "scipy": scipy.__version__,
        "scikit-learn": sklearn.__version__,
    }
    made = {"made_by": __spec__.name, "versions": versions, **contest.PROTOCOL}
    return made | {"tasks": tasks, "more time": again}


def _rounded(values):
    return {k: float(f"{v:.4g}") if isinstance(v, float) else v for k, v in values.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kept", type=Path, default=Path("build", "contest.jsonl"))
    parser.add_argument("tasks", nargs="*", default=list(contest.TASKS))
    given = parser.parse_args()
    done = pieces(given.tasks, given.kept)
    if len({name for name, *_ in done}) == len(contest.TASKS):
        RESULT.parent.mkdir(exist_ok=True)
        RESULT.write_text(json.dumps(collect(done), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
