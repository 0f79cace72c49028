"""Data augmentation: digits moved or mirrored at random while a network learns, and what that is good for."""

from functools import lru_cache

import numpy as np

from ... import _checks, data
from ...data.measured import measurements
from ...losses import CrossEntropy
from ...optimizers import Adam
from ...training import train
from .small_digits import RATE, SIZE, STEPS, few_digits, small_network

SIDE = 8  # pixels


def moved(X, rng):
    """Images X (n, 64), each moved by −1, 0 or 1 pixel down and to the right; what comes in is empty (0)."""
    images = np.pad(X.reshape(-1, SIDE, SIDE), ((0, 0), (1, 1), (1, 1)))
    down, right = rng.integers(-1, 2, (2, len(X), 1))
    rows, columns = np.arange(1, SIDE + 1) - down, np.arange(1, SIDE + 1) - right
    return images[np.arange(len(X))[:, None, None], rows[:, :, None], columns[:, None, :]].reshape(X.shape)


def mirrored(X, rng):
    """Images X (n, 64), about half of them with left and right exchanged."""
    images = X.reshape(-1, SIDE, SIDE)
    flip = rng.random(len(X)) < 0.5
    return np.where(flip[:, None, None], images[:, :, ::-1], images).reshape(X.shape)


CHANGES = {"none": lambda X, rng: X, "moved": moved, "mirrored": mirrored}


@lru_cache(maxsize=256)
def augmented_training(change, seed=0, n=150, wrong=0.0, *, hidden=64, steps=STEPS):
    """So many steps on n digits, every batch changed by one of `CHANGES`: accuracy on others, as they are and moved.

    ``{"as they are": ..., "moved": ...}``, on the same 500 images; the batches have the same rows for every change.
    """
    change = CHANGES[_checks.one_of(change, CHANGES, "augmented_training: change")]
    X, y, V, v, *_ = few_digits(n, wrong, seed)
    # What is empty is the emptiest pixel: all means were subtracted.
    paper = np.minimum(X.min(axis=0), V.min(axis=0))
    rng, noise = np.random.default_rng(1000 + seed), np.random.default_rng(2000 + seed)
    network, loss = small_network(hidden, rng), CrossEntropy()
    rows = np.concatenate([rng.permutation(n) for _ in range(-(-steps * SIZE // n))])[: steps * SIZE]
    feed = ((change(X[row] - paper, noise) + paper, y[row]) for row in rows.reshape(steps, SIZE))
    for _ in train(network, loss, Adam(RATE), feed):
        pass
    tests = {"as they are": V, "moved": moved(V - paper, np.random.default_rng(3000 + seed)) + paper}
    return {name: loss.accuracy(network(images), v) for name, images in tests.items()}


def averages(change, images):
    """How an `augmented_training` with a change ends on images "as they are" or "moved", as measured once in 20 draws.

    "accuracy", and its "gain" over the same training without a change: of each "mean" and standard "error".
    """
    _checks.one_of(change, CHANGES, "augmentation: change")
    return measurements(__package__, "augmentation")[f"{change}, {images}"]


def gain(change, images):
    """What a change gains over none, in points, and two standard errors of that."""
    measured = averages(change, images)["gain"]
    return 100 * measured["mean"], 200 * measured["error"]


def examples(digit=2, seed=2, count=4):
    """One of the digits, and ``count`` random versions of it for each change: name -> (count, 8, 8)."""
    image = data.digits().X[[digit] * count]
    rng = np.random.default_rng(seed)
    return {name: change(image, rng).reshape(-1, SIDE, SIDE) for name, change in CHANGES.items()}
