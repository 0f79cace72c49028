"""A machine of four units: each of its sixteen states, its energy, its probability, and how often a chain is there."""

from functools import lru_cache
from itertools import islice

import numpy as np

from ...functions import _sigmoid
from ...models.boltzmann_machine import BoltzmannMachine, all_states

#: Units 1 and 2 like each other, 3 and 4 too; the pairs don't, and unit 4 is dear.
W = np.array([[0.0, 2.0, -1.0, -1.5], [2.0, 0.0, -1.0, -1.0], [-1.0, -1.0, 0.0, 2.5], [-1.5, -1.0, 2.5, 0.0]])
B = np.array([0.2, -0.3, 0.4, -0.8])
TEMPERATURES, MOST = (0.1, 10.0), 2000


def machine():
    """The machine of the chapter's first pictures."""
    return BoltzmannMachine(W, B)


@lru_cache(maxsize=64)
def _visits(temperature, seed):
    """Of a chain's sweeps, the number of the state it is in after each."""
    chain = machine().gibbs(np.zeros(4), np.random.default_rng(seed), temperature)
    return np.array([int(v @ [8, 4, 2, 1]) for v in islice(chain, MOST)])


def mean_sweeps(temperature, start, end):
    """How many sweeps a chain takes on average from one state to another, from the 16 × 16 matrix of a whole sweep.

    States are numbers, 0b1100 is 1100. With P between all states but ``end``, the mean times t are (I − P) t = 1.
    """
    one, states = machine(), all_states(4)
    sweep = np.eye(16)
    for unit in range(4):
        on, off = np.arange(16) | 8 >> unit, np.arange(16) & ~(8 >> unit)
        chance = _sigmoid((states @ one.W[unit] + one.b[unit]) / temperature)
        step = np.zeros((16, 16))
        np.add.at(step, (np.arange(16), on), chance)
        np.add.at(step, (np.arange(16), off), 1 - chance)
        sweep = sweep @ step
    others = np.delete(np.arange(16), end)
    times = np.linalg.solve(np.eye(15) - sweep[np.ix_(others, others)], np.ones(15))
    return 0.0 if start == end else float(times[np.flatnonzero(others == start)[0]])


def distance(p, q):
    """½ Σ|p − q|, the share that would have to move: from 0, equal, to 1, nothing in common."""
    return float(0.5 * np.abs(np.asarray(p) - q).sum())


def count_states(temperature, sweeps, seed):
    """The instrument's compute: energies, exact probabilities, and shares of the chain's first sweeps."""
    one, sweeps = machine(), int(sweeps)
    states, p = all_states(4), one.probabilities(temperature)
    visits = _visits(float(temperature), seed)[:sweeps]
    shares = np.bincount(visits, minlength=16) / sweeps
    return {
        "temperature": float(temperature),
        "sweeps": sweeps,
        "states": states,
        "energy": one.energy(states),
        "p": p,
        "shares": shares,
        "distance": distance(p, shares),
        "entropy": float(-np.sum(p[p > 0] * np.log2(p[p > 0]))),
    }
