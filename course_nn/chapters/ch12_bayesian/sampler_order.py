"""Two orders of one sweep under Geweke's joint distribution test: which one leaves parameters and data as they are.

A chain begins at parameters from the prior and data drawn given them, and then takes in turn a sweep given the data,
and new data given the parameters. If the sweep is right, each state has the distribution of the first.
Geweke, Getting it right, 2004; van Dyk and Jiao, Metropolis-Hastings within partially collapsed Gibbs samplers, 2015.
"""

from functools import cache

import numpy as np

from ...bayes.priors import ShallowPrior
from ...bayes.simulator import ShallowSimulator
from ...data.measured import measurements

ORDERS = ("collapsed", "printed")
FUNCTIONS = ("log σ²", "log |y − f|²", "log |y|²", "μ_β", "mean of β", "mean of γ", "log |γ − μ_γ|²", "log |f|²")
SWEEPS = (0, 1, 2, 4, 8, 16, 32, 64)
#: Chains of each order, and draws from the prior that they are compared with.
CHAINS, INDEPENDENT = 2000, 20000
BINS = 40
#: A |z| above this is called wrong: for one right function 1 in 150,000.
LIMIT = 4.5


def simulator(order):
    """A network of 4 units on 40 inputs between −2 and 2 and a column of ones, and a sampler of that order."""
    X = np.column_stack([np.ones(40), np.linspace(-2, 2, 40)])
    return ShallowSimulator(ShallowPrior(d=2, m=4, C_b=2.0, s=5.0), X, order=order)


def looks(theta, y, functions):
    return [g(theta, y) for g in functions]


def independent(count, rng):
    """The functions of (θ, y) at so many draws of θ from the prior and y given θ: (count, functions)."""
    one = simulator("collapsed")
    functions = [one.functions()[name] for name in FUNCTIONS]
    found = np.empty((count, len(functions)))
    for row in found:
        theta = one.prior(rng)
        row[:] = looks(theta, one.data(theta, rng), functions)
    return found


def in_turn(order, chains, rng, moments=SWEEPS):
    """The same along chains that take sweeps and draw new data in turn: (moments, chains, functions)."""
    one = simulator(order)
    functions = [one.functions()[name] for name in FUNCTIONS]
    found = np.empty((len(moments), chains, len(functions)))
    for chain in range(chains):
        theta = one.prior(rng)
        y = one.data(theta, rng)
        for sweep in range(moments[-1] + 1):
            if sweep:
                theta = next(one.chain(theta, y, rng))
                y = one.data(theta, rng)
            if sweep in moments:
                found[moments.index(sweep), chain] = looks(theta, y, functions)
    return found


def told(values):
    """Mean and standard deviation over the draws (…, draws, functions), as the measurement keeps them."""
    return {"mean": values.mean(axis=-2), "std": values.std(axis=-2, ddof=1)}


@cache
def measured():
    """ "edges" (functions, bins + 1), and of "prior", "collapsed" and "printed" the "mean", the "std", the "counts"."""
    found = measurements(__package__, "sampler_order")
    return {name: found[name] for name in ("edges", "prior", *ORDERS)}


def z_scores(order):
    """By how many standard errors the mean after so many sweeps differs from the prior's: (sweeps, functions)."""
    here, prior = measured()[order], measured()["prior"]
    error = np.sqrt(here["std"] ** 2 / CHAINS + prior["std"] ** 2 / INDEPENDENT)
    return (here["mean"] - prior["mean"]) / error


def two_histograms(order, function, sweeps):
    """The instrument's compute: a function's histogram after so many sweeps and in draws from the prior; all z."""
    at, k, found = SWEEPS.index(sweeps), FUNCTIONS.index(function), measured()
    return {
        "order": order,
        "function": function,
        "sweeps": sweeps,
        "edges": found["edges"][k],
        "prior": found["prior"]["counts"][k] / INDEPENDENT,
        "here": found[order]["counts"][at, k] / CHAINS,
        "prior_mean": float(found["prior"]["mean"][k]),
        "mean": float(found[order]["mean"][at, k]),
        "z": z_scores(order)[at],
    }
