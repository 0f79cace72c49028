"""The step made smooth: a sigmoid has a cost with a slope, where the step's cost is a staircase."""

from functools import lru_cache

import numpy as np

from ... import _checks, data
from ...activations import heaviside
from ...functions import sigmoid


@lru_cache(maxsize=1)
def petals():
    """Petal length in cm of versicolor (0) and virginica (1): x (100,), y (100,)."""
    flowers = data.iris().classes("versicolor", "virginica").features("petal length")
    return flowers.X[:, 0], flowers.y


def step_and_sigmoid(steepness, place):
    """Step and sigmoid at ``place`` for the petals, and the mean squared error of both for every place."""
    x, y = petals()
    k = _checks.number(steepness, "steepness", above=0)
    t = _checks.number(place, "place")
    grid, places = np.linspace(2.5, 7.5, 1001), np.linspace(3, 7, 801)
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
