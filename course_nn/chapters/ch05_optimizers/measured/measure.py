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

from .. import batch_size, schedule_trials, tuning

FOLDER = Path(__file__).resolve().parent


def optimizers():
    """Validation loss after the last epoch, by problem, optimizer, rate and seed."""
    return {
        name: {
            who: [
                [_end(tuning.learn(tuning.problem(name), make(rate), seed)) for seed in tuning.TUNING_SEEDS]
                for rate in tuning.RATES
            ]
            for who, make in _said(tuning.OPTIMIZERS).items()
        }
        for name in _said(tuning.PROBLEMS)
    }


def schedules():
    """What stands at the end, by problem, optimizer, aim, schedule, rate and seed; then, tuned, from fresh seeds."""
    result = {}
    for name in _said(tuning.PROBLEMS):
        tried, fresh = {}, {}
        for who in _said(tuple(schedule_trials.OPTIMIZERS)):
            tried[who], fresh[who] = {}, {}
            kinds = tuple(schedule_trials.SCHEDULES)
            runs = {
                kind: [
                    [schedule_trials.learn(name, who, kind, rate, seed) for seed in tuning.TUNING_SEEDS]
                    for rate in tuning.RATES
                ]
                for kind in kinds
            }
            for aim in schedule_trials.AIMS:
                table = tried[who][aim] = {
                    kind: [[_end(run, aim) for run in row] for row in rows] for kind, rows in runs.items()
                }
                best = {kind: tuning.RATES[int(np.argmin(np.mean(rows, axis=1)))] for kind, rows in table.items()}
                fresh[who][aim] = {
                    kind: [
                        _end(schedule_trials.learn(name, who, kind, best[kind], seed), aim)
                        for seed in tuning.FRESH_SEEDS
                    ]
                    for kind in kinds
                }
        result |= {name: tried, f"{name}, fresh": fresh}
    return result


def sizes():
    """Cost of the learning part after a few epochs by optimizer, batch size, rate and seed."""
    chosen = tuning.problem("digits")
    return {
        who: [
            [
                [
                    _end(
                        tuning.learn(chosen, tuning.OPTIMIZERS[who](rate), k, epochs=batch_size.SCALED_EPOCHS, size=m),
                        "loss",
                    )
                    for k in batch_size.SCALED_SEEDS
                ]
                for rate in rates
            ]
            for m in _said(batch_size.SCALED_SIZES)
        ]
        for who, rates in batch_size.SCALED_RATES.items()
    }


def _end(run, part="validation"):
    return float(f"{min(run[part][-1], tuning.OFF):.4g}")


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
