"""Convolution: values from PyTorch, SciPy and by hand, images that do not fit, bad calls."""

import numpy as np
import pytest
from bad_calls import IMAGES, RNG, each_call, of_generator, of_layer, of_width
from helpers import against, close, refused, stored
from scipy.signal import correlate2d

from course_nn import (
    Adam,
    AveragePool2D,
    BatchNorm,
    Conv2D,
    CrossEntropy,
    Dense,
    Flatten,
    MaxPool2D,
    ReLU,
    Sequential,
    data,
    fit,
)

LAYERS = {
    "conv": lambda rng: Conv2D(2, 3, 3, rng, dtype=np.float64),
    "conv-settings": lambda rng: Conv2D(
        2, 3, (3, 2), rng, stride=(2, 1), padding=(1, 2), dilation=(1, 3), dtype=np.float64
    ),
}


@pytest.mark.parametrize("name", LAYERS)
def test_pytorch_says_the_same(name):
    against(stored(name), LAYERS[name](np.random.default_rng(0)))


def test_the_convolution_of_chapter_07():
    image = [[1, 1, 1, 0, 0], [0, 1, 1, 1, 0], [0, 0, 1, 1, 1], [0, 0, 1, 1, 0], [0, 1, 1, 0, 0]]
    layer = Conv2D(1, 1, 3, init="zeros")
    layer.W.value = [[[[1, 0, 1], [0, 1, 0], [1, 0, 1]]]]
    assert layer([[image]])[0, 0].tolist() == [[4, 3, 4], [2, 4, 3], [2, 3, 4]]


def test_the_sums_of_chapter_07_with_two_channels():
    """0…8 under [[0, 1], [2, 3]], and a second channel of 1…9 under [[1, 2], [3, 4]]."""
    first = np.arange(9.0).reshape(3, 3)
    layer = Conv2D(1, 1, 2, init="zeros")
    layer.W.value = [[[[0, 1], [2, 3]]]]
    assert layer(first[None, None])[0, 0].tolist() == [[19, 25], [37, 43]]
    layer = Conv2D(2, 1, 2, init="zeros")
    layer.W.value = [[[[0, 1], [2, 3]], [[1, 2], [3, 4]]]]
    assert layer(np.array([[first, first + 1]]))[0, 0].tolist() == [[56, 72], [104, 120]]


def test_groups_are_layers_side_by_side():
    rng = np.random.default_rng(5)
    layer = Conv2D(4, 6, 3, rng, groups=2, dtype=np.float64)
    x = rng.normal(size=(3, 4, 5, 6))
    for k in range(2):
        part = Conv2D(2, 3, 3, rng, dtype=np.float64)
        part.W.value = layer.W.value[3 * k : 3 * k + 3]
        close(layer(x)[:, 3 * k : 3 * k + 3], part(x[:, 2 * k : 2 * k + 2]))


def test_used_many_times_before_anything_flows_back():
    layer = Conv2D(1, 2, 3, np.random.default_rng(6), padding=1, dtype=np.float64)
    images = np.random.default_rng(7).normal(size=(3, 2, 1, 5, 4))
    shares = []
    for x in images:
        layer.zero_grad()
        y, backward = layer.forward(x)
        shares.append((backward(y), layer.W.grad.copy()))
    layer.zero_grad()
    calls = [layer.forward(x) for x in images]
    for (y, backward), (dx, _) in zip(calls[::-1], shares[::-1], strict=True):
        close(backward(y), dx)
    close(layer.W.grad, sum(dW for _, dW in shares))


def test_images_of_integers_are_converted():
    x = np.random.default_rng(8).integers(0, 256, (2, 1, 5, 5), np.uint8)
    layer = Conv2D(1, 2, 3, np.random.default_rng(9))
    y, backward = layer.forward(x)
    assert y.dtype == np.float32 and backward(y).dtype == np.float32
    assert (y == layer(x.astype(np.float32))).all()


def test_written_in_short():
    settings = {"stride": 2, "padding": (1, 0), "dilation": 3, "groups": 2, "bias": False}
    layer = Conv2D(2, 4, (3, 1), np.random.default_rng(0), **settings)
    assert repr(layer) == "Conv2D(2, 4, (3, 1), stride=2, padding=(1, 0), dilation=3, groups=2, bias=False)"
    assert repr(Conv2D(2, 4, 3, np.random.default_rng(0))) == "Conv2D(2, 4, 3)"


def test_scipy_correlates_alike():
    rng = np.random.default_rng(3)
    layer = Conv2D(2, 3, (3, 2), rng, dtype=np.float64)
    layer.b.value = rng.normal(size=3)
    x = rng.normal(size=(4, 2, 6, 5))
    y = layer(x)
    for n, o in np.ndindex(4, 3):
        expected = sum(correlate2d(x[n, c], layer.W.value[o, c], mode="valid") for c in range(2))
        close(y[n, o], expected + layer.b.value[o])


