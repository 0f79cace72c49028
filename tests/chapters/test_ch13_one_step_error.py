"""The error of one step: the formula's values from outside, and simulation against it."""

import numpy as np
import pytest
from scipy import stats

from course_nn.chapters.ch13_energy_models import one_step_error as theme
from course_nn.chapters.ch13_energy_models.instruments_of_hopfield import one_step_error
from course_nn.chapters.ch13_energy_models.one_step_error_figure import percent
from course_nn.chapters.ch13_energy_models.pattern_sets import random_patterns, silent_network

#: As in the textbook of Hertz, Krogh and Palmer (1991), table 2.1.
TABLE = ((0.105, 0.001), (0.138, 0.0036), (0.185, 0.01), (0.37, 0.05), (0.61, 0.1))


@pytest.mark.parametrize(("load", "share"), TABLE)
def test_the_five_values(load, share):
    assert theme.error(load) == pytest.approx(share, rel=0.02)
    assert theme.error(load) == pytest.approx(stats.norm.cdf(-1 / np.sqrt(load)), rel=1e-12)


@pytest.mark.parametrize(("load", "share"), TABLE)
def test_simulation_agrees(load, share):
    """Ten networks of 1,000 units: as many patterns, one fewer to disturb, so a few percent less."""
    found = np.mean([theme.measured_error(1000, load, seed)[0] for seed in range(10)])
    p = round(load * 1000)
    assert found == pytest.approx(theme.error((p - 1) / 1000), rel=0.08)
    assert found == pytest.approx(share, rel=0.08)


def test_the_mean_and_the_variance():
    for load in theme.LOADS:
        values = theme.stabilities(1000, load)
        assert values.mean() == pytest.approx(1, abs=0.02) and values.var() == pytest.approx(load, rel=0.05)


def test_the_fields_are_those_of_the_network():
    X = random_patterns(61, 100, np.random.default_rng([5, 0, 100, 61]))
    np.testing.assert_allclose(theme.stabilities(100, 0.61), X * silent_network(X).fields(X), atol=1e-12)


@pytest.mark.long
def test_no_bit_wrong_is_marked_at_the_edge():
    one = one_step_error()
    for n in theme.UNITS:
        for load in theme.LOADS[::8]:
            one.set(n=n, load=load)
            ax = one.figure.axes[1]
            down = [line for line in ax.lines if line.get_marker() == "v"]
            assert len(down[0].get_xdata()) == sum(one.result["curve"][: theme.LOADS.index(load) + 1] == 0)
            assert percent(one.result["found"]) in one.description
            assert percent(one.result["found"]) in one.figure.axes[0].get_title(loc="left")


def test_a_share_above_0_is_never_told_as_0():
    assert [percent(share) for share in (0, 0.0000039, 0.00013, 0.0098, 0.123)] == [
        "0.00 %",
        "0.00039 %",
        "0.013 %",
        "0.98 %",
        "12.3 %",
    ]


@pytest.mark.long
def test_it_opens_below_one_in_a_thousand():
    assert max(theme.error(load) for load in theme.LOADS if load <= one_step_error().values["load"]) < 0.0005
