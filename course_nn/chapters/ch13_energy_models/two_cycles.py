"""All units at once: the energy may rise, and two states may take turns for ever."""

from functools import lru_cache

import numpy as np

from ...data.measured import measurements
from . import pattern_sets

N, STARTS, NETWORKS = 64, 100, 40
COUNTS = (1, 2, 3, 4, 6, 8, 10, 12, 16, 20, 24, 32)


@lru_cache(maxsize=64)
def network(count, seed=0):
    """So many random patterns in 64 units, by Hebb's rule."""
    return pattern_sets.silent_network(pattern_sets.random_patterns(count, N, np.random.default_rng([seed, count])))


@lru_cache(maxsize=256)
def path(count, start):
    """The states, (steps, 64), from a random one until one comes again; and the period, 1 or 2."""
    one = network(count)
    s = np.random.default_rng([1, start]).choice([-1.0, 1.0], size=N)
    states = np.array([s, *(step.s for step in one.steps(s, synchronous=True))])
    return states, 1 if one.is_fixed(states[-1]) else 2


def ends_in_two(one, S):
    """Of each start (m, n) whether synchronous updates end between two states: True or False (m,)."""
    while True:
        once = one.update_all(S)
        twice = one.update_all(once)
        if np.array_equal(twice, S):
            return (once != S).any(axis=1)
        S = twice


def share(count, seed):
    """Of 100 random starts in one network, the share that ends between two states."""
    rng = np.random.default_rng([2, seed, count])
    return float(ends_in_two(network(count, seed), rng.choice([-1.0, 1.0], size=(STARTS, N))).mean())


def measured():
    """The shares by count and network, (counts, networks)."""
    return measurements(__package__, "two_cycles")["shares"]


def pair_energies(one, states):
    """L = −s(t+1)ᵀ W s(t), which synchronous updates never raise (without thresholds), for each t but the last."""
    return -((states[1:] @ one.W) * states[:-1]).sum(axis=1)


def last_step(values):
    """For the player: a round more than until a state comes again."""
    return len(path(values["count"], values["start"])[0])


def update_together(count, start, step, often):
    """The instrument's compute: two states in a row, the energies, and the share of starts by count."""
    one, (states, period) = network(count), path(count, start)
    most = len(states) + 2
    while len(states) < most:  # goes on as it has ended
        states = np.vstack([states, one.update_all(states[-1])])
    step = min(step, most - 2)
    before, now, then = states[max(step - 1, 0)], states[step], states[step + 1]
    return {
        "count": count,
        "step": step,
        "state": now,
        "next": then,
        "changes": int((now != then).sum()),
        "energies": one.energy(states),
        "pairs": pair_energies(one, states),
        "period": period,
        # Seen only when this update changes nothing, or leads back to the state before.
        "ended": np.array_equal(then, now) or (step > 0 and np.array_equal(then, before)),
        "often": often,
        "shares": measured().mean(axis=1),
        "share": float(measured()[COUNTS.index(count)].mean()),
    }
