"""Learned queries and keys find the input that matters."""

import numpy as np
import pytest

from course_nn.chapters.ch11_attention.learned_kernel import EXAMPLES, answer, error, examples, learn


def test_it_finds_the_input_that_matters():
    for seed in range(5):
        before, after = learn(seed)
        assert error(after, seed) < 0.1 * error(before, seed)
        assert np.linalg.norm(after[0]) > 8 * np.linalg.norm(after[1])


def test_the_gradient_is_right():
    X, y, X_test = examples()
    A, d = np.array([[1.2, 0.3], [-0.4, 0.8]]), np.random.default_rng(1).normal(size=EXAMPLES)
    found = answer(A, X_test, X, y)[1](d)
    for i, j in np.ndindex(2, 2):
        nudge = np.zeros((2, 2))
        nudge[i, j] = 1e-6
        high, low = (d @ answer(A + s * nudge, X_test, X, y)[0] for s in (1, -1))
        assert found[i, j] == pytest.approx((high - low) / 2e-6, rel=1e-5, abs=1e-7)


def test_it_is_kernel_regression():
    X, y, X_test = examples()
    A = np.array([[1.2, 0.3], [-0.4, 0.8]])
    kernel = np.exp(-np.square((X_test @ A)[:, None] - (X @ A)[None]).sum(axis=2) / 2)
    assert answer(A, X_test, X, y)[0] == pytest.approx(kernel @ y / kernel.sum(axis=1))
