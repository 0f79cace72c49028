"""The GRU: its formula gate by gate, the reset gate after or before the product, what z keeps, bad calls."""

import numpy as np
import pytest
from bad_calls import each_call
from helpers import close, refused
from sequence_runs import made, of_cell

from course_nn import GRU, sigmoid


@pytest.mark.parametrize("reset", ["after", "before"])
def test_the_formula_of_the_papers(reset):
    """With a matrix for each gate, r z n from left to right in the columns."""
    layer, rng = made("GRU" if reset == "after" else "GRU-before"), np.random.default_rng(3)
    x, h = rng.normal(size=(2, 5, 3)), rng.normal(size=(2, 4))
    y, (last,), _ = layer.run(x, (h,))
    W, U, b = (np.split(p.value, 3, axis=-1) for p in (layer.W, layer.U, layer.b))
    for t in range(5):
        r, z = (sigmoid(x[:, t] @ W[k] + h @ U[k] + b[k]) for k in range(2))
        inside = r * (h @ U[2] + layer.c.value) if reset == "after" else (r * h) @ U[2]
        h = (1 - z) * np.tanh(x[:, t] @ W[2] + b[2] + inside) + z * h
        close(y[:, t], h, 1e-14)
    close(last, h, 1e-14)


def test_after_and_before_are_two_functions():
    """With equal weights; they agree where the reset gate is open, or nothing was remembered."""
    after, before = made("GRU"), made("GRU-before")
    after.c.value = np.zeros(4)
    for name in ("W", "U", "b"):
        getattr(before, name).value = getattr(after, name).value
    x = np.random.default_rng(4).normal(size=(3, 6, 3))
    y, other = after(x), before(x)
    close(y[:, 0], other[:, 0], 1e-14)
    assert np.abs(y - other)[:, 1:].max() > 0.01
    for layer in (after, before):
        layer.b.value[:4] = 1e3
    close(after(x), before(x), 1e-12)
    assert before.c is None and list(before.parameters()) == ["W", "U", "b"]


@pytest.mark.parametrize("reset", ["after", "before"])
def test_z_is_what_is_kept(reset):
    """With z = 1 the state, and its gradient, go through 1,000 steps as they are."""
    layer = GRU(1, 2, init="zeros", recurrent_init="zeros", reset=reset, dtype=np.float64)
    layer.b.value = np.repeat([0, 1e3, 0], 2)
    first = np.array([[0.3, -0.7]])
    _, (h,), backward = layer.run(np.ones((1, 1000, 1)), (first,))
    np.testing.assert_array_equal(h, first)
    np.testing.assert_array_equal(backward(d_state=(np.array([[1.0, 2.0]]),))[1][0], [[1, 2]])


BAD_CALLS = {
    "GRU": [
        *of_cell(GRU),
        (lambda: GRU(3, 2, np.random.default_rng(0), reset="inside"), "GRU: reset: unknown name 'inside'"),
        (lambda: GRU(3, 2, np.random.default_rng(0), reset=True), "GRU: reset: unknown name True"),
        (lambda: GRU(3, 2, reset_after=True), "no argument is called reset_after, did you mean reset"),
    ]
}


@each_call(BAD_CALLS)
def test_bad_calls_get_a_sentence(call, words):
    with refused(words):
        call()
