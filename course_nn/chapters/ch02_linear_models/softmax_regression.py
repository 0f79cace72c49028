"""Softmax regression: several classes share the plane by probability, from the first step of training to the last."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from ... import _checks, data
from ...data.own import own_classes
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


@dataclass(frozen=True, eq=False)
class Plane:
    """Points X (n, 2) of several classes y (n,), the names of the axes and of the classes, and what the points are."""

    X: np.ndarray
    y: np.ndarray
    labels: list
    names: list
    noun: str


def own_plane(X, y, who):
    """A `Plane` of the reader's own, with two to six labels, or None without X and y (see `data.own`)."""
    given = own_classes(X, y, who, most=6)
    if given is None:
        return None
    X, y, names = given
    if (X.std(axis=0) <= 1e-12 * np.abs(X).max(axis=0)).any():
        raise ValueError(
            f"{who}: expected numbers that differ in both columns of X, got one that is the same everywhere"
        )
    return Plane(X, y, ["$x_1$", "$x_2$"], names, "points")


def choices(own):
    """The inputs of the control: those of iris by name, and the reader's own first."""
    return ({} if own is None else {"yours": own}) | {name: name for name in PAIRS}


@lru_cache(maxsize=8)
def plane(pair):
    """The `Plane` of two of iris' lengths, by name; one's own as it is."""
    if isinstance(pair, Plane):
        return pair
    flowers = data.iris().features(*PAIRS[_checks.one_of(pair, PAIRS, "pair")])
    return Plane(flowers.X, flowers.y, [f"{name} (cm)" for name in PAIRS[pair]], list(flowers.target_names), "flowers")


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
    """What training on two of iris' lengths, or on one's own `Plane`, leaves after as many steps as in `SEEN`.

    The points, their standardized inputs, and the weights (W, b), the costs and the numbers of points named right.
    """
    flowers = plane(pair)
    Z = standardize(flowers.X)
    weights = [w for k, w in enumerate(softmax_steps(Z, flowers.y, RATE, SEEN[-1])) if k in SEEN]
    costs, rights = [], []
    for W, b in weights:
        p = softmax(Z @ W + b)
        costs.append(-np.log(p[np.arange(len(p)), flowers.y]).mean())
        rights.append(int((p.argmax(axis=1) == flowers.y).sum()))
    return flowers, Z, weights, np.array(costs), rights


def class_regions(pair, step, scale):
    """The classes' probabilities over the plane of two inputs after some steps, from logits times ``scale``."""
    flowers, Z, weights, costs, rights = training(pair)
    W, b = weights[_checks.whole(step, "step", low=0, high=len(SEEN) - 1)]
    axes, grid = standardized_plane(flowers.X, 0.08 * np.ptp(flowers.X, axis=0), 120)
    p = softmax(scale * (grid @ W + b))
    chosen = softmax(scale * (Z @ W + b))
    tie = not W.any() and not b.any()  # before the first step: nobody leads, so nothing is named
    return {
        "X": flowers.X,
        "y": flowers.y,
        "labels": flowers.labels,
        "noun": flowers.noun,
        "axes": axes,
        "p": p.reshape(120, 120, -1),
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
