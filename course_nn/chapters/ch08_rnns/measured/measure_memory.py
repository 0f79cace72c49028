"""Measure what chapter 08 tells of memory; about a quarter of an hour on one core.

    OMP_NUM_THREADS=1 python -m course_nn.chapters.ch08_rnns.measured.measure_memory [adding_problem copying_task ...]

Writes the files beside it, which are part of the course: rounded, so that they repeat on other machines.
"""

import json
import os
import platform
import sys
import time
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np

from .. import adding_problem as adding
from .. import copying_task as copying
from .. import delay_task as delay
from .. import truncation
from ..memory_cells import CELLS

FOLDER = Path(__file__).resolve().parent


def adding_problem():
    """By cell: the error of each of ten seeds after every 100 steps, until it is at most 0.01 or 3,800 are done.

    By seed, since their looks are not equally many.
    """
    found = {}
    for cell in CELLS:
        curves = [adding.train_adding(cell, steps=adding.MOST, seed=seed)[1] for seed in range(adding.SEEDS)]
        found[cell] = {seed: digits(curve["error"]) for seed, curve in enumerate(curves)}
        print(cell, [(curve["steps"][-1], min(curve["error"])) for curve in curves], flush=True)
    return found


def adding_rates():
    """The least error that the tanh RNN comes to within 3,800 steps at other learning rates, by rate and seed."""
    least = []
    for rate in adding.OTHER_RATES:
        runs = [adding.train_adding("tanh RNN", steps=adding.MOST, seed=s, rate=rate)[1] for s in range(adding.FEW)]
        least.append(digits(min(curve["error"]) for curve in runs))
        print(rate, least[-1], flush=True)
    return {"least error": least}


def copying_task():
    """By T and cell: cost and share of right symbols of each seed after every 100 steps."""
    found = {}
    for T in copying.WAITS:
        found[f"T = {T}"] = {}
        for cell in CELLS:
            curves = [copying.train_copying(cell, T, copying.STEPS, seed)[1] for seed in range(copying.SEEDS)]
            found[f"T = {T}"][cell] = {name: [digits(c[name]) for c in curves] for name in ("cost", "right")}
            print(T, cell, [(c["cost"][-1], c["right"][-1]) for c in curves], flush=True)
    return found


def delay_task():
    """Accuracy asked at every step, and the first sequence's answers, (practices, delays, cells, seeds, 201)."""
    shape = (len(delay.PRACTICES), len(delay.DELAYS), len(CELLS), delay.SEEDS, delay.LAST + 1)
    accuracy, answers = np.zeros((2, *shape), np.uint8)
    for a, practice in enumerate(delay.PRACTICES.values()):
        for b, D in enumerate(delay.DELAYS):
            for c, cell in enumerate(CELLS):
                for seed in range(delay.SEEDS):
                    right, p = delay.asked_at_every_step(delay.train_delay(cell, D, practice, seed=seed))
                    accuracy[a, b, c, seed], answers[a, b, c, seed] = (np.rint(delay.TESTS * v) for v in (right, p))
                print(practice, D, cell, (accuracy[a, b, c, :, D] / delay.TESTS).tolist(), flush=True)
    np.savez_compressed(FOLDER / "delay_task.npz", accuracy=accuracy, answers=answers)
    return None


def delay_apart():
    """By practice and delay: the share of right answers of the tanh RNN, asked at the delay, of five seeds."""
    found = {}
    for practice in delay.APART:
        found[practice] = {}
        for D in (50, 100):
            networks = [delay.train_delay("tanh RNN", D, practice, seed=seed) for seed in range(5)]
            found[practice][f"D = {D}"] = [float(delay.asked_at_every_step(one)[0][D]) for one in networks]
        print(practice, found[practice], flush=True)
    return found


def truncated():
    """By cell and state: the share of right answers for each delay, length and seed; of a readout alone by seed."""
    found = {}
    for cell in truncation.MEASURED_CELLS:
        found[cell] = {}
        for state in truncation.AT_A_CUT.values():
            found[cell][state] = [[_shares(D, k, cell, state) for k in truncation.LENGTHS] for D in truncation.DELAYS]
            print(cell, state, np.mean(found[cell][state], axis=2).round(2).tolist(), flush=True)
        found[cell]["readout"] = [_shares(D, 8, cell, "readout") for D in truncation.DELAYS]
        print(cell, "readout", np.mean(found[cell]["readout"], axis=1).round(2).tolist(), flush=True)
    return found


def _shares(D, length, cell, state):
    return [round(truncation.train_stream(D, length, cell, state, seed)[1], 3) for seed in range(truncation.SEEDS)]


def digits(values):
    """With three digits, none of them beyond float32."""
    return [float(f"{value:.3g}") for value in values]


MEASURED = {
    "adding_problem": adding_problem,
    "adding_rates": adding_rates,
    "copying_task": copying_task,
    "delay_task": delay_task,
    "delay_apart": delay_apart,
    "truncation": truncated,
}


def main(names):
    for name, measure in MEASURED.items():
        if names and name not in names:
            continue
        start, found = time.process_time(), measure()
        print(name, round(time.process_time() - start), "seconds", flush=True)
        if found is not None:
            made = f"Python {platform.python_version()}, NumPy {np.__version__}, {platform.machine()}"
            text = json.dumps({"made_with": made, **found})
            (FOLDER / f"{name}.json").write_text(text + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
