"""Measure how six methods do on problems with two clusters and a gap; about a quarter of an hour on one core.

    OMP_NUM_THREADS=1 python -m course_nn.chapters.ch12_bayesian.measured.measure_methods [problems]

Writes ``methods_compared.json`` beside it, which is part of the course: rounded. What is there already is kept, so an
interrupted run goes on; delete the file to begin anew.
"""

import json
import os
import platform
import sys
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np

from ....bayes import rhat
from .. import methods_compared as theme

FILE = Path(__file__).resolve().parent / "methods_compared.json"
MADE_WITH = f"Python {platform.python_version()}, NumPy {np.__version__}, {platform.machine()}"


def measured(truth, seed):
    """Name → what one problem gives."""
    one, grid = theme.problem(truth, seed), np.linspace(*theme.GAP, 41)
    found = {name: theme.judged(name, one, seed).round(4).tolist() for name in theme.METHODS}
    for name in theme.WIDE:
        found[f"widening of {name}"] = round(theme.widening(name, one, seed), 3)
    found["rhat"] = round(float(rhat(theme.chains(one, grid, seed)).max()), 4)
    return found


def main(problems=60):
    kept = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {"made_with": MADE_WITH}
    for seed in range(problems):
        for truth in theme.TRUTHS:
            there = kept.setdefault(truth, {})
            if len(there.get("rhat", ())) > seed:
                continue
            for name, value in measured(truth, seed).items():
                there.setdefault(name, []).append(value)
            part = FILE.with_suffix(".part")  # so that an interrupt leaves a whole file
            part.write_text(json.dumps(kept) + "\n", encoding="utf-8", newline="\n")
            part.replace(FILE)
            print(seed, truth, there["rhat"][-1], flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
