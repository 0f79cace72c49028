"""Bands for new observations by six methods on the same two clusters of data, and how many new points they hold."""

from functools import cache
from statistics import NormalDist

import numpy as np

from ...bayes import wilson_interval
from ...data.measured import stored_arrays
from . import methods_compared as compared

METHODS = ("one network", "Bayesian network", "Gaussian process", "Laplace", "deep ensemble", "dropout")
#: Data of which of the problems of `methods_compared` are shown, for each of its two kinds of truth.
SEEDS = 3
AT = np.linspace(-2.4, 2.4, 97)
#: The bands hold the middle 50 and 90 %: these are their ends.
ENDS = (0.05, 0.25, 0.75, 0.95)
#: New points to count, so many in the clusters and so many in the gap.
NEW = 200


def told(method, one, seed):
    """Of f at `AT` by a method: the mean (k,), and the ``ENDS`` of f (4, k) and of a new y (4, k)."""
    if method == "Bayesian network":
        f = np.concatenate(compared.chains(one, AT, seed))
        noisy = f + compared.SIGMA * np.random.default_rng([5, seed]).standard_normal(f.shape)
        return f.mean(axis=0), np.quantile(f, ENDS, axis=0), np.quantile(noisy, ENDS, axis=0)
    found, z = compared.METHODS[method](one, AT, seed), np.array([NormalDist().inv_cdf(end) for end in ENDS])
    whole = 2 * NormalDist().inv_cdf(0.5 + compared.LEVEL / 2)  # from 95 % to one standard deviation
    return found.mean, *(found.mean + z[:, None] * (high - low) / whole for low, high in (found.f, found.y))


@cache
def _stored():
    return {name: one.astype(np.float64) for name, one in stored_arrays(__package__, "predictive_bands").items()}


def bands(truth, seed, method):
    """What was measured: `told`, the mean (97,), f (4, 97), y (4, 97)."""
    rows = _stored()["told"][compared.TRUTHS.index(truth), seed, METHODS.index(method)]
    return rows[0], rows[1:5], rows[5:]


@cache
def problem(truth, seed):
    """``data``, ``curve`` and ``new``: the `Problem` tested at `AT`, f there, and 400 new points (x, y) (2, 400).

    The first 200 new points lie in the clusters, the others in the gap; no method has seen them.
    """
    rng = np.random.default_rng([6, compared.TRUTHS.index(truth), seed])
    left = rng.random(NEW) < 0.5
    inside = np.where(left, rng.uniform(*compared.CLUSTERS[0], NEW), rng.uniform(*compared.CLUSTERS[1], NEW))
    places = np.concatenate([inside, rng.uniform(*compared.GAP, NEW)])
    one = compared.problem(truth, seed, np.concatenate([AT, places]))
    return one, one.f[: len(AT)], np.stack([places, one.new[len(AT) :]])


def held(truth, seed, method):
    """How many of the 200 new points in the clusters and in the gap lie in the band of 50 %, and of 90 %: (2, 2)."""
    y = bands(truth, seed, method)[2]
    x, new = problem(truth, seed)[2]
    low, high = (np.stack([np.interp(x, AT, y[k]) for k in pair]) for pair in ((1, 0), (2, 3)))
    return ((low <= new) & (new <= high)).reshape(2, 2, NEW).sum(axis=2).T


def held_with_widths(truth, seed, method, lender):
    """The share of the new points in the gap that a method's mean would hold with the band of 90 % as wide as lender's.

    What is wrong with a band, its middle or its width, shows where the width is lent.
    """
    mean, half = bands(truth, seed, method)[0], np.ptp(bands(truth, seed, lender)[2][[0, 3]], axis=0) / 2
    x, new = problem(truth, seed)[2][:, NEW:]
    return float((np.abs(new - np.interp(x, AT, mean)) <= np.interp(x, AT, half)).mean())


def compare_bands(method, truth, seed, shown):
    """The instrument's compute: the bands of one method, and the shares of new points in that of 90 %."""
    mean, f, y = bands(truth, seed, method)
    one, curve, new = problem(truth, seed)
    counts = held(truth, seed, method)[:, 1]
    middle, edge = len(AT) // 2, int(np.abs(AT - 1.35).argmin())
    return {
        "method": method,
        "data": (one.x, one.y),
        "mean": mean,
        "f": f,
        "y": y,
        "curve": curve,
        "new": new,
        "shown": shown,
        "counts": counts,
        "wilson": [wilson_interval(int(count), NEW) for count in counts],
        "widths": [float(y[3, k] - y[0, k]) for k in (edge, middle)],
    }
