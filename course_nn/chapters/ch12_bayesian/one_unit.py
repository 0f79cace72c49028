"""The posterior of one hidden unit's weights γ = (γ₀, γ₁), a density on a plane, and Metropolis walks on it.

y = β ψ(γ₀ + γ₁ x) + ε with β ~ N(0, v), γ ~ N(0, w I), ε ~ N(0, σ² I), ψ logistic; β is integrated out.
"""

from typing import NamedTuple

import numpy as np

from ... import _checks
from ...functions import _sigmoid


class OneUnit(NamedTuple):
    """Data ``x`` (n,) and ``y`` (n,), and what is given: σ = ``noise``, v = ``var_beta``, w = ``var_gamma``."""

    x: np.ndarray
    y: np.ndarray
    noise: float
    var_beta: float
    var_gamma: float

    def log_posterior(self, gamma):
        """log p(γ | y) up to a constant, for γ (..., 2): log p(y | γ) + log p(γ), the shape before the last side.

        Of one unit Φ is a column φ, and log p(y | γ) = −½ log r + v (φᵀy)² / (2 σ⁴ r) with r = 1 + v φᵀφ/σ²,
        without what no γ changes: `bayes.NormalRegression` with a number in the place of a matrix, for all γ at once.
        """
        phi_y, r = self._products(gamma)
        square = self.var_beta * phi_y**2 / (self.noise**4 * r)
        return 0.5 * (square - np.log(r) - _square(gamma) / self.var_gamma)

    def mean_function(self, gamma, at):
        """E[f(x) | γ, y] at ``at`` (k,): ψ(γ₀ + γ₁ x) times the mean of β, (..., k)."""
        phi_y, r = self._products(gamma)
        beta = self.var_beta * phi_y / (self.noise**2 * r)
        return beta[..., None] * _features(gamma, at)

    def _products(self, gamma):
        phi = _features(gamma, self.x)
        return phi @ self.y, 1 + self.var_beta / self.noise**2 * _square(phi)


def _features(gamma, x):
    return _sigmoid(gamma[..., :1] + gamma[..., 1:] * x)


def _square(v):
    return np.einsum("...i,...i->...", v, v)


def _rise():
    rng, x = np.random.default_rng(0), np.linspace(-2, 2, 24)
    return OneUnit(x, 1.5 * _sigmoid(1 + 2 * x) + 0.3 * rng.standard_normal(24), 0.3, 4.0, 9.0)


def _bump():
    rng, x = np.random.default_rng(10), np.linspace(-3, 3, 20)
    y = _sigmoid(4 * (x + 1.2)) - _sigmoid(4 * (x - 1.2)) + 0.12 * rng.standard_normal(20)
    return OneUnit(x, y, 0.12, 1.0, 9.0)


#: One rise, as one unit makes it: a posterior with one mode.
RISE = _rise()
#: A rise and a fall, of which one unit can make one: a posterior with two modes.
BUMP = _bump()


class Grid(NamedTuple):
    """Points γ (a, b, 2) of a grid, and the posterior's share of each, (a, b), that add up to 1."""

    gamma: np.ndarray
    share: np.ndarray

    def holding(self, masses=(0.99, 0.9, 0.5)):
        """The levels above which so much of the mass lies: for contours, from the lowest on."""
        shares = np.sort(self.share, axis=None)[::-1]
        below = np.searchsorted(np.cumsum(shares), masses)
        return [float(shares[k]) for k in below]


def grid(unit, low, high, size=241):
    """The posterior by quadrature: on a `Grid` over the box from ``low`` to ``high``, each a pair (γ₀, γ₁)."""
    axes = [np.linspace(low[k], high[k], size) for k in (0, 1)]
    gamma = np.stack(np.meshgrid(*axes), -1)
    logs = unit.log_posterior(gamma)
    share = np.exp(logs - logs.max())
    return Grid(gamma, share / share.sum())


class Walk(NamedTuple):
    """``states`` (chains, steps + 1, 2) with the start, ``proposals`` (chains, steps, 2), ``accepted``, True or not."""

    states: np.ndarray
    proposals: np.ndarray
    accepted: np.ndarray

    @property
    def draws(self):
        """(chains, steps, 2): the state after each proposal, the old one again where it was refused."""
        return self.states[:, 1:]


def walk(unit, start, scale, steps, rng, turned=0.0):
    """Metropolis et al., 1953: chains that propose γ + ``scale`` z, z ~ N(0, I), accepted with min(1, ratio).

    ``start`` (chains, 2). With the probability ``turned`` the proposal is (γ₀, −γ₁) in its place. Either way there and
    back are equally likely to be proposed, so the posteriors' ratio alone decides.
    """
    now = _checks.as_array(start, "walk: start", shape=(None, 2)).astype(np.float64)
    scale = _checks.number(scale, "walk: scale", above=0)
    steps = _checks.whole(steps, "walk: steps", low=1)
    shape = steps, len(now)
    moves = scale * _checks.generator(rng).standard_normal((*shape, 2))
    log_chance = np.log1p(-rng.random(shape))
    turns = rng.random((*shape, 1)) < _checks.number(turned, "walk: turned", low=0, high=1)
    log_now = unit.log_posterior(now)
    states, proposals, accepted = [now], np.empty_like(moves), np.empty(shape, bool)
    for i in range(steps):
        proposal = np.where(turns[i], now * (1, -1), now + moves[i]) if turned else now + moves[i]
        log_new = unit.log_posterior(proposal)
        take = log_chance[i] < log_new - log_now
        if take.any():
            now, log_now = np.where(take[:, None], proposal, now), np.where(take, log_new, log_now)
        states.append(now)
        proposals[i], accepted[i] = proposal, take
    return Walk(np.stack(states, 1), proposals.swapaxes(0, 1), accepted.T)
