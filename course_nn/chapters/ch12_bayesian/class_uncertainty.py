"""Iris by the lengths and widths of petals: what single networks say of a flower, and what the posterior says."""

from functools import cache

import numpy as np

from ...bayes import ShallowClasses, hamiltonian_step, tuned_step
from ...data import iris
from ...data.measured import stored_arrays

UNITS, SIGMA2_BETA, COVARIANCE_GAMMA = 5, 25.0, 9.0
#: Walks of each of the chains: to find the length of the steps, and then so many, of which every 30th is kept.
CHAINS, TUNED, WALKS, THIN, LEAPS = 4, 300, 3000, 30, 20
#: The first of the draws can be looked at one by one.
SHOWN = 40
LENGTHS, WIDTHS = np.linspace(0, 9, 46), np.linspace(0, 3.6, 37)
NAMES = ("setosa", "versicolor", "virginica")
#: Where p of the likeliest class is above this, a network is nearly certain.
CERTAIN = 0.95


@cache
def flowers():
    """Length and width of the petals in cm (150, 2), and the classes (150,)."""
    X, y = iris()
    return X[:, 2:], y


def inputs(cm):
    """(1, length, width), scaled by mean and spread of the flowers: (n, 3)."""
    X = flowers()[0]
    return np.column_stack([np.ones(len(cm)), (cm - X.mean(axis=0)) / X.std(axis=0)])


@cache
def model():
    X, y = flowers()
    return ShallowClasses(inputs(X), y, UNITS, sigma2_beta=SIGMA2_BETA, covariance_gamma=COVARIANCE_GAMMA)


def chain(number, walks=WALKS, tuned=TUNED):
    """Every 30th θ of a chain of Hamiltonian Monte Carlo from a draw from the prior, (walks / 30, 30)."""
    rng = np.random.default_rng([12, 5, number])
    theta, target, kept = model().draw_prior(rng), model().target, []
    step, theta = tuned_step(theta, target, rng, step=0.05, steps=LEAPS, rounds=tuned)
    for walk in range(walks):
        theta = hamiltonian_step(theta, target, rng, step=step, steps=LEAPS).theta
        if walk % THIN == THIN - 1:
            kept.append(theta)
    return np.array(kept)


def climbed(theta, steps=10_000):
    """Up the slope of log p(θ | D) from θ, toward the top above it: longer steps while they help, shorter ones else."""
    rate, (value, slope) = 0.01, model().target(theta)
    for _ in range(steps):
        there = theta + rate * slope
        found = model().target(there)
        if found[0] > value:
            theta, (value, slope), rate = there, found, 1.2 * rate
        else:
            rate *= 0.5
    return theta


@cache
def draws():
    """θ of all chains (400, 30), the chains in turn."""
    return np.moveaxis(_stored()["chains"], 0, 1).reshape(-1, model().size)


@cache
def plug_in():
    """The most probable θ that was found, (30,)."""
    return _stored()["plug_in"]


def _stored():
    return {name: one.astype(np.float64) for name, one in stored_arrays(__package__, "class_uncertainty").items()}


def plane():
    """The places of the maps, row by row: (37 · 46, 2)."""
    return np.column_stack([part.ravel() for part in np.meshgrid(LENGTHS, WIDTHS)])


def uncertainty(p):
    """Of p (S, n, K): the mean (n, K), its entropy, and what of it is disagreement of the draws, (n,), in bits.

    H(mean p) = mean H(p) + mutual information: the first part is there in every draw; the second is what further data
    could take away (Depeweg et al., 2018; the sum is Lindley's of 1956).
    """
    mean = p.mean(axis=0)
    total = entropy(mean)
    return mean, total, np.maximum(total - entropy(p).mean(axis=0), 0)


def entropy(p):
    """−Σ p log₂ p over the last axis."""
    return -np.sum(p * np.log2(np.maximum(p, 1e-300)), axis=-1)


@cache
def maps():
    """On the plane: the mean p (37 · 46, 3), its entropy, the mutual information, and the spread of p, all (n,).

    The spread is the standard deviation over the draws, the largest of the three classes'.
    """
    p = model().probabilities(draws(), inputs(plane()))
    return *uncertainty(p), p.std(axis=0).max(axis=1)


@cache
def one_map(number):
    """p of one draw, or of the plug-in where ``number`` is 0: (37 · 46, 3)."""
    return model().probabilities(plug_in() if number == 0 else draws()[number - 1], inputs(plane()))


def sure_share(p):
    """On which share of the plane the likeliest class has more than 95 %."""
    return float((p.max(axis=-1) > CERTAIN).mean())


def look_at_flower(number, kind, length, width, shown=True):
    """The instrument's compute: one network, beside the mean of all where ``shown``, and what they say of a flower."""
    at = inputs(np.array([[length, width]]))
    p = model().probabilities(draws(), at)
    mean, total, mutual = uncertainty(p)
    single = model().probabilities(plug_in(), at)[0] if number == 0 else p[number - 1, 0]
    all_maps = maps()
    return {
        "number": number,
        "shown": shown,
        "kind": kind,
        "flower": (length, width),
        "flowers": flowers(),
        "one": one_map(number),
        "mean": all_maps[0],
        "unsure": all_maps[2] if kind == "mutual information" else all_maps[3],
        "sure": (sure_share(one_map(number)), sure_share(all_maps[0])),
        "said": (single, mean[0]),
        "here": float(mutual[0]) if kind == "mutual information" else float(p[:, 0].std(axis=0).max()),
        "total": float(total[0]),
    }
