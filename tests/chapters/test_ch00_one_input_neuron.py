"""Chapter 00: the neuron with one input is its formula, and the picture says where it switches."""

import numpy as np
import pytest

from course_nn.chapters.ch00_start.one_input_neuron import neuron_curve
from course_nn.chapters.ch00_start.one_input_neuron_figure import describe_one_input_neuron, draw_one_input_neuron
from course_nn.plots import picture


def test_the_neuron_is_its_formula():
    result = neuron_curve(2.0, -1.0, "sigmoid")
    np.testing.assert_allclose(result["a"], 1 / (1 + np.exp(-(2 * result["x"] - 1))), rtol=1e-12)
    assert result["switch"] == 0.5
    assert neuron_curve(0.0, 1.0, "tanh")["switch"] is None
    # At −8, outside the picture.
    assert neuron_curve(0.5, 4.0, "tanh")["switch"] is None


def test_a_step_switches_from_zero_to_one_where_z_is_zero():
    result = neuron_curve(-2.0, 1.0, "heaviside")
    assert np.array_equal(result["a"], (result["x"] <= 0.5).astype(float)) and result["switch"] == 0.5


@pytest.mark.parametrize(
    "w, b, sentence",
    [
        (2.0, -1.0, "z rises with x and is zero at x = 0.50."),
        (-2.0, 0.0, "z falls with x and is zero at x = 0.00."),
        (0.5, 4.0, "z rises with x and is zero outside the picture."),
        (0.0, 0.0, "With w = 0 the output is 0.50 for every input."),
    ],
)
def test_the_sentence_says_where_z_is_zero(w, b, sentence):
    assert describe_one_input_neuron(neuron_curve(w, b, "sigmoid")) == sentence


@pytest.mark.parametrize("w, b, places", [(2.0, -1.0, [0.5]), (0.5, 4.0, []), (0.0, 1.0, [])])
def test_the_picture_marks_the_switch_where_there_is_one(w, b, places):
    (ax,) = picture(draw_one_input_neuron, neuron_curve(w, b, "tanh"), "A sentence.").figure.axes
    assert [mark.xy[0] for mark in ax.texts if mark.get_text() == "$z = 0$"] == places
    assert ax.get_title(loc="left").startswith("With $w = 0$") == (w == 0)
