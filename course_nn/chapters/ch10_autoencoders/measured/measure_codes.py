"""Train the autoencoders of the chapter with several seeds each; about five minutes on one core.

    OMP_NUM_THREADS=1 python -m course_nn.chapters.ch10_autoencoders.measured.measure_codes

Writes ``linear_autoencoder.npz``, and ``bottleneck``, ``denoising``, ``sparse_codes`` and ``anomaly`` (.json, and what
seed 0 gave in .npz) beside it, which are part of the course: rounded. With names behind it, those alone.
"""

import json
import os
import platform
import sys
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np

from .. import anomaly, bottleneck, denoising, digit_codes, linear_autoencoder, sparse_codes
from ..digit_vae import images

FOLDER = Path(__file__).resolve().parent
MADE_WITH = f"Python {platform.python_version()}, NumPy {np.__version__}, {platform.machine()}"


def keep(name, **result):
    text = json.dumps({"made_with": MADE_WITH, **result})
    (FOLDER / f"{name}.json").write_text(text + "\n", encoding="utf-8", newline="\n")


def arrays(name, **found):
    np.savez_compressed(FOLDER / f"{name}.npz", **found)


def half(network):
    """θ in half precision, which the network then has as well."""
    theta = network.theta.astype(np.float16)
    network.theta[...] = theta
    return theta


def linear():
    found = {}
    for k in range(1, linear_autoencoder.MOST + 1):
        rows, found[f"losses{k}"] = linear_autoencoder.train_linear(k)
        found[f"rows{k}"] = rows.astype(np.float32)
    arrays("linear_autoencoder", **found)


def bottlenecks():
    X, T = images()
    stored, errors = {}, {}
    for kind in digit_codes.KINDS:
        learned, tested = [], []
        for seed in range(bottleneck.SEEDS):
            networks = [digit_codes.train_codes(k, kind, seed) for k in bottleneck.SIZES]
            if seed == 0:
                stored |= {f"{kind}{k}": half(one) for k, one in zip(bottleneck.SIZES, networks, strict=True)}
            for found, images_ in ((learned, X), (tested, T)):
                found.append([round(float(digit_codes.squared_errors(one, images_).mean()), 4) for one in networks])
            print(kind, seed, tested[-1], flush=True)
        errors |= {kind: tested, f"{kind}, training": learned}
    small = [
        [digit_codes.train_codes(k, seed=seed, hidden=digit_codes.hidden_as_small(k)) for k in bottleneck.SIZES]
        for seed in range(bottleneck.SEEDS)
    ]
    tested = [[round(float(digit_codes.squared_errors(one, T).mean()), 4) for one in row] for row in small]
    arrays("bottleneck", **stored)
    keep("bottleneck", **errors | {"dense, as small": tested})


def denoisers():
    stored, errors = {}, {}
    for spread in denoising.LEARNED:
        found = []
        for seed in range(denoising.SEEDS):
            network = denoising.train_denoiser(spread, seed)
            if seed == 0:
                stored[f"{spread:g}"] = half(network)
            found.append(np.round(denoising.errors(network), 4).tolist())
        errors[f"{spread:g}"] = found
        print("denoising", spread, found[0], flush=True)
    arrays("denoising", **stored)
    keep("denoising", **errors)


def sparse():
    stored, found = {}, {}
    for slowly, name in ((True, "slowly"), (False, "at once")):
        found[name] = []
        for seed in range(sparse_codes.SEEDS):
            networks = [sparse_codes.train_sparse(k, seed, slowly) for k in sparse_codes.SIZES]
            if seed == 0 and slowly:
                stored = {str(k): half(one) for k, one in zip(sparse_codes.SIZES, networks, strict=True)}
            found[name].append([np.round(sparse_codes.looked_at(one), 4).tolist() for one in networks])
            print("sparse", name, seed, found[name][-1], flush=True)
    arrays("sparse_codes", **stored)
    keep("sparse_codes", **found)


def anomalies():
    stored, found = {}, []
    for seed in range(anomaly.SEEDS):
        row = []
        for digit in range(10):
            network = anomaly.train_without(digit, seed)
            usual, unseen = (digit_codes.squared_errors(network, X) for X in anomaly.parts(digit)[1:])
            if seed == 0:
                stored |= {f"usual{digit}": usual.astype(np.float16), f"unseen{digit}": unseen.astype(np.float16)}
            row.append(round(anomaly.area(usual, unseen), 4))
        found.append(row)
        print("anomaly", seed, row, flush=True)
    arrays("anomaly", **stored)
    keep("anomaly", autoencoder=found)


ALL = {"linear": linear, "bottleneck": bottlenecks, "denoising": denoisers, "sparse": sparse, "anomaly": anomalies}

if __name__ == "__main__":
    for name in sys.argv[1:] or ALL:
        ALL[name]()
