"""Sequences: the rows of the table, backpropagation through time against the layers, the shares of the steps."""

import numpy as np
import pytest
from formula_cases import check_row, check_textbook, rows_of, with_textbook
from helpers import close, refused

from course_nn import GRU, LSTM, RNN
from course_nn.symbolic import formulas_of_sequences, gradient_table
from course_nn.symbolic.formulas_of_sequences import CELLS, shares_of_steps, through_time

NAMES = rows_of(formulas_of_sequences)
LAYERS = {"RNN": RNN, "LSTM": LSTM, "GRU": GRU}


@pytest.fixture(scope="module")
def table():
    return gradient_table(NAMES)


def test_the_rows():
    assert {"Embedding", "Stacked", "Bidirectional", "SequenceCrossEntropy"} < set(NAMES)


@pytest.mark.long
@pytest.mark.parametrize("name", NAMES)
def test_derived_implemented_autodiff_numeric(name, table):
    check_row(table, name)


@pytest.mark.parametrize("name", with_textbook(NAMES))
def test_the_derived_gradient_is_that_of_the_textbook(name):
    check_textbook(name)


@pytest.mark.long
@pytest.mark.parametrize(
    ("cell", "steps", "n"), [("RNN", 3, 1), ("RNN", 2, 2), ("LSTM", 1, 1), ("LSTM", 3, 1), ("GRU", 1, 1), ("GRU", 3, 1)]
)
def test_backpropagation_through_time_is_what_the_chain_rule_gives(cell, steps, n):
    """From a first state that is not zero; a gradient arrives at every step, and at the final state."""
    derived = through_time(cell, steps, n=n)
    rng = np.random.default_rng(4)
    layer = LAYERS[cell](1, 2, rng, dtype=np.float64)
    numbers = {name: rng.normal(size=np.shape(symbols)) for name, symbols in derived.inputs.items()}
    for name, p in layer.parameters().items():
        p.value = numbers[name]
    dy = rng.normal(size=np.shape(derived["y"]))
    y, gradients = derived.evaluate(**numbers, dy=dy)

    first = tuple(numbers[f"{name}0"] for name in CELLS[cell][1])
    outputs, last, backward = layer.run(numbers["x"], first)
    close(np.concatenate([outputs, *(part[:, None] for part in last[1:])], axis=1), y)
    d_last = tuple(np.zeros((n, 2)) for _ in last[:1]) + tuple(dy[:, steps + k] for k in range(len(last) - 1))
    layer.zero_grad()
    dx, d_first = backward(dy[:, :steps], d_last)
    close(dx, gradients["x"])
    for name, d in zip(CELLS[cell][1], d_first, strict=True):
        close(d, gradients[f"{name}0"])
    for name, p in layer.parameters().items():
        close(p.grad, gradients[name])


@pytest.mark.long
@pytest.mark.parametrize("steps", [1, 2, 3, 6])
def test_the_shares_of_the_steps_add_up_to_the_gradient(steps):
    shown = shares_of_steps(steps)
    assert shown.proven and len(shown.shares) == steps
    rng = np.random.default_rng(5)
    x, h0, w, u, b, dy = rng.normal(size=steps), *rng.normal(size=5)
    shares = shown.evaluate(x=x, h0=h0, w=w, u=u, b=b, dy=dy)
    layer = RNN(1, 1, rng, dtype=np.float64)
    layer.W.value, layer.U.value, layer.b.value = np.array([[w]]), np.array([[u]]), np.array([b])
    y, _, backward = layer.run(x[None, :, None], (np.array([[h0]]),))
    layer.zero_grad()
    backward(None, (np.array([[dy]]),))
    close(shares.sum(), layer.U.grad.item())
    # Each share by itself: what the earlier steps add goes through the later steps' Jacobians.
    h = np.concatenate([[h0], y.ravel()])
    for t in range(1, steps + 1):
        jacobians = np.prod([u * (1 - h[k] ** 2) for k in range(t + 1, steps + 1)])
        close(shares[t - 1], dy * jacobians * (1 - h[t] ** 2) * h[t - 1])


def test_the_shares_show_every_jacobian():
    latex = shares_of_steps(3)._repr_latex_()
    assert latex.startswith("$$") and latex.endswith("$$") and latex.count("{") == latex.count("}")
    assert latex.count(r"\underbrace") == 0 + 1 + 2 and r"\sum_{t=1}^{3}" in latex
    assert r"\partial h^{(3)} / \partial h^{(2)}" in latex and len(latex) < 2_000


def test_what_is_not_proven_is_not_shown():
    shown = shares_of_steps(2)
    shown.shares[0] *= 2
    assert not shown.proven and r"\underbrace" not in shown._repr_latex_()


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ("cell: unknown name 'LTSM'; did you mean 'LSTM'", lambda: through_time("LTSM")),
        ("steps: expected a whole number at least 1, got 0", lambda: through_time("RNN", 0)),
        ("steps: expected a whole number at least 1 and at most 6, got 7", lambda: shares_of_steps(7)),
        (
            r"x: expected shape \(3,\), got \(2,\)",
            lambda: shares_of_steps(3).evaluate(x=[1.0, 2.0], h0=0.0, w=1.0, u=1.0, b=0.0),
        ),
    ],
)
def test_bad_input_gets_a_sentence(words, wrong):
    with refused(words):
        wrong()