def test_a_filter_of_one_pixel_is_a_dense_layer_at_each_pixel():
    rng = np.random.default_rng(4)
    layer, dense = Conv2D(3, 2, 1, rng, dtype=np.float64), Dense(3, 2, rng, dtype=np.float64)
    dense.W.value = layer.W.value[:, :, 0, 0].T
    x = rng.normal(size=(2, 3, 4, 5))
    close(layer(x), dense(x.transpose(0, 2, 3, 1).reshape(-1, 3)).reshape(2, 4, 5, 2).transpose(0, 3, 1, 2))


@pytest.mark.parametrize(
    ("shape", "mend"),
    [
        ((5, 8, 8), r"one channel, use x\[:, None\]"),
        ((4, 8, 8, 1), r"did you mean x\.transpose\(0, 3, 1, 2\)"),
        ((4, 1, 2, 8), r"at least 3 × 3 pixels .* got 2 × 8: ⌊\(2 \+ 2·0 − 1·\(3 − 1\) − 1\) / 1⌋ \+ 1 = 0 rows"),
        ((4, 784), r"shape \(n, 1, h, w\), got \(4, 784\); .* x\.reshape\(-1, 1, 28, 28\)"),
    ],
)
def test_images_that_do_not_fit(shape, mend):
    with refused(mend):
        Conv2D(1, 2, 3, np.random.default_rng(0)).forward(np.ones(shape))
    with refused(r"for one image, use x\[None\]"):
        Conv2D(3, 2, 3, np.random.default_rng(0)).forward(np.ones((3, 8, 8)))


def test_a_small_cnn_learns_the_digits():
    train, test = data.digits().split()
    X, Xt = (part.X.reshape(-1, 1, 8, 8) for part in (train, test))
    rng = np.random.default_rng(0)
    network = Sequential(
        *(Conv2D(1, 8, 3, rng, padding=1), BatchNorm(8), ReLU(), MaxPool2D(2)),
        *(Conv2D(8, 16, 3, rng, padding=1), ReLU(), AveragePool2D(2), Flatten(), Dense(64, 10, rng)),
    )
    fit(network, X, train.y, CrossEntropy(), Adam(0.01), epochs=6, batch_size=64, rng=rng, progress=False)
    assert CrossEntropy().accuracy(network(Xt), test.y) > 0.9


BAD_CALLS = {
    "Conv2D": [
        *of_layer(Conv2D(2, 3, 2, RNG), IMAGES),
        *of_generator(lambda rng: Conv2D(2, 3, 2, rng)),
        *of_width(lambda d, **k: Conv2D(d, 3, 2, RNG, **k)),
        *of_width(lambda d, **k: Conv2D(2, d, 2, RNG, **k)),
        (lambda: Conv2D(2, 3, 0, RNG), "Conv2D: kernel: expected a whole number at least 1, got 0"),
        (
            lambda: Conv2D(2, 3, (2, 2, 2), RNG),
            "Conv2D: kernel: expected a whole number or a pair of them, got 3",
        ),
        (lambda: Conv2D(2, 3, 2, RNG, stride=0), "Conv2D: stride: .* got 0"),
        (lambda: Conv2D(2, 3, 2, RNG, padding=-1), "Conv2D: padding: .* got -1"),
        (lambda: Conv2D(2, 3, 2, RNG, dilation=1.5), "Conv2D: dilation: .* got 1.5"),
        (
            lambda: Conv2D(2, 3, 2, RNG, groups=2),
            "groups: expected a number that divides c_in = 2 and c_out = 3, got 2",
        ),
        (lambda: Conv2D(2, 3, 2, RNG, groups=0), "Conv2D: groups: expected a whole number at least 1, got 0"),
        (lambda: Conv2D(2, 3, 2, RNG, bias=1), "Conv2D: bias: expected True or False, got 1"),
        (lambda: Conv2D(2, 3, 2, RNG, init="hee"), "init: unknown name 'hee'"),
        (lambda: Conv2D(2, 3, 2), "Conv2D: expected a Generator"),
        (lambda: Conv2D(2, 3, 9, RNG)(IMAGES), "expected"),
        (
            lambda: Conv2D(5, 3, 2, RNG)(IMAGES),
            r"expected input of shape \(n, 5, h, w\), got \(4, 2, 5, 6\)",
        ),
        (lambda: Conv2D(6, 3, 2, RNG)(IMAGES), r"did you mean x\.transpose\(0, 3, 1, 2\)"),
        (lambda: Conv2D(1, 3, 2, RNG)(IMAGES[0]), r"use x\[:, None\]"),
    ],
}


@each_call(BAD_CALLS)
def test_bad_calls_get_a_sentence(call, words):
    with refused(words):
        call()
