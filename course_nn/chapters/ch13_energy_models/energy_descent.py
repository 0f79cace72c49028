"""A damaged pattern is let go: change by change it comes back, and the energy falls."""

from functools import lru_cache

import numpy as np

from . import pattern_sets

#: So many patterns are stored, of either kind.
STORED = 5
DAMAGES = tuple(range(0, 55, 5))
#: Kind of patterns, and whether all units at once → more changes than any recall here takes.
AXIS = {("letters", False): 75, ("digits", False): 45, ("letters", True): 6, ("digits", True): 6}
#: Of the damage, and with another number before it of the order of units: what is damaged must not be looked at first.
SEED = 3


@lru_cache(maxsize=4)
def network(kind, rule):
    """The five letters, or the digits 0 to 4, in a network."""
    return pattern_sets.silent_network(pattern_sets.stored(kind)[0][:STORED], rule)


def damaged_by(x, percent, seed=SEED):
    """``x`` with so many percent of its bits turned round; a larger damage turns those of a smaller one, and more."""
    wrong = np.random.default_rng([0, seed]).permutation(len(x))[: round(len(x) * percent / 100)]
    x = x.copy()
    x[wrong] *= -1
    return x


@lru_cache(maxsize=512)
def path(kind, which, damage, rule, together):
    """``states, energies, period`` of the recall: as it begins, and after each change."""
    one = network(kind, rule)
    s = damaged_by(one.patterns[which], damage)
    states = [s]
    rng = np.random.default_rng([1, SEED])
    states += [step.s for step in one.steps(s, rng, synchronous=together) if step.flipped]
    states = np.array(states)
    period = 2 if together and not one.is_fixed(states[-1]) else 1
    return states, one.energy(states), period


def last_step(values):
    """The number of changes, for the player."""
    return len(path(values["kind"], values["which"], values["damage"], values["rule"], values["together"])[0]) - 1


def let_go(kind, which, damage, rule, together, step):
    """The instrument's compute: the state after so many changes, and the energies up to there."""
    one = network(kind, rule)
    states, energies, period = path(kind, which, damage, rule, together)
    step = min(step, len(states) - 1)
    pattern, s = one.patterns[which], states[step]
    m = one.overlaps(states[-1])
    return {
        "kind": kind,
        "name": pattern_sets.stored(kind)[1][which],
        "damage": damage,
        "rule": rule,
        "together": together,
        "step": step,
        "axis": AXIS[kind, together],
        "pattern": pattern,
        "began": states[0],
        "state": s,
        "wrong": int((s != pattern).sum()),
        "began_wrong": int((states[0] != pattern).sum()),
        "energies": energies,
        "pattern_energies": one.energy(one.patterns),
        "period": period,
        "ended_wrong": int((states[-1] != pattern).sum()),
        "ended_at": pattern_sets.stored(kind)[1][int(np.abs(m).argmax())] if np.abs(m).max() == 1 else None,
        "ended_negative": bool(m[np.abs(m).argmax()] < 0),
    }
