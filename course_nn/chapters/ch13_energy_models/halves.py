"""Half of a digit is covered: chains of the machine that hold the other half fill it in."""

from functools import cache
from itertools import islice

import numpy as np

from ...data.measured import measurements
from .digit_machines import images, trained

HALVES = {"right": "right", "left": "left", "lower": "lower", "upper": "upper"}
SHOWN, CHAINS, WARM, KEPT = 20, 40, 50, 50
#: Training images of the mean that stands beside the one nearest.
NEIGHBORS = 9


def covered(half):
    """(64,) True where the image is covered."""
    row, column = np.indices((8, 8))
    return {"right": column > 3, "left": column < 4, "lower": row > 3, "upper": row < 4}[half].ravel()


def fill(x, half, seed=0, chains=CHAINS, warm=WARM, kept=KEPT):
    """``mean, last``: of each image of x (n, 64) the probability of ink (n, 64), and the chains' last states.

    ``chains`` chains each begin with noise in the covered half; the mean is of ``kept`` rounds after ``warm``.
    """
    rbm, hidden = trained("pcd100"), covered(half)
    rng = np.random.default_rng(seed)
    start = np.where(hidden, rng.integers(0, 2, (len(x) * chains, 64)), np.repeat(x, chains, axis=0)).astype(np.float32)
    total = 0.0
    for v in islice(rbm.gibbs(start, rng, clamp=~hidden), warm, warm + kept):
        total = total + v
    mean = (total / kept).reshape(len(x), chains, 64).mean(axis=1)
    return mean, v.reshape(len(x), chains, 64)


def nearest(x, half, count=1):
    """The mean of the training images whose seen half differs in the fewest pixels; of equal ones the first."""
    X, seen = images()[0], ~covered(half)
    differ = np.abs(x[:, None, seen] - X[None][..., seen]).sum(axis=2)
    return X[np.argsort(differ, axis=1, kind="stable")[:, :count]].mean(axis=1)


def usual(half):
    """1 where more than half of the training images have ink."""
    return (images()[0].mean(axis=0) > 0.5).astype(np.float32)


def wrong(x, guess, half):
    """Of each image the number of covered pixels, of 32, where the guess, ink above ½, is wrong."""
    return ((guess > 0.5) != (x > 0.5))[:, covered(half)].sum(axis=1)


def errors(half):
    """Mean number of wrong pixels, of 32, over 200 unseen digits: machine, nearest image, usual ink, nine nearest."""
    T = images()[1][:200]
    came = np.concatenate([fill(T[i : i + 50], half, chains=20)[0] for i in range(0, len(T), 50)])
    guesses = came, nearest(T, half), usual(half)[None], nearest(T, half, NEIGHBORS)
    return [float(wrong(T, guess, half).mean()) for guess in guesses]


@cache
def measured():
    """Half → (4,) of what `errors` gives."""
    return measurements(__package__, "halves")


def fill_in(half, digit, seed):
    """The instrument's compute: a test digit, its seen half, six ends of chains, the mean, the nearest image."""
    x = images()[1][digit : digit + 1]
    mean, last = fill(x, half, seed)
    near, nine = nearest(x, half), nearest(x, half, NEIGHBORS)
    return {
        "half": half,
        "digit": digit,
        "covered": covered(half),
        "image": x[0],
        "mean": mean[0],
        "samples": last[0, :6],
        "nearest": near[0],
        "nine": nine[0],
        "wrong": int(wrong(x, mean, half)[0]),
        "near_wrong": int(wrong(x, near, half)[0]),
        "nine_wrong": int(wrong(x, nine, half)[0]),
    }
