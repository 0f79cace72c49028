"""Codes of few parts: the layer that keeps the largest, what the slow way is good for."""

import numpy as np
import pytest
from helpers import refused

from course_nn import check_layer
from course_nn.chapters.ch10_autoencoders import sparse_codes as theme
from course_nn.chapters.ch10_autoencoders.digit_codes import digit_axes
from course_nn.chapters.ch10_autoencoders.digit_vae import images


def test_the_layer_keeps_the_largest_that_are_positive():
    x = np.array([[3.0, 1, 2, -1], [-1, -2, -3, -4], [5, 5, 1, 0]])
    y, back = theme.KeepLargest(2).forward(x)
    np.testing.assert_array_equal(y, [[3, 0, 2, 0], [0, 0, 0, 0], [5, 5, 0, 0]])
    np.testing.assert_array_equal(back(np.ones((3, 4))), y > 0)
    np.testing.assert_array_equal(theme.KeepLargest(9).forward(x)[0], np.maximum(x, 0))
    check_layer(theme.KeepLargest(3), np.random.default_rng(0).normal(size=(4, 7)))
    with refused("KeepLargest: k"):
        theme.KeepLargest(0)


@pytest.mark.parametrize("k", theme.SIZES)
def test_the_stored_networks_have_the_measured_errors(k):
    expected = theme.measured()["slowly"][0, theme.SIZES.index(k)]
    error, units, silent = theme.looked_at(theme.trained(k))
    assert error == pytest.approx(expected[0], rel=5e-3) and units == pytest.approx(k, abs=0.02)
    assert abs(silent - expected[2]) <= 2


def test_what_the_chapter_may_say_of_all_seeds():
    slowly, at_once = theme.measured()["slowly"], theme.measured()["at once"]
    X = images()[1]
    pca = [np.square(digit_axes().reconstruct(X, k) - X).sum(axis=1).mean() for k in theme.SIZES]
    assert (slowly[..., 0] < 0.65 * np.array(pca)).all(), "far better than as many principal axes"
    assert (slowly[..., 2] < at_once[..., 2]).all(), "from the same seed the slow way silences fewer parts"
    few = theme.SIZES.index(4)
    assert (slowly[:, : few + 1, 0].max(axis=0) < at_once[:, : few + 1, 0].min(axis=0)).all(), "helps for few parts"
    assert slowly[:, -1, 0].min() > at_once[:, -1, 0].max(), "and not with 16"
    assert slowly[..., 2].min() > 40


def test_parts_add_up_to_the_image():
    for k in theme.SIZES:
        result = theme.parts(k, 3)
        total = result["amounts"] @ result["atoms"][result["on"]] + result["bias"]
        np.testing.assert_allclose(total, result["came"], atol=1e-4)
        assert 0 < len(result["on"]) <= k and (np.diff(result["amounts"]) <= 0).all()


@pytest.mark.long
def test_a_training_again():
    error, _, silent = theme.looked_at(theme.train_sparse(4, seed=1))
    expected = theme.measured()["slowly"][1, theme.SIZES.index(4)]
    assert error == pytest.approx(expected[0], rel=0.1) and abs(silent - expected[2]) < 10
