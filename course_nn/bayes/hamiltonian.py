"""Hamiltonian Monte Carlo: proposals far away that are hardly ever refused, by following the slope of log p.

θ is a ball's place, −log p(θ) its height, r ~ N(0, I) its momentum, and H(θ, r) = −log p(θ) + |r|²/2 its energy. A walk
that kept H would keep p(θ); leapfrog steps nearly do. Duane, Kennedy, Pendleton and Roweth, 1987; Neal, 2011.
"""

import math
from typing import NamedTuple

import numpy as np

from .. import _checks


class Move(NamedTuple):
    """Where a step of Hamiltonian Monte Carlo ended: ``theta`` and its ``log_density``.

    ``accepted`` says whether it is a new place, and ``energy_error`` is H at the walk's end less H at its beginning:
    the walk is accepted with the probability min(1, exp(−energy_error)). Infinite where the walk left the numbers.
    """

    theta: np.ndarray
    log_density: float
    accepted: bool
    energy_error: float


def leapfrog(theta, r, target, step, steps):
    """``theta, r, log_density`` after ``steps`` leapfrog steps of the length ε = ``step``, for each

        r ← r + ½ ε ∇log p(θ),    θ ← θ + ε r,    r ← r + ½ ε ∇log p(θ).

    ``target(theta)`` gives log p(θ), up to a constant, and its gradient. ``step`` is a number or an array like
    ``theta``, a length for each coordinate. Exactly reversible (from θ, −r the way leads back, up to rounding), volume
    stays, and the error of H is of order ε² for a walk of given length.
    """
    theta, step = _place(theta, step, "leapfrog")
    r = _checks.as_array(r, "leapfrog: r", shape=theta.shape).astype(np.float64)
    steps = _checks.whole(steps, "leapfrog: steps", low=1)
    return _leapfrog(theta, r, target, step, steps, _value(target, theta, "leapfrog")[1])


def hamiltonian_step(theta, target, rng, *, step, steps, jitter=0.1):
    """One step that leaves p(θ) as it is: a walk of leapfrog steps with a new momentum, then Metropolis. A `Move`.

    ``target``, ``step`` and ``steps`` are those of `leapfrog`. The length of the steps is drawn for each walk within
    ``jitter`` (a share, below 1) around ``step``, so that no walk turns in circles forever. A refused walk gives the
    old state once more. One that leaves the numbers is refused.
    """
    theta, step = _place(theta, step, "hamiltonian_step")
    steps = _checks.whole(steps, "hamiltonian_step: steps", low=1)
    jitter = _checks.number(jitter, "hamiltonian_step: jitter", low=0, below=1)
    _checks.generator(rng, "hamiltonian_step: rng")
    here, slope = _value(target, theta, "hamiltonian_step")
    r = rng.standard_normal(theta.shape)
    step = step * rng.uniform(1 - jitter, 1 + jitter)
    with np.errstate(over="ignore", invalid="ignore"):
        new, momentum, there = _leapfrog(theta, r, target, step, steps, slope)
        error = float(here - there + 0.5 * (np.sum(momentum**2) - np.sum(r**2)))
    error = error if math.isfinite(error) else math.inf
    accepted = bool(error < rng.standard_exponential())  # drawn always: the same numbers are used up either way
    return Move(new, there, True, error) if accepted else Move(theta.copy(), here, False, error)


def tuned_step(theta, target, rng, *, step, steps, rounds=200, acceptance=0.8):
    """``step, theta``: the length of steps at which about ``acceptance`` of the walks are accepted, and where they led.

    Dual averaging of log ε in ``rounds`` walks, from ``step`` (a number or an array, of which a multiple is looked for;
    Hoffman and Gelman, 2014, section 3.2). While it learns, the sampler is not a Markov chain: leave these draws out.
    """
    theta, step = _place(theta, step, "tuned_step")
    rounds = _checks.whole(rounds, "tuned_step: rounds", low=1)
    acceptance = _checks.number(acceptance, "tuned_step: acceptance", above=0, below=1)
    lacking, mean_log, log_factor = 0.0, 0.0, 0.0
    for t in range(1, rounds + 1):
        move = hamiltonian_step(theta, target, rng, step=step * math.exp(log_factor), steps=steps)
        theta = move.theta
        lacking += (acceptance - math.exp(-max(move.energy_error, 0)) - lacking) / (t + 10)
        log_factor = math.log(10) - math.sqrt(t) / 0.05 * lacking
        mean_log += t**-0.75 * (log_factor - mean_log)
    return step * math.exp(mean_log), theta


def _leapfrog(theta, r, target, step, steps, slope):
    for _ in range(steps):
        r = r + 0.5 * step * slope
        theta = theta + step * r
        if not np.isfinite(theta).all():
            return theta, r, -math.inf
        value, slope = target(theta)
        r = r + 0.5 * step * slope
    return theta, r, float(value)


def _value(target, theta, who):
    value, slope = target(theta)
    slope = _checks.as_array(slope, f"{who}: target: the gradient", shape=theta.shape, finite=False)
    if not (math.isfinite(value) and np.isfinite(slope).all()):
        raise ValueError(f"{who}: theta: expected a place of finite log density and slope, got log p = {value:g}")
    return float(value), slope


def _place(theta, step, who):
    theta = _checks.as_array(theta, f"{who}: theta", ndim=tuple(range(8))).astype(np.float64)
    step = _checks.as_array(step, f"{who}: step").astype(np.float64)
    if step.shape not in ((), theta.shape) or (step <= 0).any():
        raise ValueError(
            f"{who}: step: expected a number above 0, or an array of them of shape {theta.shape}, got "
            f"{_checks.describe(step if step.ndim else float(step))}"
        )
    return theta, step
