"""RNN, LSTM and GRU: PyTorch's values, a layer is its steps, what a step refuses, bad calls."""

import numpy as np
import pytest
from bad_calls import RNG, SEQUENCES, X, each_call, of_generator, of_layer, of_width
from helpers import against, close, refused, stored

from course_nn import GRU, LSTM, RNN, Adam, CrossEntropy, Dense, Sequential, fit

LAYERS = {
    "rnn": lambda rng: RNN(3, 4, rng, dtype=np.float64),
    "lstm": lambda rng: LSTM(3, 4, rng, dtype=np.float64),
    "gru": lambda rng: GRU(3, 4, rng, dtype=np.float64),
}
CELLS = [RNN, LSTM, GRU]


@pytest.mark.parametrize("name", LAYERS)
def test_pytorch_says_the_same(name):
    against(stored(name), LAYERS[name](np.random.default_rng(0)))


@pytest.mark.parametrize("cell", CELLS)
def test_each_gate_begins_with_an_orthogonal_matrix(cell):
    layer = cell(3, 4, np.random.default_rng(0), dtype=np.float64)
    for U in np.split(layer.U.value, cell.gates, axis=1):
        close(U.T @ U, np.eye(4))
    forget = np.zeros(cell.gates * 4)
    if cell is LSTM:
        forget[4:8] = 1
    np.testing.assert_array_equal(layer.b.value, forget)


@pytest.mark.parametrize("cell", CELLS)
def test_the_layer_is_its_steps(cell):
    rng = np.random.default_rng(5)
    layer = cell(3, 4, rng, dtype=np.float64)
    x = rng.normal(size=(2, 6, 3))
    state, backs, hs = layer.start(2), [], []
    for t in range(6):
        state, back = layer.step(x[:, t], state)
        backs.append(back)
        hs.append(state[0])
    y, backward = layer.forward(x)
    np.testing.assert_array_equal(np.stack(hs, axis=1), y)
    np.testing.assert_array_equal(layer.copy()(x[:, :3]), y[:, :3])  # the future changes nothing

    dy = rng.normal(size=y.shape)
    layer.zero_grad()
    dx = backward(dy)
    gradients = layer.grad.copy()
    layer.zero_grad()
    d_state, dxs = tuple(np.zeros((2, 4)) for _ in state), []
    for t in range(6)[::-1]:
        one, d_state = backs[t]((d_state[0] + dy[:, t], *d_state[1:]))
        dxs.append(one)
    close(np.stack(dxs[::-1], axis=1), dx)
    close(layer.grad, gradients)


@pytest.mark.parametrize("cell", CELLS)
def test_the_last_state_alone(cell):
    rng = np.random.default_rng(6)
    last = cell(3, 4, rng, return_last=True, dtype=np.float64)
    x, dy = rng.normal(size=(2, 5, 3)), rng.normal(size=(2, 4))
    whole = cell(3, 4, rng, dtype=np.float64)
    whole.theta[...] = last.theta
    y, backward = last.forward(x)
    all_h, all_backward = whole.forward(x)
    np.testing.assert_array_equal(y, all_h[:, -1])
    only_last = np.zeros_like(all_h)
    only_last[:, -1] = dy
    close(backward(dy), all_backward(only_last))
    close(last.grad, whole.grad)


@pytest.mark.parametrize("cell", CELLS)
def test_what_a_step_refuses(cell):
    layer = cell(3, 4, np.random.default_rng(0))
    x, state = np.ones((2, 3)), layer.start(2)
    with refused("for one step"):
        layer.step(x[0], state)
    with refused("the state as a tuple"):
        layer.step(x, state[0])
    with refused(r"expected shape \(2, 4\)"):
        layer.step(x, layer.start(5))
    with refused("the gradient of the state as a tuple"):
        layer.step(x, state)[1](np.ones((2, 4)))
    with refused("whole number at least 1"):
        layer.start(0)


def test_a_fresh_lstm_remembers():
    layer = LSTM(2, 3, np.random.default_rng(0))
    assert layer.b.value.tolist() == [0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0]


@pytest.mark.parametrize("cell", CELLS)
def test_a_recurrent_network_learns_which_sign_came_first(cell):
    rng = np.random.default_rng(0)
    X = rng.normal(size=(200, 5, 1))
    y = (X[:, 0, 0] > 0).astype(int)
    network = Sequential(cell(1, 12, rng, return_last=True), Dense(12, 2, rng))
    fit(network, X, y, CrossEntropy(), Adam(0.02), epochs=25, batch_size=20, rng=rng, progress=False)
    assert CrossEntropy().accuracy(network(X), y) > 0.9


def of_cell(cell):
    layer = cell(3, 2, np.random.default_rng(0))
    return [
        *of_layer(layer, SEQUENCES),
        *of_generator(lambda rng: cell(3, 2, rng)),
        *of_width(lambda d, **k: cell(d, 2, RNG, **k)),
        *of_width(lambda d, **k: cell(3, d, RNG, **k)),
        (lambda: cell(3, 2), "expected a Generator"),
        (lambda: cell(3, 2, RNG, return_last=1), "return_last: expected True or False, got 1"),
        (lambda: cell(3, 2, RNG, init="hee"), "init: unknown name 'hee'"),
        (lambda: layer(X), r"\(n, t, 3\), got \(6, 3\); .* use x\[None\]"),
        (lambda: layer.start(0), "n: expected a whole number at least 1, got 0"),
        (lambda: layer.step(X, None), "expected the state as a tuple .* got None"),
        (lambda: layer.step(X, layer.start(5)), r"expected shape \(6, 2\)"),
        (lambda: layer.step(X[0], layer.start()), "for one step"),
        (lambda: layer.step(X, layer.start(6))[1](None), "expected the gradient of the state as a tuple"),
    ]


BAD_CALLS = {cell.__name__: of_cell(cell) for cell in CELLS}


@each_call(BAD_CALLS)
def test_bad_calls_get_a_sentence(call, words):
    with refused(words):
        call()
