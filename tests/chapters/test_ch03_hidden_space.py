"""Chapter 03, the hidden space: XOR has no line, but two hidden units fold the plane so that one is enough."""

import numpy as np
import pytest
from helpers import refused
from numpy.testing import assert_allclose, assert_array_equal

from course_nn import Dense, ReLU, Sequential, data, mlp
from course_nn.chapters.ch03_multilayer_perceptrons import instruments
from course_nn.chapters.ch03_multilayer_perceptrons.hidden_space import best_line, fold, right_answers, xor_network
from course_nn.chapters.ch03_multilayer_perceptrons.hidden_space_figure import (
    describe_hidden_space,
    draw_best_line,
    draw_flow,
    draw_hidden_space,
)
from course_nn.plots import course_style, new_figure
from course_nn.plots.network import draw_network

X, Y = data.xor()


def test_the_best_line_knows_nothing():
    w, b, prediction = best_line()
    assert_allclose(w, [0, 0], atol=1e-14)
    assert_allclose(b, 0.5)
    assert_allclose(prediction, [0.5, 0.5, 0.5, 0.5])


def test_the_worked_numbers():
    """Goodfellow, Bengio and Courville (2016), section 6.1."""
    network = xor_network()
    assert_array_equal(network[0].W.value, [[1, 1], [1, 1]])
    assert_array_equal(network[0](X), [[0, -1], [1, 0], [1, 0], [2, 1]])
    assert_array_equal(network[1](network[0](X)), [[0, 0], [1, 0], [1, 0], [2, 1]])
    assert_array_equal(network(X), [[0], [1], [1], [0]])


def test_the_other_network_folds_along_the_diagonal():
    network = xor_network("diagonal")
    x = np.random.default_rng(0).normal(size=(50, 2))
    assert_allclose(network(x)[:, 0], np.abs(x[:, 0] - x[:, 1]), atol=1e-15)


@pytest.mark.parametrize(
    "way, corners",
    [
        (0, [[0, 0], [0, 1], [1, 0], [1, 1]]),
        (0.5, [[0, -0.5], [0.5, 0.5], [1, 0], [1.5, 1]]),
        (1, [[0, -1], [1, 0], [1, 0], [2, 1]]),
        (1.5, [[0, -0.5], [1, 0], [1, 0], [2, 1]]),
        (2, [[0, 0], [1, 0], [1, 0], [2, 1]]),
    ],
)
def test_the_way_of_the_corners(way, corners):
    result = fold(way)
    assert_allclose(result["corners"], corners)
    assert result["right"] == 4
    assert_allclose(result["output"], [0, 1, 1, 0])


def test_nudged_too_far_a_corner_falls():
    assert fold(weight=2.0)["right"] == 3  # w2 = 0 leaves h1 alone: 0, 1, 1, 2
    assert fold(weight=0.2, bias=0.1)["right"] == 4
    for by in np.linspace(-0.2, 0.2, 9):
        assert fold(bias=by)["right"] == fold(weight=by)["right"] == 4


def test_one_half_to_two_digits_is_no_answer():
    assert_array_equal(right_answers(np.array([0.5, 0.5, 0.504, 0.496]), np.array([0, 1, 1, 0])), False)
    assert_array_equal(right_answers(np.array([[0.51], [0.49], [0.51]]), np.array([[1], [0], [0]])), [[1], [1], [0]])


def test_a_corner_on_the_line_is_not_counted():
    """What the title counts is what the labels at the corners say, wherever the sliders stand."""
    assert fold(weight=0.5)["right"] == 3  # 11 at 1/2
    assert fold(solution="diagonal", bias=0.5)["right"] == 2  # 00 and 11 at 1/2
    for solution, bias, weight in (("worked", -0.25, 0.5), ("diagonal", 0.5, 0.0), ("worked", 0.45, 0.9)):
        result = fold(2.0, solution, bias, weight)
        _, right = drawn(draw_hidden_space, result)
        said = [float(text.get_text().replace("−", "-")) for text in right.texts]
        counted = sum(value > 0.5 if y else value < 0.5 for value, y in zip(said, Y, strict=True))
        assert result["right"] == counted < 4
        assert right.get_title(loc="left") == f"The output ŷ: {counted} of 4 right"


@pytest.mark.parametrize("solution", ["worked", "diagonal"])
@pytest.mark.parametrize("bias", [-1.0, 0.0, 1.0])
@pytest.mark.parametrize("way", [0.0, 1.0, 2.0])
def test_the_moved_plane_stays_in_the_picture(solution, bias, way):
    result = fold(way, solution, bias)
    left, _ = drawn(draw_hidden_space, result)
    assert np.all(np.abs(result["lines"]) <= left.get_xlim()[1]) and left.get_xlim() == left.get_ylim()


def test_it_opens_before_the_plane_is_moved():
    assert instruments.hidden_space().values["way"] == 0


