"""Shift equivariance: exact where no border reaches and the shift is a multiple of the stride; broken elsewhere."""

import numpy as np
import pytest
from helpers import refused

from course_nn import Conv2D, Dense, Flatten, Layer, MaxPool2D, ReLU, Sequential, Tanh, check_layer
from course_nn.chapters.ch07_cnn_filters import digit_cnn
from course_nn.chapters.ch07_cnn_filters.instruments import shift_equivariance
from course_nn.chapters.ch07_cnn_filters.shift_equivariance import (
    MOST,
    PADDINGS,
    SIDE,
    SUBSAMPLINGS,
    Wrap,
    both_ways,
    layers,
    moved,
    photograph,
    shifted_both_ways,
)
from course_nn.chapters.ch07_cnn_filters.shift_equivariance_figure import (
    describe_shift_equivariance,
    draw_shift_equivariance,
)
from course_nn.plots.style import course_style, cut_off, new_figure

SHIFTS = range(MOST + 1)
EVERY = [(p, s, d) for p in PADDINGS for s in SUBSAMPLINGS for d in (1, 2, 3)]


@pytest.mark.parametrize(("padding", "subsampling", "depth"), EVERY)
def test_exact_in_the_interior_for_multiples_of_the_total_stride_and_for_no_others(padding, subsampling, depth):
    total = layers(depth, padding, subsampling)[1]
    assert total == {"none": 1, "2×2 pool after each": 2**depth}.get(subsampling, 2)
    for shift in SHIFTS:
        result = shifted_both_ways(shift, padding, subsampling, depth)
        inside, of = result["inside"]
        assert of > 0 and result["total"] == total
        assert (inside == 0) == (shift % total == 0), f"interior at shift {shift}"
        if padding == "zeros" and shift % total == 0 and shift > 0:
            assert result["outside"][0] > 0, "the border breaks it"
        if padding != "zeros" and shift % total == 0:
            assert result["outside"][0] == 0, "nothing comes from a border"


@pytest.mark.parametrize("subsampling", [name for name, where in SUBSAMPLINGS.items() if where])
def test_between_multiples_no_shift_of_the_output_fits(subsampling):
    """Without any border, whatever whole number of columns the output is moved by."""
    for depth in (1, 2, 3):
        f, total = layers(depth, "wrapped around", subsampling)
        y = f(photograph())
        for shift in range(1, total):
            new = f(moved(photograph(), shift))
            assert all((new != moved(y, step)).mean() > 0.3 for step in range(y.shape[-1]))


def test_only_columns_near_the_border_differ():
    """With zeros around, at most ``depth`` columns at either end of what is compared."""
    for depth in (1, 2, 3):
        for shift in range(1, MOST + 1):
            result = shifted_both_ways(shift, "zeros", "none", depth)
            wrong = np.flatnonzero((result["same"] == 0).any(axis=0))
            assert set(wrong) <= {*range(shift, shift + depth), *range(SIDE - depth, SIDE)}
            assert np.isnan(result["same"][:, :shift]).all() and not np.isnan(result["same"][:, shift:]).any()
            np.testing.assert_array_equal(result["interior"].nonzero()[0], range(shift + depth, SIDE - depth))


def test_the_photograph_is_whole_numbers_and_the_layers_keep_them_exact():
    x = photograph()
    assert x.shape == (1, 1, SIDE, SIDE) and (x == np.rint(x)).all() and 0 <= x.min() < 60 < 180 < x.max() <= 255
    for depth in (1, 2, 3):
        y = layers(depth)[0](x)
        assert (y == np.rint(y)).all() and y.max() < 2**53
    assert not x.flags.writeable


def test_wrap_is_circular_padding():
    x = np.arange(12.0).reshape(1, 1, 3, 4)
    y, backward = Wrap(2).forward(x)
    np.testing.assert_array_equal(y, np.pad(x, ((0, 0), (0, 0), (2, 2), (2, 2)), mode="wrap"))
    rng = np.random.default_rng(0)
    assert check_layer(Sequential(Wrap(1), Conv2D(2, 2, 3, rng, dtype=np.float64)), rng.normal(size=(2, 2, 4, 5)))
    assert check_layer(Wrap(2), rng.normal(size=(2, 2, 2, 5)))
    assert backward(np.ones_like(y))[0, 0].sum() == y.size


