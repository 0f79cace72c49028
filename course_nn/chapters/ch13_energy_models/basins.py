"""How much damage a network undoes, by load, for both rules; and what a self-connection does to it."""

import numpy as np

from ...data.measured import measurements
from ...models.hopfield import damaged
from .pattern_sets import random_patterns, silent_network

N, NETWORKS, STARTS = 200, 10, 20
LOADS = (0.02, 0.05, 0.08, 0.11, 0.14, 0.20, 0.30, 0.40, 0.50, 0.60, 0.70, 0.80, 0.90)
DAMAGES = tuple(round(0.05 * k, 2) for k in range(11))
RULES = ("hebb", "pseudo-inverse", "pseudo-inverse, diagonal kept")
#: What counts as back → the measurement of it.
COUNTED = {"overlap above 0.9": "found", "every bit right": "exact"}


def recalled(rule, load, damage, seed, n=N, starts=STARTS):
    """Shares of damaged patterns that come back: ``found``, to an overlap above 0.9, and ``exact``, in every bit."""
    rng = np.random.default_rng([9, n, round(100 * load), round(100 * damage), seed])
    X = random_patterns(round(load * n), n, rng)
    began = X[rng.integers(len(X), size=starts)]
    name, _, kept = rule.partition(",")
    one = silent_network(X, name, self_connections=bool(kept))
    m = (one.recall_many(damaged(began, damage, rng), rng) * began).mean(axis=1)
    return float((m > 0.9).mean()), float((m == 1).mean())


def measured():
    """Rule → shares by load, damage and network, (loads, damages, networks) of ``found``, and of ``exact``."""
    return measurements(__package__, "basins")


def radius(rule, what="found"):
    """For each load the damage up to which half of the patterns come back; 0 where fewer do even undamaged."""
    curves = measured()[rule][what].mean(axis=2)
    return np.array([_falls_below_half(curve) for curve in curves])


def _falls_below_half(curve):
    below = np.flatnonzero(curve < 0.5)
    if not below.size:
        return DAMAGES[-1]
    k = below[0]
    return 0.0 if k == 0 else float(np.interp(-0.5, -curve[k - 1 : k + 1], DAMAGES[k - 1 : k + 1]))


def undo_damage(load, damage, counted, kept):
    """The instrument's compute: the share recalled by damage at this load, and the radius by load, for each rule."""
    at, rules = LOADS.index(load), RULES if kept else RULES[:2]
    curves = {rule: measured()[rule][counted][at].mean(axis=1) for rule in rules}
    return {
        "load": load,
        "damage": damage,
        "counted": counted,
        "patterns": round(load * N),
        "curves": curves,
        "radius": {rule: radius(rule, counted) for rule in rules},
        "now": {rule: float(curve[DAMAGES.index(damage)]) for rule, curve in curves.items()},
    }
