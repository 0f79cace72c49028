"""Measure what chapter 07 tells of its digits; a quarter of an hour on one core, seven minutes of it for MNIST.

    OMP_NUM_THREADS=1 python -m course_nn.chapters.ch07_cnn_filters.measured.measure [digit_cnn digit_comparison ...]

Writes the files beside it, which are part of the course: rounded, so that they repeat on other machines. ``mnist``
needs the images that `digit_cnn.mnist_images` reads.
"""

import json
import os
import platform
import sys
import time
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
import sklearn

from .. import digit_cnn as cnn
from .. import digit_comparison as comparison
from .. import linear_probes as probes

FOLDER = Path(__file__).resolve().parent


def digit_cnn():
    """Errors of 449 and seconds for ten seeds; the θ of the first of them go to digit_cnn.npz."""
    found, thetas = {"errors": [], "seconds": []}, []
    for seed in range(10):
        start = time.process_time()
        network, _ = cnn.train_digits(seed)
        found["seconds"].append(round(time.process_time() - start, 1))
        found["errors"].append(cnn.errors(network, *cnn.images()[1]))
        thetas += [network.theta.copy()] if seed in cnn.STORED else []
    print(found, flush=True)
    np.savez(FOLDER / "digit_cnn.npz", theta=np.array(thetas))
    return found


def mnist():
    """Accuracy on the last 1,500 of MNIST's test images, and seconds, for ten seeds; only where the images are."""
    found = {"accuracy": [], "seconds": []}
    for seed in range(10):
        start = time.process_time()
        _, history = cnn.train_mnist(seed)
        found["seconds"].append(round(time.process_time() - start))
        found["accuracy"].append(round(history["validation_accuracy"][-1], 4))
        print(found, flush=True)
    return found


def digit_comparison():
    """By split and method: the chosen setting, errors in validation for each setting, and errors of 449 by seed.

    And by method with the first split's setting: errors when each form of the file is left out, or parts by chance.
    """
    splits = {}
    for split in comparison.SPLITS:
        splits[split] = {}
        for method in comparison.TRIED:
            splits[split][method] = comparison.compete(method, split)
            print(split, method, splits[split][method], flush=True)
    by_form = {}
    for method, found in splits["random"].items():
        by_form[method] = comparison.by_form(method, found["setting"])
        print(method, by_form[method], flush=True)
    return {"splits": splits, "by form": by_form}


def linear_probes():
    """Accuracy of a probe on 449 by seed and layer, in learned and random networks, of all activations and of 64."""
    runs = []
    for seed in range(probes.SEEDS):
        runs.append(probes.learned_and_random(seed))
        print(seed, {who: [round(a, 3) for a in found["all"].values()] for who, found in runs[-1].items()}, flush=True)
    accuracies = {
        who: {kind: [[round(a, 4) for a in run[who][kind].values()] for run in runs] for kind in ("all", "64")}
        for who in ("learned", "random")
    }
    return {"layers": list(runs[0]["learned"]["all"]), **accuracies}


MEASURED = (digit_cnn, digit_comparison, linear_probes, mnist)


def main(names):
    for measure in MEASURED:
        if names and measure.__name__ not in names:
            continue
        versions = f"Python {platform.python_version()}, NumPy {np.__version__}, scikit-learn {sklearn.__version__}"
        text = json.dumps({"made_with": f"{versions}, {platform.machine()}", **measure()}, indent=1)
        (FOLDER / f"{measure.__name__}.json").write_text(text + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
