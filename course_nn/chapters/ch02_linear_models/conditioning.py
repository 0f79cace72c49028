"""Conditioning: the steepest direction of the cost limits the learning rate, the flattest sets the pace.

Both are eigenvalues of the Hessian; their ratio λ_max / λ_min is the condition number.
"""

import numpy as np

from ... import data
from .cost_surface import cost_grid
from .least_squares import START, closed_form, cost, curvature, descend, patients, with_one


def rate_limit(X):
    """2 / λ_max: gradient descent on J arrives for every learning rate below it, and above it from almost no start."""
    return 2 / np.linalg.eigvalsh(curvature(X))[-1]


def rates_around_the_limit(shift=1.0, steps=60, shares=(0.1, 0.5, 0.95, 1.02)):
    """J − J(w*) along full-batch paths whose rates are given shares of the limit 2/λ_max."""
    x, y = patients()
    X = with_one(x + shift)
    best, limit = closed_form(X, y), rate_limit(X)
    excess = {}
    for share in shares:
        path = descend(X, y, START, share * limit, steps)
        excess[share] = cost(X, path.T, y) - cost(X, best, y)
    return {"excess": excess, "limit": limit}


def raw_and_standardized(steps=40):
    """Two valleys of one problem: body mass index in units of 10 kg/m², and standardized, each with a path.

    Both paths take half of the largest rate that is safe, 1 / λ_max.
    """
    x, y = patients()
    raw = data.diabetes().features("body mass index").X[:, 0] / 10
    panels = []
    for name, X in (("in units of 10 kg/m²", with_one(raw)), ("standardized", with_one(x))):
        best, values = closed_form(X, y), np.linalg.eigvalsh(curvature(X))
        path = descend(X, y, best + np.array([150.0, -110.0]), 1 / values[-1], steps)
        axis0, axis1 = best[0] + np.linspace(-190, 190, 90), best[1] + np.linspace(-190, 190, 80)
        panels.append(
            {
                "name": name,
                "path": path,
                "best": best,
                "axis0": axis0,
                "axis1": axis1,
                "ratio": values[-1] / values[0],
                "surface": cost_grid(X, y, axis0, axis1),
                "left": cost(X, path[-1], y) - cost(X, best, y),
            }
        )
    return panels
