"""Measure the transformer on ten splits of the place names; about ten minutes on one core.

    OMP_NUM_THREADS=1 python -m course_nn.chapters.ch11_attention.measured.measure_names

Writes ``name_transformer.json`` beside it, which is part of the course: rounded, so that it repeats on other machines.
"""

import json
import os
import platform
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np

from .. import name_transformer

FOLDER = Path(__file__).resolve().parent
MADE_WITH = f"Python {platform.python_version()}, NumPy {np.__version__}, {platform.machine()}"


def main():
    found = {"perplexity": [], "width": [], "dropout": [], "epochs": []}
    for split in range(name_transformer.SPLITS):
        learn, validation, test = name_transformer.parts(split)
        width, dropout, epochs = name_transformer.choose(split)
        model, _ = name_transformer.train_model(
            learn + validation, seed=split, width=width, dropout=dropout, epochs=epochs
        )
        for key, value in (("width", width), ("dropout", dropout), ("epochs", epochs)):
            found[key].append(value)
        found["perplexity"].append(round(name_transformer.perplexity(model, test), 3))
        print(split, {key: values[-1] for key, values in found.items()}, flush=True)
    text = json.dumps({"made_with": MADE_WITH, **found})
    (FOLDER / "name_transformer.json").write_text(text + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
