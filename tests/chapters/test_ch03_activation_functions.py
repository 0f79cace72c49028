"""Chapter 03, activation functions: their values and slopes, a unit close up, and their table."""

import numpy as np
import pytest
from helpers import refused
from numpy.testing import assert_allclose

from course_nn.activations import ACTIVATIONS
from course_nn.chapters.ch03_multilayer_perceptrons.activation_functions import COST, curves, unit
from course_nn.chapters.ch03_multilayer_perceptrons.activation_functions_figure import (
    ActivationTable,
    cut_at_jumps,
    describe_activation_functions,
    draw_activation_functions,
    spoken,
    two_digits,
)
from course_nn.plots import course_style, new_figure


def test_every_activation_has_a_cost_and_a_row():
    assert set(COST) == set(ACTIVATIONS) and len(ACTIVATIONS) == 12
    for view, columns in (("formulas", 4), ("history", 3)):
        table = ActivationTable(view)
        lines = table._repr_markdown_().splitlines()[:14]
        assert len(table.rows) == 12 and all(line.count(" | ") == columns - 1 for line in lines[2:])
    with refused("did you mean 'tanh'"):
        ActivationTable(names=["tanhh"])
    with refused("unknown name"):
        ActivationTable("numbers")


def test_the_curves_are_the_activations():
    tables = {curve["name"]: curve for curve in curves()}
    assert list(tables) == list(ACTIVATIONS)
    assert_allclose(tables["relu"]["a"][[0, 400, 600, 800]], [0, 0, 2, 4])  # at -4, 0, 2, 4
    assert_allclose(tables["sigmoid"]["slope"].max(), 1 / 4)
    assert_allclose(tables["tanh"]["a"], -tables["tanh"]["a"][::-1], atol=1e-15)


def test_a_unit_close_up():
    result = unit("tanh", z=1.0, w=2.0, b=1.0)
    assert_allclose([result["a_here"], result["slope_here"]], [0.7615941559557649, 0.41997434161402614])
    assert result["x_here"] == 0
    assert unit("relu", z=1.0, w=0.0)["x_here"] is None
    assert unit("relu", z=4.0, w=0.5)["x_here"] is None  # x = 8 is outside the picture
    assert_allclose(unit("leaky_relu", z=-2.0, parameter=0.5)["a_here"], -1)


def test_the_corner_of_a_relu_unit():
    """At x = -b/w; a negative weight turns it around."""
    result = unit("relu", w=-2.0, b=1.0)
    on = result["xs"][result["answer"] > 0]
    assert on.max() < 0.5 and 0.5 - on.max() < 0.021 and on.min() == -4


@pytest.mark.parametrize("name", ["leaky_relu", "prelu"])
def test_the_slope_on_the_left_makes_the_corner(name):
    """Upward for s < 1, none for s = 1, downward for s > 1."""
    bends = {s: np.diff(unit(name, w=2.0, parameter=s)["answer"], 2) for s in (0.0, 0.25, 0.95, 1.0, 1.05, 2.0)}
    for s, bend in bends.items():
        assert_allclose(bend.sum(), 2 * (1 - s) * 0.02, atol=1e-12)
        assert np.abs(bend).max() < 1e-12 or s != 1
    for words in ("s > 0", "with s = 0 it is the ReLU", "with s = 1 the identity"):
        assert words in ACTIVATIONS["leaky_relu"].note


def test_what_is_no_activation_and_no_number_is_refused():
    for call in (lambda: unit("sofplus"), lambda: unit(z=float("nan"))):
        with refused():
            call()


@pytest.mark.parametrize(
    "values, start",
    [
        ({"activation": "tanh", "z": 0.0}, "tanh: g = 0.000 and g′ = 1.000. "),
        ({"activation": "sigmoid", "z": 0.0}, "sigmoid: g = 0.500 and g′ = 0.250. "),
        ({"activation": "relu", "z": -3.0, "parameter": 2.0}, "ReLU: g = 0.000 and g′ = 0.000. "),
        ({"activation": "cosine", "z": 0.0}, "cosine: g = 1.000 and g′ = 0.000. "),  # no minus before a zero
        ({"activation": "gelu", "z": -4.0}, "GELU: g ≈ 0 and g′ ≈ 0. "),
        (
            {"activation": "leaky_relu", "z": -2.0, "parameter": 0.5},
            "leaky ReLU with slope 0.5: g = −1.000 and g′ = 0.500",
        ),
    ],
)
def test_the_sentence(values, start):
    sentence = describe_activation_functions(unit(**values))
    assert sentence.startswith(start) and sentence.endswith(ACTIVATIONS[values["activation"]].note)


def test_a_slope_that_is_not_0_is_not_said_to_be_0():
    for name, said in (("tanh", "≈ 0"), ("relu", "0.00")):
        figure = new_figure(9, 4)
        with course_style():
            draw_activation_functions(figure, unit(name, z=-4.0))
        assert figure.axes[0].get_title(loc="left").endswith(f": slope {said} at $z$ = −4.00")


@pytest.mark.parametrize(
    "values, words",
    [
        ({"activation": "relu", "w": 4.0, "b": 4.0}, ["↑ up to 20"]),
        ({"activation": "leaky_relu", "w": 4.0, "b": 4.0, "parameter": 2.0}, ["↑ up to 20", "↓ down to −24"]),
        ({"activation": "tanh", "w": 4.0, "b": 4.0}, []),
    ],
)
def test_what_leaves_the_picture_is_said(values, words):
    _, right = drawn(**values)
    assert [text.get_text() for text in right.texts] == words


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("parameter", [0.0, 0.25, 2.0])
def test_the_point_is_in_the_picture(name, parameter):
    for z in (-4.0, 0.0, 4.0):
        result = unit(name, z=z, parameter=parameter)
        left, _ = drawn(activation=name, z=z, parameter=parameter)
        low, high = left.get_ylim()
        assert low < result["a"].min() <= result["a"].max() < high and low < result["slope_here"] < high
        assert ("a longer axis" in [text.get_text() for text in left.texts]) == (low < -3)


def drawn(**values):
    figure = new_figure(9, 3.6)
    with course_style():
        draw_activation_functions(figure, unit(**values))
    return figure.axes


def test_names_and_numbers_as_one_writes_them():
    assert [spoken(name) for name in ("leaky_relu", "hard_tanh", "tanh")] == ["leaky ReLU", "hard tanh", "tanh"]
    assert [two_digits(value) for value in (-1.5, 0.125, 2)] == ["−1.50", "0.12", "2.00"]


def test_lines_are_cut_at_jumps_and_nowhere_else():
    step = np.array([0.0, 0.0, 1.0, 1.0])
    assert_allclose(cut_at_jumps(step), [0, 0, np.nan, 1])
    assert_allclose(step, [0, 0, 1, 1])
    broken = [curve["name"] for curve in curves() if np.isnan(cut_at_jumps(curve["a"])).any()]
    assert broken == ["heaviside"]
