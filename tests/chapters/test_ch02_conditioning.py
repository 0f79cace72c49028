"""Conditioning: the limit of the rate, on both sides of it; what standardizing does to the condition number."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_nn import data
from course_nn.chapters.ch02_linear_models.conditioning import rate_limit, rates_around_the_limit, raw_and_standardized
from course_nn.chapters.ch02_linear_models.conditioning_figure import draw_rates, draw_valleys
from course_nn.chapters.ch02_linear_models.least_squares import (
    FAR,
    START,
    closed_form,
    cost,
    curvature,
    descend,
    patients,
    with_one,
)
from course_nn.plots import picture


def test_the_limit_is_one_for_a_standardized_feature():
    x, _ = patients()
    assert rate_limit(with_one(x)) == pytest.approx(1)
    assert rate_limit(with_one(x + 1)) == pytest.approx(2 / (3 + np.sqrt(5)))  # λ = 3 ± √5 for mean 1 and spread 1


@pytest.mark.long
@settings(max_examples=15)
@given(shift=st.floats(0, 2), share=st.sampled_from([0.2, 0.9, 0.99, 1.01, 1.5]))
def test_below_the_limit_it_arrives_and_above_it_never_does(shift, share):
    x, y = patients()
    X = with_one(x + shift)
    path = descend(X, y, START, share * rate_limit(X), 4000)
    if share < 1:
        assert len(path) == 4001 and path[-1] == pytest.approx(closed_form(X, y), rel=1e-6)
    else:
        assert len(path) < 4001 and np.abs(path[-1]).max() > FAR


def test_around_the_limit_the_excess_falls_below_it_and_grows_above():
    result = rates_around_the_limit()
    assert result["limit"] == pytest.approx(2 / (3 + np.sqrt(5)))
    for share, excess in result["excess"].items():
        assert len(excess) == 61 and (np.diff(excess) < 0).all() == (share < 1)
    last = {share: excess[-1] for share, excess in result["excess"].items()}
    assert last[0.5] == min(last.values())


def test_one_step_is_enough_in_a_bowl_and_forty_are_too_few_in_a_valley():
    valley, bowl = raw_and_standardized(steps=40)
    assert valley["ratio"] > 300 and bowl["ratio"] == pytest.approx(1)
    assert valley["left"] > 100 and bowl["left"] == pytest.approx(0, abs=1e-6)
    assert bowl["path"][1] == pytest.approx(bowl["best"])
    assert valley["surface"].shape == (len(valley["axis1"]), len(valley["axis0"]))


def test_the_first_step_alone_falls_to_the_floor_of_the_valley():
    x = data.diabetes().features("body mass index").X[:, 0] / 10
    _, directions = np.linalg.eigh(curvature(with_one(x)))
    valley, _ = raw_and_standardized()
    along, across = np.abs((valley["path"] - valley["best"]) @ directions).T
    assert across[0] > 50 and across[1] < 1e-6 and along[-1] > 0.8 * along[1]


@pytest.mark.parametrize("draw, result", [(draw_rates, rates_around_the_limit), (draw_valleys, raw_and_standardized)])
def test_the_figures_are_drawn(draw, result):
    shown = picture(draw, result(), "A sentence.")
    assert shown.png()[:4] == b"\x89PNG" and all(ax.has_data() for ax in shown.figure.axes)


@pytest.mark.parametrize("shift", [0.3, 1.0, 2.0])
def test_the_flattest_direction_sets_the_pace_up_to_two_over_the_sum_of_the_ends(shift):
    x, y = patients()
    X = with_one(x + shift)
    flat, steep = np.linalg.eigvalsh(curvature(X))
    best_rate, best = 2 / (flat + steep), closed_form(X, y)
    for rate, sets in ((0.6 * best_rate, flat), (0.9 * best_rate, flat), (0.5 * (best_rate + 2 / steep), steep)):
        path = descend(X, y, START, rate, 400)
        excess = cost(X, path.T, y) - cost(X, best, y)
        late = next(k for k in range(3, 400) if excess[k + 1] < 1e-6 * excess[0])  # well before rounding
        assert excess[late + 1] / excess[late] == pytest.approx((1 - rate * sets) ** 2, rel=0.02)


def test_just_above_the_limit_the_flat_part_of_the_error_shrinks_and_the_steep_part_grows():
    x, y = patients()
    X = with_one(x + 1.0)
    _, directions = np.linalg.eigh(curvature(X))
    path = descend(X, y, START, 1.02 * rate_limit(X), 60)
    parts = np.abs((path - closed_form(X, y)) @ directions)
    assert (np.diff(parts[:10, 0]) < 0).all() and (np.diff(parts[:, 1]) > 0).all()


def test_above_the_limit_almost_every_start_runs_away_but_one_on_the_valley_floor():
    x, y = patients()
    X, rng = with_one(x + 1.0), np.random.default_rng(0)
    best, (_, directions) = closed_form(X, y), np.linalg.eigh(curvature(X))
    for _ in range(50):
        assert len(descend(X, y, best + rng.normal(0, 100, 2), 1.5 * rate_limit(X), 200)) < 200
    on_the_floor = descend(X, y, best + 100 * directions[:, 0], 1.5 * rate_limit(X), 15)
    assert cost(X, on_the_floor[-1], y) - cost(X, best, y) < 0.01


def test_the_title_speaks_of_the_rates_in_the_picture():
    result = rates_around_the_limit()
    (ax,) = picture(draw_rates, result, "A sentence.").figure.axes
    assert ax.get_title(loc="left") == r"Just below $2/\lambda_{\max}$ it arrives, just above it does not"
    assert result["excess"][0.95][-1] < 0.01 and result["excess"][1.02][-1] > result["excess"][1.02][0]
