"""Convex and not: from which starts an optimizer finds the lowest minimum, and saddles in many dimensions."""

from functools import lru_cache

import numpy as np

from ... import _checks, data
from .race import DEFAULTS, FAR, NEAR, optimizer
from .surfaces import SURFACES

ACROSS = 41  # starts in a row
STEPS = 200
WHERE = ("lowest minimum", "elsewhere", "diverged")


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
    size = np.hypot(*np.subtract(ground.window[1::2], ground.window[::2]))
    near = [np.hypot(ends[0] - a, ends[1] - b) < 2 * NEAR * size for a, b in ground.minima]
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


def two_paths(surface, names, start=None, steps=60, **knobs):
    """Paths of some optimizers over one surface, for a figure: (surface, {name: path})."""
    from .race import walk

    ground = SURFACES[_checks.one_of(surface, SURFACES, "two_paths")]
    start = ground.start if start is None else start
    return ground, {name: walk(surface, optimizer(name, **(DEFAULTS | knobs)), start, steps) for name in names}


def minima_among_critical_points(dimensions=(1, 2, 3, 4, 5, 6, 8, 10), draws=20_000, rng=None):
    """Of random symmetric matrices with normal entries, the share without a negative eigenvalue, for each dimension.

    If the Hessians at critical points were such matrices, this is the share of minima (or of maxima) among them. The
    exact shares for 1 and 2 dimensions are 1/2 and (2 − √2) / 4. (Dauphin et al., 2014; Dean and Majumdar, 2006.)
    """
    _checks.generator(rng)
    shares = []
    for d in dimensions:
        square = rng.standard_normal((draws, d, d))
        lowest = np.linalg.eigvalsh(square + np.swapaxes(square, 1, 2))[:, 0]
        shares.append(float(np.mean(lowest > 0)))
    return {"dimensions": np.array(dimensions), "shares": np.array(shares), "draws": draws}
