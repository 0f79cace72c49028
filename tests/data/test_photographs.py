"""The photographs: as their files hold them, from 0 to 1, in color or gray, and nobody's to spoil."""

import sys

import numpy as np
import pytest
from helpers import refused
from sklearn.datasets import load_sample_image

from course_nn import data
from course_nn.data.photographs import GRAY_WEIGHTS, PHOTOGRAPHS


@pytest.mark.parametrize("name", PHOTOGRAPHS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_photograph_is_its_file_divided_by_255(name, dtype):
    x = data.photograph(name, dtype=dtype)
    assert x.shape == (427, 640, 3) and x.dtype == dtype
    assert x.min() == 0 and x.max() == 1
    assert np.array_equal(np.rint(x * 255), load_sample_image(f"{name}.jpg"))


@pytest.mark.parametrize("name", PHOTOGRAPHS)
def test_gray_is_the_weighted_mean_of_the_colors(name):
    color, gray = data.photograph(name, dtype=np.float64), data.photograph(name, gray=True)
    assert gray.shape == (427, 640) and gray.dtype == np.float32 and sum(GRAY_WEIGHTS) == pytest.approx(1)
    wanted = 0.299 * color[..., 0] + 0.587 * color[..., 1] + 0.114 * color[..., 2]
    np.testing.assert_allclose(gray, wanted, atol=1e-6)
    assert 0 <= gray.min() and gray.max() <= 1


def test_the_photographs_are_those_that_are_meant():
    """A blue sky above, and a flower brighter than what is around it."""
    sky = data.photograph()[:40].mean(axis=(0, 1))
    assert sky[2] > sky[0] > 0.5
    flower = data.photograph("flower", gray=True)
    assert flower[150:280, 250:390].mean() > 1.5 * flower.mean()


def test_a_photograph_is_not_shared():
    data.photograph()[:] = 7
    data.photograph(gray=True)[:] = 7
    assert data.photograph().max() == 1 and data.photograph(gray=True).max() <= 1


def test_channels_first_as_the_layer_wants_them():
    assert data.photograph().transpose(2, 0, 1)[None].shape == (1, 3, 427, 640)


def test_bad_names_and_settings_get_one_sentence():
    with refused("photograph: unknown name 'flowers'; did you mean 'flower'"):
        data.photograph("flowers")
    with refused("photograph: unknown name 'zebra'; choose from 'china', 'flower'"):
        data.photograph("zebra")
    with refused("photograph: gray: expected True or False, got 1"):
        data.photograph(gray=1)
    with refused("photograph: dtype: expected np.float32 or np.float64"):
        data.photograph(dtype=np.uint8)


def test_without_scikit_learn_one_sentence_says_what_to_do(monkeypatch):
    from course_nn.data import photographs

    photographs._pixels.cache_clear()
    monkeypatch.setitem(sys.modules, "sklearn", None)
    with pytest.raises(ImportError, match="scikit-learn, which is not installed; run: python -m pip"):
        data.photograph()
