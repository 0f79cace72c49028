"""Checkerboards: the counts by formula, by counting and by the layer; the mend; the adjoint that is no inverse."""

import numpy as np
import pytest
from helpers import refused

from course_nn import check_layer
from course_nn.chapters.ch07_cnn_filters.checkerboard import (
    KERNELS,
    SIDE,
    STRIDES,
    WEIGHTS,
    Upsample2D,
    adjoint,
    checkerboards,
    contributions,
    inner,
    pattern,
    transposed,
    upsampled,
)
from course_nn.chapters.ch07_cnn_filters.checkerboard_figure import (
    describe_checkerboard,
    draw_checkerboard,
    number_text,
)
from course_nn.plots.style import course_style, new_figure

EVERY = [(k, s) for k in range(KERNELS[0], KERNELS[1] + 1) for s in range(STRIDES[0], STRIDES[1] + 1)]


def test_kernel_3_and_4_with_stride_2():
    assert contributions(3, 2, 5).tolist() == [1, 1, 2, 1, 2, 1, 2, 1, 2, 1, 1]
    assert contributions(4, 2, 5).tolist() == [1, 1, *8 * [2], 1, 1]
    assert pattern(3, 2).tolist() == [1, 2] and pattern(4, 2).tolist() == [2, 2] and pattern(1, 3).tolist() == [1, 0, 0]


@pytest.mark.parametrize(("kernel", "stride"), EVERY)
def test_the_layer_with_weights_1_counts(kernel, stride):
    counts = contributions(kernel, stride)
    np.testing.assert_array_equal(
        transposed(kernel, stride)(np.ones((1, 1, SIDE, SIDE)))[0, 0], np.outer(counts, counts)
    )
    ends = max(kernel - stride, 0)
    between = counts[ends : len(counts) - ends]
    np.testing.assert_array_equal(between, np.resize(pattern(kernel, stride), len(between)))
    # Even just where the stride divides the kernel.
    assert (len(set(between)) == 1) == (kernel % stride == 0)


@pytest.mark.parametrize(("kernel", "stride"), EVERY)
def test_repeating_first_leaves_no_pattern_whatever_the_weights(kernel, stride):
    ones = np.ones((1, 1, SIDE, SIDE))
    for seed in range(5):
        mended = upsampled(kernel, stride, seed)(ones)[0, 0]
        assert np.ptp(mended) < 1e-12 * kernel**2
        whole = inner(transposed(kernel, stride, seed)(ones)[0, 0], kernel, stride)
        # Drawn weights leave a pattern with every stride, also where the counts are even.
        assert (np.ptp(whole) > 0.1) == (stride > 1)


def test_it_is_the_adjoint_and_not_the_inverse():
    for seed in range(20):
        for stride, kernel, side in ((1, 3, 8), (2, 3, 9), (2, 3, 10), (3, 2, 9), (2, 4, 9), (2, 2, 8)):
            one, other, distance = adjoint(seed, stride, kernel, side)
            assert one == pytest.approx(other, abs=1e-11)
            assert 0.4 < distance < 1, "no factor makes the way back the inverse"


def test_repeating_and_its_gradient():
    x = np.array([[[[1.0, 2], [3, 4]]]])
    np.testing.assert_array_equal(Upsample2D(2)(x)[0, 0], [[1, 1, 2, 2], [1, 1, 2, 2], [3, 3, 4, 4], [3, 3, 4, 4]])
    rng = np.random.default_rng(0)
    assert check_layer(Upsample2D(3), rng.normal(size=(2, 3, 2, 4)))
    with refused("Upsample2D: factor: expected a whole number at least 1, got 0"):
        Upsample2D(0)
    with refused("contributions: stride: expected a whole number at least 1, got 0"):
        contributions(3, 0)
    with refused("checkerboard: weights: unknown name 'all 2'"):
        checkerboards(3, 2, "all 2", 0)


def test_the_seed_matters_for_drawn_weights_alone():
    same = [checkerboards(3, 2, WEIGHTS[0], seed)["transposed"] for seed in (0, 1)]
    np.testing.assert_array_equal(*same)
    one, other = (checkerboards(3, 2, WEIGHTS[1], seed)["transposed"] for seed in (0, 1))
    assert (one != other).any()


def test_the_picture_and_the_sentence():
    assert describe_checkerboard(checkerboards(3, 2, WEIGHTS[0], 0)) == (
        "Kernel 3, stride 2: away from the ends an output in a row gets 1, 2 inputs in turn. "
        "From ones, with weights 1: transposed varies by 3, repeat and convolve by 0."
    )
    assert "gets 2 inputs. From ones, with drawn weights: transposed varies by " in describe_checkerboard(
        checkerboards(4, 2, WEIGHTS[1], 0)
    )
    assert [number_text(value) for value in (0, 1e-15, -2.345, 49.0)] == ["0", "0", "−2.3", "49"]
    figure = new_figure(9.2, 3.1)
    result = checkerboards(3, 2, WEIGHTS[0], 0)
    with course_style():
        draw_checkerboard(figure, result)
    bars = sorted(figure.axes[0].patches, key=lambda bar: bar.get_x())
    np.testing.assert_array_equal([bar.get_height() for bar in bars], contributions(3, 2))
    assert figure.axes[1].get_xlabel() == "17 × 17: 1 to 4" and figure.axes[2].get_xlabel() == "14 × 14: all 9"
