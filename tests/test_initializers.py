"""Initializers: their spread, their limits, one Generator, one type, bad input."""

import numpy as np
import pytest
from bad_calls import RNG, each_call, of_generator
from helpers import refused
from hypothesis import given
from hypothesis import strategies as st

from course_nn import INITIALIZERS, Dense, he, lecun, normal, orthogonal, xavier, zeros
from course_nn.initializers import drawn, fans, identity

N, M = 400, 300


@pytest.mark.parametrize("name", [name for name in INITIALIZERS if name != "identity"])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("shape", [(6, 4), (4, 6), (3, 2, 5, 5), [6, 4]])
def test_shape_type_and_seed(name, dtype, shape):
    init = INITIALIZERS[name]
    one, two, other = (init(shape, np.random.default_rng(seed), dtype) for seed in (1, 1, 2))
    assert one.shape == tuple(shape) and one.dtype == dtype and one.flags.c_contiguous
    np.testing.assert_array_equal(one, two)
    assert name == "zeros" or not np.array_equal(one, other)


@pytest.mark.parametrize(("init", "variance"), [(he, 2 / N), (lecun, 1 / N), (xavier, 2 / (N + M)), (normal, 1e-4)])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_variance(init, variance, dtype):
    W = init((N, M), np.random.default_rng(0), dtype).astype(float)
    assert W.var() == pytest.approx(variance, rel=0.02)  # 120,000 draws: a standard error of 0.4 %
    assert abs(W.mean()) < 5 * np.sqrt(variance / W.size)


def test_the_scale_is_that_of_the_paper_exactly():
    """Draws alone would not tell fan-in from fan-in + 1."""
    for shape, (fan_in, fan_out) in {(3, 5): (3, 5), (4, 2, 3, 3): (18, 36), (7,): (7, 7)}.items():
        normal_draw = np.random.default_rng(4).standard_normal(shape)
        uniform_draw = 2 * np.random.default_rng(4).random(shape) - 1
        for init, expected in (
            (he, normal_draw * np.sqrt(2 / fan_in)),
            (lecun, normal_draw * np.sqrt(1 / fan_in)),
            (normal, normal_draw * 0.01),
            (xavier, uniform_draw * np.sqrt(6 / (fan_in + fan_out))),
        ):
            got = init(shape, np.random.default_rng(4), np.float64)
            np.testing.assert_allclose(got, expected, rtol=1e-12, atol=1e-15)


def test_distributions():
    rng = np.random.default_rng(0)
    limit = np.sqrt(6 / (N + M))
    W = xavier((N, M), rng)
    assert limit * 0.999 < W.max() <= limit and -limit <= W.min() < -limit * 0.999  # uniform
    normalized = he((N, M), rng, np.float64) / np.sqrt(2 / N)
    assert np.mean(np.abs(normalized) < 1) == pytest.approx(0.6827, abs=0.01)  # normal
    assert np.std(normal((N, M), rng, std=3.0)) == pytest.approx(3, rel=0.02)
    assert not zeros((3, 2)).any() and zeros((3, 2)).dtype == np.float32


@given(st.integers(1, 7), st.integers(1, 7), st.integers(0, 99))
def test_orthogonal_keeps_lengths(rows, columns, seed):
    Q = orthogonal((rows, columns), np.random.default_rng(seed), np.float64)
    small = Q.T @ Q if rows >= columns else Q @ Q.T
    np.testing.assert_allclose(small, np.eye(min(rows, columns)), atol=1e-12)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_identity_needs_a_square_and_no_generator(dtype):
    W = drawn("identity", (3, 3), None, dtype, "RNN(8, 16")
    assert W.dtype == dtype and W.flags.c_contiguous
    np.testing.assert_array_equal(W, np.eye(3))
    for shape in ((3, 2), (3, 3, 3, 3), 3):
        with refused("identity: expected the shape of a square matrix, got"):
            identity(shape)


