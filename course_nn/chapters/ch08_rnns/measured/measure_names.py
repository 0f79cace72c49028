"""Measure the character models of place names on ten splits, and store one of them; three minutes on one core.

    OMP_NUM_THREADS=1 python -m course_nn.chapters.ch08_rnns.measured.measure_names

Writes ``name_model.json`` and ``name_model.npz`` beside it, which are part of the course.
"""

import json
import os
import platform
import time
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np

from .. import name_model as names

FOLDER = Path(__file__).resolve().parent


def store(tried):
    """Keep θ of a model of `name_model.STORED` units; its setting, the test names of split 0, its perplexity."""
    learn, validation, test = names.parts()
    hidden, dropout, epochs = names.best_of({names.STORED: tried})
    model, _ = names.train_model(learn + validation, hidden=hidden, dropout=dropout, epochs=epochs)
    np.savez(FOLDER / "name_model.npz", theta=model.theta)
    value = round(names.perplexity(model, test), 3)
    return {"dropout": dropout, "epochs": epochs, "perplexity": value, "test": test}


def main():
    """Every split: choose in validation, learn from all training names, look at the test once."""
    found = {"perplexity": {}, "hidden": [], "dropout": [], "epochs": [], "validation": [], "chosen": {}, "seconds": []}
    found |= {"invented": [], "real": []}
    for split in range(names.SPLITS):
        learn, validation, test = names.parts(split)
        hidden, dropout, epochs, tried = names.choose_network(split)
        start = time.process_time()
        model, _ = names.train_model(learn + validation, seed=split, hidden=hidden, dropout=dropout, epochs=epochs)
        found["seconds"].append(round(time.process_time() - start, 1))
        results = {"LSTM": (None, names.perplexity(model, test))} | names.rivals(split)
        for name, (setting, value) in results.items():
            found["perplexity"].setdefault(name, []).append(round(value, 3))
            if name != "LSTM":
                found["chosen"].setdefault(name, []).append(setting)
        for key, value in (("hidden", hidden), ("dropout", dropout), ("epochs", epochs)):
            found[key].append(value)
        found["validation"].append([[round(value, 2) for value, _ in row.values()] for row in tried.values()])
        for key, one in zip(("invented", "real"), names.judged(model, split, seed=split), strict=True):
            found[key].append([round(value, 3) for value in one])
        print(
            split, hidden, dropout, epochs, {name: round(value, 2) for name, (_, value) in results.items()}, flush=True
        )
        if split == 0:
            found["stored"] = store(tried[names.STORED])
    made = f"Python {platform.python_version()}, NumPy {np.__version__}, {platform.machine()}"
    text = json.dumps({"made_with": made, **found}, indent=1)
    (FOLDER / "name_model.json").write_text(text + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
