"""Transposed convolution by hand, and bad calls; `test_layers_of_images.py` holds it to PyTorch and SciPy."""

import numpy as np
import pytest
from bad_calls import IMAGES, RNG, each_call, of_generator, of_layer, of_width
from helpers import refused

from course_nn import ConvTranspose2D


def ones(kernel, **settings):
    layer = ConvTranspose2D(1, 1, kernel, init="zeros", **settings)
    layer.W.value[:] = 1
    return layer


def test_the_transposed_convolution_of_chapter_07():
    layer = ConvTranspose2D(1, 1, 2, init="zeros")
    x = layer.W.value = np.array([[[[0.0, 1], [2, 3]]]])
    assert layer(x)[0, 0].tolist() == [[0, 0, 1], [0, 4, 6], [4, 12, 9]]


@pytest.mark.parametrize(("kernel", "counts"), [(2, [1]), (3, [1, 2]), (4, [2])])
def test_how_many_stamps_meet_in_a_pixel(kernel, counts):
    """Away from the border, stride 2: the checkerboard of kernel 3, none of 2 and 4."""
    row = ones((1, kernel), stride=(1, 2))(np.ones((1, 1, 1, 9)))[0, 0, 0, 4:-4]
    assert sorted(set(row.tolist())) == counts and row[::2].tolist() == [row[0]] * len(row[::2])


def test_the_output_padding_chooses_among_heights():
    for rest in range(3):
        assert ones(3, stride=3, output_padding=rest)(np.ones((1, 1, 2, 2))).shape[2:] == (6 + rest, 6 + rest)


BAD_CALLS = {
    "ConvTranspose2D": [
        *of_layer(ConvTranspose2D(2, 3, 2, RNG), IMAGES),
        *of_generator(lambda rng: ConvTranspose2D(2, 3, 2, rng)),
        *of_width(lambda d, **k: ConvTranspose2D(d, 3, 2, RNG, **k)),
        *of_width(lambda d, **k: ConvTranspose2D(2, d, 2, RNG, **k)),
        (lambda: ConvTranspose2D(2, 3, 0, RNG), "ConvTranspose2D: kernel: expected a whole number at least 1, got 0"),
        (lambda: ConvTranspose2D(2, 3, 2, RNG, stride=0), "ConvTranspose2D: stride: .* got 0"),
        (lambda: ConvTranspose2D(2, 3, 2, RNG, padding=-1), "padding: .* got -1"),
        (lambda: ConvTranspose2D(2, 3, 2, RNG, dilation=1.5), "dilation: .* got 1.5"),
        (
            lambda: ConvTranspose2D(2, 3, 2, RNG, groups=2),
            "groups: expected a number that divides c_in = 2 and c_out = 3",
        ),
        (
            lambda: ConvTranspose2D(2, 3, 2, RNG, stride=2, output_padding=2),
            "output_padding: expected less than 2.* got 2",
        ),
        (lambda: ConvTranspose2D(2, 3, 2, RNG, bias=1), "bias: expected True or False, got 1"),
        (lambda: ConvTranspose2D(2, 3, 2, RNG, init="hee"), "init: unknown name 'hee'"),
        (lambda: ConvTranspose2D(2, 3, 2), "ConvTranspose2D: expected a Generator"),
        (
            lambda: ConvTranspose2D(2, 3, 2, RNG, padding=4)(IMAGES),
            r"\(5 − 1\)·1 − 2·4 \+ 1·\(2 − 1\) \+ 0 \+ 1 = -2 rows",
        ),
        (lambda: ConvTranspose2D(5, 3, 2, RNG)(IMAGES), r"expected input of shape \(n, 5, h, w\), got \(4, 2, 5, 6\)"),
        (lambda: ConvTranspose2D(6, 3, 2, RNG)(IMAGES), r"did you mean x\.transpose\(0, 3, 1, 2\)"),
        (lambda: ConvTranspose2D(1, 3, 2, RNG)(IMAGES[0]), r"use x\[:, None\]"),
    ],
}


@each_call(BAD_CALLS)
def test_bad_calls_get_a_sentence(call, words):
    with refused(words):
        call()
