"""Features made by hand: powers, ramps and sines of one input bend a line into a curve; too many follow the noise."""

from functools import lru_cache

import numpy as np

from ... import _checks, data
from .least_squares import closed_form

CURVES = {"wave": "sine", "corner": "corner", "step": "step"}
KINDS = ("powers", "ramps", "sines")
MOST = 16
NOISE = 0.25
SEED = 8


def features(x, kind, k):
    """``k`` features of x (n,) in [−1, 1], and x0 = 1 in front: (n, k + 1).

    "powers": x, x², …, xᵏ. "ramps": max(0, x − c) with k corners c spread evenly from −1 on.
    "sines": sin and cos of πx, 2πx, … in turns.
    """
    x = _checks.as_array(x, "features: x", ndim=1)
    kind, k = _checks.one_of(kind, KINDS, "features"), _checks.whole(k, "features: k", low=0, high=40)
    if kind == "powers":
        made = [x ** (j + 1) for j in range(k)]
    elif kind == "ramps":
        made = [np.maximum(0, x - (-1 + 2 * j / k)) for j in range(k)]
    else:
        made = [(np.cos if j % 2 else np.sin)(np.pi * (1 + j // 2) * x) for j in range(k)]
    return np.column_stack([np.ones(len(x)), *made])


@lru_cache(maxsize=64)
def samples(curve, n, seed=SEED):
    """``n`` noisy examples to learn from, x and y, and 400 that are kept aside, x and y."""
    function = data.CURVES[CURVES[_checks.one_of(curve, CURVES, "curve")]]
    rng = np.random.default_rng(seed)
    test = rng.uniform(-1, 1, 400)
    y_test = function(test) + rng.normal(0, NOISE, 400)
    x = np.linspace(-1, 1, n)
    return x, function(x) + rng.normal(0, NOISE, n), test, y_test


@lru_cache(maxsize=512)
def _fitted(curve, kind, k, n, seed):
    """The best weights, and the root of the mean squared error in training and in the test."""
    x, y, test, y_test = samples(curve, n, seed)
    w = closed_form(features(x, kind, k), y)
    errors = (np.sqrt(np.mean((features(u, kind, k) @ w - v) ** 2)) for u, v in ((x, y), (test, y_test)))
    return w, *errors


def fit_features(curve, kind, k, n, seed=SEED):
    """The best weights for ``k`` features of one kind on ``n`` examples; train and test error for 0 to 16 of them.

    With more weights than examples it is the smallest w of those that fit best.
    """
    w, train, test = _fitted(curve, kind, k, n, seed)
    x, y, _, _ = samples(curve, n, seed)
    grid = np.linspace(-1, 1, 401)
    errors = np.array([_fitted(curve, kind, j, n, seed)[1:] for j in range(MOST + 1)])
    return {
        "x": x,
        "y": y,
        "grid": grid,
        "fit": features(grid, kind, k) @ w,
        "true": data.CURVES[CURVES[curve]](grid),
        "errors": errors,
        "k": k,
        "kind": kind,
        "train": float(train),
        "test": float(test),
        "n": n,
        "noise": NOISE,
        "w": w,
    }
