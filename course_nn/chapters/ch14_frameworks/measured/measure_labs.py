"""Measure the labs in which two compete; about five minutes on one core. Needs no framework but scikit-learn.

    OMP_NUM_THREADS=1 python -m course_nn.chapters.ch14_frameworks.measured.measure_labs

Writes ``labs.json`` beside it, which is part of the course: scores of each split, rounded.
"""

import json
import os
import platform
import warnings
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
import sklearn

from .. import labs

FILE = Path(__file__).resolve().parent / "labs.json"
MADE_WITH = f"Python {platform.python_version()}, NumPy {np.__version__}, scikit-learn {sklearn.__version__}"


def wine(seed):
    X, y, X_test, y_test = labs.wine_split(seed)
    return {name: float(model.fit(X, y).score(X_test, y_test)) for name, model in labs.thirteens(seed).items()}


def main():
    warnings.simplefilter("ignore")  # scikit-learn's, that it could go on after the last epoch
    found = {"made_with": f"{MADE_WITH}, {platform.machine()}", "digits": {}, "friedman": {}, "wine": {}}
    for seed in range(labs.SPLITS):
        of = {
            "digits": labs.scores(labs.digits_split, labs.tuned_on_digits, seed),
            "friedman": labs.scores(labs.friedman_split, labs.tuned_on_friedman, seed),
            "wine": wine(seed),
        }
        for lab, row in of.items():
            for name, score in row.items():
                found[lab].setdefault(name, []).append(round(score, 4))
        print(seed, of, flush=True)
    FILE.write_text(json.dumps(found) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
