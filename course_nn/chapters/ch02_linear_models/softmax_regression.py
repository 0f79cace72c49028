"""Softmax regression: several classes share the plane by probability, from the first step of training to the last."""

from functools import lru_cache

import numpy as np

from ... import _checks, data
from ...functions import one_hot, softmax
from .least_squares import standardize
from .logistic_regression import standardized_plane

PAIRS = {
    "petal length and width": ("petal length", "petal width"),
    "sepal length and width": ("sepal length", "sepal width"),
    "petal and sepal length": ("petal length", "sepal length"),
}
#: After how many steps of training the instrument looks.
SEEN = (0, 1, 2, 3, 4, 6, 8, 11, 16, 23, 32, 45, 64, 91, 128, 181, 256, 362, 512)
RATE = 1.0


def softmax_steps(X, y, rate, steps, penalty=0.0):
    """Full-batch gradient descent on the cross-entropy of softmax(x W + b) from zero: every (W, b) on the way.

    ``penalty`` is the λ of ½ λ ‖W‖², which is added to the cost.
    """
    Y = one_hot(y)
    W, b = np.zeros((X.shape[1], Y.shape[1])), np.zeros(Y.shape[1])
    yield W, b
    for _ in range(steps):
        delta = (softmax(X @ W + b) - Y) / len(X)  # the shared δ
        W, b = W - rate * (X.T @ delta + penalty * W), b - rate * delta.sum(axis=0)
        yield W, b


@lru_cache(maxsize=8)
def training(pair):
    """What training on two of iris' lengths leaves, after as many steps as in `SEEN`.

    The flowers, their standardized lengths, and the weights (W, b), the costs and the numbers of flowers named right.
    """
    flowers = data.iris().features(*PAIRS[_checks.one_of(pair, PAIRS, "pair")])
    Z = standardize(flowers.X)
    weights = [w for k, w in enumerate(softmax_steps(Z, flowers.y, RATE, SEEN[-1])) if k in SEEN]
    costs, rights = [], []
    for W, b in weights:
        p = softmax(Z @ W + b)
        costs.append(-np.log(p[np.arange(len(p)), flowers.y]).mean())
        rights.append(int((p.argmax(axis=1) == flowers.y).sum()))
    return flowers, Z, weights, np.array(costs), rights


def class_regions(pair, step, scale):
    """The three probabilities over the plane of two lengths after some steps, from logits times ``scale``."""
    flowers, Z, weights, costs, rights = training(pair)
    W, b = weights[_checks.whole(step, "step", low=0, high=len(SEEN) - 1)]
    axes, plane = standardized_plane(flowers.X, 0.08 * np.ptp(flowers.X, axis=0), 120)
    p = softmax(scale * (plane @ W + b))
    chosen = softmax(scale * (Z @ W + b))
    tie = not W.any() and not b.any()  # before the first step: nobody leads, so nothing is named
    return {
        "X": flowers.X,
        "y": flowers.y,
        "labels": [f"{name} (cm)" for name in PAIRS[pair]],
        "axes": axes,
        "p": p.reshape(120, 120, 3),
        "tie": tie,
        "wrong": (chosen.argmax(axis=1) != flowers.y) & (not tie),
        "costs": costs,
        "step": step,
        "steps": SEEN[step],
        "scale": scale,
        "right": rights[step],
        "sure": float(chosen.max(axis=1).mean()),
        "cost": float(-np.log(np.maximum(chosen[np.arange(len(Z)), flowers.y], 1e-300)).mean()),
    }
