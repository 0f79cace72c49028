"""Functions from a prior: what each scale does to them, exactly where it is exact, and over several seeds."""

import re
from itertools import pairwise

import numpy as np
import pytest

from course_nn.bayes.limit_process import LimitProcess
from course_nn.chapters.ch12_bayesian import prior_functions as theme
from course_nn.chapters.ch12_bayesian.instruments_of_priors import prior_functions
from course_nn.plots.powers import with_power

SEEDS = range(theme.SEEDS)


def mean_shape(units=10, beta=1.0, gamma=3.2, bias=3.2, shared=False):
    found = [theme.shape(theme.functions(units, beta, gamma, bias, shared, seed)) for seed in SEEDS]
    return {name: np.mean([one[name] for one in found]) for name in found[0]}


def test_turns_and_crossings_of_curves_that_are_known():
    x = theme.GRID
    for waves in range(1, 6):
        wave = np.sin(np.pi * waves * (x - theme.LOW) / 6)
        small = 0.005 * np.sin(40 * x)  # at most 1 % of the range: not seen
        curves = np.array([wave, -wave, wave + 5, 1000 * wave, wave + small])
        assert theme.turns(curves).tolist() == [waves] * 5
    assert theme.turns(np.array([x, np.exp(-x), np.ones(len(x))])).tolist() == [0, 0, 0]
    assert theme.crossings(np.array([np.cos(np.pi * x + 0.1), np.exp(x), x**3])).tolist() == [6, 0, 1]


def test_they_are_the_networks_that_it_says():
    """The library's prior, one network at a time, by the formula."""
    prior, rng = theme.prior(4, 0.5, 2.0, 3.0, True), np.random.default_rng([12, 4, 3])
    for curve in theme.functions(4, 0.5, 2.0, 3.0, True, 3)[:5]:
        beta, gamma = 0.25 * rng.standard_normal(4), rng.standard_normal((2, 4)) * np.array([[2.0], [3.0]])
        by_hand = sum(b / (1 + np.exp(-g * theme.GRID - a)) for b, (g, a) in zip(beta, gamma.T, strict=True))
        np.testing.assert_allclose(curve, by_hand, atol=1e-12)
    assert prior.draw(np.random.default_rng(0)).mu_beta == 0


def test_the_scale_of_beta_changes_height_and_slope_and_nothing_else():
    for units in (3, 30):
        for seed in SEEDS:
            small, large = (theme.shape(theme.functions(units, b, 3.2, 3.2, False, seed)) for b in (0.1, 1.0))
            assert large["height"] == pytest.approx(10 * small["height"])
            assert large["slope"] == pytest.approx(10 * small["slope"])
            assert (large["turns"], large["crossings"]) == (small["turns"], small["crossings"])


@pytest.mark.long
def test_height_grows_with_the_root_of_the_units_unless_it_is_shared():
    """Held to the exact variance, that of the limit, at every number of units."""
    X = np.column_stack([theme.GRID, np.ones(len(theme.GRID))])
    one = LimitProcess(1.0, 0.0, np.array([3.2, 3.2]) ** 2).variances(X).mean()
    for units in (1, 3, 10, 100, 300):
        assert mean_shape(units)["height"] == pytest.approx(np.sqrt(units * one), rel=0.07)
        assert mean_shape(units, shared=True)["height"] == pytest.approx(np.sqrt(one), rel=0.07)


@pytest.mark.long
def test_more_units_hardly_mean_more_turns():
    turns = {units: mean_shape(units)["turns"] for units in (1, 2, 5, 10, 30, 100, 300)}
    assert turns[1] == 0 and turns[2] > 0.2 and turns[10] > 1
    assert 1.2 < turns[300] / turns[10] < 1.8, "thirty times as many units"
    assert turns[300] / turns[100] < 1.2
    for seed in SEEDS:
        assert turns[10] < theme.shape(theme.functions(300, 1.0, 3.2, 3.2, False, seed))["turns"] < 2 * turns[10]


def test_one_unit_never_turns_and_never_changes_its_sign():
    for seed in SEEDS:
        for gamma in (0.1, 3.2, 30.0):
            one = theme.shape(theme.functions(1, 1.0, gamma, 3.2, False, seed))
            assert one["turns"] == one["crossings"] == 0


@pytest.mark.long
def test_turns_come_with_gamma_and_bias_together():
    scales = (0.32, 1.0, 3.2, 10.0, 30.0)
    for units in (10, 30):
        together = [mean_shape(units, gamma=scale, bias=scale)["turns"] for scale in scales]
        assert (np.diff(together) > 0).all()
        alone = [mean_shape(units, gamma=scale)["turns"] for scale in scales]
        assert together[-1] / together[2] > 2 and alone[-1] / alone[2] < 2
        assert together[-1] > 1.3 * alone[-1]


@pytest.mark.long
def test_gamma_makes_steep_whatever_the_bias():
    for bias in (0.32, 3.2, 30.0):
        slopes = [mean_shape(30, gamma=gamma, bias=bias)["slope"] for gamma in (0.1, 1.0, 10.0, 30.0)]
        assert all(after > 1.5 * before for before, after in pairwise(slopes))


def test_a_bias_moves_the_steps_out_of_sight():
    """They are at −bias/γ: all near 0 with a small one, and beyond |x| = 3 for most with one far above 3 γ."""
    turns = [mean_shape(30, gamma=3.2, bias=bias)["turns"] for bias in (0.1, 10.0, 30.0)]
    assert turns[0] < turns[1] > turns[2]
    rng = np.random.default_rng(0)
    for bias, share in ((3.2, 0.8), (30.0, 0.2)):
        gamma = theme.prior(3000, 1.0, 3.2, bias, False).draw(rng).gamma
        assert np.mean(np.abs(gamma[1] / gamma[0]) < 3) == pytest.approx(share, abs=0.03)


def test_gamma_alone_is_a_zoom():
    """With the same numbers drawn, f with k γ at x is f with γ at k x: nothing new comes, it only moves together."""
    x = np.linspace(-1, 1, 21)
    near, far = (np.column_stack([scale * x, np.ones(21)]) for scale in (1, 5))
    one = theme.prior(8, 1.0, 5.0, 2.0, False).functions(near, np.random.default_rng(1), 6)
    two = theme.prior(8, 1.0, 1.0, 2.0, False).functions(far, np.random.default_rng(1), 6)
    np.testing.assert_allclose(one, two, atol=1e-12)


@pytest.mark.long
def test_one_number_in_titles_sentence_and_picture():
    one = prior_functions()
    for corner in list(one.corners())[::5]:
        one.set(**corner)
        ax, counts = one.figure.axes
        height, slope, turns, crossings = re.search(
            r"square\) (\S+), steepest slope (\S+), (\S+) turns and (\S+) changes", one.description
        ).groups()
        assert ax.get_title(loc="left") == f"Height {height}, steepest slope {slope}"
        assert counts.get_title(loc="left") == f"{turns} turns, {crossings} changes of sign"
        spread = corner["beta"] / np.sqrt(corner["units"] if corner["shared"] else 1)
        assert f"each β of spread {with_power(spread)}." in one.description
        assert np.abs(one.result["curves"]).max() <= ax.get_ylim()[1]
        assert [count.sum() for count in one.result["counts"]] == [theme.COUNTED] * 2
