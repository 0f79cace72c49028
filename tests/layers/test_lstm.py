"""The LSTM: its formula gate by gate, its forget bias, what its gates do at their ends, bad calls."""

import numpy as np
import pytest
from bad_calls import each_call
from helpers import close, refused
from sequence_runs import made, of_cell

from course_nn import LSTM, sigmoid


def test_the_formula_of_the_papers():
    """With a matrix for each gate, i f g o from left to right in the columns."""
    layer, rng = made("LSTM"), np.random.default_rng(3)
    x, h, c = rng.normal(size=(2, 5, 3)), *rng.normal(size=(2, 2, 4))
    y, (h_last, c_last), _ = layer.run(x, (h, c))
    W, U, b = (np.split(p.value, 4, axis=-1) for p in (layer.W, layer.U, layer.b))
    for t in range(5):
        i, f, g, o = (x[:, t] @ W[k] + h @ U[k] + b[k] for k in range(4))
        c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
        h = sigmoid(o) * np.tanh(c)
        close(y[:, t], h, 1e-14)
    close(h_last, h, 1e-14)
    close(c_last, c, 1e-14)


@pytest.mark.parametrize("bias", [1.0, 0.0, -2.5])
def test_the_forget_bias_is_what_a_cell_keeps_at_first(bias):
    layer = LSTM(2, 3, np.random.default_rng(0), forget_bias=bias, recurrent_init="zeros", dtype=np.float64)
    assert layer.b.value.tolist() == [0, 0, 0, bias, bias, bias, 0, 0, 0, 0, 0, 0]
    first = np.zeros((1, 3)), np.ones((1, 3))
    _, (_, c), _ = layer.run(np.zeros((1, 2, 2)), first)
    close(c, np.full((1, 3), sigmoid(np.array(bias)) ** 2), 1e-14)


def test_one_is_the_usual_forget_bias():
    assert LSTM(2, 3, np.random.default_rng(0)).b.value.tolist() == [0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0]


def test_a_cell_that_is_shut_keeps_its_content_and_its_gradient():
    """f = 1, i = 0: c, and ∂J/∂c, go through 1,000 steps as they are."""
    layer = LSTM(1, 2, init="zeros", recurrent_init="zeros", dtype=np.float64)
    layer.b.value = np.repeat([-1e3, 1e3, 0, 0], 2)
    first = np.zeros((1, 2)), np.array([[0.3, -0.7]])
    _, (_, c), backward = layer.run(np.ones((1, 1000, 1)), first)
    np.testing.assert_array_equal(c, first[1])
    _, (dh, dc) = backward(d_state=(np.zeros((1, 2)), np.array([[1.0, 2.0]])))
    np.testing.assert_array_equal(dc, [[1, 2]])
    assert not dh.any()


BAD_CALLS = {
    "LSTM": [
        *of_cell(LSTM),
        (lambda: LSTM(3, 2, np.random.default_rng(0), forget_bias="open"), "LSTM: forget_bias: expected a number"),
        (lambda: LSTM(3, 2, np.random.default_rng(0), forget_bias=np.inf), "forget_bias: expected a finite number"),
    ]
}


@each_call(BAD_CALLS)
def test_bad_calls_get_a_sentence(call, words):
    with refused(words):
        call()
