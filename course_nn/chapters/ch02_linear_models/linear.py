"""Chapter 02, features made by hand and classification: degrees, smooth steps, two losses, softmax regions."""

from functools import lru_cache

import numpy as np

from ... import _checks, data
from ...activations import heaviside
from ...functions import one_hot, sigmoid, softmax
from .descent import closed_form, standardize

# --- Features made by hand

CURVES = {"wave": "sine", "corner": "corner", "step": "step"}
KINDS = ("powers", "ramps", "sines")
MOST = 16
NOISE = 0.25


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
def _samples(curve, n):
    """``n`` noisy examples to learn from, and 400 that are kept aside."""
    function = data.CURVES[CURVES[_checks.one_of(curve, CURVES, "curve")]]
    rng = np.random.default_rng(8)
    test = rng.uniform(-1, 1, 400)
    y_test = function(test) + rng.normal(0, NOISE, 400)
    x = np.linspace(-1, 1, n)
    return x, function(x) + rng.normal(0, NOISE, n), test, y_test


@lru_cache(maxsize=512)
def _fitted(curve, kind, k, n):
    x, y, test, y_test = _samples(curve, n)
    w = closed_form(features(x, kind, k), y)
    errors = (np.sqrt(np.mean((features(u, kind, k) @ w - v) ** 2)) for u, v in ((x, y), (test, y_test)))
    return w, *errors


def handmade(curve, kind, k, n):
    """The best weights for ``k`` features of one kind on ``n`` examples; train and test error for 0 to 16 of them."""
    w, train, test = _fitted(curve, kind, k, n)
    x, y, _, _ = _samples(curve, n)
    grid = np.linspace(-1, 1, 401)
    errors = np.array([_fitted(curve, kind, j, n)[1:] for j in range(MOST + 1)])
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


# --- The step made smooth


@lru_cache(maxsize=1)
def petals():
    """Petal length in cm of versicolor (0) and virginica (1): x (100,), y (100,)."""
    flowers = data.iris().classes("versicolor", "virginica").features("petal length")
    return flowers.X[:, 0], flowers.y


def smooth_step(steepness, place):
    """Step and sigmoid at ``place`` for the petals, and the mean squared error of both for every place."""
    x, y = petals()
    k = _checks.number(steepness, "steepness", above=0)
    t = _checks.number(place, "place")
    grid, places = np.linspace(2.5, 7.5, 401), np.linspace(3, 7, 321)
    p = sigmoid(k * (x[:, None] - places))
    here = sigmoid(k * (x - t))
    return {
        "x": x,
        "y": y,
        "grid": grid,
        "step": heaviside(grid - t),
        "smooth": sigmoid(k * (grid - t)),
        "place": t,
        "steepness": k,
        "places": places,
        "errors": np.mean((heaviside(x[:, None] - places) - y[:, None]) ** 2, axis=0),
        "costs": np.mean((p - y[:, None]) ** 2, axis=0),
        "error": float(np.mean((heaviside(x - t) - y) ** 2)),
        "cost": float(np.mean((here - y) ** 2)),
        "slope": float(np.mean(-2 * (here - y) * here * (1 - here) * k)),
    }


# --- Two losses for one sigmoid

#: The loss of a positive example, y = 1, and its derivative by z; sigmoid(−z) is 1 − p.
LOSSES = {
    "squared error": (lambda z: sigmoid(-z) ** 2, lambda z: -2 * sigmoid(-z) ** 2 * sigmoid(z)),
    "cross-entropy": (lambda z: np.logaddexp(0, -z), lambda z: -sigmoid(-z)),
}
RACE = 60


def two_losses(z, rate, steps):
    """One positive example whose neuron starts at ``z``, and what gradient descent makes of it with either loss."""
    axis = np.linspace(-10, 10, 201)
    result = {"z": axis, "steps": steps, "rate": rate, "start": z, "losses": {}}
    for name, (loss, slope) in LOSSES.items():
        path = [float(z)]
        for _ in range(RACE):
            path.append(path[-1] - rate * float(slope(np.array(path[-1]))))
        path = np.array(path)
        result["losses"][name] = {
            "curve": loss(axis),
            "slope": slope(axis),
            "path": path,
            "p": sigmoid(path),
            "height": loss(path),
        }
    return result


