"""Elliptical slice sampling: a step for any likelihood under a normal prior that is never refused, nothing to tune."""

import math
from typing import NamedTuple

import numpy as np

from .. import _checks


class SliceStep(NamedTuple):
    """The next ``theta``, its ``log_likelihood``, and how many ``tries`` on the ellipse it took."""

    theta: np.ndarray
    log_likelihood: float
    tries: int


def elliptical_slice(theta, log_likelihood, draw_prior, rng, *, mean=0.0, current=None):
    """One step that leaves p(θ | D) ∝ N(θ; mean, Σ) L(θ) as it is, for whatever L: a `SliceStep`.

    - ``theta``: an array of any shape, with L(θ) > 0. It stays what it is.
    - ``log_likelihood(theta)`` is log L(θ); −∞ is allowed, NaN is not.
    - ``draw_prior(rng)`` draws from N(mean, Σ) in the shape of ``theta``; ``mean`` is one number, or like ``theta``.
    - ``current``: log L(θ) where the last step has told it.

    With ν a draw from the prior, θ′(φ) = mean + (θ − mean) cos φ + (ν − mean) sin φ runs around an ellipse on which θ
    and ν are as likely as any two draws from the prior. A height log L(θ) + log U, U uniform, is drawn; φ is drawn from
    the whole circle, and where θ′ lies below the height, the bracket shrinks to φ on the side away from θ, which φ = 0
    is, and φ is drawn again from what is left. Murray, Adams and MacKay, 2010.
    """
    theta = _checks.as_array(theta, "elliptical_slice: theta", ndim=tuple(range(8))).astype(np.float64)
    _checks.generator(rng, "elliptical_slice: rng")
    mean = _checks.as_array(mean, "elliptical_slice: mean").astype(np.float64)
    if mean.shape not in ((), theta.shape):
        raise ValueError(f"elliptical_slice: mean: expected one number or shape {theta.shape}, got {mean.shape}")
    nu = _checks.as_array(draw_prior(rng), "elliptical_slice: draw_prior(rng)", shape=theta.shape) - mean
    here = _told(log_likelihood(theta) if current is None else current)
    if here == -math.inf:
        raise ValueError("elliptical_slice: theta: expected a start that the data allow, got one of log likelihood −∞")
    height, away = here - rng.standard_exponential(), theta - mean
    angle = rng.uniform(0, 2 * math.pi)
    low, high, tries = angle - 2 * math.pi, angle, 1
    while True:
        new = mean + away * math.cos(angle) + nu * math.sin(angle)
        value = _told(log_likelihood(new))
        if value >= height:
            return SliceStep(new, value, tries)
        if high - low < 1e-14:
            raise ValueError(
                "elliptical_slice: log_likelihood: expected the same number for the same theta, but near theta it "
                "never comes back to what it was there"
            )
        low, high = (angle, high) if angle < 0 else (low, angle)
        angle, tries = rng.uniform(low, high), tries + 1


def _told(value):
    value = float(value)
    if math.isnan(value) or value == math.inf:
        raise ValueError(f"elliptical_slice: log_likelihood: expected a number or −∞, got {value}")
    return value
