"""Weight decay: a penalty in the cost and decay beside it, which are one thing under SGD and two under Adam."""

from functools import lru_cache

import numpy as np

from ... import _checks
from ...optimizers import SGD, Adam, AdamW

SIZES = (0.01, 0.1, 1.0)  # how large the gradients of the three groups of weights are
EACH, STEPS, RATE = 100, 600, 0.005


@lru_cache(maxsize=128)
def fading(optimizer="Adam", kind="decay", strength=0.3):
    """Weights that start at 1 and get nothing but noise for gradients, while they are drawn to 0: (steps + 1, 3).

    Three groups of 100 weights, whose gradients are normal with mean 0 and spread 0.01, 0.1 and 1; the result is the
    mean of each group after each step. ``kind`` "L2 penalty" adds λ w to the gradient, "decay" multiplies w by
    1 − α λ. ``optimizer`` is "SGD" or "Adam", with α = 0.005.
    """
    _checks.one_of(optimizer, ("SGD", "Adam"), "fading: optimizer")
    _checks.one_of(kind, ("L2 penalty", "decay"), "fading: kind")
    strength = _checks.number(strength, "fading: strength", low=0)
    rng = np.random.default_rng(0)
    theta, spread = np.ones(3 * EACH), np.repeat(SIZES, EACH)
    outside = kind == "decay"
    if optimizer == "Adam":
        method = AdamW(RATE, weight_decay=strength) if outside and strength else Adam(RATE)
    else:
        method = SGD(RATE)
    means = [theta.reshape(3, EACH).mean(axis=1)]
    for _ in range(STEPS):
        g = rng.normal(0, spread)
        if not outside:
            g += strength * theta
        elif optimizer == "SGD":
            theta *= 1 - RATE * strength
        method.step(theta, g)
        means.append(theta.reshape(3, EACH).mean(axis=1))
    return np.array(means)


def penalty_and_decay(strength, optimizer="Adam"):
    """`fading` with both kinds side by side, and the curve (1 − α λ)ᵗ that plain decay follows."""
    kinds = {kind: fading(optimizer, kind, strength) for kind in ("L2 penalty", "decay")}
    return {
        "kinds": kinds,
        "sizes": SIZES,
        "strength": strength,
        "optimizer": optimizer,
        "theory": (1 - RATE * strength) ** np.arange(STEPS + 1),
        "left": {kind: means[-1] for kind, means in kinds.items()},
    }
