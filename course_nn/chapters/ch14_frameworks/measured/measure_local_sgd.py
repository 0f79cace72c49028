"""Measure what local SGD loses in accuracy; some minutes on one core.

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
    seeds = range(local_sgd.SEEDS)
    for way in local_sgd.WAYS:
        found[way] = [
            [[round(local_sgd.share_wrong(k, w, seed, way), 5) for seed in seeds] for w in local_sgd.WORKERS]
            for k in local_sgd.EVERY
        ]
    for way in local_sgd.WAYS[1:]:
        found[f"{way}_ends"] = [
            [[round(one, 5) for one in local_sgd.ends(w, seed, way)] for seed in seeds] for w in local_sgd.WORKERS
        ]
    (FOLDER / "local_sgd.json").write_text(json.dumps(found) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
