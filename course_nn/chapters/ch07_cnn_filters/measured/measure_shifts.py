"""Measure accuracy and confidence against shift, with and without a blur; a few minutes on one core.

    OMP_NUM_THREADS=1 python -m course_nn.chapters.ch07_cnn_filters.measured.measure_shifts

Writes ``shifts.json`` beside it, which is part of the course: rounded, so that it repeats on other machines.
"""

import json
import os
import platform
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np

from .. import blur_pooling
from ..digit_cnn import images

PATH = Path(__file__).resolve().parent / "shifts.json"


def main():
    X, y = images()[1]
    result = {"made_with": f"Python {platform.python_version()}, NumPy {np.__version__}, {platform.machine()}"}
    for head in blur_pooling.HEADS:
        for pool in blur_pooling.POOLS:
            runs = [
                blur_pooling.summed_up(blur_pooling.answers(blur_pooling.learned(pool, head, seed), X, y), y)
                for seed in range(blur_pooling.SEEDS)
            ]
            result[f"{pool}, {head}"] = {name: np.round([run[name] for run in runs], 4).tolist() for name in runs[0]}
            middle = blur_pooling.MOST
            accuracy = np.mean([run["accuracy"][middle] for run in runs], axis=0).round(3)
            print(head, pool, accuracy, np.mean([run["change"] for run in runs]).round(4), flush=True)
    PATH.write_text(json.dumps(result) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
