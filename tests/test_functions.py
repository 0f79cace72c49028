"""Stable mathematics: against SciPy, the properties that define each function, and bad input."""

import numpy as np
import pytest
from bad_calls import X, each_call, of_array
from helpers import refused
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from scipy import special

from course_nn import log_softmax, logsumexp, one_hot, sigmoid, softmax, softplus

ELEMENTWISE = {"sigmoid": (sigmoid, special.expit), "softplus": (softplus, lambda z: np.logaddexp(0, z))}


ALONG = {
    "softmax": (softmax, special.softmax),
    "log_softmax": (log_softmax, special.log_softmax),
    "logsumexp": (logsumexp, special.logsumexp),
}


finite = st.floats(-1e4, 1e4, allow_subnormal=False)


tables = arrays(np.float64, array_shapes(min_dims=2, max_dims=2, max_side=6), elements=finite)


Z = np.concatenate([np.linspace(-50, 50, 401), [-745, -700, -88, 88, 700, 1e4, -1e4]])


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_entry_by_entry_as_in_scipy(name):
    ours, theirs = ELEMENTWISE[name]
    np.testing.assert_allclose(ours(Z), theirs(Z), rtol=1e-13, atol=1e-307)
    np.testing.assert_allclose(ours(Z.astype(np.float32)), theirs(Z.astype(np.float32)), rtol=3e-6, atol=1e-38)
    assert ours(0.3) == pytest.approx(theirs(0.3), rel=1e-15)
    assert ours([1, 2]) == pytest.approx(theirs(np.array([1.0, 2.0])))


@pytest.mark.parametrize("name", ALONG)
@pytest.mark.parametrize("shift", [0, 1e4, -1e4, 1e9])
@pytest.mark.parametrize("axis", [0, 1, -1])
def test_along_an_axis_as_in_scipy(name, shift, axis):
    ours, theirs = ALONG[name]
    z = np.random.default_rng(0).normal(0, 3, (5, 4)) + shift
    np.testing.assert_allclose(ours(z, axis=axis), theirs(z, axis=axis), rtol=1e-13, atol=1e-300)


def test_values_known_by_heart():
    assert sigmoid(0) == 0.5 and sigmoid(np.log(3)) == pytest.approx(0.75, rel=1e-15)
    assert softplus(0) == pytest.approx(np.log(2), rel=1e-15)
    np.testing.assert_allclose(softmax([[0, 0, 0, 0]]), 0.25)
    np.testing.assert_allclose(softmax(np.log([[1.0, 2.0, 5.0]])), [[0.125, 0.25, 0.625]], rtol=1e-15)
    assert logsumexp([0.0, 0.0]) == pytest.approx(np.log(2), rel=1e-15)
    assert logsumexp(np.zeros((2, 3)), keepdims=True).shape == (2, 1)
    assert logsumexp([-np.inf, -np.inf]) == -np.inf and logsumexp([np.inf, 1e4]) == np.inf


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("size", [1e4, 1e30, "largest"])
def test_stable_however_large(dtype, size):
    size = np.finfo(dtype).max if size == "largest" else size
    z = np.array([[-size, 0, size], [size, size, -size], [0, -1, -size]], dtype)
    for function in (sigmoid, softplus, softmax):
        values = function(z)
        assert values.dtype == dtype and np.isfinite(values).all() and (values >= 0).all()
    np.testing.assert_allclose(softmax(z)[:2], [[0, 0, 1], [0.5, 0.5, 0]])
    np.testing.assert_allclose(sigmoid(z)[0], [0, 0.5, 1])
    np.testing.assert_allclose(logsumexp(z)[0], dtype(size), rtol=1e-6)
    top = float(size)
    with np.errstate(over="ignore"):  # −∞ where two logits are further apart than the largest float
        logs = np.array([[-2 * top, -top, 0], [-np.log(2), -np.log(2), -2 * top - np.log(2)]]).astype(dtype)
    np.testing.assert_allclose(log_softmax(z)[:2], logs, rtol=1e-6)
    assert log_softmax(z).dtype == dtype


@pytest.mark.parametrize("function", [sigmoid, softplus, softmax, log_softmax, logsumexp])
def test_types_that_come_out(function):
    z = np.array([[1.0, 2.0, -3.0]])
    for came, kept in ((np.float16, np.float64), (np.int8, np.float64), (np.float32, np.float32), (float, np.float64)):
        assert function(z.astype(came)).dtype == kept
    np.testing.assert_allclose(function(z.astype(np.float16)), function(z), rtol=1e-13)


@pytest.mark.parametrize("axis", [0, 1])
def test_a_million_rows_or_columns_of_float32(axis):
    z = np.random.default_rng(0).normal(size=(1_000_000, 2) if axis == 0 else (2, 1_000_000)).astype(np.float32)
    np.testing.assert_allclose(logsumexp(z, axis), special.logsumexp(z.astype(float), axis), rtol=1e-6)
    np.testing.assert_allclose(softmax(z, axis).sum(axis, dtype=float), 1, rtol=2e-5)


