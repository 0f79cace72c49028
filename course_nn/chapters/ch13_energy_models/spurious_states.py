"""Where else a network rests: negatives, mixtures of three, and others, counted one by one and by where starts end."""

from functools import lru_cache
from itertools import combinations, product

import numpy as np

from ...data.measured import measurements
from .pattern_sets import random_patterns, silent_network

#: All states of so many units are looked at; starts are let go in a larger network.
SMALL, LARGE = 15, 200
KINDS = ("patterns", "negatives", "mixtures of three", "others")
SEEDS = 6
#: Stored patterns in the larger network, and random starts of each.
COUNTS, STARTS, NETWORKS = (1, 2, 3, 4, 5, 7, 10, 14, 20, 28, 40), 200, 10


def mixtures(X):
    """sign(±a ± b ± c) of every three patterns and all signs, (8 · (p choose 3), n); no entry can be 0."""
    three = np.array(list(combinations(range(len(X)), 3)), dtype=int).reshape(-1, 3)
    signs = np.array(list(product((1.0, -1.0), repeat=3)))
    return np.sign(signs @ X[three]).reshape(-1, X.shape[1])


def every_state(n):
    """(2ⁿ, n) of −1 and +1."""
    return 1.0 - 2 * ((np.arange(2**n)[:, None] >> np.arange(n)) & 1)


@lru_cache(maxsize=64)
def enumerate_rest(count, seed):
    """All states of 15 units at which nothing wants to change, (k, 15), the lowest energy first; and their kinds."""
    one = silent_network(random_patterns(count, SMALL, np.random.default_rng([7, seed, count])))
    states = every_state(SMALL)
    rests = states[one.is_fixed(states)]
    rests = rests[np.argsort(one.energy(rests), kind="stable")]
    return rests, kinds_of(rests, one.patterns), one.energy(rests)


def kinds_of(states, X):
    """Of each state the first of `KINDS` that it is, exactly, as numbers 0 to 3."""
    found = np.full(len(states), 3)
    for kind, those in ((2, mixtures(X)), (1, -X), (0, X)):
        if len(those):
            found[(states @ those.T == X.shape[1]).any(axis=1)] = kind
    return found


def nearly(states, X, overlap=0.9):
    """The kind of states of a large network: overlap of more than 0.9 with a pattern, its negative, a mixture."""
    m = states @ X.T / X.shape[1]
    found = np.full(len(states), 3)
    if len(X) > 2:
        three = np.argsort(-np.abs(m), axis=1)[:, :3]
        signs = np.sign(np.take_along_axis(m, three, axis=1))
        signs[signs == 0] = 1
        mixed = np.sign((signs[:, :, None] * X[three]).sum(axis=1))
        found[(states * mixed).mean(axis=1) > overlap] = 2
    found[m.min(axis=1) < -overlap] = 1
    found[m.max(axis=1) > overlap] = 0
    return found


def starts_end(count, seed):
    """Of 200 random starts in 200 units, the shares (4,) that end at each kind."""
    rng = np.random.default_rng([8, seed, count])
    one = silent_network(random_patterns(count, LARGE, rng))
    ends = one.recall_many(rng.choice([-1.0, 1.0], size=(STARTS, LARGE)), rng)
    return np.bincount(nearly(ends, one.patterns), minlength=4) / STARTS


def measured():
    """The shares by count and network, (counts, networks, 4)."""
    return measurements(__package__, "spurious_states")["shares"]


def count_spurious(count, seed, which):
    """The instrument's compute: what rests in 15 units, one of these states, and where starts end in 200."""
    rests, kinds, energies = enumerate_rest(count, seed)
    which = min(which, len(rests) - 1)
    return {
        "count": count,
        "energies": energies,
        "kinds": kinds,
        "numbers": np.bincount(kinds, minlength=4),
        "which": which,
        "state": rests[which],
        "shares": measured().mean(axis=1),
    }


def last_state(values):
    """For the slider over what rests."""
    return len(enumerate_rest(values["count"], values["seed"])[0]) - 1
