"""Measure what the themes of priors keep; half a minute on one core.

    OMP_NUM_THREADS=1 python -m course_nn.chapters.ch12_bayesian.measured.measure_priors

Writes ``wide_limit.json`` beside it, which is part of the course: rounded.
"""

import json
import os
import platform
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np

from .. import wide_limit

FOLDER = Path(__file__).resolve().parent
MADE_WITH = f"Python {platform.python_version()}, NumPy {np.__version__}, {platform.machine()}"
PARTS, EACH = 100, 10_000


def kurtosis(units, parts=PARTS, each=EACH):
    """Σ f⁴ / n over (Σ f² / n)², less 3, of parts · each networks, and its standard error by the parts; (7,) each."""
    x = wide_limit.GRID[6:]
    moments = np.empty((parts, 2, len(x)))
    for part in range(parts):
        f = wide_limit.networks(units, np.random.default_rng([12, 5, units, part]), each, x)
        moments[part] = np.mean(f**2, axis=0), np.mean(f**4, axis=0)
    second, fourth = moments.mean(axis=0)
    # To first order the ratio moves as its numerator less twice its denominator, in shares.
    moved = (moments[:, 1] / fourth - 2 * moments[:, 0] / second) * fourth / second**2
    return fourth / second**2 - 3, moved.std(axis=0, ddof=1) / np.sqrt(parts)


def main():
    found = {"made_with": MADE_WITH}
    for units in wide_limit.UNITS:
        value, error = kurtosis(units)
        found[str(units)] = {"kurtosis": np.round(value, 5).tolist(), "error": np.round(error, 5).tolist()}
    text = json.dumps(found)
    (FOLDER / "wide_limit.json").write_text(text + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