@pytest.mark.parametrize("solution", ["worked", "diagonal"])
def test_the_field_is_symmetric_and_meets_the_corners(solution):
    result = fold(solution=solution)
    assert_allclose(result["field"], result["field"].T, atol=1e-14)
    at = [int(np.flatnonzero(np.isclose(result["axis"], place))[0]) for place in (0, 1)]
    assert_allclose(result["field"][np.ix_(at, at)], [[0, 1], [1, 0]], atol=1e-14)


def test_names_and_ways_that_are_not_there_are_refused():
    for call in (lambda: xor_network("triangle"), lambda: fold(2.5), lambda: fold(bias=float("nan"))):
        with refused():
            call()


@pytest.mark.parametrize(
    "values, sentence",
    [
        ({"way": 0}, "The plane as given: four corners at four places; with the output's weights 4 of 4 corners"),
        ({"way": 0.5}, "The weights move the plane: four corners at four places; "),
        ({"way": 1}, "z = xW + c: four corners at three places; "),
        ({"way": 1.5}, "max(0, ·) bends the plane: four corners at three places; "),
        ({"way": 2}, "The hidden space: four corners at three places; "),
        ({"solution": "diagonal"}, "The hidden space: four corners at three places; "),
        ({"weight": 2.0}, "The hidden space: four corners at three places; with the output's weights 3 of 4 corners"),
        ({"bias": -1.0}, "The hidden space: four corners at three places; with the output's weights 3 of 4 corners"),
    ],
)
def test_the_sentence(values, sentence):
    assert describe_hidden_space(fold(**values)).startswith(sentence)


# --- Pictures


def drawn(draw, *arguments, **options):
    figure = new_figure(8, 5)
    with course_style():
        draw(figure, *arguments, **options)
        figure.canvas.draw()
    return figure.axes


def draw_alone(figure, network, **options):
    draw_network(figure.subplots(), network, **options)


def test_the_drawing_is_made_from_the_network():
    (ax,) = drawn(draw_alone, xor_network(), x=np.array([1.0, 1.0]), numbers=True)
    texts = [text.get_text() for text in ax.texts]
    assert [t for t in texts if t in ("1", "−2", "2", "0")].count("−2") == 1  # the one negative weight
    assert "Dense, ReLU\n(n, 2)" in texts and "Dense\n(n, 1)" in texts
    segments = sum(len(lines.get_segments()) for lines in ax.collections)
    assert segments == 2 * 2 + 2


def test_equal_numbers_are_equally_wide_in_all_layers():
    (ax,) = drawn(draw_alone, xor_network(), numbers=True)
    first, last = (lines.get_linewidths() for lines in ax.collections)
    assert_allclose(first, 2.0)  # four weights of 1, where the largest is −2
    assert_allclose(last, [2.0, 3.6])
    (ax,) = drawn(draw_alone, xor_network())  # without numbers, a layer is its own measure
    assert_allclose(ax.collections[0].get_linewidths(), 3.6)


def test_wide_layers_are_cut_short():
    (ax,) = drawn(draw_alone, mlp([784, 30, 10], np.random.default_rng(0)), most=6)
    assert sum(len(lines.get_segments()) for lines in ax.collections) == 5 * 5 + 5 * 5
    with refused("Dense layers and activations, got Sequential"):
        drawn(draw_alone, Sequential(Dense(2, 2, init="zeros"), mlp([2, 1], np.random.default_rng(0))))
    with refused("Dense layer first"):
        drawn(draw_alone, Sequential(ReLU(), Dense(2, 1, np.random.default_rng(0))))


def test_every_input_has_its_drawing():
    axes = drawn(draw_flow, [(xor_network(), x, f"{x[0]:.0f} {x[1]:.0f}") for x in X])
    assert [ax.get_title(loc="left") for ax in axes] == ["0 0", "0 1", "1 0", "1 1"]
    outputs = [[text.get_text() for text in ax.texts if text.get_position()[0] == 2] for ax in axes]
    assert [texts[0] for texts in outputs] == ["0", "1", "1", "0"]


def test_the_best_line_is_written_without_a_minus_before_zero():
    _, right = drawn(draw_best_line, (np.array([-1e-16, 1e-16]), 0.5, np.full(4, 0.5)))
    assert "ŷ = 0 x₁ + 0 x₂ + 0.5" in [text.get_text() for text in right.texts]


def test_corners_at_one_place_share_a_name():
    left, right = drawn(draw_hidden_space, fold())
    assert [text.get_text() for text in left.texts] == ["00", "01 10", "11"]
    assert [text.get_text() for text in right.texts] == ["0", "1", "1", "0"]
    left, _ = drawn(draw_hidden_space, fold(solution="diagonal"))
    assert [text.get_text() for text in left.texts] == ["00 11", "01", "10"]
