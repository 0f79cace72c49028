"""The cost of a gradient, counted by hand, and what is measured beside it."""

import numpy as np
import pytest

from course_nn import mlp
from course_nn.chapters.ch04_backpropagation.gradient_cost import (
    compute_gradient_cost,
    measured_times,
    operation_counts,
)
from course_nn.chapters.ch04_backpropagation.gradient_cost_figure import describe_gradient_cost, draw_measured_times
from course_nn.plots import picture
from course_nn.widgets import gradient_cost


def test_operations_counted_by_hand():
    counts = operation_counts(width=3, depth=1, n=2, d_in=4)
    assert counts["forward"] == 2 * (4 * 3 + 3 * 1)
    assert counts["backward"] == 2 * (4 * 3 + 2 * 3 * 1)
    assert counts["parameters"] == mlp([4, 3, 1], np.random.default_rng(0)).theta.size
    assert counts["differences"] == 2 * counts["parameters"] * counts["forward"]


def test_backward_costs_more_than_forward_and_less_than_twice():
    ratios = [operation_counts(1000, depth)["ratio"] for depth in (1, 2, 5, 10)]
    assert ratios == sorted(ratios) and 1 < ratios[0] and 1.99 < ratios[-1] < 2


def test_a_width_from_the_scale_is_rounded_to_units():
    assert compute_gradient_cost(6.3, 2, False) == operation_counts(6, 2) | {"derivatives": False}
    assert compute_gradient_cost(1.6, 2, True) == operation_counts(2, 2) | {"derivatives": True}


def test_forward_and_backward_grow_with_the_weights_and_differences_with_their_square():
    small, large = operation_counts(250, 5), operation_counts(1000, 5)
    times = large["parameters"] / small["parameters"]
    for way, power in (("forward", 1), ("backward", 1), ("differences", 2)):
        assert abs(np.log(large[way] / small[way]) / np.log(times) - power) < 0.02


def test_times_are_measured_by_the_number_of_weights():
    result = measured_times(widths=(4, 8), depth=1, rounds=3)
    assert result["weights"].tolist() == [16 * 4 + 4, 16 * 8 + 8]
    assert result["counted"].tolist() == [operation_counts(width, 1)["ratio"] for width in (4, 8)]
    for way in ("forward", "backward"):
        assert (result[way] > 0).all() and np.isfinite(result[way]).all()


def test_the_sentence_counts_in_forward_passes():
    # 16 inputs, one unit, one output: 17 weights and 2 biases. The first layer's ∂J/∂x is not needed: 2 · 17 - 16 = 18.
    said = describe_gradient_cost(compute_gradient_cost(1, 1, True))
    assert said == "19 parameters: backward takes 1.059 times the forward pass, finite differences 38 times."


def test_the_cost_of_derivatives_is_shown_when_asked_for():
    it = gradient_cost()
    ax = it.figure.axes[0]
    assert "times" not in it.description and ax.get_title(loc="left") == "What do all 11,901 derivatives cost?"
    assert [text.get_text() for text in ax.texts][1:] == ["?", "?"]
    ax = it.set(derivatives=True).figure.axes[0]
    assert "1.863 forward passes" in ax.get_title(loc="left") and "1.863 times" in it.description
    assert "1.998 times" in it.set(width=1000, depth=10).description, "below 2, and shown so"


@pytest.mark.long
def test_bars_and_their_numbers_lie_inside():
    it = gradient_cost()
    for corner in it.corners():
        (ax,) = it.set(**corner).figure.axes
        low, high = ax.get_xlim()
        assert all(low < bar.get_width() < high / 100 for bar in ax.patches)


def test_the_measured_times_are_drawn_whole():
    weights = np.array([500.0, 5e3, 5e4, 5e5])
    result = {"weights": weights, "forward": 1e-5 + weights * 1e-9, "backward": 1e-5 + weights * 2e-9}
    figure = picture(draw_measured_times, result | {"counted": np.full(4, 1.8)}, "Times grow.", (9.2, 3.4)).figure
    assert figure.axes[0].get_title(loc="left") == "For large matrices, time grows like the weights"
    boxes = [ax._left_title.get_window_extent() for ax in figure.axes]
    assert boxes[0].x1 + 15 < boxes[1].x0, "the titles stand apart"
    for ax in figure.axes:
        for line in (line for line in ax.lines if line.get_linestyle() != ":"):
            x, y = line.get_data()
            assert ax.get_xlim()[0] <= x.min() and x.max() <= ax.get_xlim()[1]
            assert ax.get_ylim()[0] < y.min() and y.max() < ax.get_ylim()[1]
