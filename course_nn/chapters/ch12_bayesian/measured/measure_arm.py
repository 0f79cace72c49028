"""Measure the robot arm's test errors; about five minutes on one core.

    OMP_NUM_THREADS=1 python -m course_nn.chapters.ch12_bayesian.measured.measure_arm

Writes ``arm_benchmark.json`` beside it, which is part of the course: rounded. What is there already is kept, so an
interrupted run goes on; delete the file to begin anew.
"""

import json
import os
import platform
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np

from ....bayes import rhat
from .. import arm_benchmark as theme

FILE = Path(__file__).resolve().parent / "arm_benchmark.json"
MADE_WITH = f"Python {platform.python_version()}, NumPy {np.__version__}, {platform.machine()}"


def measured(seed):
    """Name → what one arm gives; R-hat is of f at the 200 tested angles, in the middle and the largest."""
    _, test = theme.arms(seed)
    both = [theme.chains(seed, output) for output in range(2)]
    mixed = np.concatenate([rhat(f) for f in both])
    predicted = np.column_stack([f.mean(axis=(0, 1)) for f in both])
    return {
        "bayesian": round(theme.error(seed, predicted), 4),
        "one": round(theme.one_network(seed), 4),
        "noise": round(theme.relative_error(test.Y, test.clean), 4),
        "rhat": [round(float(np.median(mixed)), 4), round(float(mixed.max()), 4)],
    }


def main():
    kept = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {"made_with": MADE_WITH}
    for seed in range(len(kept.get("rhat", ())), theme.ARMS):
        for name, value in measured(seed).items():
            kept.setdefault(name, []).append(value)
        part = FILE.with_suffix(".part")  # so that an interrupt leaves a whole file
        part.write_text(json.dumps(kept) + "\n", encoding="utf-8", newline="\n")
        part.replace(FILE)
        print(seed, {name: values[-1] for name, values in kept.items() if name != "made_with"}, flush=True)


if __name__ == "__main__":
    main()
