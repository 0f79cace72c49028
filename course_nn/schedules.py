"""Learning-rate schedules: the rate α of step t = 0, 1, 2, … as a function.

``Adam(CosineDecay(0.001, steps=2000))`` asks its schedule before every step. t counts *steps* (batches) here, as in
Keras; in PyTorch it counts the calls of ``scheduler.step()``, which many loops make once an epoch. A schedule whose
steps are over keeps its last value. It holds no state, so it may serve several optimizers, and any function of t that
gives a number is as good: ``SGD(lambda t: 0.1 / (1 + t / 50))``.
"""

import math

from . import _checks
from .settings import Settled, is_network


class Schedule(Settled):
    """``schedule(t)`` is the rate of step t. A subclass gives `rate_at`, a formula; its settings are its attributes."""

    def __call__(self, t):
        return self.rate_at(_checks.whole(t, f"{type(self).__name__}: t", low=0))

    def rate_at(self, t):
        """α of step t, a whole number from 0."""
        raise NotImplementedError(f"{type(self).__name__}: a schedule needs rate_at(self, t)")

    def __eq__(self, other):
        return type(other) is type(self) and vars(other) == vars(self)

    def __hash__(self):
        return hash((type(self), *vars(self).values()))

    def __repr__(self):
        settings = (f"{v:g}" if isinstance(v, float) else repr(v) for v in vars(self).values())
        return f"{type(self).__name__}({', '.join(settings)})"


