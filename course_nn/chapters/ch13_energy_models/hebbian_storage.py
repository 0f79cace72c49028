"""Patterns go into weights, one outer product each, and some of them rest there."""

import numpy as np

from . import pattern_sets

MOST = 8


def store_patterns(kind, count, rule):
    """The instrument's compute: the weights of the first ``count`` patterns, and the units that want to change."""
    patterns, names = pattern_sets.stored(kind)
    patterns = patterns[:count]
    network = pattern_sets.silent_network(patterns, rule)
    unhappy = network.update_all(patterns) != patterns
    return {
        "kind": kind,
        "rule": rule,
        "patterns": patterns,
        "names": names[:count],
        "W": network.W,
        "unhappy": unhappy,
        "rests": ~unhappy.any(axis=1),
        "overlap": largest_overlap(patterns),
    }


def largest_overlap(patterns):
    """The largest |m| of two different patterns; 0 if there is one alone."""
    m = np.abs(patterns @ patterns.T) / patterns.shape[1]
    np.fill_diagonal(m, 0)
    return float(m.max())
