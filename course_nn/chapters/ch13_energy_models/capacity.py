"""How many random patterns Hebb's rule keeps: measured by letting go at a pattern and looking where it rests."""

import numpy as np

from ...data.measured import measurements
from .pattern_sets import random_patterns, silent_network

LOADS = (0.10, 0.11, 0.12, 0.13, 0.14, 0.15, 0.16, 0.17, 0.18, 0.19, 0.20)
#: Units → networks that were measured at each load.
NETWORKS = {250: 160, 500: 80, 1000: 40, 2000: 10}
#: Patterns of each network at which it was let go.
STARTS = 40
#: An overlap above which a pattern counts as found again.
FOUND = 0.9
#: The load at which it breaks down as n → ∞, and the overlap that is left just below (Amit, Gutfreund, Sompolinsky).
LIMIT, OVERLAP_AT_LIMIT = 0.137906, 0.967
#: What counts → the measurement of it.
COUNTED = {f"overlap above {FOUND}": "found", "every bit right": "exact"}
#: Of the overlaps' histogram.
EDGES = np.linspace(0, 1, 26)


def ends(n, load, seed, starts=STARTS):
    """|m| with its pattern, (starts,), where a recall that begins **at** a pattern comes to rest."""
    rng = np.random.default_rng([13, n, round(1000 * load), seed])
    X = random_patterns(round(load * n), n, rng)
    began = X[:starts]
    return np.abs((silent_network(X).recall_many(began, rng) * began).mean(axis=1))


def measured():
    """By n: "found" and "exact", shares by load and network, (loads, networks), and "ends", counts (loads, bins)."""
    found = measurements(__package__, "capacity")
    return {n: found[str(n)] for n in NETWORKS}


def curve(n, what="found"):
    """The mean share by load, and its standard error over networks."""
    shares = measured()[n][what]
    return shares.mean(axis=1), shares.std(axis=1, ddof=1) / np.sqrt(shares.shape[1])


def crossing(small, large):
    """The load at which the curve of the larger network falls below that of the smaller one, the last time."""
    apart = curve(large)[0] - curve(small)[0]
    at = np.flatnonzero(apart[:-1] > 0)[-1]
    return float(np.interp(0, -apart[at : at + 2], LOADS[at : at + 2]))


def lost_overlap(n, load):
    """The mean overlap at which those end that are lost: below 0.88, the last edge of a bin below `FOUND`."""
    bins = np.flatnonzero(EDGES[1:] < FOUND)
    counts = measured()[n]["ends"][LOADS.index(load), bins]
    return float(counts @ (EDGES[bins] + EDGES[bins + 1]) / 2 / counts.sum())


def measured_exact():
    """Units → share that rests exactly at its pattern at a load of 0.10, by network."""
    return {int(n): shares for n, shares in measurements(__package__, "exact_recall").items() if n != "made_with"}


def recall_by_load(n, load, counted):
    """The instrument's compute: the curves of all n, and where the recalls of this one ended."""
    at = LOADS.index(load)
    one = measured()[n]
    return {
        "n": n,
        "load": load,
        "counted": counted,
        "curves": {size: curve(size, counted) for size in NETWORKS},
        "share": float(one[counted][at].mean()),
        "ends": one["ends"][at] / one["ends"][at].sum(),
    }
