"""Basins of attraction: from which starts an optimizer finds the lowest minimum, with and without noise."""

from functools import lru_cache

import numpy as np

from ... import _checks, data
from .surfaces import SURFACES
from .trajectories import FAR, NEAR, optimizer

ACROSS = 41  # starts in a row
STEPS = 200


def basins(surface, name, rate, momentum, noise):
    """Where an optimizer ends from 41 × 41 starts, when noise of this standard deviation is added to its gradients.

    All starts are run at once: the optimizers work on each number of θ by itself, so θ may hold 3,362 of them.
    "where" (41, 41), rows along y: 0 the lowest minimum, 1 elsewhere, 2 diverged.
    """
    ground = SURFACES[_checks.one_of(surface, SURFACES, "basins")]
    x, y = np.linspace(*ground.window[:2], ACROSS), np.linspace(*ground.window[2:], ACROSS)
    theta = data.grid_points(x, y).T.ravel()
    half, grad = ACROSS**2, np.empty(2 * ACROSS**2)
    stepper = optimizer(name, rate=rate, pace=rate, momentum=momentum, beta1=momentum)
    for t in range(STEPS):
        grad[:half], grad[half:] = ground.gradient(theta[:half], theta[half:])
        if noise:
            grad += noise * _noise()[t]
        stepper.step(theta, grad)
        lost = np.abs(theta) > FAR
        if lost.any():  # what has diverged is kept far away, within reach of the numbers
            theta[np.tile(lost[:half] | lost[half:], 2)] = 2 * FAR
    ends = theta.reshape(2, ACROSS, ACROSS)
    near = [np.hypot(ends[0] - a, ends[1] - b) < 2 * NEAR * ground.diagonal for a, b in ground.minima]
    where = np.where(np.abs(ends).max(axis=0) > FAR, 2, np.where(np.any(near, axis=0), 0, 1))
    return {
        "surface": ground,
        "name": name,
        "x": x,
        "y": y,
        "where": where,
        "ends": ends,
        "rate": rate,
        "noise": noise,
        "shares": [float(np.mean(where == k)) for k in range(3)],
    }


@lru_cache(maxsize=1)
def _noise():
    draws = np.random.default_rng(8).standard_normal((STEPS, 2 * ACROSS**2), dtype=np.float32)
    draws.flags.writeable = False
    return draws