def probability_field(network, flowers):
    """The probability that ``network`` gives to class 1 over the plane of the two features of ``flowers``.

    The network takes standardized features and gives one logit.
    """
    low, high = flowers.X.min(axis=0), flowers.X.max(axis=0)
    axes = [np.linspace(a - 0.2, z + 0.2, 100) for a, z in zip(low, high, strict=True)]
    plane = data.grid_points(*axes)
    p = sigmoid(network(standardize(plane, like=flowers.X))).reshape(100, 100)
    wrong = (network(standardize(flowers.X))[:, 0] > 0) != flowers.y
    labels = [f"{name} (cm)" for name in flowers.feature_names]
    return {"axes": axes, "p": p, "X": flowers.X, "y": flowers.y, "wrong": wrong, "labels": labels}


# --- Softmax regression

PAIRS = {
    "petal length and width": ("petal length", "petal width"),
    "sepal length and width": ("sepal length", "sepal width"),
    "petal and sepal length": ("petal length", "sepal length"),
}
#: After how many steps of training the instrument looks.
SEEN = (0, 1, 2, 3, 4, 6, 8, 11, 16, 23, 32, 45, 64, 91, 128, 181, 256, 362, 512)
SOFTMAX_RATE = 1.0


def softmax_steps(X, y, rate, steps):
    """Full-batch gradient descent on the cross-entropy of softmax(x W + b) from zero: every (W, b) on the way."""
    Y = one_hot(y)
    W, b = np.zeros((X.shape[1], Y.shape[1])), np.zeros(Y.shape[1])
    yield W, b
    for _ in range(steps):
        delta = (softmax(X @ W + b) - Y) / len(X)  # the shared δ
        W, b = W - rate * X.T @ delta, b - rate * delta.sum(axis=0)
        yield W, b


@lru_cache(maxsize=8)
def _softmax_history(pair):
    flowers = data.iris().features(*PAIRS[_checks.one_of(pair, PAIRS, "pair")])
    Z = standardize(flowers.X)
    weights = [w for k, w in enumerate(softmax_steps(Z, flowers.y, SOFTMAX_RATE, SEEN[-1])) if k in SEEN]
    costs, rights = [], []
    for W, b in weights:
        p = softmax(Z @ W + b)
        costs.append(-np.log(p[np.arange(len(p)), flowers.y]).mean())
        rights.append(int((p.argmax(axis=1) == flowers.y).sum()))
    return flowers, Z, weights, np.array(costs), rights


def softmax_regions(pair, step, scale):
    """The three probabilities over the plane of two lengths after some steps, from logits times ``scale``."""
    flowers, Z, weights, costs, rights = _softmax_history(pair)
    W, b = weights[_checks.whole(step, "step", low=0, high=len(SEEN) - 1)]
    low, high = flowers.X.min(axis=0), flowers.X.max(axis=0)
    room = 0.08 * (high - low)
    axes = [np.linspace(a, z, 120) for a, z in zip(low - room, high + room, strict=True)]
    plane = data.grid_points(*axes)
    p = softmax(scale * (standardize(plane, like=flowers.X) @ W + b))
    chosen = softmax(scale * (Z @ W + b))
    return {
        "X": flowers.X,
        "y": flowers.y,
        "labels": [f"{name} (cm)" for name in PAIRS[pair]],
        "axes": axes,
        "p": p.reshape(120, 120, 3),
        "wrong": chosen.argmax(axis=1) != flowers.y,
        "names": flowers.target_names,
        "costs": costs,
        "step": step,
        "right": rights[step],
        "sure": float(chosen.max(axis=1).mean()),
        "scale": scale,
        "cost": float(-np.log(np.maximum(chosen[np.arange(len(Z)), flowers.y], 1e-300)).mean()),
    }
