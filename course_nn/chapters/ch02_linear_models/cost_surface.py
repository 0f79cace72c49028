"""The cost surface: every line ŷ = w0 + w1 x is a point of a plane, and its cost J the height there."""

from functools import lru_cache

import numpy as np

from ... import _checks, data
from .least_squares import closed_form, cost, curvature, gradient, patients, with_one

#: The part of the plane that is shown, (w0 low, w0 high, w1 low, w1 high), in points of progression.
WINDOW = (-30.0, 320.0, -150.0, 200.0)


def cost_grid(X, y, axis0, axis1):
    """J over the grid of two weights, (len(axis1), len(axis0)), from its bottom and its curvature.

    J(w) = J(w*) + ½ (w − w*)ᵀ H (w − w*)
    """
    best = closed_form(X, y)
    away = data.grid_points(axis0, axis1).T - best[:, None]
    J = cost(X, best, y) + 0.5 * np.einsum("ik,ij,jk->k", away, curvature(X), away)
    return J.reshape(len(axis1), len(axis0))


@lru_cache(maxsize=64)
def surface(shift):
    """J over the window for the patients' x with mean ``shift``: axis0, axis1 and the surface itself."""
    x, y = patients()
    axis0, axis1 = np.linspace(*WINDOW[:2], 70), np.linspace(*WINDOW[2:], 60)
    return {"axis0": axis0, "axis1": axis1, "surface": cost_grid(with_one(x + shift), y, axis0, axis1)}


def line_on_surface(w0, w1):
    """What the line ŷ = w0 + w1 x does for the patients: its errors, its cost, and the cost of all lines around."""
    x, y = patients()
    X = with_one(x)
    best = closed_form(X, y)
    w = np.array([_checks.number(w0, "w0"), _checks.number(w1, "w1")])
    return {
        "x": x,
        "y": y,
        "w": w,
        "prediction": X @ w,
        "cost": float(cost(X, w, y)),
        "best": best,
        "least": float(cost(X, best, y)),
        "downhill": -gradient(X, w, y),
        **surface(0.0),
    }
