"""Softmax regression: its bottom against scikit-learn, borders that don't move, and what it says of its answers."""

import numpy as np
import pytest

from course_nn.chapters.ch02_linear_models import softmax_regression
from course_nn.chapters.ch02_linear_models.softmax_regression import class_regions, softmax_steps
from course_nn.chapters.ch02_linear_models.softmax_regression_figure import (
    describe_softmax_regression,
    draw_mistakes,
    draw_templates,
)
from course_nn.plots import picture


def test_the_first_step_by_hand():
    start, (W, b) = softmax_steps(np.array([[2.0], [1.0]]), np.array([0, 1]), 1.0, 1)
    assert not start[0].any() and not start[1].any()
    # δ = (p − y)/2 with p = ½: ∓¼ for the first row, ±¼ for the second.
    assert W.tolist() == [[0.25, -0.25]] and b.tolist() == [0, 0]


def test_it_goes_down_to_the_answer_of_sklearn():
    from sklearn.linear_model import LogisticRegression

    flowers, Z, _, costs, _ = softmax_regression.training("sepal length and width")
    theirs = LogisticRegression(C=np.inf, max_iter=10_000, tol=1e-8).fit(Z, flowers.y).predict_proba(Z)
    least = -np.log(theirs[np.arange(150), flowers.y]).mean()
    assert (np.diff(costs) < 0).all() and least < costs[-1] < least + 0.02


def test_larger_logits_move_no_border():
    one, ten = (class_regions("petal length and width", 12, scale) for scale in (1.0, 10.0))
    assert np.array_equal(one["p"].argmax(axis=2), ten["p"].argmax(axis=2))
    assert ten["sure"] > one["sure"] and np.array_equal(one["wrong"], ten["wrong"])


@pytest.mark.parametrize("pair", softmax_regression.PAIRS)
def test_before_the_first_step_everything_is_a_third(pair):
    result = class_regions(pair, 0, 1.0)
    assert result["p"] == pytest.approx(1 / 3) and result["cost"] == pytest.approx(np.log(3))
    sentence = "After 0 steps 50 of 150 flowers are named right, with 33% certainty on average; J = 1.10"
    assert describe_softmax_regression(result).startswith(sentence)


def test_at_the_end_the_sentence_counts_steps_and_not_stages():
    result = class_regions("sepal length and width", 18, 10.0)
    assert result["steps"] == 512 and result["wrong"].sum() == 25
    sentence = "After 512 steps 125 of 150 flowers are named right, with 97% certainty on average; J = 1.35"
    assert describe_softmax_regression(result).startswith(sentence)


@pytest.mark.parametrize(
    "draw, result",
    [
        (draw_templates, np.random.default_rng(0).normal(size=(64, 10))),
        (draw_mistakes, {"images": np.zeros((2, 8, 8)), "y": [1, 2], "said": [3, 4], "p": [0.5, 0.9]}),
    ],
)
def test_the_figures_of_digits_are_drawn(draw, result):
    shown = picture(draw, result, "A sentence.")
    assert shown.png()[:4] == b"\x89PNG" and all(ax.has_data() for ax in shown.figure.axes)
