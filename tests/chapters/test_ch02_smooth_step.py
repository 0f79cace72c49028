"""The smooth step: its slope against differences, its limit for a steep sigmoid, and which way it says is down."""

import numpy as np
import pytest

from course_nn.chapters.ch02_linear_models.smooth_step import petals, step_and_sigmoid
from course_nn.chapters.ch02_linear_models.smooth_step_figure import describe_smooth_step, draw_smooth_step
from course_nn.plots import picture
from course_nn.widgets import smooth_step


def test_the_slope_against_differences():
    low, high = (step_and_sigmoid(3.0, 4.5 + h)["cost"] for h in (-1e-5, 1e-5))
    assert step_and_sigmoid(3.0, 4.5)["slope"] == pytest.approx((high - low) / 2e-5, abs=1e-8)


def test_a_steep_sigmoid_is_a_step():
    result = step_and_sigmoid(1e5, 4.7325)
    assert result["smooth"] == pytest.approx(result["step"]) and result["cost"] == pytest.approx(result["error"])


def test_before_and_behind_all_flowers_the_step_has_half_of_them_wrong():
    x, y = petals()
    assert x.shape == (100,) and y.sum() == 50
    for place, said in ((x.min() - 0.1, 1), (x.max() + 0.1, 0)):
        assert step_and_sigmoid(3.0, place)["error"] == (y != said).mean() == 0.5


def test_the_curves_hold_the_costs_of_single_places():
    result = step_and_sigmoid(3.2, 4.0)
    for place in (0, 200, 800):
        one = step_and_sigmoid(3.2, result["places"][place])
        assert (one["error"], one["cost"]) == pytest.approx((result["errors"][place], result["costs"][place]))


@pytest.mark.parametrize(
    "steepness, place, words",
    [
        (3.2, 4.0, "39 of 100 flowers wrong; the sigmoid's cost is 0.25, and its slope there −0.303 per cm."),
        (3.2, 6.0, "its slope there 0.258 per cm."),
        (400.0, 4.05, "its slope there 0.000 per cm."),
    ],
)
def test_what_the_step_says(steepness, place, words):
    assert words in describe_smooth_step(step_and_sigmoid(steepness, place))


BETWEEN = np.arange(3.85, 5.9, 0.1)  # halfway between two lengths in the middle, where a flower stands at every tenth


def test_a_cliff_at_every_flower_and_no_slope_between_for_a_very_steep_sigmoid():
    steepest = smooth_step().controls[0].high
    x, _ = petals()
    assert set(np.round(BETWEEN - 0.05, 1)) <= set(np.round(x, 1))
    assert max(abs(step_and_sigmoid(steepest, place)["slope"]) for place in BETWEEN) < 1e-6
    for place in np.unique(x):
        assert max(abs(step_and_sigmoid(steepest, place + off)["slope"]) for off in (-0.0025, 0, 0.0025)) > 0.9


def test_where_as_many_of_either_kind_stand_the_steepest_sigmoid_has_a_notch():
    x, y = petals()
    assert sorted(y[np.isclose(x, 4.8)]) == [0, 0, 1, 1]
    places = 4.8 + np.linspace(-0.02, 0.02, 17)
    down, up = np.split(np.diff([step_and_sigmoid(400, place)["cost"] for place in places]), 2)
    assert (down < 0).all() and (up > 0).all() and down.sum() == pytest.approx(-up.sum(), rel=1e-3)
    assert step_and_sigmoid(400, 4.8025)["slope"] > 1 > -1 > step_and_sigmoid(400, 4.7975)["slope"]


def test_at_steepness_40_there_is_an_uneven_slope_down_the_middle():
    slopes = [step_and_sigmoid(40, place)["slope"] for place in np.arange(3.85, 4.751, 0.005)]
    assert min(slopes) < 3 * max(slopes) < -0.45


@pytest.mark.parametrize("steepness", [0.4, 1.0, 3.2, 10.0, 40.0, 400.0])
def test_the_valley_leads_to_nearly_the_same_place(steepness):
    result = step_and_sigmoid(steepness, 4.0)
    best = result["places"][result["errors"] == result["errors"].min()]
    bottom = result["places"][result["costs"].argmin()]
    assert best[0] - 0.2 < bottom < best[-1] + 0.2


@pytest.mark.parametrize("place", [3.0, 7.0])
def test_the_markers_are_whole_at_both_ends(place):
    shown = picture(draw_smooth_step, step_and_sigmoid(3.2, place), "A sentence.")
    markers = [line for line in shown.figure.axes[1].lines if line.get_marker() in ("s", "o")]
    assert len(markers) == 2 and not any(marker.get_clip_on() for marker in markers)
