"""Learning-rate schedules, and what they do to the noise floor that stochastic gradient descent ends in."""

from functools import lru_cache

import numpy as np

from ... import _checks
from ...optimizers import SGD
from ...schedules import CosineDecay, ExponentialDecay, OneCycle, StepDecay, WarmUp

STEPS = 400
CURVATURES = np.array([1.0, 0.1])  # the two directions of the valley
KINDS = ("constant", "step", "exponential", "cosine", "warm-up, then cosine", "one-cycle")


def schedule(kind, rate, drop, warm):
    """The package's schedule of this kind for 400 steps, with α below 2 so that it comes to rest on the valley.

    ``drop``: by which factor the rate falls in all. ``warm``: steps of warming up, or of rising in one-cycle.
    """
    rate = _checks.number(rate, "schedule: rate", above=0, below=2)
    _checks.one_of(kind, KINDS, "schedule")
    return {
        "constant": lambda: lambda t: rate,
        "step": lambda: StepDecay(rate, every=STEPS // 4, factor=drop ** (-1 / 3)),
        "exponential": lambda: ExponentialDecay(rate, drop ** (-1 / STEPS)),
        "cosine": lambda: CosineDecay(rate, STEPS, final=rate / drop),
        "warm-up, then cosine": lambda: WarmUp(CosineDecay(rate, STEPS - warm, final=rate / drop), warm),
        "one-cycle": lambda: OneCycle(rate, STEPS, rise=warm / STEPS, final=1 / drop),
    }[kind]()


def scheduled_descent(kind, rate, drop, warm, noise):
    """J along stochastic gradient descent on a valley whose gradient comes with noise of a given standard deviation.

    "expected" is exact: with θ ← θ − α (λθ + σε) the mean square of θ follows E θ² ← (1 − αλ)² E θ² + α² σ². "run" is
    one run with the package's SGD and schedule; "constant" is expected and "floor" its end if the rate never fell.
    """
    chosen = schedule(kind, rate, drop, warm)
    rates = np.array([chosen(t) for t in range(STEPS)])
    floor = float(np.sum(rate * noise**2 / (2 - rate * CURVATURES)) / 2)
    return {
        "kind": kind,
        "rates": rates,
        "expected": _expected(rates, noise),
        "run": _run(chosen, noise),
        "noise": noise,
        "floor": floor,
        "constant": _constant(rate, noise),
    }


def _cost(square):
    """J at a place whose coordinates have these squares, or these mean squares."""
    return float(np.sum(CURVATURES * square) / 2)


def _expected(rates, noise):
    """The expected J before and after each step."""
    square = np.array([4.0, 4.0])
    expected = [_cost(square)]
    for alpha in rates:
        square = (1 - alpha * CURVATURES) ** 2 * square + (alpha * noise) ** 2
        expected.append(_cost(square))
    return np.array(expected)


@lru_cache(maxsize=128)
def _constant(rate, noise):
    """The expected J with the rate kept, to compare with."""
    return _expected([rate] * STEPS, noise)


def _run(chosen, noise):
    theta, optimizer = np.array([-2.0, 2.0]), SGD(chosen)
    costs = [_cost(theta**2)]
    for draw in _draws():
        optimizer.step(theta, CURVATURES * theta + noise * draw)
        costs.append(_cost(theta**2))
    return np.array(costs)


@lru_cache(maxsize=1)
def _draws():
    draws = np.random.default_rng(2).standard_normal((STEPS, 2))
    draws.flags.writeable = False
    return draws
