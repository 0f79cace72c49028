"""A Metropolis walk with steps of one size: how many proposals are refused, and how many draws it is worth."""

from functools import cache

import numpy as np

from ...bayes.diagnostics import autocorrelation, effective_sample_size
from .one_unit import RISE, grid, walk

SCALES = (0.03, 0.06, 0.12, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0)
STEPS = 2000
#: Of these, so many are seen one by one.
SHOWN = 150
LAGS = 200
SEEDS = 10
START = (0.0, 1.0)
#: γ₀ and γ₁ of the corners of the picture, which holds every walk.
LOW, HIGH = (-2.8, -0.3), (4.4, 5.6)


@cache
def surface():
    """The posterior on a grid, for the contours."""
    return grid(RISE, LOW, HIGH, 121)


@cache
def one_walk(scale, seed):
    """The walk that the instrument shows: `STEPS` proposals from `START`."""
    return walk(RISE, [START], scale, STEPS, np.random.default_rng([12, 1, seed]))


def worth(draws):
    """So many independent draws tell as much about the mean of γ₁: of draws (chains, steps, 2), of each chain alone.

    At most as many as there are different states among the draws, so at most the moves + 1: of a chain that hardly
    moves, the autocorrelations are too uncertain to be believed when they say more. Never moved is worth 1.
    """
    found = np.array([effective_sample_size(one[None, :, 1], "mean") for one in draws])
    states = 1 + (np.diff(draws, axis=1) != 0).any(axis=2).sum(axis=1)
    return np.where(np.isnan(found), 1.0, np.minimum(found, states))


@cache
def by_scale(chains=20, seed=0):
    """Step size → the share of proposals that are accepted, and `worth`: (chains,) each, of `STEPS` proposals."""
    found = {}
    for scale in SCALES:
        one = walk(RISE, [START] * chains, scale, STEPS, np.random.default_rng([12, 2, seed]))
        found[scale] = one.accepted.mean(axis=1), worth(one.draws)
    return found


def metropolis_steps(scale, seed, step, whole):
    """The instrument's compute: the walk up to a step; if ``whole``, what is accepted and worth in all is told."""
    one = one_walk(scale, seed)
    accepted = one.accepted[0]
    return {
        "scale": scale,
        "step": step,
        "whole": whole,
        "surface": surface(),
        "states": one.states[0],
        "proposals": one.proposals[0],
        "accepted": accepted,
        "taken": int(accepted[:step].sum()),
        "share": float(accepted.mean()),
        "autocorrelation": autocorrelation(one.draws[:, :, 1], LAGS)[0],
        "worth": float(worth(one.draws)[0]),
    }
