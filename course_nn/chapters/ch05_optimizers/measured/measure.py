"""Measure what chapter 05 shows of optimizers on real data; about ten minutes on one core.

    OMP_NUM_THREADS=1 python -m course_nn.chapters.ch05_optimizers.measured.measure [optimizers schedules sizes]

Writes the files beside it, which are part of the course: rounded, so that they repeat on other machines.
"""

import json
import os
import platform
import sys
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np

from .. import rate_scaling
from ..problems import PROBLEMS, learn, problem
from ..rate_tuning import FRESH_SEEDS, OPTIMIZERS, RATES, TUNING_SEEDS, best_rate
from ..schedule_trial import AIMS, CANDIDATES, SCHEDULES, learn_scheduled

FOLDER = Path(__file__).resolve().parent
OFF = 1e9  # is stored for a loss that is not finite


def optimizers():
    """Validation loss after the last epoch, by problem, optimizer, rate and seed."""
    return {
        name: {
            who: [[_end(learn(problem(name), make(rate), seed)) for seed in TUNING_SEEDS] for rate in RATES]
            for who, make in _said(OPTIMIZERS).items()
        }
        for name in _said(PROBLEMS)
    }


def schedules():
    """What stands at the end, by problem, optimizer, aim, schedule, rate and seed; then, tuned, from fresh seeds."""
    result = {}
    for name in _said(PROBLEMS):
        tried, fresh = {}, {}
        for who in _said(CANDIDATES):
            tried[who], fresh[who] = {}, {}
            runs = {
                kind: [[learn_scheduled(name, who, kind, rate, seed) for seed in TUNING_SEEDS] for rate in RATES]
                for kind in SCHEDULES
            }
            for aim in AIMS:
                table = {kind: [[_end(run, aim) for run in row] for row in rows] for kind, rows in runs.items()}
                best = {kind: best_rate(rows) for kind, rows in table.items()}
                tried[who][aim] = table
                fresh[who][aim] = {
                    kind: [_end(learn_scheduled(name, who, kind, rate, seed), aim) for seed in FRESH_SEEDS]
                    for kind, rate in best.items()
                }
        result |= {name: tried, f"{name}, fresh": fresh}
    return result


def sizes():
    """Cost of the learning part after a few epochs by optimizer, batch size, rate and seed."""
    return {
        who: [
            [[_cost(who, rate, size, seed) for seed in rate_scaling.SEEDS] for rate in rates]
            for size in _said(rate_scaling.SIZES)
        ]
        for who, rates in rate_scaling.RATES.items()
    }


def _cost(who, rate, size, seed):
    run = learn(problem("digits"), OPTIMIZERS[who](rate), seed, epochs=rate_scaling.EPOCHS, size=size)
    return _end(run, "loss")


def _end(run, part="validation"):
    return float(f"{min(run[part][-1], OFF):.4g}")


def _said(what):
    print(*what, flush=True)
    return what


def main(names):
    FOLDER.mkdir(exist_ok=True)
    for name in names or ("optimizers", "schedules", "sizes"):
        versions = f"Python {platform.python_version()}, NumPy {np.__version__}, {platform.machine()}"
        text = json.dumps({"made_with": versions, **globals()[name]()}, separators=(",", ":"))
        text = text.replace('"],', '"],\n').replace("]],", "]],\n")
        (FOLDER / f"{name}.json").write_text(text + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
