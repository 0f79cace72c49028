"""Batch sizes in a race: the same steps as the plain loop, a choice that is fair, and who is ahead when."""

import numpy as np
import pytest

from course_nn import data
from course_nn.chapters.ch02_linear_models.batch_sizes import RATES, descend_with_rates, race
from course_nn.chapters.ch02_linear_models.batch_sizes_figure import draw_batch_sizes
from course_nn.chapters.ch02_linear_models.conditioning import rate_limit
from course_nn.chapters.ch02_linear_models.least_squares import (
    closed_form,
    cost,
    curvature,
    descend,
    gradient,
    patients,
    standardize,
    with_one,
)
from course_nn.plots import picture


@pytest.fixture(scope="module")
def ten_features():
    patients = data.diabetes()
    return with_one(standardize(patients.X)), patients.y


def test_all_rates_at_once_are_the_plain_loop(ten_features):
    X, y = ten_features
    rates, w = [0.003, 0.02], np.zeros((2, 11))
    rng = np.random.default_rng(4)
    expected = []
    for _ in range(2):
        order = rng.permutation(442)
        for at in range(0, 442, 64):  # six batches of 64, one of 58: every row is read
            rows = order[at : at + 64]
            w = np.array([one - rate * gradient(X[rows], one, y[rows]) for one, rate in zip(w, rates, strict=True)])
        expected.append([cost(X, one, y) - cost(X, closed_form(X, y), y) for one in w])
    found = descend_with_rates(X, y, 64, np.array(rates), (1, 2), np.random.default_rng(4))
    assert found == pytest.approx(np.array(expected), rel=1e-9)


def test_a_rate_that_diverges_is_infinitely_bad(ten_features):
    with np.errstate(all="raise"):
        found = descend_with_rates(*ten_features, 4, np.array([0.01, 50.0]), (3,), np.random.default_rng(0))
    assert np.isfinite(found[0, 0]) and found[0, 1] == np.inf


def test_the_rate_is_chosen_on_other_shuffles_than_it_is_judged_on(ten_features):
    """And no chosen rate is at an end of the range, beyond which a better one could lie."""
    result = race(*ten_features, sizes=(64,), passes=(1,), tuning=range(3), judging=range(3, 5))
    runs = [descend_with_rates(*ten_features, 64, RATES, (1,), np.random.default_rng(seed))[0] for seed in range(5)]
    best = np.mean(runs[:3], axis=0).argmin()
    assert result["chosen"][0, 0] == RATES[best]
    assert result["reached"][0, 0] == pytest.approx(np.mean(runs[3:], axis=0)[best])


@pytest.mark.long
def test_after_one_pass_small_batches_are_ahead_and_after_ten_nobody(ten_features):
    result = race(*ten_features, tuning=range(40, 50), judging=range(50, 60))
    one, three, ten, _ = result["reached"].T
    assert (np.diff(one) < 0).all() and one[0] > 20 * one[1]
    assert three[0] > 10 * three[1:].max() and ten.max() < 1.3 * ten.min()
    assert (RATES[0] < result["chosen"]).all() and (result["chosen"] < RATES[-1]).all()


@pytest.mark.long
@pytest.mark.parametrize("size", [64, 16, 4])
def test_up_to_ten_passes_more_of_them_call_for_a_smaller_rate(ten_features, size):
    """On a fine grid, in which no two neighbors differ by more than 3%."""
    fine = np.geomspace(0.001, 0.5, 212)
    for seeds in (range(20), range(20, 40)):
        result = race(*ten_features, (size,), (1, 3, 10), fine, seeds, judging=range(1))
        assert (np.diff(result["chosen"]) < 0).all()


def test_the_best_rate_of_all_rows_falls_up_to_ten_passes_and_rises_later(ten_features):
    X, y = ten_features
    fine, evenly = np.linspace(0.15, 0.35, 801), 2 / np.linalg.eigvalsh(curvature(X))[[0, -1]].sum()
    runs = descend_with_rates(X, y, 442, fine, (1, 2, 3, 5, 10, 15, 30, 100, 300), np.random.default_rng(0))
    best = fine[runs.argmin(axis=1)]
    assert best[0] > rate_limit(X) and (np.diff(best[:5]) < 0).all() and (np.diff(best[4:]) > 0).all()
    assert 0.98 * evenly < best[-1] < evenly


def test_in_a_round_bowl_nobody_beats_all_rows():
    x, y = patients()
    reached = race(with_one(x), y, passes=(1,), tuning=range(4), judging=range(4, 8))["reached"][:, 0]
    assert reached[0] < 1e-6 and reached[1:].min() > 10


@pytest.mark.long
def test_the_title_is_true_of_the_picture(ten_features):
    level = race(*ten_features, passes=(1, 10), tuning=range(4), judging=range(4, 8))
    behind = level | {"reached": level["reached"] * np.array([[3], [1], [1], [1]])}
    for result, title in ((level, "After ten the lead is gone"), (behind, "Each size at its best rate")):
        shown = picture(draw_batch_sizes, result, "A sentence.")
        assert shown.figure.axes[1].get_title(loc="left") == title


def test_with_the_rate_of_the_single_step_all_rows_would_run_away(ten_features):
    X, y = ten_features
    rate = race(X, y, sizes=(442,), passes=(1,), tuning=range(1), judging=range(1))["chosen"][0, 0]
    (one, three, ten), *_ = descend_with_rates(X, y, 442, np.array([rate]), (1, 3, 10), np.random.default_rng(0)).T
    assert rate > rate_limit(X) and 3 * one < three and 100 * three < ten


@pytest.mark.long
@pytest.mark.parametrize("size", [1, 4, 16, 64])
@pytest.mark.parametrize("seed", [0, 1])
def test_with_half_the_rate_they_hover_at_less_than_half_the_height(size, seed):
    x, y = patients()
    X, best = with_one(x), closed_form(with_one(x), y)
    heights = []
    for rate in (0.2, 0.1, 0.05, 0.025):
        path = descend(X, y, best, rate, 8000, size, np.random.default_rng(seed))
        heights.append(np.mean(cost(X, path[1000:].T, y)) - cost(X, best, y))
    assert (np.array(heights[1:]) < 0.5 * np.array(heights[:-1])).all()
