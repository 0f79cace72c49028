"""Measure what local SGD loses in accuracy; two minutes on one core.

    OMP_NUM_THREADS=1 python -m course_nn.chapters.ch14_frameworks.measured.measure_local_sgd

Writes ``local_sgd.json`` beside it, which is part of the course.
"""

import json
import os
import platform
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np

from .. import local_sgd

FOLDER = Path(__file__).resolve().parent
MADE_WITH = f"Python {platform.python_version()}, NumPy {np.__version__}, {platform.machine()}"


def main():
    found = {"made_with": MADE_WITH}
    for name, by_class in (("shuffled", False), ("by_class", True)):
        found[name] = [
            [
                [round(local_sgd.share_wrong(k, w, seed, by_class), 5) for seed in range(local_sgd.SEEDS)]
                for w in local_sgd.WORKERS
            ]
            for k in local_sgd.EVERY
        ]
    (FOLDER / "local_sgd.json").write_text(json.dumps(found) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
