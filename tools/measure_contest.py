"""Measure chapter 06's comparison of methods, about half an hour on one core; what is finished is kept on the way.

    OMP_NUM_THREADS=1 python tools/measure_contest.py [--kept FILE] [TASK ...]

Writes course_nn/demos/measured/contest.json, which is part of the course. ``--kept`` names the file of finished pieces
(by default build/contest.jsonl); the same call goes on where it stopped.
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

from course_nn.demos import contest

ROOT = Path(__file__).resolve().parent.parent
RESULT = ROOT / "course_nn" / "demos" / "measured" / "contest.json"


def pieces(names, kept):
    """{(task, contestant, split): piece} of all pieces, the missing ones measured and appended to ``kept``."""
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
                for contestant in contest.CONTESTANTS:
                    key = name, contestant, split
                    if key in done:
                        continue
                    start = time.perf_counter()
                    error, values = contest.compete(task, contestant, split)
                    piece = dict(zip(("task", "contestant", "split"), key, strict=True))
                    piece |= {"error": error, "values": values}
                    print(
                        f"{name}, {contestant}, {split}: {error:.4f} in {time.perf_counter() - start:.1f} s"
                    )
                    file.write(json.dumps(piece) + "\n")
                    file.flush()
                    done[key] = piece
    return done


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
    versions = {
        "python": platform.python_version(),
        "numpy": numpy.__version__,
        "scipy": scipy.__version__,
        "scikit-learn": sklearn.__version__,
    }
    return {"made_by": "tools/measure_contest.py", "versions": versions, **contest.PROTOCOL, "tasks": tasks}


def _rounded(values):
    return {k: float(f"{v:.4g}") if isinstance(v, float) else v for k, v in values.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kept", type=Path, default=ROOT / "build" / "contest.jsonl")
    parser.add_argument("tasks", nargs="*", default=list(contest.TASKS))
    given = parser.parse_args()
    done = pieces(given.tasks, given.kept)
    if len({name for name, *_ in done}) == len(contest.TASKS):
        RESULT.parent.mkdir(exist_ok=True)
        RESULT.write_text(json.dumps(collect(done), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