def test_the_output_moves_by_the_nearest_whole_number_of_columns():
    for depth, total in ((1, 2), (2, 4), (3, 8)):
        steps = [shifted_both_ways(shift, "none", "2×2 pool after each", depth)["step"] for shift in SHIFTS]
        assert steps == [(2 * shift + total) // (2 * total) for shift in SHIFTS]


def test_a_move_to_the_right():
    np.testing.assert_array_equal(moved(np.array([[1, 2, 3, 4]]), 1), [[4, 1, 2, 3]])


def test_the_digits_network_of_the_chapter():
    """Its layers up to the second pool subsample by 4: equal in the interior for 0, 4, 8, but for rounding."""
    part = Sequential(*digit_cnn.trained()[:6]).copy(np.float64)
    x = np.random.default_rng(0).random((3, 1, 32, 32))
    for shift in range(10):
        found = both_ways(part, x, shift)
        assert found["total"] == 4 and found["first"].shape == (3, 32, 8, 8)
        apart = np.abs(found["first"] - found["second"])
        assert found["interior"].sum() >= 3 and not (found["interior"] & ~found["compared"]).any()
        assert (apart[..., found["interior"]].max() < 1e-12) == (shift % 4 == 0)
        border = found["compared"] & ~found["interior"]
        assert shift == 0 or apart[..., border].max() > 0.01
    with refused("both_ways: shift: expected a whole number at least 0 and at most 31"):
        both_ways(part, x, 32)


@pytest.mark.long
def test_a_network_of_ones_own():
    """Beside `both_ways` of the layers named by hand; the dense layers and Flatten do not take part."""
    rng = np.random.default_rng(0)
    network = Sequential(
        *(Conv2D(3, 4, 3, rng, padding=1), Tanh(), MaxPool2D(2), Conv2D(4, 5, 3, rng), ReLU()),
        *(Flatten(), Dense(5 * 8 * 10, 2, rng)),
    )
    X = rng.random((2, 3, 20, 24)).astype(np.float32)
    it, part = shift_equivariance(network, X), Sequential(*network[:4]).copy(np.float64)
    assert list(it.values) == ["shift"] and it.values["shift"] == 3 and it.controls[0].high == MOST
    for shift in range(MOST + 1):
        result, found = it.set(shift=shift).result, both_ways(part, X[:1].astype(np.float64), shift)
        apart = np.abs(found["first"] - found["second"])[0] > 1e-9
        assert result["total"] == 2 and result["same"].shape == (8, 10)
        inside, border = apart[..., found["interior"]], apart[..., found["compared"] & ~found["interior"]]
        assert result["inside"] == (inside.sum(), inside.size) and result["outside"] == (border.sum(), border.size)
        assert (inside.sum() == 0) == (shift % 2 == 0 or inside.size == 0)
        np.testing.assert_array_equal(
            result["same"][:, found["compared"]] == 0, apart.any(axis=0)[:, found["compared"]]
        )
        np.testing.assert_allclose(result["first"], np.abs(found["first"][0]).mean(axis=0))
        assert not cut_off(it.figure) and 0 <= result["moved"].min() and result["moved"].max() <= 255
    assert shift_equivariance(digit_cnn.trained()).description.startswith(
        "Moved by 3 pixels, subsampled by 4: a border reaches everywhere, and "
    )
    assert shift_equivariance(X=np.zeros((1, 1, 8, 8))).values["shift"] == 3  # a black image has no span
    with refused("shift_equivariance: expected a network"):
        shift_equivariance(3)
    with refused("shift_equivariance: expected images"):
        shift_equivariance(network, X[0])
    late = Sequential(Flatten(), Dense(64, 64, rng), AsImages(), Conv2D(1, 1, 8, rng), Flatten(), Dense(1, 10, rng))
    with refused("shift_equivariance: expected a Conv2D before the first dense layer"):
        shift_equivariance(late)


class AsImages(Layer):
    def forward(self, x, train=False):
        return x.reshape(-1, 1, 8, 8), lambda dy: dy.reshape(len(dy), 64)


def test_refusals():
    with refused("unknown name 'zero'; did you mean 'zeros'"):
        layers(1, "zero")
    with refused("layers: subsampling: unknown name 'pool'"):
        layers(1, "zeros", "pool")
    with refused("layers: depth: expected a whole number"):
        layers(4)


def test_the_picture_and_the_sentence():
    assert describe_shift_equivariance(shifted_both_ways(4, "zeros", "none", 2)) == (
        "Moved by 4 pixels: 0 of 3584 numbers differ where no border reaches, and 81 of 256 where one does."
    )
    assert describe_shift_equivariance(shifted_both_ways(1, "wrapped around", "stride 2", 1)).startswith(
        "Moved by 1 pixel, subsampled by 2, no border at all: "
    )
    assert describe_shift_equivariance(shifted_both_ways(5, "none", "none", 3)) == (
        "Moved by 5 pixels: 0 of 3074 numbers differ where no border reaches."
    )
    figure = new_figure(9.2, 2.9)
    with course_style():
        draw_shift_equivariance(figure, shifted_both_ways(4, "zeros", "none", 2))
    assert figure.axes[3].get_title("left") == "81 of 3840 differ"
    assert [line.get_xdata()[0] for line in figure.axes[3].lines] == [5.5, 61.5]
