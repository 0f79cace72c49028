"""Dense, Flatten and Reshape: PyTorch's values, the mend for an input that does not fit, bad calls."""

import bad_calls
import numpy as np
import pytest
from bad_calls import RNG, X, each_call, of_generator, of_layer
from helpers import close, refused, stored
from hypothesis import given
from hypothesis import strategies as st

from course_nn import Dense, Flatten, Reshape


def dense(d_in, d_out, seed=0, dtype=np.float64, **kwargs):
    return Dense(d_in, d_out, np.random.default_rng(seed), dtype=dtype, **kwargs)


@pytest.mark.parametrize(
    ("shape", "mend"),
    [
        ((5, 28, 28), r"put Flatten\(\) before it"),
        ((784,), r"x\[None\]"),
        ((784, 5), r"x\.T"),
        ((5, 784, 1), r"put Flatten\(\) before it"),
    ],
)
def test_dense_knows_the_mend(shape, mend):
    with refused(mend):
        dense(784, 2)(np.zeros(shape))
    with refused(r"x\[:, None\]"):
        dense(1, 2)(np.zeros(5))


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("steps_first", [False, True])
def test_a_sequence_is_taken_step_by_step(steps_first, bias):
    """Whether its steps or its sequences come first in memory; the output lies as the input does."""
    rng = np.random.default_rng(1)
    layer, x, dy = dense(3, 4, bias=bias), rng.normal(size=(5, 6, 3)), rng.normal(size=(5, 6, 4))
    expected, dxs = [], []
    for t in range(6):
        y, backward = layer.forward(x[:, t])
        expected.append(y)
        dxs.append(backward(dy[:, t]))
    gradients = layer.grad.copy()
    layer.zero_grad()
    if steps_first:
        x, dy = (a.swapaxes(0, 1).copy().swapaxes(0, 1) for a in (x, dy))
    y, backward = layer.forward(x)
    close(y, np.stack(expected, axis=1))
    assert (y.strides[1] > y.strides[0]) is steps_first
    close(backward(dy), np.stack(dxs, axis=1))
    close(layer.grad, gradients)
    assert backward(dy, need_dx=False) is None


@given(st.lists(st.integers(1, 4), min_size=1, max_size=4))
def test_flatten_there_and_back(sides):
    x = np.random.default_rng(0).normal(size=(3, *sides))
    y, backward = Flatten().forward(x)
    assert y.shape == (3, np.prod(sides))
    np.testing.assert_array_equal(y[1], x[1].ravel())
    np.testing.assert_array_equal(backward(y), x)
    images, back = Reshape(*sides).forward(y)
    np.testing.assert_array_equal(images, x)
    np.testing.assert_array_equal(back(images), y)


def test_pytorch_says_the_same():
    given = stored("dense")
    layer = Dense(4, 3, np.random.default_rng(0), dtype=np.float64)
    layer.W.value[...], layer.b.value[...] = given["W"], given["b"]
    y, backward = layer.forward(given["x"])
    close(y, given["y"])
    close(backward(given["dy"]), given["dx"])
    close(layer.W.grad, given["dW"])
    close(layer.b.grad, given["db"])


BAD_CALLS = {
    "Dense": [
        *of_layer(bad_calls.dense()),
        *of_generator(lambda rng: Dense(3, 2, rng)),
        (lambda: Dense(0, 2, RNG), "Dense: d_in: expected a whole number at least 1, got 0"),
        (lambda: Dense(3, -2, RNG), "Dense: d_out: .* got -2"),
        (lambda: Dense(3.0, 2, RNG), "Dense: d_in: .* got 3.0"),
        (lambda: Dense("3", 2, RNG), "Dense: d_in: .* got '3'"),
        (lambda: Dense(None, 2, RNG), "Dense: d_in: .* got None"),
        (lambda: Dense(True, 2, RNG), "Dense: d_in: .* got True"),
        (lambda: Dense(3, 2), r"expected a Generator .* rng=np.random.default_rng\(0\)"),
        (lambda: Dense(3, 2, RNG, bias="no"), "Dense: bias: expected True or False, got 'no'"),
        (
            lambda: Dense(3, 2, RNG, dtype=int),
            "Dense: dtype: expected np.float32 or np.float64, got <class 'int'>",
        ),
        (lambda: Dense(3, 2, RNG, dtype="float99"), "Dense: dtype: .* got 'float99'"),
        (
            lambda: Dense(3, 2, RNG, init=lambda s, r, d: np.ones(3)),
            r"init: expected shape \(3, 2\), got \(3,\)",
        ),
        (lambda: Dense(3, 2, RNG, init=lambda s, r, d: np.full(s, np.nan)), "init: expected finite"),
        (
            lambda: bad_calls.dense()(X[0]),
            r"Dense\(3, 2\): expected input of shape \(n, 3\), got \(3,\); for one example, use x\[None\]",
        ),
        (
            lambda: bad_calls.dense()(np.ones((4, 5, 2))),
            r"Dense\(3, 2\): expected input of shape \(n, 3\) or \(n, t, 3\), got \(4, 5, 2\)",
        ),
        (lambda: bad_calls.dense()(X[:, :2]), r"expected input of shape \(n, 3\), got \(6, 2\)"),
    ],
    "Flatten": of_layer(Flatten()),
    "Reshape": [
        *of_layer(Reshape(3, 1)),
        (lambda: Reshape(), r"expected the sides of an example, as Reshape\(16, 2, 2\)"),
        (lambda: Reshape(0, 2), "Reshape: a side"),
        (lambda: Reshape(2, 3)(X), r"Reshape\(2, 3\): expected 6 numbers an example, got input of shape \(n, 3\)"),
    ],
}


@each_call(BAD_CALLS)
def test_bad_calls_get_a_sentence(call, words):
    with refused(words):
        call()
