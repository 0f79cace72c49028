"""Sixteen states: exact probabilities by hand, and a chain whose counts come closer to them."""

from itertools import islice

import numpy as np
import pytest

from course_nn.chapters.ch13_energy_models import boltzmann_distribution as theme
from course_nn.chapters.ch13_energy_models.boltzmann_distribution_figure import describe_boltzmann_distribution


def test_probabilities_are_those_of_the_energies():
    for T in (0.1, 1.0, 10.0):
        result = theme.count_states(T, 10, 0)
        weights = np.exp(-(result["energy"] - result["energy"].min()) / T)
        np.testing.assert_allclose(result["p"], weights / weights.sum(), atol=1e-12)
        assert result["shares"].sum() == pytest.approx(1) and 0 <= result["distance"] <= 1


@pytest.mark.long
def test_heat_makes_states_equal_and_cold_leaves_the_lowest():
    hot, cold = theme.count_states(10.0, 10, 0), theme.count_states(0.1, 10, 0)
    assert hot["p"].max() < 0.1 and 2 ** hot["entropy"] > 15.5
    assert cold["p"].argmax() == cold["energy"].argmin() and cold["p"].max() > 0.85
    found = [theme.count_states(T, 10, 0)["entropy"] for T in np.geomspace(0.1, 10, 20)]
    assert (np.diff(found) > 0).all()


@pytest.mark.long
def test_counts_come_closer_with_more_sweeps():
    """Of ten seeds: the mean distance falls, and after 2,000 sweeps little is left, at T = 1."""
    found = np.array([[theme.count_states(1.0, n, seed)["distance"] for n in (10, 100, 2000)] for seed in range(10)])
    assert (np.diff(found.mean(axis=0)) < 0).all()
    assert found[:, 2].max() < 0.12 and found[:, 0].min() > 0.25


@pytest.mark.long
def test_a_cold_chain_is_stuck():
    """At T = 0.1 most chains see one of the two low states only, though both have probabilities above a tenth."""
    low = np.argsort(theme.machine().energy(theme.all_states(4)))[:2]
    p = theme.count_states(0.1, 2000, 0)["p"][low]
    assert p.min() > 0.1
    stuck = [(theme.count_states(0.1, 2000, seed)["shares"][low] > 0.99).any() for seed in range(10)]
    assert sum(stuck) >= 8


def test_the_mean_wait_is_that_of_chains():
    """2,000 chains at T = 1 from 1100 to 0011, within 4 standard errors; in the cold it grows without end."""
    rng, start = np.random.default_rng(0), np.tile([1, 1, 0, 0], (2000, 1))
    waited = np.zeros(2000)
    for sweep, v in enumerate(islice(theme.machine().gibbs(start, rng), 500), start=1):
        waited[(waited == 0) & (v @ [8, 4, 2, 1] == 0b0011)] = sweep
    assert (waited > 0).all()
    error = waited.std() / np.sqrt(2000)
    assert abs(waited.mean() - theme.mean_sweeps(1.0, 0b1100, 0b0011)) < 4 * error
    cold = [theme.mean_sweeps(T, 0b1100, 0b0011) for T in (1.0, 0.5, 0.3, 0.2, 0.1)]
    assert (np.diff(cold) > 0).all() and 1e8 < cold[-1] < 4e8 and theme.mean_sweeps(1.0, 3, 3) == 0


def test_the_sentence_has_the_numbers():
    result = theme.count_states(1.0, 30, 0)
    said = describe_boltzmann_distribution(result)
    assert f"{result['p'].max():.3f}" in said and f"{100 * result['distance']:.0f}%" in said and "30 sweeps" in said
    assert "1 sweep of" in describe_boltzmann_distribution(theme.count_states(1.0, 1, 0))
