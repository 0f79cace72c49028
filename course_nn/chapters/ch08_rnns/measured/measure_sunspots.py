"""Choose each model's setting on the years up to 1920 and measure it on the later ones; some minutes on one core.

    OMP_NUM_THREADS=1 python -m course_nn.chapters.ch08_rnns.measured.measure_sunspots

Writes ``sunspots.json`` beside it, which is part of the course: rounded, so that it repeats on other machines.
"""

import json
import os
import platform
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np

from ..sunspot_comparison import ROWS, compete

PATH = Path(__file__).resolve().parent / "sunspots.json"


def main():
    result = {"made_with": f"Python {platform.python_version()}, NumPy {np.__version__}, {platform.machine()}"}
    for row in ROWS:
        found = compete(row)
        print(row, found["setting"], found["validation"].min().round(3), flush=True)
        print(found["errors"].mean(axis=0)[:, [0, 1, 2, 4, 10]].round(3).tolist(), flush=True)
        result[row] = found | {name: found[name].round(4).tolist() for name in ("validation", "errors")}
    PATH.write_text(json.dumps(result) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