class StepDecay(Schedule):
    """α = rate · factor^⌊t / every⌋: the rate falls in steps, every so many.

    ``rate`` > 0, ``every`` ≥ 1, 0 < ``factor`` ≤ 1. PyTorch's ``StepLR(step_size=every, gamma=factor)``; in Keras
    ``ExponentialDecay(rate, every, factor, staircase=True)``.

    >>> from course_nn import StepDecay
    >>> halved = StepDecay(0.8, every=10, factor=0.5)
    >>> [halved(t) for t in (0, 9, 10, 20)]
    [0.8, 0.8, 0.4, 0.2]
    """

    def __init__(self, rate, every, factor=0.1):
        self.rate = _checks.number(rate, "StepDecay: rate", above=0)
        self.every = _checks.whole(every, "StepDecay: every", low=1)
        self.factor = _checks.number(factor, "StepDecay: factor", above=0, high=1)

    def rate_at(self, t):
        return self.rate * self.factor ** (t // self.every)


class ExponentialDecay(Schedule):
    """α = rate · decayᵗ: the rate loses the same share at every step.

    ``rate`` > 0, 0 < ``decay`` ≤ 1. PyTorch's ``ExponentialLR(gamma=decay)``; Keras's ``ExponentialDecay(rate,
    decay_steps, decay_rate)`` has decay = decay_rate^(1 / decay_steps). A rate that is halved every k steps has
    decay = 0.5 ** (1 / k).
    """

    def __init__(self, rate, decay):
        self.rate = _checks.number(rate, "ExponentialDecay: rate", above=0)
        self.decay = _checks.number(decay, "ExponentialDecay: decay", above=0, high=1)

    def rate_at(self, t):
        return self.rate * self.decay**t


class CosineDecay(Schedule):
    """α = final + (rate − final) (1 + cos(π t / steps)) / 2: half a wave from ``rate`` to ``final``.

    ``rate`` > 0, ``steps`` ≥ 1, 0 ≤ ``final`` ≤ ``rate``. Loshchilov and Hutter (2017), one descent without their warm
    restarts. PyTorch's ``CosineAnnealingLR(T_max=steps, eta_min=final)`` climbs again after its steps; Keras's
    ``CosineDecay(rate, steps, alpha=final / rate)`` keeps the last value, as here.
    """

    def __init__(self, rate, steps, final=0.0):
        self.rate = _checks.number(rate, "CosineDecay: rate", above=0)
        self.steps = _checks.whole(steps, "CosineDecay: steps", low=1)
        self.final = _checks.number(final, "CosineDecay: final", low=0, high=self.rate)

    def rate_at(self, t):
        return _half_wave(self.rate, self.final, t / self.steps)


class WarmUp(Schedule):
    """α rises in a straight line over ``steps`` steps and then follows ``then``, a number or a schedule.

    α = then(0) · (t + 1) / steps while t < steps, and then(t − steps) after that: the schedule that follows begins at
    its own step 0. Goyal et al. (2017), who warm up for 5 epochs. In PyTorch, ``SequentialLR`` of ``LinearLR(
    start_factor=1 / steps, total_iters=steps - 1)`` and the other, with the milestone ``steps``. Keras's
    ``CosineDecay(warmup_target=...)`` begins at t / steps, so that its first step has the rate 0.

    >>> from course_nn import StepDecay, WarmUp
    >>> rate = WarmUp(StepDecay(0.8, every=10), steps=4)
    >>> [round(rate(t), 2) for t in range(5)]
    [0.2, 0.4, 0.6, 0.8, 0.8]
    """

    def __init__(self, then, steps):
        self.then = as_schedule(then, "WarmUp: then")
        self.steps = _checks.whole(steps, "WarmUp: steps", low=1)

    def rate_at(self, t):
        if t < self.steps:
            return value_at(self.then, 0) * (t + 1) / self.steps
        return value_at(self.then, t - self.steps)


class OneCycle(Schedule):
    """Up to ``rate`` and down to almost nothing, each in half a cosine wave, in ``steps`` steps altogether.

    α goes from start · rate to rate at t = rise · steps − 1, and on to final · rate at t = steps − 1. ``rate`` > 0,
    ``steps`` ≥ 1, 0 ≤ ``rise`` ≤ 1 is the share of the steps that go up, 0 ≤ ``start`` ≤ 1 and 0 ≤ ``final`` ≤ 1 are
    shares of the rate. Smith and Topin (2019), who go in straight lines and let momentum fall while the rate rises;
    with waves and these settings it is PyTorch's ``OneCycleLR(max_lr=rate, total_steps=steps, cycle_momentum=False)``,
    whose start is 1 / div_factor and whose final is start / final_div_factor. Momentum stays as it is here. Where no
    step is left for the way down (``rise`` = 1, or a single step), the rate stays at its top.
    """

    def __init__(self, rate, steps, rise=0.3, start=0.04, final=4e-6):
        self.rate = _checks.number(rate, "OneCycle: rate", above=0)
        self.steps = _checks.whole(steps, "OneCycle: steps", low=1)
        self.rise = _checks.number(rise, "OneCycle: rise", low=0, high=1)
        self.start = _checks.number(start, "OneCycle: start", low=0, high=1)
        self.final = _checks.number(final, "OneCycle: final", low=0, high=1)

    def rate_at(self, t):
        top, end = self.rise * self.steps - 1, self.steps - 1
        if t < top:
            return _half_wave(self.start * self.rate, self.rate, t / top)
        top = max(top, 0)
        return _half_wave(self.rate, self.final * self.rate, (t - top) / (end - top) if end > top else 0)


#: What to say to who gives an optimizer the network or its parameters, as PyTorch wants it.
WITHOUT_NETWORK = "an optimizer is made without the network, and meets it in fit(network, X, y, loss, optimizer)"


def as_schedule(rate, name):
    """A positive number as a float, or a function of t as it is; anything else is refused in a sentence."""
    if isinstance(rate, type) and issubclass(rate, Schedule):
        raise TypeError(
            f"{name}: expected a number or a schedule, got the class; write {rate.__name__}(...) with its settings"
        )
    if is_network(rate) or isinstance(rate, list):
        raise TypeError(f"{name}: expected a number or a schedule, got {_checks.describe(rate)}; {WITHOUT_NETWORK}")
    return rate if callable(rate) else _checks.number(rate, name, above=0)


def value_at(rate, t):
    """The rate of step t of what `as_schedule` lets through: a finite number, 0 or above."""
    if isinstance(rate, float):
        return rate
    return _checks.number(rate(t), f"learning_rate of step {t}", low=0)


def _half_wave(first, last, share):
    """From ``first`` to ``last`` along half a cosine wave; beyond the ``share`` 1 it stays."""
    return last + (first - last) * (1 + math.cos(math.pi * min(share, 1))) / 2
