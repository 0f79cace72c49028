"""A bug hunt: five rules that claim to give the pseudo-inverse's weights, each with a fault of its own."""

import numpy as np

from .pattern_sets import silent_network

#: What the faults are, in no particular order.
KINDS = (
    "Hebb's rule in its place",
    "a pattern left out",
    "a self-connection left in",
    "a triangle of the weights missing",
    "the sign turned round",
)


def original(patterns):
    """The weights (n, n) of the pseudo-inverse rule for patterns (p, n), with zeros on the diagonal."""
    return silent_network(patterns, "pseudo-inverse").W


def _rule_a(patterns):
    return silent_network(patterns[:-1], "pseudo-inverse").W if len(patterns) > 1 else 0 * original(patterns)


def _rule_b(patterns):
    return -original(patterns)


def _rule_c(patterns):
    return silent_network(patterns).W


def _rule_d(patterns):
    return silent_network(patterns, "pseudo-inverse", self_connections=True).W


def _rule_e(patterns):
    return np.triu(original(patterns))


def suspects():
    """The five suspects by letter: functions of patterns (p, n) to weights (n, n), which say that they are `original`.

    Weights are tried with `recalled_by`; `original` is there to compare with.
    """
    rules = dict(zip("ABCDE", (_rule_a, _rule_b, _rule_c, _rule_d, _rule_e), strict=True))
    return {letter: _claimed(rule) for letter, rule in rules.items()}


def _claimed(rule):
    def weights(patterns):
        return rule(np.asarray(patterns, dtype=np.float64))

    weights.__doc__ = original.__doc__
    return weights


def recalled_by(W, patterns, damaged, rounds=50):
    """The share of the damaged patterns (p, n) that come back in all bits, unit by unit from the first to the last.

    At most so many ``rounds``: weights that are not symmetric need never come to rest.
    """
    S = np.array(damaged, dtype=np.float64)
    for _ in range(rounds):
        before = S.copy()
        for i in range(len(W)):
            h = S @ W[i]
            S[:, i] = np.where(np.abs(h) > 1e-9, np.sign(h), S[:, i])
        if np.array_equal(S, before):
            break
    return float((patterns == S).all(axis=1).mean())
