"""How many bits of a stored pattern one update gets wrong: noise from all the other patterns."""

from functools import lru_cache
from math import erfc, sqrt

import numpy as np

from .pattern_sets import random_patterns

UNITS = (100, 300, 1000)
#: Looked at from so many patterns (or all, if there are fewer).
LOOKED_AT = 200
LOADS = (0.05, 0.075, 0.105, 0.138, 0.185, 0.25, 0.37, 0.61, 1.0)


def error(load):
    """½ erfc(1/√(2α)): the chance that a normal number of mean 1 and variance α is negative."""
    return 0.5 * erfc(1 / sqrt(2 * load))


@lru_cache(maxsize=64)
def stabilities(n, load, seed=0):
    """sᵢ hᵢ at stored patterns, (patterns, n): positive where the unit stays. Hebb's rule, without a diagonal."""
    p = max(1, round(load * n))
    X = random_patterns(p, n, np.random.default_rng([5, seed, n, p]))
    looked = X[:LOOKED_AT]
    return looked * (looked @ X.T @ X / n) - p / n


def measured_error(n, load, seed=0):
    """The share of bits that one update turns wrong, and its standard error (of single bits, as if independent)."""
    wrong = stabilities(n, load, seed) < 0
    share = float(wrong.mean())
    return share, sqrt(max(share * (1 - share), 1 / wrong.size) / wrong.size)


@lru_cache(maxsize=8)
def curve(n):
    """Of each of `LOADS` what was measured."""
    return np.array([measured_error(n, load)[0] for load in LOADS])


def look_at_fields(n, load):
    """The instrument's compute: the histogram of sᵢ hᵢ, the normal curve, and the error by load."""
    values = stabilities(n, load)
    edges = np.linspace(-3.5, 5.5, 91)
    density = np.histogram(np.clip(values, -3.5, 5.5), edges, density=True)[0]
    z = np.linspace(-3.5, 5.5, 400)
    return {
        "n": n,
        "load": load,
        "patterns": max(1, round(load * n)),
        "edges": edges,
        "density": density,
        "z": z,
        "normal": np.exp(-((z - 1) ** 2) / (2 * load)) / np.sqrt(2 * np.pi * load),
        "told": error(load),
        "found": measured_error(n, load)[0],
        "loads": LOADS,
        "curve": curve(n),
        "bits": values.size,
    }
