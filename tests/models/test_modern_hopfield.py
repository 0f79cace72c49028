"""The modern Hopfield network: sums written out, attention, energies that never rise, and bad calls."""

import numpy as np
import pytest
from bad_calls import each_call
from helpers import refused
from hypothesis import given, settings
from hypothesis import strategies as st

from course_nn.layers.attention import attend
from course_nn.models.hopfield import damaged
from course_nn.models.modern_hopfield import ModernHopfield


def drawn(p, n, seed=0):
    return np.random.default_rng(seed).normal(size=(p, n))


def test_an_update_by_hand():
    """Two patterns and β = ln 3: the state fits the first by 1 and the second by 0, so 3/4 and 1/4."""
    one = ModernHopfield([[1.0, 0], [0, 2]], np.log(3))
    np.testing.assert_allclose(one.weights([1.0, 0]), [0.75, 0.25])
    np.testing.assert_allclose(one.update([1.0, 0]), [0.75, 0.5])
    assert one.energy([1.0, 0]) == pytest.approx(-np.log(4) / np.log(3) + 0.5 + np.log(2) / np.log(3) + 2)


@settings(deadline=None)
@given(p=st.integers(1, 20), n=st.integers(1, 10), m=st.integers(1, 5), seed=st.integers(0, 99))
def test_one_update_is_attention(p, n, m, seed):
    """With the patterns as keys and values, and β in the place of 1/√n."""
    X, s = drawn(p, n, seed), drawn(m, n, seed + 1)
    for beta in (0.01, 1.0, 5.0):
        one = ModernHopfield(X, beta)
        np.testing.assert_allclose(one.update(s), attend(s, X, X, scale=beta)[0], atol=1e-12)
        np.testing.assert_allclose(one.update(s[0]), one.update(s)[0], atol=1e-12)
    np.testing.assert_allclose(ModernHopfield(X, 1 / np.sqrt(n)).update(s), attend(s, X, X)[0], atol=1e-12)


@settings(deadline=None, max_examples=50)
@given(p=st.integers(1, 12), n=st.integers(1, 8), beta=st.floats(0.02, 20), seed=st.integers(0, 99))
def test_the_energy_never_rises_and_stays_in_its_bounds(p, n, beta, seed):
    X = drawn(p, n, seed)
    s = X[0] * np.random.default_rng(seed).uniform(-1, 1)
    one = ModernHopfield(X, beta)
    came = one.recall(s)
    longest = np.square(X).sum(axis=1).max()
    assert (np.diff(came.energies) <= 1e-9 * (1 + longest)).all()
    assert came.energies.min() > -1e-9 * (1 + longest) and came.energies.max() <= 2 * longest * (1 + 1e-9)
    if came.rests:
        np.testing.assert_allclose(one.update(came.s), came.s, atol=1e-5)


def test_the_update_is_a_step_down_the_energy():
    """dE/dξ = ξ − update(ξ), by differences."""
    one, s, step = ModernHopfield(drawn(5, 3), 0.7), drawn(1, 3, 9)[0], 1e-6
    slope = [(one.energy(s + step * e) - one.energy(s - step * e)) / (2 * step) for e in np.eye(3)]
    np.testing.assert_allclose(slope, s - one.update(s), atol=1e-8)


def test_small_and_large_beta():
    X = drawn(6, 4)
    np.testing.assert_allclose(ModernHopfield(X, 1e-9).update(X[2]), X.mean(axis=0), atol=1e-7)
    np.testing.assert_allclose(ModernHopfield(X, 1e4).update(0.9 * X[2]), X[(X @ X[2]).argmax()], atol=1e-9)


def test_float32_stays_float32():
    X = np.random.default_rng(0).choice([-1, 1], size=(1000, 64)).astype(np.float32)
    one, rng = ModernHopfield(X, 0.5), np.random.default_rng(1)
    came = one.update(damaged(X[:50], 0.1, rng))
    assert came.dtype == np.float32 and np.array_equal(np.sign(came), X[:50])
    assert repr(one) == "ModernHopfield(1000 patterns, 64 numbers each, beta=0.5)"
    assert ModernHopfield([[1, -1]], 1).update([1, 1]).dtype == np.float64


SMALL = ModernHopfield([[1.0, 2, 3]], 1)
REFUSED = {
    "ModernHopfield": [
        (lambda: ModernHopfield([1, 2], 1), r"patterns: expected an array with 2 dimension\(s\)"),
        (lambda: ModernHopfield([[1, np.inf]], 1), "patterns: expected finite numbers"),
        (lambda: ModernHopfield([[1, 2]], 0), "beta: expected a finite number above 0, got 0"),
        (lambda: ModernHopfield([[1, 2]], "high"), "beta: expected a number"),
        (lambda: SMALL.update([1, 2]), "s: expected states of 3 numbers, got 2"),
        (lambda: SMALL.energy([[[1, 2, 3]]]), r"s: expected an array with 1 or 2 dimension\(s\)"),
        (lambda: SMALL.recall([[1, 2, 3]]), r"s: expected an array with 1 dimension\(s\)"),
        (lambda: SMALL.recall([1, 2, 3], most=0), "most: expected a whole number at least 1, got 0"),
        (lambda: SMALL.recall([1, 2, 3], tolerance=0), "tolerance: expected a finite number above 0"),
    ],
}


@each_call(REFUSED)
def test_a_bad_call_is_refused_with_a_sentence(call, words):
    with refused(words):
        call()
