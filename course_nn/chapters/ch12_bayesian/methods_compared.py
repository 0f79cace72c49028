"""Six ways to say how unsure a network is, on the same two clusters of data: how often they are right, and how wide.

All know σ and, but for dropout, the same prior: m units βⱼ ψ(γ₀ⱼ + γ₁ⱼ x) with βⱼ ~ N(0, c/m), γⱼ ~ N(0, s² I), the
scales held fixed. What they differ in is what they make of it.
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from ... import Adam, Dense, Dropout, ReLU, Sequential, Sigmoid, SquaredError, fit
from ...bayes import LaplaceApproximation, LimitProcess, dropout_prediction, map_estimate, of_draws
from ...bayes.priors import ShallowPrior
from ...bayes.shallow import ShallowSampler
from ...data.measured import measurements

SIGMA, UNITS, C, SCALE = 0.1, 10, 4.0, 4.0
#: Where x of the data lies, and the gap between.
CLUSTERS, GAP = ((-2.0, -0.7), (0.7, 2.0)), (-0.7, 0.7)
POINTS, LEVEL = 15, 0.95
#: Sweeps that are left out and kept, of each of two chains; members; and what dropout trains.
SWEEPS, MEMBERS, RATE, RELUS, STEPS = (1000, 4000), 5, 0.1, 50, 3000
TRUTHS = ("a network from the prior", "a wave")


class Problem(NamedTuple):
    """Data ``x``, ``y`` (n,), and at the places of the test, ``at`` (k,), the true ``f`` (k,) and noisy ``new``."""

    x: np.ndarray
    y: np.ndarray
    at: np.ndarray
    f: np.ndarray
    new: np.ndarray


class Told(NamedTuple):
    """What a method tells at k places: ``mean`` (k,), and intervals of 95 % for ``f`` (2, k) and for ``y`` (2, k)."""

    mean: np.ndarray
    f: np.ndarray
    y: np.ndarray


def problem(truth, seed, at=None):
    """Fifteen points in each cluster; tested at 20 places in the clusters and 20 in the gap, in this order."""
    rng = np.random.default_rng([TRUTHS.index(truth), seed])
    x = np.concatenate([rng.uniform(*cluster, POINTS) for cluster in CLUSTERS])
    places = [rng.uniform(*cluster, 10) for cluster in CLUSTERS] + [rng.uniform(*GAP, 20)]
    at = np.concatenate(places) if at is None else at
    everywhere = np.concatenate([x, at])
    if truth == "a wave":
        f = np.sin(2 * everywhere + rng.uniform(0, 2 * np.pi))
    else:
        drawn = prior().draw(rng)
        f = prior().features(inputs(everywhere), drawn.gamma) @ drawn.beta
    noise = SIGMA * rng.standard_normal(len(f))
    y, new = np.split(f + noise, [len(x)])
    return Problem(x, y, at, f[len(x) :], new)


def inputs(x):
    """(1, x) of each place: (n, 2)."""
    return np.column_stack([np.ones(len(x)), x])


def prior():
    """The prior that all but dropout have."""
    fixed = {"mu_beta": 0.0, "var_beta": C / UNITS, "mu_gamma": 0.0, "S_gamma": SCALE**2, "sigma2": SIGMA**2}
    return ShallowPrior(2, UNITS, **fixed)


def bayesian(one, at, seed):
    """Draws from the posterior by two chains of the sampler; quantiles of f, and of f with noise."""
    f = np.concatenate(chains(one, at, seed))
    noisy = f + SIGMA * np.random.default_rng([4, seed]).standard_normal(f.shape)
    ends = (1 - LEVEL) / 2, (1 + LEVEL) / 2
    return Told(f.mean(axis=0), np.quantile(f, ends, axis=0), np.quantile(noisy, ends, axis=0))


def chains(one, at, seed):
    """f at ``at`` of two chains: (2, draws, k)."""
    skipped, kept = SWEEPS
    drawn = _drawn(one.x.tobytes(), one.y.tobytes(), seed, skipped, kept)
    return np.concatenate([draws.f(inputs(at)) for draws in drawn])


@lru_cache(maxsize=2)
def _drawn(x, y, seed, skipped, kept):
    rng, x, y = np.random.default_rng([1, seed]), np.frombuffer(x), np.frombuffer(y)
    samplers = [ShallowSampler(prior(), inputs(x), y, rng) for _ in range(2)]
    return [sampler.sample(kept, burn_in=skipped) for sampler in samplers]


def process(one, at, seed):
    """The Gaussian process of infinitely many units."""
    return _normal(LimitProcess(C, 0.0, SCALE**2).predict(inputs(one.x), one.y, inputs(at), SIGMA**2))


def modes(one, seed):
    """Networks at a mode of the posterior each, from starts drawn from the prior; the likeliest first."""
    return _modes(one.x.tobytes(), one.y.tobytes(), seed)


@lru_cache(maxsize=2)
def _modes(x, y, seed):
    rng, x, y, found = np.random.default_rng([2, seed]), np.frombuffer(x), np.frombuffer(y), []
    for _ in range(MEMBERS):
        first, last = (Dense(*sides, rng, bias=False, dtype=np.float64) for sides in ((2, UNITS), (UNITS, 1)))
        network = Sequential(first, Sigmoid(), last)
        network.theta[:] = np.sqrt(_variances()) * rng.standard_normal(len(network.theta))
        mode = map_estimate(network, inputs(x), y, SIGMA**2, _variances(), tolerance=0.02)
        found.append((mode.log_density, network))
    return [network for _, network in sorted(found, key=lambda pair: -pair[0])]


def _variances():
    """The prior's, of each parameter of these networks."""
    return np.concatenate([np.full(2 * UNITS, SCALE**2), np.full(UNITS, C / UNITS)])


