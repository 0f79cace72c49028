"""Gradient descent: a path down the cost of a line, by the learning rate, the batch and the shape of the valley."""

import numpy as np

from ... import _checks
from .conditioning import rate_limit
from .cost_surface import surface
from .least_squares import FAR, START, closed_form, cost, descend, patients, with_one


def descent_path(rate, size, shift, steps):
    """A path over the cost of a line, on mini-batches of ``size``, for x with mean ``shift`` and spread 1."""
    x, y = patients()
    X = with_one(x + _checks.number(shift, "shift"))
    path = descend(X, y, START, rate, steps, size, np.random.default_rng(5))
    best = closed_form(X, y)
    return {
        "path": path,
        "costs": cost(X, path.T, y),
        "best": best,
        "least": float(cost(X, best, y)),
        "rate": rate,
        "limit": float(rate_limit(X)),
        "size": size,
        "away": bool(np.abs(path[-1]).max() > FAR),
        **surface(shift),
    }
