"""A digit that was never learned, found by how badly it comes back; beside PCA and the nearest known image."""

from functools import cache
from importlib.resources import as_file, files

import numpy as np

from ... import data
from ...data.measured import measurements
from . import digit_codes
from .digit_vae import images

CODE, EPOCHS, SEEDS = 4, 100, 11
WAYS = ("autoencoder", "PCA", "nearest image")


@cache
def parts(digit):
    """``known, usual, unseen``: training images without a digit, test images without it, and all images of it."""
    (X, T), (learn, test) = images(), data.digits().split()
    return X[learn.y != digit], T[test.y != digit], np.concatenate([T[test.y == digit], X[learn.y == digit]])


def train_without(digit, seed=0):
    """An autoencoder with a code of 4 that learned from the other nine digits; a fifth of a second."""
    known = parts(digit)[0]
    network = digit_codes.autoencoder(CODE, np.random.default_rng([seed, digit]))
    for _ in digit_codes.learning(network, known, EPOCHS, seed):
        pass
    return network


@cache
def scores(digit, way):
    """How unusual each image is, ``usual, unseen``: ‖x̂ − x‖² of what comes back, or the distance to the nearest one."""
    known, *sets = parts(digit)
    if way == "autoencoder":
        with as_file(files(__package__).joinpath("measured", "anomaly.npz")) as path, np.load(path) as stored:
            return stored[f"usual{digit}"].astype(np.float64), stored[f"unseen{digit}"].astype(np.float64)
    if way == "PCA":
        axes = digit_codes.principal_axes(known)
        return tuple(np.square(axes.reconstruct(X, CODE) - X).sum(axis=1) for X in sets)
    return tuple(nearest(X, known) for X in sets)


def nearest(X, known):
    """The distance of each image to the nearest of the known ones."""
    X, known = X.astype(np.float64), known.astype(np.float64)
    squares = (X**2).sum(axis=1)[:, None] + (known**2).sum(axis=1) - 2 * X @ known.T
    return np.sqrt(np.maximum(squares.min(axis=1), 0))


def roc(usual, unseen):
    """``false, found``: what shares of both lie above a threshold that falls from the largest score to the least."""
    thresholds = np.unique(np.concatenate([usual, unseen]))[::-1]
    both = [np.concatenate([[0.0], (np.sort(s)[None] >= thresholds[:, None]).mean(axis=1)]) for s in (usual, unseen)]
    return both[0], both[1]


def area(usual, unseen):
    """The area under the ROC: the chance that an unseen image scores higher than a usual one, ties counted half."""
    more = (unseen[:, None] > usual).mean()
    return float(more + 0.5 * (unseen[:, None] == usual).mean())


def measured():
    """ "autoencoder" → areas (seeds, 10) by the digit that was left out."""
    return measurements(__package__, "anomaly")


@cache
def areas(digit):
    """Way → area under its ROC; of the autoencoder that of the stored seed."""
    return {way: area(*scores(digit, way)) for way in WAYS}


def find_unseen(digit, way, allowed):
    """The instrument's compute: scores and threshold at which so many of 100 usual images are flagged, and all ROCs."""
    usual, unseen = scores(digit, way)
    threshold = float(np.quantile(usual, 1 - allowed / 100, method="inverted_cdf"))
    _, seen, new = parts(digit)
    return {
        "digit": digit,
        "way": way,
        "allowed": allowed,
        "usual": usual,
        "unseen": unseen,
        "threshold": threshold,
        "false": float((usual > threshold).mean()),
        "found": float((unseen > threshold).mean()),
        "curves": {name: roc(*scores(digit, name)) for name in WAYS},
        "areas": areas(digit),
        "strangest": seen[usual.argmax()],
        "missed": new[unseen.argmin()],
    }
