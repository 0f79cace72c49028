"""Whether intervals are right as often as they say: coverage, and Wilson's interval for it."""

import math
from statistics import NormalDist
from typing import NamedTuple

import numpy as np

from .. import _checks


class Coverage(NamedTuple):
    """The ``share`` of targets within their intervals, Wilson's ``low`` and ``high`` of it, and the mean ``width``."""

    share: float
    low: float
    high: float
    width: float


def coverage(y, low, high, level=0.95):
    """How often y (n,) lies from ``low`` to ``high`` (n,), a `Coverage`; ``level`` is that of Wilson's interval.

    Wilson's interval is of targets that are independent of each other.
    """
    y = _checks.as_array(y, "coverage: y", ndim=1)
    low = _checks.as_array(low, "coverage: low", shape=y.shape)
    high = _checks.as_array(high, "coverage: high", shape=y.shape)
    if (low > high).any():
        raise ValueError("coverage: expected low ≤ high everywhere, got an interval that ends before it begins")
    inside = int(((low <= y) & (y <= high)).sum())
    return Coverage(inside / len(y), *wilson_interval(inside, len(y), level), float(np.mean(high - low)))


def wilson_interval(successes, n, level=0.95):
    """``low, high`` for a probability of which ``successes`` of ``n`` independent trials were seen.

    All p that |p̂ − p| ≤ z √(p (1 − p)/n) allows: (p̂ + z²/2n ± z √(p̂ (1 − p̂)/n + z²/4n²)) / (1 + z²/n). Within
    [0, 1] always, also where none or all succeeded. Wilson, 1927.
    """
    n = _checks.whole(n, "wilson_interval: n", low=1)
    p, z = _checks.whole(successes, "wilson_interval: successes", low=0, high=n) / n, _z(level)
    middle, half = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + (z / (2 * n)) ** 2)
    return max(0.0, (middle - half) / (1 + z * z / n)), min(1.0, (middle + half) / (1 + z * z / n))


def _z(level):
    return NormalDist().inv_cdf(0.5 + _checks.number(level, "level", above=0, below=1) / 2)
