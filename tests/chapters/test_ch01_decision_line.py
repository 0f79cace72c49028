"""Chapter 01: a neuron's line, the two sides of the window, and the sentence and the pictures of both."""

import itertools

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from course_nn.chapters.ch01_perceptron.decision_line import classify, half_plane, line_ends
from course_nn.chapters.ch01_perceptron.decision_line_figure import (
    describe_decision_line,
    draw_decision_line,
    draw_neuron,
)
from course_nn.plots import picture
from course_nn.widgets import decision_line

WINDOW = (-1.0, 2.0, -1.0, 2.0)
weights = st.floats(-3, 3).map(lambda x: round(x, 1))


@pytest.mark.parametrize("name, w, b", [("AND", 1, -1.5), ("OR", 1, -0.5), ("NAND", -1, 1.5)])
def test_gates_by_hand(name, w, b):
    line = classify(name, w, w, b)
    assert line.right.all() and line.distance == pytest.approx(abs(b) / np.sqrt(2))


def test_no_position_of_the_sliders_solves_xor():
    marks = np.round(np.arange(-20, 21) / 10, 1)
    best = max(classify("XOR", w1, w2, b).right.sum() for w1, w2, b in itertools.product(marks[::4], repeat=3))
    assert best == 3


def test_the_reach_is_the_largest_sum_the_sliders_allow():
    line = classify("AND", 2, 2, 2)
    assert line.reach == line.z.max() == 6


def test_without_weights_there_is_no_line():
    line = classify("AND", 0, 0, -1)
    assert line.distance is None and line.fired.tolist() == [0, 0, 0, 0]
    assert "no line" in describe_decision_line(line)
    assert line_ends(line.w, line.b, line.window) is None


def test_half_planes_by_hand():
    left, right = (half_plane(np.array([1.0, 0.0]), -1.0, WINDOW, sign) for sign in (-1, 1))
    assert sorted(map(tuple, left)) == [(-1, -1), (-1, 2), (1, -1), (1, 2)]
    assert sorted(map(tuple, right)) == [(1, -1), (1, 2), (2, -1), (2, 2)]
    assert half_plane(np.array([1.0, 0.0]), -5.0, WINDOW, 1).shape == (0, 2)


@given(w1=weights, w2=weights, b=weights)
def test_the_two_sides_fill_the_window_and_the_line_lies_between(w1, w2, b):
    w = np.array([w1, w2])
    assume(np.any(w))
    sides = [half_plane(w, b, WINDOW, sign) for sign in (-1, 1)]
    assert sum(area(corners) for corners in sides) == pytest.approx(9)
    for sign, corners in zip((-1, 1), sides, strict=True):
        assert (sign * (corners @ w + b) >= -1e-9).all()
    ends = line_ends(w, b, WINDOW)
    if ends is not None:
        assert ends @ w + b == pytest.approx(0, abs=1e-9)
        assert (ends >= -1 - 1e-9).all() and (ends <= 2 + 1e-9).all()
        # w stands at a right angle on it.
        assert (ends[1] - ends[0]) @ w == pytest.approx(0, abs=1e-9)
    else:
        assert min(area(corners) for corners in sides) == pytest.approx(0, abs=1e-9)


def area(corners):
    x, y = corners.T
    return 0.5 * abs(x @ np.roll(y, -1) - y @ np.roll(x, -1))


def test_the_sentence_counts_and_measures():
    line = decision_line()
    assert line.description.startswith("3 of 4 points")
    assert line.set(name="AND", w1=1, w2=1, b=-1.5).description.startswith("4 of 4 points are on their side")
    said = describe_decision_line(classify("XOR", 0.6, 0.8, -0.5))
    assert said == "3 of 4 points are on their side; the line lies 0.50 from the origin."
    said = describe_decision_line(classify("XOR", 0.1, 0.0, -2.0))
    assert said == "2 of 4 points are on their side; the line lies 20.00 from the origin, outside the picture."


@given(w1=weights, w2=weights, b=weights)
def test_the_arrow_points_to_where_the_neuron_fires(w1, w2, b):
    w = np.array([w1, w2])
    ends = line_ends(w, b, WINDOW)
    assume(ends is not None)
    assert (ends.mean(axis=0) + w) @ w + b > 0


@given(w1=weights, w2=weights, b=weights)
def test_doubling_all_three_moves_nothing(w1, w2, b):
    line = classify("AND", w1, w2, b)
    assert np.array_equal(line.fired, classify("AND", 2 * w1, 2 * w2, 2 * b).fired)


