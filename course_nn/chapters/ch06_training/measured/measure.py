"""Measure what chapter 06's instruments show as averages over many draws; about six minutes on one core.

    OMP_NUM_THREADS=1 python -m course_nn.chapters.ch06_training.measured.measure [regularizers capacity rates ...]

Writes the files beside it, which are part of the course: rounded, so that they repeat on other machines.
"""

import json
import os
import platform
import sys
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np

from .. import augmentation as augmented
from .. import batch_normalization, overfitting, small_digits
from .. import covariate_shift as shift

FOLDER = Path(__file__).resolve().parent
DRAWS = 20


def summary(values, digits=4):
    """Mean and standard error over the last axis."""
    values = np.asarray(values, float)
    return {
        "mean": values.mean(axis=-1).round(digits).tolist(),
        "error": (values.std(axis=-1, ddof=1) / np.sqrt(values.shape[-1])).round(digits).tolist(),
    }


def regularizers():
    """Validation accuracy after 240 steps, by share of wrong labels, method and strength; the gain is paired."""
    result = {}
    for wrong in small_digits.WRONG:
        plain = [small_digits.learned(wrong=wrong, seed=k)["validation_accuracy"][-1] for k in range(DRAWS)]
        for method, strengths in small_digits.METHODS.items():
            accuracy = [plain]
            for strength in strengths[1:]:
                one = (small_digits.learned(method, strength, wrong=wrong, seed=k) for k in range(DRAWS))
                accuracy.append([run["validation_accuracy"][-1] for run in one])
            small_digits.learned.cache_clear()
            gain = np.array(accuracy) - np.array(plain)
            result[f"{method}, {wrong:g}"] = {"accuracy": summary(accuracy), "gain": summary(gain)}
            print(wrong, method, result[f"{method}, {wrong:g}"]["accuracy"]["mean"], flush=True)
    return result


def capacity():
    """Accuracy on the examples and on others, by share of wrong labels, number of examples and of hidden units."""
    result = {}
    for wrong in small_digits.WRONG:
        tables = {"accuracy": [], "validation_accuracy": []}
        for n in overfitting.EXAMPLES:
            rows = {name: [] for name in tables}
            for hidden in overfitting.HIDDEN:
                runs = [small_digits.learned(n=n, hidden=hidden, wrong=wrong, seed=k) for k in range(DRAWS // 2)]
                for name, row in rows.items():
                    row.append([run[name][-1] for run in runs])
                small_digits.learned.cache_clear()
            for name, table in tables.items():
                table.append(rows[name])
            print(wrong, n, np.mean(rows["validation_accuracy"], axis=1).round(3), flush=True)
        result[f"{wrong:g}"] = {name: summary(table) for name, table in tables.items()}
    return result


def rates():
    """Validation accuracy after 80 steps, by batch size, kind of normalization and learning rate."""
    result = {}
    for size in batch_normalization.SIZES:
        for kind in batch_normalization.KINDS:
            right = [
                [batch_normalization.steps_at_rate(kind, rate, size, seed=k)[1] for k in range(DRAWS // 2)]
                for rate in batch_normalization.RATES
            ]
            result[f"{kind}, {size}"] = summary(right)
            print(size, kind, result[f"{kind}, {size}"]["mean"], flush=True)
    return result


def augmentation():
    """Accuracy on images as they are and moved, by change, and the paired gain over none."""
    ends = {change: [augmented.augmented_training(change, k) for k in range(DRAWS)] for change in augmented.CHANGES}
    result = {}
    for change, runs in ends.items():
        for images in runs[0]:
            right, plain = (np.array([run[images] for run in some]) for some in (runs, ends["none"]))
            result[f"{change}, {images}"] = {"accuracy": summary(right), "gain": summary(right - plain)}
            print(change, images, result[f"{change}, {images}"], flush=True)
    return result


def covariate_shift():
    """Validation accuracy after 80 steps, by what stands before ReLU, number of hidden layers and learning rate."""
    result = {}
    for depth in shift.DEPTHS:
        for kind in shift.KINDS:
            right = [[shift.accuracy(kind, rate, depth, k) for k in range(DRAWS)] for rate in shift.RATES]
            result[f"{kind}, {depth}"] = summary(right)
            print(depth, kind, result[f"{kind}, {depth}"], flush=True)
    return result


MEASURED = (regularizers, capacity, rates, augmentation, covariate_shift)


def main(names):
    FOLDER.mkdir(exist_ok=True)
    for measure in MEASURED:
        if names and measure.__name__ not in names:
            continue
        versions = f"Python {platform.python_version()}, NumPy {np.__version__}, {platform.machine()}"
        text = json.dumps({"made_with": versions, **measure()}, indent=1)
        (FOLDER / f"{measure.__name__}.json").write_text(text + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
