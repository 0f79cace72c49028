"""Four chains on a posterior with two modes: what R-hat says, and how much of the mass they never saw."""

from functools import cache

import numpy as np

from ...bayes.diagnostics import rhat
from .one_unit import BUMP, grid, walk

CHAINS = 4
LENGTHS = (250, 500, 1000, 2000, 4000)
SEEDS = 10
SCALE = 1.15
#: The modes, where chains begin: the unit rises (γ₁ > 0), or it falls.
RISING, FALLING = (6.3, 3.9), (6.0, -4.2)
#: The share of proposals (γ₀, −γ₁) where they are switched on.
TURNED = 0.1
LOW, HIGH = (-1.5, -11.0), (16.5, 11.0)
AT = np.linspace(-3, 3, 101)


@cache
def surface():
    """The posterior on a grid: quadrature."""
    return grid(BUMP, LOW, HIGH, 221)


@cache
def true_share():
    """The posterior's mass of units that rise."""
    one = surface()
    return float(one.share[one.gamma[..., 1] > 0].sum())


@cache
def true_function():
    """E[f(x) | y] at `AT`, by quadrature."""
    one = surface()
    held = one.share > 1e-9 * one.share.max()
    return one.share[held] @ BUMP.mean_function(one.gamma[held], AT) / one.share[held].sum()


@cache
def eight_chains(seed, turned):
    """Draws (8, steps, 2): four chains that begin where the unit rises, and four where it falls."""
    start = [RISING] * CHAINS + [FALLING] * CHAINS
    return walk(BUMP, start, SCALE, LENGTHS[-1], np.random.default_rng([12, 5, seed]), TURNED if turned else 0.0).draws


def four_chains(falling, seed, turned=False):
    """Draws (4, steps, 2) of chains, of which the last so many begin where the unit falls."""
    return eight_chains(seed, turned)[falling : falling + CHAINS]


def share_rising(draws):
    return float((draws[..., 1] > 0).mean())


def chains_on_two_modes(falling, length, turned, seed, shown=True):
    """The instrument's compute: the first draws of the chains, R-hat of γ₁, and shares of the mode that rises.

    The posterior's share and its mean function come with them where they are ``shown``.
    """
    draws = four_chains(falling, seed, turned)[:, :length]
    few = draws[:, :: length // 125].reshape(-1, 2)
    return {
        "falling": falling,
        "turned": turned,
        "surface": surface(),
        "draws": draws,
        "rhat": float(rhat(draws[..., 1])),
        "rising": share_rising(draws),
        "true_rising": true_share() if shown else None,
        "data": (BUMP.x, BUMP.y),
        "mean": BUMP.mean_function(few, AT).mean(axis=0),
        "true_mean": true_function() if shown else None,
    }
