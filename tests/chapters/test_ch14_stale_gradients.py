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
        found = re.search(
            r"in the end (each step|the swing) times ([^ ;]+)(?: a step)?; .* is (\S+)\.$", one.description
        )
        what, growth, largest = found.groups()
        assert way.get_title(loc="left") == f"{what} times {growth} in the end"
        assert ("prompt" in [text.get_text() for text in way.texts]) == (corner["delay"] > 0) == (len(way.lines) == 3)
        assert bound.get_title(loc="left") == f"largest rate {largest}"
        rests, grows = ("θ comes to rest" in one.description, "grows without bound" in one.description)
        assert rests == (corner["rate"] < theme.largest_rate(corner["delay"]) - 1e-9)
        assert grows == (plane.get_title(loc="left") != "no root outside")


@pytest.mark.parametrize("delay", DELAYS)
def test_each_step_is_times_the_growth_unless_theta_swings(delay):
    for rate in theme.RATES:
        z = theme.roots(rate, delay)
        largest = z[np.abs(z).argmax()]
        assert theme.swings(rate, delay) != (abs(largest.imag) < 1e-9 and largest.real >= 0)
        if rate == 1.0 and delay == 0:
            continue  # θ is 0 after one step
        way = theme.path(rate, delay, 300)
        factors = way[-50:] / way[-51:-1] if np.abs(way[-51:]).min() > 0 else np.zeros(50)
        steady = np.allclose(factors, theme.growth(rate, delay), rtol=1e-3)
        assert steady != theme.swings(rate, delay)
        if theme.swings(rate, delay):  # the highest θ of a stretch of some swings, and of the next one
            stretch = max(40, 4 * (2 * delay + 1))
            first, second = (np.abs(way[start : start + stretch]).max() for start in (50, 50 + stretch))
            assert (second / first) ** (1 / stretch) == pytest.approx(theme.growth(rate, delay), rel=0.06)


def test_the_words_of_the_right_picture_lie_above_all_that_is_drawn():
    one = stale_gradients()
    for corner in one.corners():
        one.set(**corner)
        bound = one.figure.axes[2]
        top = max(float(np.max(line.get_ydata())) for line in bound.lines)
        height = bound.transAxes.inverted().transform(bound.transData.transform((0, max(top, 2))))[1]
        assert height < 0.76, "the second word ends at 0.8 of the height"


def test_at_the_bound_it_goes_round():
    one = stale_gradients().set(delay=1, rate=1.0)
    assert "neither comes to rest nor grows" in one.description
    assert set(theme.path(1.0, 1, 600)) == {-1.0, 0.0, 1.0}


@pytest.mark.parametrize("delay", [1, 2, 3])
def test_a_small_rate_comes_to_rest_quicker_with_a_short_delay(delay):
    assert theme.growth(0.1, delay) < theme.growth(0.1, 0)
