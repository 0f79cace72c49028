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


def test_an_output_above_the_picture_is_marked_and_told():
    result = neuron_curve(2.0, 1.0, "relu")
    (ax,) = picture(draw_one_input_neuron, result, "A sentence.").figure.axes
    (mark,) = [line for line in ax.lines if line.get_marker() == "^"]
    # The curve leaves where 2x + 1 = 2.35.
    assert mark.get_xdata() == pytest.approx([0.675], abs=0.025) and mark.get_ydata()[0] < ax.get_ylim()[1]
    assert "on to $a = 9$" in ax.get_title(loc="left")
    assert describe_one_input_neuron(result).endswith("at x = -0.50; the output goes on to 9, beyond the picture.")
    (ax,) = picture(draw_one_input_neuron, neuron_curve(0.0, 4.0, "relu"), "A sentence.").figure.axes
    (marks,) = [line.get_xdata() for line in ax.lines if line.get_marker() == "^"]
    assert len(marks) > 5 and marks[0] < -3 and marks[-1] > 3, "above the picture everywhere"
    assert "$a = 4$" in ax.get_title(loc="left")


@pytest.mark.parametrize("w", [-4.0, -2.5, -1.0, -0.5, 0.5, 1.0, 2.5, 4.0])
@pytest.mark.parametrize("b", [-4.0, -3.5, -2.0, 0.0, 1.5, 3.0, 4.0])
def test_the_mark_of_what_leaves_hides_no_name(w, b):
    figure = picture(draw_one_input_neuron, neuron_curve(w, b, "relu"), "A sentence.", size=(5.6, 3.3)).figure
    (ax,) = figure.axes
    names = [text.get_window_extent() for text in ax.texts if text.get_text() == "$z = 0$"]
    for mark in (line for line in ax.lines if line.get_marker() == "^"):
        half = mark.get_markersize() / 2 * figure.dpi / 72
        for x, y in ax.transData.transform(mark.get_xydata()):
            for box in names:
                assert box.x1 < x - half or x + half < box.x0 or box.y1 < y - half
    assert all(ax.bbox.x0 <= box.x0 and box.x1 <= ax.bbox.x1 for box in names)


def test_the_title_leaves_the_question_open():
    """It shows the formula; what the weight and the bias do is for the reader to find."""
    (ax,) = picture(draw_one_input_neuron, neuron_curve(1.0, 0.0, "sigmoid"), "A sentence.").figure.axes
    assert ax.get_title(loc="left") == r"Here $z = 1\,x + 0$"


STEPS = (-4.0, -1.5, -0.5, 0.5, 1.0, 3.0)


def test_the_bias_moves_the_curve_sideways_for_every_shape():
    for name in ("heaviside", "sigmoid", "tanh", "relu", "radial_basis"):
        for w in (-4.0, -2.0, -1.0, 1.0, 2.0, 4.0):
            # g(w x + 2) is g(w (x + 2 / w)): the curve of b = 0, so many points of the grid to the left.
            left = round(2 / w / 0.025)
            moved, still = neuron_curve(w, 2.0, name)["a"], neuron_curve(w, 0.0, name)["a"]
            inside = slice(max(-left, 0), min(len(still) - left, len(still)))
            np.testing.assert_allclose(moved[inside], still[inside.start + left : inside.stop + left], atol=1e-9)


def test_the_weight_sets_steepness_and_direction_but_for_the_step_and_the_bump():
    for name in ("sigmoid", "tanh", "relu"):
        slopes = [np.diff(neuron_curve(w, 0.0, name)["a"]).max() for w in (0.5, 1.0, 2.0, 4.0)]
        assert np.all(np.diff(slopes) > 0)
        for w in STEPS:
            rises = np.diff(neuron_curve(w, 0.5, name)["a"])
            assert np.all(np.sign(w) * rises >= 0) and np.any(rises)
    assert not np.diff(neuron_curve(0.0, 1.0, "heaviside")["a"]).any(), "with w = 0 there is no step"
    for w in STEPS:
        step, bump = neuron_curve(w, 0.0, "heaviside")["a"], neuron_curve(w, 0.0, "radial_basis")["a"]
        assert np.abs(np.diff(step)).max() == 1 == np.abs(np.diff(step)).sum()
        np.testing.assert_allclose(bump, neuron_curve(-w, 0.0, "radial_basis")["a"], atol=1e-12)
