"""Late gradients on a parabola: the largest rate by its formula, by the roots, and by paths."""

import re

import numpy as np
import pytest

from course_nn.chapters.ch14_frameworks import stale_gradients as theme
from course_nn.chapters.ch14_frameworks.instruments_of_machines import stale_gradients

DELAYS = range(theme.MOST_DELAY + 1)


@pytest.mark.parametrize("delay", DELAYS)
def test_the_formula_is_where_a_root_leaves_the_circle(delay):
    bound = theme.largest_rate(delay)
    for rate in bound * np.array([0.05, 0.3, 0.7, 0.99, 0.9999]):
        assert theme.growth(rate, delay) < 1
    for rate in bound * np.array([1.0001, 1.01, 1.5, 3]):
        assert theme.growth(rate, delay) > 1
    assert theme.growth(bound, delay) == pytest.approx(1, abs=1e-7)


@pytest.mark.parametrize("delay", DELAYS)
def test_the_roots_are_those_of_the_equation(delay):
    for rate in theme.RATES:
        z = theme.roots(rate, delay)
        assert len(z) == delay + 1
        np.testing.assert_allclose(z ** (delay + 1) - z**delay + rate, 0, atol=1e-6)


@pytest.mark.parametrize("delay", DELAYS)
def test_paths_come_to_rest_below_the_bound_alone(delay):
    steps = 4000 * (delay > 0) + 2000
    bound = theme.largest_rate(delay)
    below, above = (theme.path(f * bound, delay, steps) for f in (0.95, 1.02))
    assert np.abs(below[-50:]).max() < 1e-3 * np.abs(below[:50]).max()
    assert np.abs(above[-50:]).max() > 100 * np.abs(above[:50]).max()


def test_a_step_takes_the_gradient_of_some_steps_ago():
    assert theme.path(0.5, 1, 4).tolist() == [1, 0.5, 0.0, -0.25, -0.25]
    assert theme.path(0.5, 0, 3).tolist() == [1, 0.5, 0.25, 0.125]


def test_the_bound_falls_as_one_over_the_delay():
    """2 without a delay, 1 with one step, and about π / (2τ + 1) for many."""
    assert theme.largest_rate(0) == pytest.approx(2) and theme.largest_rate(1) == pytest.approx(1)
    bounds = theme.largest_rate(np.arange(13))
    assert (np.diff(bounds) < 0).all()
    many = np.arange(3, 13)
    np.testing.assert_allclose(bounds[many], np.pi / (2 * many + 1), rtol=0.01)


@pytest.mark.parametrize("delay", DELAYS)
def test_nothing_is_quicker_than_the_best_rate(delay):
    best = theme.best_rate(delay)
    least = theme.growth(best, delay)
    assert best < theme.largest_rate(delay)
    for factor in (0.5, 0.9, 0.98, 1.02, 1.1, 1.5):
        assert theme.growth(factor * best, delay) > least


def test_title_and_sentence_say_one_thing():
    one = stale_gradients()
    for corner in one.corners():
        one.set(**corner)
        way, plane, bound = one.figure.axes
        growth, largest = re.search(r"each step times (\S+); .* is (\S+)\.$", one.description).groups()
        assert way.get_title(loc="left") == f"each step times {growth} in the end"
        assert bound.get_title(loc="left") == f"largest rate {largest}"
        rests, grows = ("θ comes to rest" in one.description, "grows without bound" in one.description)
        assert rests == (corner["rate"] < theme.largest_rate(corner["delay"]) - 1e-9)
        assert grows == (plane.get_title(loc="left") != "no root outside")


def test_at_the_bound_it_goes_round():
    one = stale_gradients().set(delay=1, rate=1.0)
    assert "neither comes to rest nor grows" in one.description
    assert set(theme.path(1.0, 1, 600)) == {-1.0, 0.0, 1.0}


@pytest.mark.parametrize("delay", [1, 2, 3])
def test_a_small_rate_comes_to_rest_quicker_with_a_short_delay(delay):
    assert theme.growth(0.1, delay) < theme.growth(0.1, 0)
