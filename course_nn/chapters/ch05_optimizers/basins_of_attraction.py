"""Basins of attraction: from which starts an optimizer finds the lowest minimum, with and without noise."""

from functools import lru_cache

import numpy as np

from ... import _checks, data
from .surfaces import SURFACES
from .trajectories import FAR, NEAR, optimizer

ACROSS = 41  # starts in a row
STEPS = 200
LATELY = 20  # steps over which a run must hardly move to be at rest
#: What may have become of a start, in the order of the numbers in "where".
FATES = ("near a lowest minimum", "at rest elsewhere", "still moving", "diverged")


def basins(surface, name, rate, momentum, noise):
    """Where an optimizer ends from 41 × 41 starts, when noise of this standard deviation is added to its gradients.

    All starts are run at once: the optimizers work on each number of θ by itself, so θ may hold 3,362 of them.
    "where" (41, 41), rows along y, holds the numbers of `FATES`; "shares" their shares of all starts.
    """
    ground = SURFACES[_checks.one_of(surface, SURFACES, "basins")]
    # Rounded, so that the middle row of the saddle lies on its ridge, and not 2e-16 beside it.
    x, y = (np.linspace(*ground.window[k : k + 2], ACROSS).round(12) for k in (0, 2))
    theta = data.grid_points(x, y).T.ravel()
    half, grad, before = ACROSS**2, np.empty(2 * ACROSS**2), theta
    stepper = optimizer(name, rate=rate, pace=rate, momentum=momentum, beta1=momentum)
    for t in range(STEPS):
        if t == STEPS - LATELY:
            before = theta.copy()
        grad[:half], grad[half:] = ground.gradient(theta[:half], theta[half:])
        if noise:
            grad += noise * _noise()[t]
        stepper.step(theta, grad)
        lost = np.abs(theta) > FAR
        if lost.any():  # what has diverged is kept far away, within reach of the numbers
            theta[np.tile(lost[:half] | lost[half:], 2)] = 2 * FAR
    ends, moved = (part.reshape(2, ACROSS, ACROSS) for part in (theta, theta - before))
    near = [np.hypot(ends[0] - a, ends[1] - b) < 2 * NEAR * ground.diagonal for a, b in ground.minima]
    where = np.where(_at_rest(ground, ends, moved), 1, 2)
    where[np.any(near, axis=0)] = 0
    where[np.abs(ends).max(axis=0) > FAR] = 3
    return {
        "surface": ground,
        "name": name,
        "x": x,
        "y": y,
        "where": where,
        "ends": ends,
        "rate": rate,
        "noise": noise,
        "shares": [float(np.mean(where == k)) for k in range(len(FATES))],
    }


def _at_rest(ground, ends, moved):
    """Which runs have hardly moved lately, and have a place without slope close by."""
    rest = np.hypot(*moved) < 4e-3 * ground.diagonal
    rest[rest] = ground.flat_near(ends[:, rest].T)
    return rest


@lru_cache(maxsize=1)
def _noise():
    draws = np.random.default_rng(8).standard_normal((STEPS, 2 * ACROSS**2), dtype=np.float32)
    draws.flags.writeable = False
    return draws
