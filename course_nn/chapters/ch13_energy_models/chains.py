"""Long chains of a machine of the digits: what they pass through, and how long they remember where they began."""

from functools import lru_cache
from itertools import islice

import numpy as np

from .digit_machines import images, labels, trained

MACHINES = {"chains that went on": "pcd100", "CD-1": "cd100", "coarse: rate 0.3": "coarse"}
STARTS = {"noise": "noise", "a digit": "digit"}
ROUNDS = (0, 1, 3, 10, 30, 100, 300)
SHOWN, CHAINS = 24, 50


def begin(start, seed=0):
    """States (50, 64): noise, or 50 copies of one unseen digit."""
    if start == "noise":
        return np.random.default_rng([7, seed]).integers(0, 2, (CHAINS, 64)).astype(np.float32)
    return np.repeat(images()[1][seed : seed + 1], CHAINS, axis=0)


@lru_cache(maxsize=16)
def walked(machine, start, seed=0):
    """The states (looks, 50, 64) of 50 chains after each of `ROUNDS` rounds."""
    found = [begin(start, seed)]
    chain = trained(machine).gibbs(found[0], np.random.default_rng([8, seed]))
    for k, v in enumerate(islice(chain, ROUNDS[-1]), 1):
        if k in ROUNDS:
            found.append(v)
    return np.array(found)


def spread(v):
    """Mean number of pixels in which two different chains differ."""
    p = v.mean(axis=0)
    n = len(v)
    return float((2 * n * p * (1 - p) / (n - 1)).sum())


def nearest_labels(v):
    """The label of the training image that differs from each state in the fewest pixels."""
    X = images()[0]
    differ = v.sum(axis=1)[:, None] + X.sum(axis=1) - 2 * v @ X.T
    return labels()[0][differ.argmin(axis=1)]


def remembered(states):
    """Of chains (looks, n, 64): the mean number of pixels in which each is not what it was at first."""
    return np.abs(states - states[0]).sum(axis=2).mean(axis=1)


def walk(machine, start, rounds):
    """The instrument's compute: 24 of 50 chains after so many rounds, and how far they are from their start."""
    states = walked(machine, start)
    at = ROUNDS.index(rounds)
    X = images()[1]
    kinds = np.bincount(nearest_labels(states[at]), minlength=10)
    return {
        "machine": machine,
        "start": start,
        "rounds": rounds,
        "every": np.array(ROUNDS),
        "samples": states[at, :SHOWN],
        "away": remembered(states),
        "spread": np.array([spread(one) for one in states]),
        "kinds": kinds,
        "at": at,
        "of_digits": spread(X[:449]),
        "ink": float(states[at].mean()),
    }
