"""Measure the tasks of different shapes with several seeds each; about four minutes on one core.

    OMP_NUM_THREADS=1 python -m course_nn.chapters.ch08_rnns.measured.measure_shapes

Writes ``string_reversal``, ``dates``, ``digit_names`` (.json, and θ of seed 0 in .npz), ``longer_strings.json`` and
``continents.json`` beside it, which are part of the course: rounded, so that they repeat on other machines. With names
behind it, those alone.
"""

import json
import os
import platform
import sys
import time
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np

from .. import continents, dates, digit_names, string_reversal

FOLDER = Path(__file__).resolve().parent
SEEDS = 5
MADE_WITH = f"Python {platform.python_version()}, NumPy {np.__version__}, {platform.machine()}"


def of_seeds(name, learn, look):
    """Train with each seed, keep what ``look`` finds and the seconds, and θ of the first in half precision."""
    found = []
    for seed in range(SEEDS):
        start = time.process_time()
        network = learn(seed)[0]
        seconds = time.process_time() - start
        if seed == 0:
            half = network.theta.astype(np.float16)
            np.savez_compressed(FOLDER / f"{name}.npz", theta=half)
            network.theta[...] = half
        found.append({**look(network), "seconds": round(seconds, 1)})
        print(name, seed, found[-1], flush=True)
    keep(name, {key: [one[key] for one in found] for key in found[0]})


def keep(name, result):
    text = json.dumps({"made_with": MADE_WITH, **result})
    (FOLDER / f"{name}.json").write_text(text + "\n", encoding="utf-8", newline="\n")


def rounded(numbers):
    return np.round(numbers, 4).tolist()


def reversal(network):
    curves = {f"{name} by length": rounded(one) for name, one in string_reversal.by_length(network).items()}
    return {**{name: round(one, 4) for name, one in string_reversal.unseen(network).items()}, **curves}


def longer():
    """The same for strings of up to eight letters, and twice the steps: whether it is the length that fails."""
    found = []
    for seed in range(3):
        network, _ = string_reversal.train_reversal(seed, 2 * string_reversal.STEPS, longest=8)
        found.append(rounded(string_reversal.by_length(network)["exact"]))
        print("longer_strings", seed, found[-1], flush=True)
    keep("longer_strings", {"exact by length": found})


def translation(network):
    new = dates.unseen(network)
    scores = {name: [round(one[name], 4) for one in new.values()] for name in ("exact", "forced", "free")}
    decades = {
        f"by decade, {how}": rounded(dates.by_decade(network, how)) for how in dates.NOTATIONS if how != dates.SHORT
    }
    moved = [round(dates.other_century(network, how), 4) for how in dates.NOTATIONS if how != dates.SHORT]
    return {**scores, **decades, "other century": moved}


def naming(network):
    found = {**digit_names.unseen(network), "strange": digit_names.strange(network)}
    return {name: round(one, 4) for name, one in found.items()}


TASKS = {
    "string_reversal": lambda: of_seeds("string_reversal", string_reversal.train_reversal, reversal),
    "dates": lambda: of_seeds("dates", dates.train_dates, translation),
    "digit_names": lambda: of_seeds("digit_names", digit_names.train_names, naming),
    "longer_strings": longer,
    "continents": lambda: keep("continents", continents.compete()),
}

if __name__ == "__main__":
    for name in sys.argv[1:] or TASKS:
        TASKS[name]()
