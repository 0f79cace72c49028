"""Clipping: PyTorch's values, the edges, bad calls."""

import numpy as np
import pytest
from bad_calls import X, each_call
from helpers import refused, stored

from course_nn import clip_by_norm, clip_by_value


@pytest.mark.parametrize("i", range(4))
def test_pytorch_clips_alike(i):
    given = stored(f"clip/{i}", "trajectories")
    g = given["g"]
    had, limit = given["had"]
    short, cut = g.copy(), g.copy()
    assert clip_by_norm(short, limit) == pytest.approx(had, rel=1e-13)
    assert clip_by_value(cut, limit) == pytest.approx(had, rel=1e-13)
    np.testing.assert_array_equal(cut, given["value"])
    # PyTorch divides by the norm + 1e-6, so that its result is shorter by that.
    theirs = given["norm"] * (1 + 1e-6 / had if had > limit else 1)
    np.testing.assert_allclose(short, theirs, rtol=1e-12)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_clipping_at_the_edges(dtype):
    g = np.array([3, -4], dtype)
    same = g
    assert clip_by_norm(g, 5.0) == 5 and g.tolist() == [3, -4]
    assert clip_by_norm(g, 1) == 5 and same is g and g.dtype == dtype
    np.testing.assert_allclose(g, [0.6, -0.8], rtol=1e-6)
    g = np.array([3, -4], dtype)
    assert clip_by_value(g, 3.5) == 5 and g.tolist() == [3, -3.5]
    assert clip_by_norm(np.zeros(4, dtype), 1.0) == 0
    for huge in (1e30, 1e-30):
        g = np.array([3 * huge, -4 * huge], dtype)
        assert clip_by_norm(g, 1e-3 * huge) == pytest.approx(5 * huge, rel=1e-6)
        np.testing.assert_allclose(g, [0.6e-3 * huge, -0.8e-3 * huge], rtol=1e-6)
    for bad in (np.nan, np.inf):
        g = np.array([1, bad], dtype)
        assert not np.isfinite(clip_by_norm(g, 1.0))
        np.testing.assert_array_equal(g, [1, bad])
        assert not np.isfinite(clip_by_value(g, 0.5))
        np.testing.assert_array_equal(g, [0.5, min(bad, 0.5) if bad == np.inf else bad])


def of_clipping(clip):
    name = clip.__name__
    fixed = np.ones(3)
    fixed.flags.writeable = False
    return [
        (lambda value=value: clip(np.ones(3), value), f"{name}: limit: expected .* above 0, got")
        for value in (0, -1, np.nan, np.inf, "short", None)
    ] + [
        (lambda value=value: clip(value, 1.0), f"{name}: expected a vector of float32 or float64 .* got")
        for value in (X, fixed, np.ones(3, int), [1.0], None, 1.0)
    ]


BAD_CALLS = {
    "clip_by_norm": of_clipping(clip_by_norm),
    "clip_by_value": of_clipping(clip_by_value),
}


@each_call(BAD_CALLS)
def test_bad_calls_get_a_sentence(call, words):
    with refused(words):
        call()
