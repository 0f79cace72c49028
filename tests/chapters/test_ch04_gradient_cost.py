"""The cost of a gradient, counted by hand, and what is measured beside it."""

import numpy as np

from course_nn import mlp
from course_nn.chapters.ch04_backpropagation.gradient_cost import (
    compute_gradient_cost,
    measured_ratio,
    operation_counts,
)
from course_nn.chapters.ch04_backpropagation.gradient_cost_figure import describe_gradient_cost


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
    assert compute_gradient_cost(6.3, 2) == operation_counts(6, 2)
    assert compute_gradient_cost(1.6, 2) == operation_counts(2, 2)


def test_what_is_measured_stands_beside_what_is_counted():
    result = measured_ratio(widths=(4, 8), depth=1, repeats=3)
    assert result["width"].tolist() == [4, 8]
    assert result["counted"].tolist() == [operation_counts(width, 1)["ratio"] for width in (4, 8)]
    assert (result["measured"] > 0).all() and np.isfinite(result["measured"]).all()


def test_the_sentence_counts_in_forward_passes():
    # 16 inputs, one unit, one output: 17 weights and 2 biases. The first layer's ∂J/∂x is not needed: 2 · 17 - 16 = 18.
    said = describe_gradient_cost(operation_counts(1, 1))
    assert said == "19 parameters: backward takes 1.06 times the forward pass, finite differences 38 times."
