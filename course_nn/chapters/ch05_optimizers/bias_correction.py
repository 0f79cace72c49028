"""Adam's moments start at 0: its first steps with and without the bias correction that mends this."""

from functools import lru_cache

import numpy as np

FIRST = 100


def first_steps(beta1, beta2, noise):
    """Adam's moments and steps for gradients 1 + noise ε, with and without bias correction, by the paper's formulas.

    The steps are in units of the learning rate. A constant gradient, noise 0, should give steps of exactly 1.
    """
    g = 1 + noise * _noise()
    m = v = 0.0
    rows = []
    for t, gradient in enumerate(g, start=1):
        m = beta1 * m + (1 - beta1) * gradient
        v = beta2 * v + (1 - beta2) * gradient**2
        rows.append((m, v, m / (1 - beta1**t), v / (1 - beta2**t)))
    m, v, m_hat, v_hat = np.array(rows).T
    return {
        "t": np.arange(1, FIRST + 1),
        "g": g,
        "m": m,
        "v": v,
        "m_hat": m_hat,
        "v_hat": v_hat,
        "plain": m / (np.sqrt(v) + 1e-8),
        "corrected": m_hat / (np.sqrt(v_hat) + 1e-8),
        "noise": noise,
        "beta1": beta1,
        "beta2": beta2,
    }


@lru_cache(maxsize=1)
def _noise():
    draws = np.random.default_rng(11).standard_normal(FIRST)
    draws.flags.writeable = False
    return draws
