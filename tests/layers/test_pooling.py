"""Pooling: values from PyTorch, SciPy and by hand, ties, memory order, bad calls."""

import numpy as np
import pytest
from bad_calls import IMAGES, X, each_call, of_layer
from helpers import against, close, orders, refused, stored
from scipy.ndimage import maximum_filter, uniform_filter

from course_nn import AveragePool2D, Conv2D, GlobalAveragePool2D, MaxPool2D, Sequential, check_layer

LAYERS = {
    "maxpool": lambda: MaxPool2D(2),
    "maxpool-overlap": lambda: MaxPool2D((3, 2), stride=(1, 2)),
    "averagepool": lambda: AveragePool2D(2),
    "averagepool-overlap": lambda: AveragePool2D(3, stride=2),
}


@pytest.mark.parametrize("name", LAYERS)
def test_pytorch_says_the_same(name):
    against(stored(name), LAYERS[name]())


@pytest.mark.parametrize("stride", [1, 2, 3])
@pytest.mark.parametrize("size", [(1, 1), (3, 3), (5, 3)])
def test_scipy_says_the_same(size, stride):
    """Its filters are pools of stride 1 whose window has the pixel in its middle."""
    x = np.random.default_rng(0).normal(size=(2, 3, 7, 8))
    padding = tuple(k // 2 for k in size)
    places = np.s_[:, :, ::stride, ::stride]
    largest = maximum_filter(x, (1, 1, *size), mode="constant", cval=-np.inf)
    close(MaxPool2D(size, stride, padding=padding)(x), largest[places])
    mean = uniform_filter(x, (1, 1, *size), mode="constant", cval=0)
    close(AveragePool2D(size, stride, padding=padding)(x), mean[places])


def test_the_first_of_equal_maxima_gets_the_gradient():
    x = np.array([[[[1.0, 7.0], [7.0, 7.0]]]])
    y, backward = MaxPool2D(2).forward(x)
    assert y.item() == 7
    assert backward(np.full((1, 1, 1, 1), 5.0))[0, 0].tolist() == [[0, 5], [0, 0]]


def literal(x, dy, size, stride, padding):
    """Max pooling window by window, its gradient to the first of the largest, row by row."""
    h, w = x.shape[2:]
    y, dx = np.empty_like(dy), np.zeros_like(x)
    for n, c, i, j in np.ndindex(dy.shape):
        top, left = i * stride - padding, j * stride - padding
        pixels = [(p, q) for p in range(top, top + size) for q in range(left, left + size) if 0 <= p < h and 0 <= q < w]
        best = max(pixels, key=lambda pixel: x[n, c, *pixel])  # Python's max returns the first, too
        y[n, c, i, j] = x[n, c, *best]
        dx[n, c, *best] += dy[n, c, i, j]
    return y, dx


@pytest.mark.parametrize("values", [[0.0, 1.0], [-3.0, -2.0, -1.0], [-np.inf, -1.0], [-np.inf], [-np.inf, 0.0, np.inf]])
@pytest.mark.parametrize("size", [1, 2, 3, 4, 5])
def test_every_window_has_its_own_winner(size, values):
    rng = np.random.default_rng(size)
    for stride in range(1, 5):
        for padding in range(size // 2 + 1):
            x = rng.choice(values, (2, 2, *rng.integers(size, 9, 2)))
            y, backward = MaxPool2D(size, stride, padding=padding).forward(x)
            dy = rng.normal(size=y.shape)
            expected_y, expected_dx = literal(x, dy, size, stride, padding)
            np.testing.assert_array_equal(y, expected_y)
            close(backward(dy), expected_dx, 1e-14)


def test_gradients_with_padding():
    rng = np.random.default_rng(1)
    for pool in (MaxPool2D, AveragePool2D):
        for layer in (pool(3, 2, padding=1), pool((2, 5), 1, padding=(1, 2)), pool(4, 5, padding=(0, 2))):
            assert check_layer(layer, rng.permutation(280).reshape(2, 2, 7, 10) / 7)


def test_pooling_leaves_out_what_fills_no_window():
    x = np.arange(25.0).reshape(1, 1, 5, 5)
    assert MaxPool2D(2)(x)[0, 0].tolist() == [[6, 8], [16, 18]]
    assert AveragePool2D(2)(x)[0, 0].tolist() == [[3, 5], [13, 15]]
    _, backward = AveragePool2D(2).forward(x)
    dx = backward(np.ones((1, 1, 2, 2)))
    assert not dx[..., 4].any() and not dx[..., 4, :].any() and (dx[..., :4, :4] == 0.25).all()


def test_the_zeros_around_count_in_the_mean():
    y = AveragePool2D(2, padding=1)(np.full((1, 1, 2, 2), 8.0))
    assert y[0, 0].tolist() == [[2, 2], [2, 2]]
    y = MaxPool2D(2, padding=1)(np.full((1, 1, 2, 2), -8.0))
    assert (y == -8).all()


def test_a_channel_becomes_its_mean():
    x = np.arange(24.0).reshape(2, 2, 2, 3)
    y, backward = GlobalAveragePool2D().forward(x)
    assert y.tolist() == [[2.5, 8.5], [14.5, 20.5]]
    assert backward(np.array([[6.0, 12.0], [0.0, -6.0]]))[:, :, 1, 2].tolist() == [[1, 2], [0, -1]]


def test_a_global_mean_takes_images_of_any_size():
    network = Sequential(Conv2D(1, 4, 3, np.random.default_rng(0)), GlobalAveragePool2D())
    for side in (3, 8, 28):
        assert network(np.ones((2, 1, side, side))).shape == (2, 4)


def test_the_mean_of_many_pixels_keeps_its_digits():
    x = np.random.default_rng(2).random((3, 2, 300, 400)).astype(np.float32)
    for ordered in (x, np.moveaxis(np.moveaxis(x, 0, -1).copy(), -1, 0)):
        y = GlobalAveragePool2D()(ordered)
        np.testing.assert_allclose(y, x.mean(axis=(2, 3), dtype=np.float64), rtol=1e-6)


POOLS = [
    MaxPool2D(2),
    MaxPool2D(1),
    MaxPool2D(3, 2, padding=1),
    AveragePool2D(2),
    AveragePool2D((1, 3), padding=(0, 1)),
]


@pytest.mark.parametrize("pool", [*POOLS, GlobalAveragePool2D()], ids=repr)
def test_the_memory_order_is_that_of_the_input(pool):
    """Fast memory orders stay what they are, from layer to layer; the input itself is never handed on."""
    x = np.random.default_rng(3).normal(size=(5, 3, 4, 6)).astype(np.float32)
    for order in ((0, 1, 2, 3), (1, 2, 3, 0), (0, 2, 3, 1)):
        ordered = np.transpose(x.transpose(order).copy(), np.argsort(order))
        y, backward = pool.forward(ordered)
        left = [axis for axis in order if axis < y.ndim]
        assert y.transpose(left).flags.c_contiguous and not np.shares_memory(y, ordered)
        dx = backward(np.ones_like(y))
        assert list(np.argsort(dx.strides)[::-1]) == list(order)
    for _, other in orders(x):
        close(pool.forward(other)[0], pool.forward(x)[0], 1e-6)


def test_a_pool_says_how_it_was_made():
    assert repr(MaxPool2D(2)) == "MaxPool2D(2)"
    assert repr(MaxPool2D((3, 2), stride=1, padding=(1, 0))) == "MaxPool2D((3, 2), stride=1, padding=(1, 0))"
    assert repr(AveragePool2D(3, padding=1)) == "AveragePool2D(3, padding=1)"
    assert repr(GlobalAveragePool2D()) == "GlobalAveragePool2D()"


FLAT = r"expected input of shape \(n, c, h, w\), got \(6, 3\); the images are flat: is there a Flatten\(\) before it\?"
ONE = r"got \(2, 5, 6\); for images of one channel, use x\[:, None\]; for one image, use x\[None\]"


def of_pool(pool):
    name = pool.__name__
    return [
        *of_layer(pool(2), IMAGES),
        (lambda: pool(0), f"{name}: size: expected a whole number at least 1, got 0"),
        (lambda: pool((1, 2, 3)), "size: expected a whole number or a pair of them"),
        (lambda: pool(2, stride=0), f"{name}: stride: expected a whole number at least 1, got 0"),
        (lambda: pool("big"), "size: .* got 'big'"),
        (lambda: pool(2, padding=-1), f"{name}: padding: expected a whole number at least 0, got -1"),
        (lambda: pool(3, padding=2), f"{name}: padding: expected at most half of the size 3, .* got 2"),
        (lambda: pool((4, 1), padding=1), r"expected at most half of the size \(4, 1\), .* got 1"),
        (
            lambda: pool(9)(IMAGES),
            r"\(9\): expected images of at least 9 × 9 pixels for one window to fit, got 5 × 6: "
            r"⌊\(5 \+ 2·0 − 1·\(9 − 1\) − 1\) / 9⌋ \+ 1 = 0 rows",
        ),
        (
            lambda: pool((1, 12), 2, padding=(0, 2))(IMAGES),
            r"at least 1 × 8 pixels .* got 5 × 6: ⌊\(6 \+ 2·2 − 1·\(12 − 1\) − 1\) / 2⌋ \+ 1 = 0 columns",
        ),
        (lambda: pool(2)(X), FLAT),
        (lambda: pool(2)(IMAGES[0]), ONE),
    ]


BAD_CALLS = {pool.__name__: of_pool(pool) for pool in (MaxPool2D, AveragePool2D)}
BAD_CALLS["GlobalAveragePool2D"] = [
    *of_layer(GlobalAveragePool2D(), IMAGES),
    (lambda: GlobalAveragePool2D()(X), FLAT),
    (lambda: GlobalAveragePool2D()(IMAGES[0]), ONE),
]


@each_call(BAD_CALLS)
def test_bad_calls_get_a_sentence(call, words):
    with refused(words):
        call()