def plug_in(one, at, seed):
    """The likeliest network as if it were the truth."""
    mean = modes(one, seed)[0](inputs(at))[:, 0]
    return _normal(of_draws(np.stack([mean, mean])))


def laplace(one, at, seed):
    """Laplace's approximation around the likeliest mode."""
    network = modes(one, seed)[0]
    around = LaplaceApproximation(network, inputs(one.x), one.y, SIGMA**2, _variances())
    return _normal(around.predict(inputs(at)))


def deep_ensemble(one, at, seed):
    """Five networks, each at a mode of its own: their mean and their spread."""
    return _normal(of_draws(np.stack([network(inputs(at))[:, 0] for network in modes(one, seed)])))


def dropout_network(one, seed, rate=RATE):
    """One hidden layer of 50 ReLU, of which a tenth is dropped while it learns; no prior."""
    rng = np.random.default_rng([3, seed])
    sides = (1, RELUS), (RELUS, 1)
    first, last = (Dense(*side, rng, init="he", dtype=np.float64) for side in sides)
    network = Sequential(first, ReLU(), Dropout(rate, rng), last)
    settings = {"epochs": STEPS, "batch_size": len(one.x), "progress": False}
    fit(network, one.x[:, None], one.y[:, None], SquaredError(), Adam(0.01), rng=rng, **settings)
    return network


def dropout(one, at, seed):
    """Dropout that goes on at prediction, with the mean and the variance of all masks, exactly."""
    return _normal(dropout_moments(dropout_network(one, seed), at))


def dropout_moments(network, at):
    """The `Prediction` of a network of `dropout_network`."""
    first, relu, dropped, last = network.layers
    return dropout_prediction(relu(first(at[:, None])), last.W.value[:, 0], last.b.value[0], dropped.rate)


METHODS = {
    "Bayesian network": bayesian,
    "Gaussian process": process,
    "Laplace": laplace,
    "deep ensemble": deep_ensemble,
    "dropout": dropout,
    "one network": plug_in,
}
#: Those whose intervals for f have a width.
WIDE = tuple(METHODS)[:-1]
#: The columns of a judgment, each in the clusters and then in the gap.
JUDGED = ("y covered", "y width", "f covered", "f width", "error of the mean")


def judged(name, one, seed):
    """(5, 2): the columns `JUDGED` for one problem, means over the 20 places in the clusters and the 20 in the gap."""
    told = METHODS[name](one, one.at, seed)
    columns = []
    for truth, (low, high) in ((one.new, told.y), (one.f, told.f)):
        columns += [(low <= truth) & (truth <= high), high - low]
    columns.append((told.mean - one.f) ** 2)
    return np.array(columns, dtype=float).reshape(5, 2, 20).mean(axis=2)


def widening(name, one, seed):
    """The largest width of f's interval within the gap, divided by the larger of those at its ends."""
    low, high = METHODS[name](one, np.linspace(*GAP, 41), seed).f
    return (high - low).max() / max((high - low)[0], (high - low)[-1], 1e-12)


def table():
    """What was measured: truth → method → (5, 2, 2), the columns `JUDGED` and, last, means and their standard errors.

    The errors are of problems drawn anew. The places of one problem share its data, so that Wilson's interval, which is
    of independent ones, would be too narrow for them.
    """
    stored = measurements(__package__, "methods_compared")
    return {truth: {name: _with_error(stored[truth][name]) for name in METHODS} for truth in TRUTHS}


def widenings():
    """`widening` as measured: truth → method of `WIDE` → one number for each problem."""
    stored = measurements(__package__, "methods_compared")
    return {truth: {name: stored[truth][f"widening of {name}"] for name in WIDE} for truth in TRUTHS}


def _with_error(values):
    """Means over the problems, and their standard errors, along a new last axis."""
    return np.stack([values.mean(axis=0), values.std(axis=0, ddof=1) / np.sqrt(len(values))], axis=-1)


def _normal(told):
    """Intervals of 95 % as of normal distributions."""
    return Told(told.mean, np.stack(told.interval(0.0, LEVEL)), np.stack(told.interval(SIGMA**2, LEVEL)))
