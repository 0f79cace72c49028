"""An exact test of a reversible step of a sampler: the rank of the start in a chain around it."""

import math
from typing import NamedTuple

import numpy as np

from .. import _checks
from .distributions import chi2_tail


class RankTest(NamedTuple):
    """What `rank_test` found: how often each rank came, ``counts`` by name, and the ``p_values`` of their evenness."""

    counts: dict
    p_values: dict

    @property
    def p_value(self):
        """The smallest of the p values times their number, at most 1 (Bonferroni): one for all functions together."""
        return min(1.0, len(self.p_values) * min(self.p_values.values()))


def rank_test(draw, step, functions, *, repetitions, rng, length=10, thin=1):
    """Whether ``step`` leaves the posterior as it is: the ranks of ``repetitions`` starts, a `RankTest`.

    ``draw(rng)`` gives a pair (state, data) from the joint distribution: the state from the prior, the data given it.
    ``step(state, data, rng)`` gives the next state, and leaves the one that it got as it was. ``functions`` is a dict
    of numbers to look at: name → function(state, data).

    A chain that starts in the posterior and takes steps that leave it as it is stays in it. If the steps are reversible
    too, the chain can be grown in both directions by the same step: let the start stand at a place drawn evenly among
    ``length``, and grow the rest around it, with ``thin`` steps from one to the next. A chain that was begun at its
    first place looks the same, so nothing tells the place of the start: its rank among the ``length`` values of any
    function is even on 0, …, length − 1, *exactly*, however short the chain and however strongly it hangs together.
    Ties are broken at random. The p values are those of the χ² test of evenness, with length − 1 degrees of freedom;
    they are good where each rank is expected five times at least, which is demanded.

    A function sees an error only if its ranks are uneven over all data together. One of the state alone can be too
    large for some data and too small for others: look at the logarithms of prior and likelihood and at products with
    the data, too.

    Only reversible steps: a sweep that takes several steps in a fixed order is not, though each of them be. Source:
    Gandy and Scott, 2020, Unit testing for MCMC and other Monte Carlo methods; the place at random is Besag and
    Clifford's, 1989.
    """
    length = _checks.whole(length, "rank_test: length", low=2)
    thin = _checks.whole(thin, "rank_test: thin", low=1)
    repetitions = _checks.whole(repetitions, "rank_test: repetitions", low=5 * length)
    _checks.generator(rng, "rank_test: rng")
    if not isinstance(functions, dict) or not functions:
        raise TypeError(f"rank_test: functions: expected a dict of name → function, got {_checks.describe(functions)}")
    counts = np.zeros((len(functions), length), int)
    for _ in range(repetitions):
        values, place = _chain(draw, step, functions, length, thin, rng)
        below = (values < values[place]).sum(axis=0)
        ties = (values == values[place]).sum(axis=0) - 1
        counts[np.arange(len(functions)), below + rng.integers(ties + 1)] += 1
    found = dict(zip(functions, counts, strict=True))
    return RankTest(found, {name: evenness(ranks) for name, ranks in found.items()})


def _chain(draw, step, functions, length, thin, rng):
    """The functions' values along a chain, (length, k), and the place of its start."""
    start, data = draw(rng)
    place = int(rng.integers(length))
    values = np.empty((length, len(functions)))
    values[place] = _values(functions, start, data)
    for places in (range(place - 1, -1, -1), range(place + 1, length)):
        state = start
        for at in places:
            for _ in range(thin):
                state = step(state, data, rng)
            values[at] = _values(functions, state, data)
    return values, place


def _values(functions, state, data):
    values = [float(function(state, data)) for function in functions.values()]
    for name, value in zip(functions, values, strict=True):
        if math.isnan(value):
            raise ValueError(f"rank_test: functions: expected numbers that can be ranked, got NaN of {name!r}")
    return values


def sequential_rank_test(draw, step, functions, *, repetitions, rng, length=10, thin=1, error=1e-5, stages=7):
    """(passed, the last `RankTest`): a right step fails with a probability of at most ``error``.

    A p value p (times the number of functions) of at most β = error / stages fails, one above γ + β passes, with
    γ = β^(1/stages); what lies between is looked at again with β / γ, at most ``stages`` times, from the second on with
    four times the repetitions. Each look fails a right step with a probability of at most γ^(i − 1) β / γ^(i − 1) = β,
    since it is reached through i − 1 that lay in between: so error in all. Source: Gandy and Scott, 2020, algorithm 3.
    """
    error = _checks.number(error, "sequential_rank_test: error", above=0, below=1)
    stages = _checks.whole(stages, "sequential_rank_test: stages", low=1)
    beta = error / stages
    gamma = beta ** (1 / stages)
    for stage in range(stages):
        many = repetitions if stage == 0 else 4 * repetitions
        found = rank_test(draw, step, functions, repetitions=many, rng=rng, length=length, thin=thin)
        if found.p_value <= beta:
            return False, found
        if found.p_value > gamma + beta:
            break
        beta /= gamma
    return True, found


def evenness(counts):
    """The p value of the χ² test that all of the cells are equally likely, from the ``counts`` (k,) of them, k ≥ 2.

    χ² = Σ (nᵢ − n/k)² / (n/k), which has k − 1 degrees of freedom where n/k is large.
    """
    counts = _checks.as_array(counts, "evenness: counts", ndim=1)
    if len(counts) < 2 or counts.min() < 0 or counts.sum() == 0:
        raise ValueError(f"evenness: counts: expected two or more counts, not all of them 0, got {counts.tolist()}")
    expected = counts.sum() / len(counts)
    return chi2_tail(float(np.square(counts - expected).sum() / expected), len(counts) - 1)
