"""Gradient descent: its path step by step, the same every time; and what it says where it ends."""

import numpy as np
import pytest

from course_nn.chapters.ch02_linear_models.gradient_descent import descent_path
from course_nn.chapters.ch02_linear_models.gradient_descent_figure import describe_gradient_descent
from course_nn.chapters.ch02_linear_models.least_squares import START, gradient, patients, with_one


def test_a_path_repeats_and_full_batches_need_no_luck():
    one, again = (descent_path(0.1, 4, 1.0, 50)["path"] for _ in range(2))
    assert np.array_equal(one, again)
    x, y = patients()
    X = with_one(x + 1.0)
    w = np.array(START)
    for row in descent_path(0.1, 442, 1.0, 20)["path"]:
        assert row == pytest.approx(w)
        w = w - 0.1 * gradient(X, w, y)


def test_half_the_limit_arrives_in_one_step_in_a_round_bowl():
    result = descent_path(0.5, 442, 0.0, 1)
    assert result["limit"] == pytest.approx(1) and result["path"][1] == pytest.approx(result["best"])
    assert result["costs"][-1] == pytest.approx(result["least"])


def test_single_rows_run_away_at_a_rate_that_all_rows_bear():
    assert not descent_path(0.32, 442, 1.0, 100)["away"]
    assert descent_path(0.32, 1, 1.0, 100)["away"]


def test_what_the_path_says():
    assert "runs away" in describe_gradient_descent(descent_path(1.2, 442, 2.0, 50))
    assert "less than 0.1 %" in describe_gradient_descent(descent_path(0.5, 442, 0.0, 1))


@pytest.mark.parametrize("size, words", [(1, "After 30 steps on 1 row each"), (16, "After 30 steps on 16 rows each")])
def test_rows_are_counted_in_words(size, words):
    sentence = describe_gradient_descent(descent_path(0.02, size, 1.0, 30))
    assert sentence.startswith(words) and sentence.endswith("α = 0.02, the limit 2/λ_max = 0.38.")
