"""The bound on the mistakes of the learning rule: what the margin promises, what is made, and the proof in numbers."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from ..._checks import number
from ...models.perceptron import Perceptron, best_separator, mistake_bound

#: The distances of the nearest points from the line.
GAPS = np.round(np.arange(1, 17) * 0.05, 2)
#: How many runs are made for every gap, each with a seed of its own.
RUNS = 12
WINDOW = (-2.0, 2.0, -2.0, 2.0)
# The line in the middle of the gap: its normal has length 1.
_NORMAL, _OFFSET = np.array([0.6, 0.8]), 0.2


@dataclass(frozen=True, eq=False)
class Margin:
    """Points with a gap: the line in its middle (``w`` has length 1), the mistakes of several runs, and the bound.

    ``gaps`` (k,) are all of `GAPS`, ``mistakes`` (k, runs) what the rule made there and ``bounds`` (k,) what it can
    make at most; ``now`` is the index of the gap shown, with its points X (n, 2) and y (n,).
    """

    X: np.ndarray
    y: np.ndarray
    window: tuple
    w: np.ndarray
    b: float
    gaps: np.ndarray
    mistakes: np.ndarray
    bounds: np.ndarray
    now: int


def gap_points(gap, n=40):
    """``n`` points on both sides of the line 0.6 x1 + 0.8 x2 + 0.2 = 0: X (n, 2), y (n,).

    None is nearer than ``gap``, and half of them are just there. The same points for every gap, pushed away.
    """
    gap = number(gap, "gap", above=0, high=1)
    rng = np.random.default_rng(4)
    y = np.arange(n) % 2
    along = rng.uniform(-1.3, 1.3, size=n)
    away = rng.uniform(0, 1, size=n) * 0.7
    # The nearest of both classes stand all along the line.
    away[: n // 2] = 0.0
    z = (2 * y - 1) * (gap + away)
    tangent = np.array([-_NORMAL[1], _NORMAL[0]])
    return (z - _OFFSET)[:, None] * _NORMAL + along[:, None] * tangent, y


@lru_cache(maxsize=1)
def _all_gaps():
    mistakes, bounds = [], []
    for gap in GAPS:
        X, y = gap_points(gap)
        bounds.append(mistake_bound(X, y, _NORMAL, _OFFSET))
        fits = [Perceptron(100_000, rng=np.random.default_rng(seed)).fit(X, y) for seed in range(RUNS)]
        mistakes.append([one.mistakes_ for one in fits])
    return np.array(mistakes), np.array(bounds)


def mistakes_and_bounds(gap=0.3):
    """The points at ``gap`` (the nearest of `GAPS`), and mistakes and bounds at all of them. A `Margin`."""
    now = int(np.argmin(np.abs(GAPS - number(gap, "gap", above=0, high=1))))
    X, y = gap_points(GAPS[now])
    mistakes, bounds = _all_gaps()
    return Margin(X, y, WINDOW, _NORMAL, _OFFSET, GAPS, mistakes, bounds, now)


@dataclass(frozen=True, eq=False)
class Squeeze:
    """The proof of the bound as numbers: ‖w̃‖ after k mistakes lies between ``lower`` and ``upper``, (k + 1,) each."""

    k: np.ndarray
    length: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    bound: float


def squeeze(X, y):
    """‖(b, w)‖ after every mistake on separable X (n, d), y (n,), between k margin / ‖w̃*‖ and R √k."""
    w, b = best_separator(X, y)
    bound = mistake_bound(X, y, w, b)
    perceptron = Perceptron(100_000).fit(X, y)
    length = np.array([0.0] + [np.sqrt(one.w @ one.w + one.b**2) for one in perceptron.history_])
    k = np.arange(int(np.ceil(bound)) + 1)
    radius = np.sqrt(1 + np.max(np.sum(np.square(X), axis=1)))
    return Squeeze(k, length, k / np.sqrt(w @ w + b**2), radius * np.sqrt(k), bound)