def test_orthogonal_is_uniform():
    """Without the signs' correction the first entry of Q would never be positive (LAPACK's convention)."""
    rng = np.random.default_rng(0)
    first = [orthogonal((3, 3), rng, np.float64)[0, 0] for _ in range(200)]
    assert 0.35 < np.mean(np.array(first) > 0) < 0.65


def test_signals_neither_grow_nor_fade_through_forty_layers():
    rng = np.random.default_rng(0)
    for init, g in ((he, lambda z: np.maximum(z, 0)), (lecun, lambda z: z), (orthogonal, lambda z: z)):
        x = rng.normal(size=(64, 256))
        for _ in range(40):
            x = g(x @ init((256, 256), rng, np.float64))
        assert 0.1 < np.mean(x**2) < 10


def test_fans():
    assert fans((784, 128)) == (784, 128)
    assert fans((16, 3, 5, 5)) == (75, 400)
    assert fans((7,)) == (7, 7)


def test_a_function_that_draws_otherwise_is_told_how_it_is_called():
    for init in (np.zeros, lambda shape: np.zeros(shape), lambda shape, rng: np.zeros(shape)):
        with refused(r"^init: expected a function init\(shape, rng, dtype\), and .* can't be called so"):
            Dense(2, 3, np.random.default_rng(0), init=init)
    with refused("^init: expected shape"):
        Dense(2, 3, np.random.default_rng(0), init=lambda shape, rng, dtype: np.zeros(3))


def test_first_weights_are_drawn_by_name_or_by_function():
    shape = (3, 2)
    expected = he(shape, np.random.default_rng(4), np.float64)
    for init in ("he", he, lambda *given: he(*given).tolist()):
        W = drawn(init, shape, np.random.default_rng(4), np.dtype(np.float64), "Dense(2, 8")
        assert W.dtype == np.float64 and (W == expected).all()
    assert not drawn("zeros", shape, None, np.float32, "Dense(2, 8").any()
    with refused(r"Dense: expected a Generator .*, as in Dense\(2, 8, rng=np.random.default_rng\(0\)\)"):
        drawn("he", shape, None, np.float32, "Dense(2, 8")
    with refused(r"init: expected shape \(3, 2\), got \(2, 3\)"):
        drawn(lambda shape, rng, dtype: np.ones(shape[::-1]), shape, RNG, np.float32, "Dense(2, 8")


def of_initializer(init):
    return [
        (lambda: init((3, 0), RNG), "shape: expected a whole number at least 1, got 0"),
        (lambda: init((3, -1), RNG), "shape: .* got -1"),
        (lambda: init((3, 2.5), RNG), "shape: .* got 2.5"),
        (lambda: init("wide", RNG), "shape: .* got 'wide'"),
        (lambda: init((), RNG), "shape: expected at least one side"),
        (lambda: init((3, 2), RNG, np.float16), "dtype: expected np.float32 or np.float64, got"),
        (lambda: init((3, 2), RNG, int), "dtype: .* got <class 'int'>"),
        (lambda: init((3, 2), RNG, None), "dtype: .* got None"),
    ]


BAD_CALLS = {
    "INITIALIZERS": [
        (lambda: Dense(3, 2, RNG, init="hee"), "init: unknown name 'hee'; did you mean 'he'"),
        (lambda: Dense(3, 2, RNG, init="qqq"), "init: unknown name 'qqq'; choose from 'zeros', 'normal'"),
        (lambda: Dense(3, 2, RNG, init=None), "init: unknown name None"),
        (lambda: Dense(3, 2, RNG, init=3), "init: unknown name 3"),
    ],
    "zeros": of_initializer(zeros),
    **{
        init.__name__: of_initializer(init) + of_generator(lambda rng, init=init: init((3, 2), rng))
        for init in (normal, he, lecun, xavier, orthogonal)
    },
}


@each_call(BAD_CALLS)
def test_bad_calls_get_a_sentence(call, words):
    with refused(words):
        call()
