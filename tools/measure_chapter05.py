"""Measure what chapter 05 shows of optimizers on real data; about ten minutes on one core.

    OMP_NUM_THREADS=1 python tools/measure_chapter05.py [optimizers schedules sizes]

Writes course_nn/demos/measured/*.json, which are part of the course: rounded, so that they repeat on other machines.
"""

import json
import os
import platform
import sys
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np  # noqa: E402

from course_nn.demos import tuning  # noqa: E402

FOLDER = Path(__file__).resolve().parent.parent / "course_nn" / "demos" / "measured"


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


def _end(run):
    return float(f"{min(run['validation'][-1], tuning.OFF):.4g}")


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