@pytest.mark.parametrize("w2, turns", [(0.4, True), (-2.0, True), (0.0, False)])
def test_a_weight_turns_the_line_unless_the_other_is_zero_and_the_bias_never_does(w2, turns):
    def direction(w1, b):
        one, other = line_ends(np.array([w1, w2]), b, (-99.0, 99.0, -99.0, 99.0))
        return np.arctan2(*(other - one)[::-1]) % np.pi

    assert direction(1.0, -0.6) == pytest.approx(direction(1.0, 2.0))
    assert (direction(1.0, -0.6) != pytest.approx(direction(1.5, -0.6))) == turns


@pytest.mark.parametrize("name, w1, w2, b", [("AND", 2, 2, 2), ("AND", 2, -2, 0), ("OR", 1, 1, 0.5), ("XOR", -2, 2, 1)])
def test_the_name_of_the_arrow_hides_no_point(name, w1, w2, b):
    line = classify(name, w1, w2, b)
    figure = picture(draw_decision_line, line, "A sentence.", size=(6.6, 3.5)).figure
    figure.canvas.draw()
    ax = figure.axes[0]
    (box,) = [text.get_window_extent() for text in ax.texts if text.get_text() == "$w$"]
    for x, y in ax.transData.transform(line.X):
        assert not box.contains(x, y)


@pytest.mark.long
@pytest.mark.parametrize("name, biases", [("AND", (-2, 0, 2)), ("two clouds", (-1, 0.7, 2))])
@pytest.mark.parametrize("w1, w2", [*itertools.product((-2, -0.5, 1, 2), repeat=2)])
def test_the_name_of_the_arrow_lies_in_the_picture(name, biases, w1, w2):
    """Also where the line cuts off a corner; there is none without its arrow."""
    for b in biases:
        figure = picture(draw_decision_line, classify(name, w1, w2, b), "A sentence.", size=(6.6, 3.5)).figure
        ax = figure.axes[0]
        for text in (text for text in ax.texts if text.get_text() == "$w$"):
            box = text.get_window_extent()
            assert ax.bbox.x0 <= box.x0 + 1 and box.x1 <= ax.bbox.x1 + 1, b
            assert ax.bbox.y0 <= box.y0 + 1 and box.y1 <= ax.bbox.y1 + 1, b
        arrows = [text for text in ax.texts if text.get_text() == ""]
        assert len(arrows) == len(ax.texts) - len(arrows), "each with its name"


@pytest.mark.parametrize("name", ["AND", "OR", "NAND", "XOR"])
def test_a_point_on_the_line_fires_at_every_position_of_the_sliders(name):
    """In whole tenths z is exact; z >= 0 in binary fractions misses some of the zeros."""
    missed = 0
    for w1, w2 in itertools.product(range(-20, 21), repeat=2):
        for b in {0, -w1, -w2, -w1 - w2} & set(range(-20, 21)):
            line = classify(name, w1 / 10, w2 / 10, b / 10)
            exact = line.X @ [w1, w2] + b >= 0
            assert np.array_equal(line.fired, exact), (w1, w2, b)
            missed += np.any((line.X @ line.w + line.b >= 0) != exact)
    assert missed > 100, "without rounding many would be wrong"
    assert "4 of 4" in describe_decision_line(classify("AND", 0.7, 0.1, -0.8))


@pytest.mark.long
def test_every_sum_lies_inside_the_picture_with_its_marker():
    for corner in itertools.product((-2, 2), repeat=3):
        line = classify("AND", *corner)
        right = picture(draw_decision_line, line, "A sentence.", size=(6.6, 3.5)).figure.axes[1]
        assert np.abs(line.z).max() <= 0.95 * right.get_xlim()[1]


def test_points_with_the_same_sum_do_not_hide_each_other():
    left, right = picture(draw_decision_line, classify("XOR", 1, 1, -0.5), "A sentence.").figure.axes
    assert left.get_title(loc="left") == "3 of 4 points on their side"
    markers = [line for line in right.lines if line.get_marker() in ("s", "o") and line.get_markersize() > 8]
    shown = {tuple(np.round(point, 6)) for line in markers for point in line.get_xydata()}
    assert len(shown) == 4


@pytest.mark.parametrize("weights", [{"$1$": -1.5, "$x_1$": 1.0}, {"$1$": 0.0}])
def test_a_neuron_is_drawn_with_its_weights(weights):
    shown = picture(draw_neuron, weights, "A sentence.")
    assert shown.png().startswith(b"\x89PNG")
    assert all(ax.get_title(loc="left") for ax in shown.figure.axes)
    words = [text.get_text() for text in shown.figure.axes[0].texts]
    assert {f"${w:g}$" for w in weights.values()} | set(weights) | {"$z$", "$a$"} <= set(words)


def test_bad_input_gets_one_sentence():
    with pytest.raises(ValueError, match="w1: expected a finite number"):
        classify(w1=np.nan)
