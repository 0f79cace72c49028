"""The cost surface: its heights against the cost itself, and what the line that stands on it says."""

import numpy as np
import pytest

from course_nn.chapters.ch02_linear_models.cost_surface import WINDOW, cost_grid, line_on_surface, surface
from course_nn.chapters.ch02_linear_models.cost_surface_figure import (
    describe_cost_surface,
    draw_cost_surface,
    percent,
)
from course_nn.chapters.ch02_linear_models.least_squares import cost, patients, with_one
from course_nn.plots import picture


def test_every_height_is_the_cost_of_its_line():
    x, y = patients()
    X = with_one(x + 0.7)
    axis0, axis1 = np.array([-10.0, 100.0, 152.0]), np.array([-60.0, 45.0])
    heights = [[cost(X, np.array([w0, w1]), y) for w0 in axis0] for w1 in axis1]
    assert cost_grid(X, y, axis0, axis1) == pytest.approx(np.array(heights), rel=1e-12)


def test_the_surface_covers_its_window_and_the_least_is_below_it():
    whole = surface(0.0)
    assert (*whole["axis0"][[0, -1]], *whole["axis1"][[0, -1]]) == WINDOW
    row, column = np.unravel_index(whole["surface"].argmin(), whole["surface"].shape)
    result = line_on_surface(0.0, 0.0)
    steps = [np.ptp(whole[axis]) / (len(whole[axis]) - 1) for axis in ("axis0", "axis1")]
    assert (np.abs(result["best"] - [whole["axis0"][column], whole["axis1"][row]]) <= steps).all()
    assert result["least"] <= whole["surface"].min()


def test_for_a_standardized_feature_downhill_points_to_the_bottom():
    for w in ((0.0, -120.0), (300.0, 180.0), (80.0, -40.0)):
        result = line_on_surface(*w)
        assert result["downhill"] == pytest.approx(2 * (result["best"] - w))
        excess = np.sum((result["best"] - w) ** 2)  # ½ of the curvature 2, times the distance squared
        assert result["cost"] - result["least"] == pytest.approx(excess)


@pytest.mark.parametrize(
    "w, words",
    [
        ((152, 46), "J = 3,891, less than 0.1% above the least: you have found the star."),
        ((50, 45), "raise w₀."),
        ((152, 170), "lower w₁."),
    ],
)
def test_what_the_line_says(w, words):
    assert words in describe_cost_surface(line_on_surface(*map(float, w)))


def test_both_ways_are_named_where_both_lead_down():
    sentence = describe_cost_surface(line_on_surface(80.0, 100.0))
    assert sentence.endswith("% above the least; downhill is: raise w₀ and lower w₁.")


@pytest.mark.parametrize("angle", np.linspace(0, 2 * np.pi, 17))
def test_everywhere_but_at_the_bottom_a_way_down_is_named(angle):
    best = line_on_surface(0.0, 0.0)["best"]
    for distance in (2.8, 3.5, 10.0):  # from just outside what counts as the bottom
        w = best + distance * np.array([np.cos(angle), np.sin(angle)])
        sentence = describe_cost_surface(line_on_surface(*w))
        assert "raise" in sentence or "lower" in sentence


def test_nowhere_on_the_slider_it_says_bottom_and_a_lower_line_at_once():
    for w0 in range(144, 162, 2):
        for w1 in range(36, 56, 2):
            result = line_on_surface(w0, w1)
            sentence = describe_cost_surface(result)
            assert ("found the star" in sentence) == (result["cost"] < 1.002 * result["least"])
            assert "no line" not in sentence and "% above the least" in sentence and " %" not in sentence


@pytest.mark.parametrize("w, drawn", [((80, -40), True), ((166, 46), True), ((160, 52), False), ((152, 46), False)])
def test_the_arrow_is_missing_only_beside_the_star(w, drawn):
    """As the caption says."""
    assert bool(picture(draw_cost_surface, line_on_surface(*w), "A sentence.").figure.axes[1].texts) == drawn


@pytest.mark.parametrize("share, words", [(0.0004, "less than 0.1%"), (0.0284, "2.8%"), (1.03, "103%"), (39, "3,900%")])
def test_percent_has_one_form(share, words):
    assert percent(share) == words