def test_infinities_are_taken_at_their_limits():
    np.testing.assert_array_equal(sigmoid([-np.inf, np.inf]), [0, 1])
    np.testing.assert_array_equal(softplus([-np.inf, np.inf]), [0, np.inf])
    np.testing.assert_array_equal(logsumexp([[-np.inf, 1.0], [np.inf, -np.inf]]), [1, np.inf])


@pytest.mark.parametrize("function", [sigmoid, softplus, softmax, log_softmax, logsumexp])
def test_what_is_masked_is_not_computed_with(function):
    with refused("masked"):
        function(np.ma.masked_equal([1.0, -999.0, 2.0], -999.0))


@given(tables, finite)
def test_softmax_adds_up_and_does_not_see_a_shift(z, shift):
    p = softmax(z)
    np.testing.assert_allclose(p.sum(axis=1), 1, rtol=1e-13)
    np.testing.assert_allclose(softmax(z + shift), p, rtol=1e-6, atol=1e-12)
    np.testing.assert_array_equal(np.argmax(p, axis=1), np.argmax(softmax(p), axis=1))
    np.testing.assert_allclose(np.exp(log_softmax(z)), p, rtol=1e-12, atol=1e-300)
    np.testing.assert_allclose(softmax(z.T, axis=0), p.T, rtol=1e-14)


@given(tables)
def test_sigmoid_and_softplus_belong_together(z):
    np.testing.assert_allclose(sigmoid(z) + sigmoid(-z), 1, rtol=1e-13)
    np.testing.assert_allclose(softplus(z) - softplus(-z), z, rtol=1e-12, atol=1e-12)
    two = np.stack([z, np.zeros_like(z)], axis=-1)
    np.testing.assert_allclose(softmax(two)[..., 0], sigmoid(z), rtol=1e-12, atol=1e-300)
    np.testing.assert_allclose(logsumexp(two), softplus(z), rtol=1e-12, atol=1e-15)


@given(tables)
def test_what_comes_in_is_left_alone(z):
    kept = z.copy()
    for function in (sigmoid, softplus, softmax, log_softmax, logsumexp):
        function(z)
    np.testing.assert_array_equal(z, kept)


@given(st.lists(st.integers(0, 8), min_size=1, max_size=20), st.integers(9, 12))
def test_one_hot_rows(labels, k):
    rows = one_hot(labels, k)
    assert rows.shape == (len(labels), k) and rows.dtype == np.float64
    np.testing.assert_array_equal(rows.sum(axis=1), 1)
    np.testing.assert_array_equal(rows.argmax(axis=1), labels)
    assert one_hot(labels).shape == (len(labels), max(labels) + 1)
    np.testing.assert_array_equal(one_hot(np.array(labels, float), k, np.float32), rows.astype(np.float32))


def of_axis(function):
    return [
        (lambda: function(X, axis=2), r"axis: expected one of the 2 axes .*\(6, 3\), got 2"),
        (lambda: function(X, axis=-3), "axis: .* got -3"),
        (lambda: function(X, axis=0.5), "axis: expected a whole number, got 0.5"),
        (lambda: function(X, axis=None), "axis: expected a whole number, got None"),
        (lambda: function(3.0), "axis: expected one of the 0 axes"),
    ]


BAD_CALLS = {
    "sigmoid": of_array(sigmoid),
    "softplus": of_array(softplus),
    "softmax": [*of_array(softmax), *of_axis(softmax), (lambda: softmax([np.inf, 1]), "finite")],
    "log_softmax": [*of_array(log_softmax), *of_axis(log_softmax), (lambda: log_softmax([np.inf, 1]), "finite")],
    "logsumexp": of_array(logsumexp) + of_axis(logsumexp),
    "one_hot": [
        *of_array(one_hot, "labels")[1:],
        (lambda: one_hot([0, np.nan]), "labels: expected finite numbers, got 1 NaN"),
        (lambda: one_hot([0.5]), "labels: expected whole numbers, got fractions"),
        (lambda: one_hot([-1]), "labels: expected 0 to 0, got -1 to -1"),
        (lambda: one_hot([0, 3], 3), "labels: expected 0 to 2, got 0 to 3"),
        (
            lambda: one_hot([[0]]),
            r"labels: expected an array with 1 dimension\(s\), got int64 array of shape \(1, 1\)",
        ),
        (lambda: one_hot(3), "labels: expected an array with 1 dimension"),
        (lambda: one_hot([0], 0), "n_classes: expected a whole number at least 1, got 0"),
        (lambda: one_hot([0], 2.0), "n_classes: expected a whole number at least 1, got 2.0"),
        (lambda: one_hot([0], True), "n_classes: .* got True"),
        (lambda: one_hot([0], 2, dtype=int), "dtype: expected np.float32 or np.float64, got <class 'int'>"),
    ],
}


@each_call(BAD_CALLS)
def test_bad_calls_get_a_sentence(call, words):
    with refused(words):
        call()
