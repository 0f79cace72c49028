"""Symmetry breaking: hidden units that start alike stay alike, and what tells them apart."""

from functools import lru_cache

import numpy as np

from ... import _checks, data
from ...core import Sequential
from ...functions import sigmoid
from ...layers import Dense, Tanh
from ...losses import BinaryCrossEntropy
from ...optimizers import SGD
from ...training import train

#: Ways to start that differ in how alike the hidden units are: name → standard deviation of the difference.
STARTS = {"all zero": None, "all alike": 0.0, "alike to 1 %": 0.01, "alike to 10 %": 0.1, "random": None}
STEPS, EVERY = 600, 10  # a frame every ten steps
FRAMES = STEPS // EVERY


def hidden_units_at(start, units, frame):
    """`hidden_units_move` with the moment to look at: "frame", and "step", how many steps were made by then."""
    return hidden_units_move(start, units) | {"frame": frame, "step": frame * EVERY}


@lru_cache(maxsize=64)
def hidden_units_move(start, units=6):
    """Gradient descent on two moons with a 2-units-1 network (tanh): where each hidden unit's weights go.

    A dict: "weights" (frames, units, 2), the incoming weights of each unit after 0, 10, 20, … steps; "cost" and
    "accuracy" (frames,); "different" (frames,), how many different units there are; "field" (frames, 41, 41), the
    probability of class 1 over the square on "axis" (41,); and the data.
    """
    network = _network(start, _checks.whole(units, "hidden_units_move: units", low=1, high=20))
    X, y = data.moons(100, 0.15, np.random.default_rng(3))
    X = X - X.mean(axis=0)
    axis = np.linspace(-2, 2, 41)
    points = data.grid_points(axis, axis)
    loss = BinaryCrossEntropy()
    seen = {"weights": [], "cost": [], "accuracy": [], "field": []}

    def look():
        logits = network(X)
        seen["weights"].append(network[0].W.value.T.copy())
        seen["cost"].append(loss(logits, y[:, None])[0])
        seen["accuracy"].append(float(np.mean((logits[:, 0] > 0) == y)))
        seen["field"].append(sigmoid(network(points)).reshape(41, 41))

    look()
    for step in train(network, loss, SGD(0.6, momentum=0.9), [(X, y[:, None])], epochs=STEPS):
        if (step.index + 1) % EVERY == 0:
            look()
    history = {name: np.array(values) for name, values in seen.items()}
    history["different"] = np.array([_different(W) for W in history["weights"]])
    return history | {"X": X, "y": y, "axis": axis, "units": units}


def _network(start, units):
    """The network with the first weights that ``start`` names."""
    spread = STARTS[_checks.one_of(start, STARTS, "hidden_units_move: start")]
    rng = np.random.default_rng(0)
    network = Sequential(
        Dense(2, units, rng, init="xavier", dtype=np.float64),
        Tanh(),
        Dense(units, 1, rng, init="xavier", dtype=np.float64),
    )
    alike = np.array([[0.3], [0.6]]) + np.zeros(units), np.full((units, 1), 0.4)
    for layer, W in zip((network[0], network[2]), alike, strict=True):
        if start == "all zero":
            layer.W.value = 0 * W
        elif spread is not None:
            layer.W.value = W * (1 + spread * rng.standard_normal(W.shape))
    return network


def _different(W, near=0.1):
    """How many of the rows of W differ from each other by more than ``near``."""
    kept = []
    for row in W:
        if all(np.abs(row - other).max() > near for other in kept):
            kept.append(row)
    return len(kept)
