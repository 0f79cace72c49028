"""Measure the tasks on digits, induction, and encoder and decoder, three seeds each; well over an hour on one core.

    OMP_NUM_THREADS=1 python -m course_nn.chapters.ch11_attention.measured.measure_tasks

Writes ``token_tasks``, ``induction`` and ``cross_attention`` (.json, and the θ that the instruments look into in .npz,
in half precision) beside it, which are part of the course: rounded, so that they repeat on other machines. With names
behind it, those alone.
"""

import json
import os
import platform
import sys
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np

from .. import cross_attention, induction, token_tasks

FOLDER = Path(__file__).resolve().parent
SEEDS = 3
MADE_WITH = f"Python {platform.python_version()}, NumPy {np.__version__}, {platform.machine()}"


def keep(name, result):
    text = json.dumps({"made_with": MADE_WITH, **result})
    (FOLDER / f"{name}.json").write_text(text + "\n", encoding="utf-8", newline="\n")


def halved(model):
    """Round θ to half precision, as it is stored."""
    half = model.theta.astype(np.float16)
    model.theta[...] = half
    return half


def tasks():
    """The share of exact answers by length, for each task on strings, kind of positions and seed; and of sums."""
    found, thetas = {}, {}
    for task in token_tasks.STRINGS:
        found[task] = {}
        for positions in token_tasks.POSITIONS:
            rows = []
            for seed in range(SEEDS):
                model = token_tasks.untrained(positions, seed)
                for _ in token_tasks.learning(model, task, seed):
                    pass
                half = halved(model)
                if seed == 0 and positions == token_tasks.SHOWN:
                    thetas[task] = half
                rows.append([round(token_tasks.exact(model, task, length), 3) for length in token_tasks.LENGTHS])
                print(task, positions, seed, rows[-1], flush=True)
            found[task][positions] = rows
    for task in token_tasks.SUMS:
        found[task] = {}
        for steps in token_tasks.STEPS_OF_SUMS:
            rows = []
            for seed in range(SEEDS):
                model = token_tasks.untrained("learned", seed)
                for _ in token_tasks.learning(model, task, seed, steps):
                    pass
                halved(model)
                rows.append(np.round(token_tasks.by_digit(model, task), 3).tolist())
                print(task, steps, seed, rows[-1], flush=True)
            found[task][str(steps)] = rows
    keep("token_tasks", found)
    np.savez_compressed(FOLDER / "token_tasks.npz", **thetas)


def induced():
    """The share of foreseen letters for one and two blocks, random and fixed periods, tried on both."""
    found, thetas = {}, {}
    for blocks in (1, 2):
        for periods in ("random", "fixed"):
            rows = []
            for seed in range(SEEDS):
                model = induction.untrained(blocks, seed)
                for _ in induction.learning(model, seed, periods):
                    pass
                half = halved(model)
                if seed == 0:
                    thetas[f"{blocks}_{periods}"] = half
                rows.append([round(induction.found(model, periods=tried), 4) for tried in ("random", "fixed")])
                print(blocks, periods, seed, rows[-1], flush=True)
            found[f"{blocks} {periods}"] = rows
    found["1 random, longer"] = []
    for seed in range(SEEDS):
        model = induction.untrained(1, seed)
        for _ in induction.learning(model, seed, steps=induction.LONGER):
            pass
        halved(model)
        found["1 random, longer"].append([round(induction.found(model, periods=p), 4) for p in ("random", "fixed")])
        print("one block, longer", seed, found["1 random, longer"][-1], flush=True)
    keep("induction", found)
    np.savez_compressed(FOLDER / "induction.npz", **thetas)


def reversed_by_two():
    """The share of exact answers by length, for encoder and decoder."""
    rows = []
    for seed in range(SEEDS):
        model = cross_attention.untrained(seed)
        for _ in cross_attention.learning(model, seed):
            pass
        half = halved(model)
        if seed == 0:
            np.savez_compressed(FOLDER / "cross_attention.npz", theta=half)
        rows.append([round(cross_attention.exact(model, length), 3) for length in cross_attention.LENGTHS])
        print("encoder and decoder", seed, rows[-1], flush=True)
    keep("cross_attention", {"exact": rows})


if __name__ == "__main__":
    measures = {"token_tasks": tasks, "induction": induced, "cross_attention": reversed_by_two}
    for name, measure in measures.items():
        if len(sys.argv) == 1 or name in sys.argv[1:]:
            measure()
