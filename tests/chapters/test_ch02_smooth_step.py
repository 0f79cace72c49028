"""The smooth step: its slope against differences, its limit for a steep sigmoid, and which way it says is down."""

import pytest

from course_nn.chapters.ch02_linear_models.smooth_step import petals, step_and_sigmoid
from course_nn.chapters.ch02_linear_models.smooth_step_figure import describe_smooth_step


def test_the_slope_against_differences():
    low, high = (step_and_sigmoid(3.0, 4.5 + h)["cost"] for h in (-1e-5, 1e-5))
    assert step_and_sigmoid(3.0, 4.5)["slope"] == pytest.approx((high - low) / 2e-5, abs=1e-8)


def test_a_steep_sigmoid_is_a_step():
    result = step_and_sigmoid(1e4, 4.73)
    assert result["smooth"] == pytest.approx(result["step"]) and result["cost"] == pytest.approx(result["error"])


def test_before_and_behind_all_flowers_the_step_has_half_of_them_wrong():
    x, y = petals()
    assert x.shape == (100,) and y.sum() == 50
    for place, said in ((x.min() - 0.1, 1), (x.max() + 0.1, 0)):
        assert step_and_sigmoid(3.0, place)["error"] == (y != said).mean() == 0.5


def test_the_curves_hold_the_costs_of_single_places():
    result = step_and_sigmoid(3.2, 4.0)
    for place in (0, 100, 320):
        one = step_and_sigmoid(3.2, result["places"][place])
        assert (one["error"], one["cost"]) == pytest.approx((result["errors"][place], result["costs"][place]))


@pytest.mark.parametrize(
    "steepness, place, words",
    [
        (3.2, 4.0, "39 of 100 flowers wrong and slope 0; the sigmoid's cost 0.25 falls to the right (slope −0.303 per"),
        (3.2, 6.0, "falls to the left (slope 0.258 per cm)"),
        (40.0, 3.15, "is almost flat here"),
    ],
)
def test_what_the_step_says(steepness, place, words):
    assert words in describe_smooth_step(step_and_sigmoid(steepness, place))
