"""Output size: the formula against the layer and against counting, and what is seen by whom."""

import itertools

import numpy as np
import pytest
from helpers import refused
from own_data import at_corners

from course_nn import Conv2D
from course_nn.chapters.ch07_cnn_filters.output_size import sides, size, windows_on_a_row
from course_nn.chapters.ch07_cnn_filters.output_size_figure import LEFT, RIGHT, describe_output_size
from course_nn.widgets import output_size

EVERYTHING = list(itertools.product(range(1, 13), range(1, 8), range(1, 5), range(5), range(1, 4)))


def layer(kernel, stride, padding, dilation):
    rng = np.random.default_rng(0)
    return Conv2D(1, 1, (1, kernel), rng, stride=stride, padding=(0, padding), dilation=dilation)


def test_the_formula_counts_the_windows():
    for n, kernel, stride, padding, dilation in EVERYTHING:
        row = range(-padding, n + padding)
        starts = [start for start in row[::stride] if start + dilation * (kernel - 1) in row]
        assert size(n, kernel, stride, padding, dilation) == len(starts)


def test_the_layer_has_as_many_outputs_or_refuses():
    for n, kernel, stride, padding, dilation in EVERYTHING[::7]:
        conv = layer(kernel, stride, padding, dilation)
        x = np.ones((1, 1, 1, n), np.float32)
        if count := size(n, kernel, stride, padding, dilation):
            assert conv(x).shape == (1, 1, 1, count)
        else:
            with refused("Conv2D"):
                conv(x)


def test_what_each_output_sees_is_where_its_gradient_goes():
    for n, kernel, stride, padding, dilation in EVERYTHING[::41]:
        found = windows_on_a_row(n, kernel, stride, padding, dilation)
        if not found["count"]:
            assert found["seen"].shape == (0, kernel) and (found["times"] == 0).all() and found["left_over"] == 0
            continue
        conv = layer(kernel, stride, padding, dilation)
        conv.W.value[:] = 1
        y, backward = conv.forward(np.ones((1, 1, 1, n), np.float32), train=True)
        assert backward(np.ones_like(y)).ravel().tolist() == found["times"].tolist()
        for k, seen in enumerate(found["seen"]):
            dx = backward(np.eye(found["count"], dtype=np.float32)[k].reshape(y.shape)).ravel()
            assert np.flatnonzero(dx).tolist() == [place for place in seen if 0 <= place < n]
        assert found["left_over"] == n + padding - 1 - found["seen"].max()


def test_both_sides():
    assert sides((427, 640), (3, 5), stride=2, padding=1) == (214, 319)
    assert size(224, 7, stride=2, padding=3) == 112, "the first layer of ResNet"
    assert size(227, 11, stride=4) == 55, "the first layer of AlexNet"


def test_same_padding_is_half_of_what_the_window_reaches():
    for n, kernel, dilation in itertools.product(range(1, 20), (1, 3, 5, 7), (1, 2, 3)):
        assert size(n, kernel, padding=dilation * (kernel - 1) // 2, dilation=dilation) == n


def test_everything_drawn_lies_in_the_picture():
    it = output_size()
    for _ in at_corners(it):
        (ax,) = it.figure.axes
        assert ax.get_xlim() == (LEFT, RIGHT)
        for patch in ax.patches:
            assert LEFT < patch.get_x() < patch.get_x() + patch.get_width() < RIGHT
        title = ax.get_title(loc="left")
        assert title.endswith(f"= {it.result['count']}$" if it.result["count"] else "$")


def test_a_cell_for_each_pixel_and_each_output_and_a_line_for_each_weight():
    it = output_size().set(n=9, kernel=3, padding=1, stride=4, dilation=1)
    (ax,) = it.figure.axes
    assert len(ax.patches) == 9 + 2 + 3
    assert [len(lines.get_segments()) for lines in ax.collections] == [3, 3, 3]
    hatched = [round(patch.get_x() + 0.42) for patch in ax.patches if patch.get_hatch()]
    assert hatched == np.flatnonzero(it.result["times"] == 0).tolist() == [2, 6]
    assert ax.get_title(loc="left").endswith(r"= \lfloor 8/4\rfloor + 1 = 3$")


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        (
            (7, 3, 2, 0, 1),
            "over 3 places fits 3 times into 7 pixels: 3 outputs; every pixel is seen.",
        ),
        ((8, 3, 2, 0, 1), "into 8 pixels: 3 outputs; 1 of 8 pixels seen by none; 1 left over at the end."),
        ((3, 3, 1, 0, 1), "fits once into 3 pixels: 1 output; every pixel is seen."),
        ((1, 1, 1, 0, 1), "A window that reaches over 1 place fits once into 1 pixel: 1 output; every pixel is seen."),
        ((4, 2, 4, 1, 1), "fits twice into 4 pixels and 2 of padding: 2 outputs; 2 of 4 pixels seen by none."),
        (
            (3, 7, 1, 0, 3),
            "19 places does not fit into 3 pixels: there is no output, and Conv2D refuses such an image.",
        ),
    ],
)
def test_the_sentence(values, sentence):
    assert describe_output_size(windows_on_a_row(*values)).endswith(sentence)


def test_bad_input_gets_one_sentence():
    with refused("size: stride: expected a whole number at least 1, got 0"):
        size(5, 3, stride=0)
    with refused("size: kernel: expected a whole number at least 1, got 2.5"):
        size(5, 2.5)
    with refused("size: padding: expected a whole number at least 0, got -1"):
        size(5, 3, padding=-1)
    with refused("size: dilation"):
        size(5, 3, dilation=0)
