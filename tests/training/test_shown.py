"""What a critic is shown: noise, conditions, packs, and the way back as the derivative."""

import numpy as np
import pytest
from helpers import close

from course_nn.training.shown import shown

RNG = np.random.default_rng(0)
X, C = RNG.normal(size=(6, 2)), np.eye(3)[[0, 1, 2, 2, 1, 0]]


def test_without_anything_it_is_the_batch_itself():
    seen, backward = shown(X)
    assert seen is X and backward(C) is C


def test_packs_lie_side_by_side_each_with_its_condition():
    seen, _ = shown(X, C, pack=2)
    assert seen.shape == (3, 10)
    np.testing.assert_array_equal(seen[1], [*X[2], *C[2], *X[3], *C[3]])


def test_what_does_not_fill_a_pack_is_not_shown_and_gets_no_gradient():
    seen, backward = shown(X, pack=4)
    np.testing.assert_array_equal(seen, X[:4].reshape(1, 8))
    d = backward(np.arange(8.0)[None])
    np.testing.assert_array_equal(d, [[0, 1], [2, 3], [4, 5], [6, 7], [0, 0], [0, 0]])


def test_noise_has_its_spread_and_leaves_the_conditions_and_the_type_alone():
    x = np.zeros((4000, 2), np.float32)
    c = np.ones((4000, 1), np.float32)
    seen, _ = shown(x, c, sigma=0.5, rng=np.random.default_rng(1))
    assert seen.dtype == np.float32 and not x.any()
    assert (seen[:, 2] == 1).all() and abs(seen[:, :2].std() - 0.5) < 0.01


@pytest.mark.parametrize("pack", [1, 2, 3, 4])
@pytest.mark.parametrize("c", [None, C], ids=["plain", "conditions"])
def test_the_way_back_is_the_derivative(c, pack):
    """It is linear in x, so a step of any length gives it."""
    seen, backward = shown(X, c, sigma=0.1, pack=pack, rng=np.random.default_rng(2))
    v = np.random.default_rng(3).normal(size=seen.shape)
    d = backward(v)
    assert d.shape == X.shape
    step = np.random.default_rng(4).normal(size=X.shape)
    moved, _ = shown(X + step, c, sigma=0.1, pack=pack, rng=np.random.default_rng(2))
    close((v * (moved - seen)).sum(), (d * step).sum(), 1e-12)


def test_images_are_shown_with_noise_alone():
    images = np.zeros((2, 1, 3, 3), np.float32)
    seen, backward = shown(images, sigma=1.0, rng=np.random.default_rng(0))
    assert seen.shape == images.shape and backward(seen) is seen
