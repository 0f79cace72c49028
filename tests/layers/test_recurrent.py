"""RNN, LSTM and GRU: PyTorch's values, a layer is its steps, what a step refuses; RNN's activations, bad calls."""

import tracemalloc

import numpy as np
import pytest
from bad_calls import each_call
from helpers import against, close, refused, stored
from sequence_runs import CELLS as KINDS_OF_CELLS
from sequence_runs import made, of_cell, some_state

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


@pytest.mark.parametrize("kind", KINDS_OF_CELLS)
def test_the_layer_is_its_steps(kind):
    """The quick form for a whole sequence, and the readable one step by step, from a state that is not 0."""
    layer, rng = made(kind), np.random.default_rng(5)
    x, first = rng.normal(size=(2, 6, 3)), some_state(layer, 2, rng)
    state, backs, hs = first, [], []
    for t in range(6):
        state, back = layer.step(x[:, t], state)
        backs.append(back)
        hs.append(state[0])
    y, last, backward = layer.run(x, first)
    close(np.stack(hs, axis=1), y, 1e-14)
    for a, b in zip(state, last, strict=True):
        close(a, b, 1e-14)
    close(layer.run(x[:, :3], first)[0], y[:, :3], 1e-14)  # the future changes nothing

    dy, d_state = rng.normal(size=y.shape), some_state(layer, 2, rng)
    layer.zero_grad()
    dx, d_first = backward(dy, d_state)
    gradients = layer.grad.copy()
    layer.zero_grad()
    dxs = []
    for t in range(6)[::-1]:
        one, d_state = backs[t]((d_state[0] + dy[:, t], *d_state[1:]))
        dxs.append(one)
    close(np.stack(dxs[::-1], axis=1), dx, 1e-13)
    close(layer.grad, gradients, 1e-13)
    for a, b in zip(d_state, d_first, strict=True):
        close(a, b, 1e-13)


@pytest.mark.parametrize("kind", KINDS_OF_CELLS)
def test_gates_stay_exact_where_they_are_shut(kind):
    """σ as (1 + tanh(z/2)) / 2, and tanh, at ±1e4: finite, and equal to the steps."""
    layer = made(kind)
    x = np.random.default_rng(6).choice([-1e4, 1e4], (3, 4, 3))
    state = layer.start(3)
    for t in range(4):
        state, _ = layer.step(x[:, t], state)
    y, last, backward = layer.run(x)
    for a, b in zip(state, last, strict=True):
        close(a, b, 1e-12)
    assert np.isfinite(backward(np.ones_like(y))[0]).all()


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


@pytest.mark.parametrize(("cell", "kept", "more"), [(RNN, 1, 1), (LSTM, 7, 6), (GRU, 5, 6)])
@pytest.mark.parametrize("masked", [False, True])
def test_memory_is_what_the_module_says(cell, kept, more, masked):
    n, t, h, d = 16, 200, 64, 64
    layer = cell(d, h, np.random.default_rng(0))
    x, mask = np.ones((n, t, d), np.float32), np.ones((n, t), bool)
    mask[0, -1] = False
    unit = 4 * n * t * h

    def run():
        return layer.run(x, None, mask if masked else None)

    y, _, backward = run()
    backward(np.ones_like(y))
    tracemalloc.start()
    try:
        y, _, backward = run()
        held = tracemalloc.get_traced_memory()[0]
        assert held / unit < kept + 1 + masked + 0.3
        dy = np.ones_like(y)
        before = tracemalloc.get_traced_memory()[0]
        tracemalloc.reset_peak()
        backward(dy)
        assert (tracemalloc.get_traced_memory()[1] - before) / unit < more + masked + cell.gates + 1 + 0.3
    finally:
        tracemalloc.stop()


def test_relu_from_the_identity_keeps_a_state_that_nothing_disturbs():
    layer = RNN(2, 3, np.random.default_rng(0), activation="relu", recurrent_init="identity", dtype=np.float64)
    first = np.array([[0.5, 0.0, 2.0]])
    _, (last,), backward = layer.run(np.zeros((1, 100, 2)), (first,))
    np.testing.assert_array_equal(last, first)
    _, (d_first,) = backward(d_state=(np.ones((1, 3)),))
    np.testing.assert_array_equal(d_first, [[1, 0, 1]])  # where h = 0 the slope is 0


def test_recurrent_weights_are_drawn_as_one_asks():
    layer = RNN(2, 3, np.random.default_rng(0), recurrent_init="zeros", init=lambda shape, rng, dtype: np.ones(shape))
    assert not layer.U.value.any() and (layer.W.value == 1).all()


def test_settings_that_are_not_the_usual_ones_are_shown():
    rng = np.random.default_rng(0)
    assert repr(RNN(2, 3, rng)) == "RNN(2, 3)"
    assert repr(RNN(2, 3, rng, activation="relu", return_last=True)) == "RNN(2, 3, activation='relu', return_last=True)"
    assert repr(GRU(2, 3, rng, reset="before")) == "GRU(2, 3, reset='before')"
    assert repr(LSTM(2, 3, rng, return_last=True)) == "LSTM(2, 3, return_last=True)"


@pytest.mark.parametrize("cell", CELLS)
def test_a_recurrent_network_learns_which_sign_came_first(cell):
    rng = np.random.default_rng(0)
    X = rng.normal(size=(200, 5, 1))
    y = (X[:, 0, 0] > 0).astype(int)
    network = Sequential(cell(1, 12, rng, return_last=True), Dense(12, 2, rng))
    fit(network, X, y, CrossEntropy(), Adam(0.02), epochs=25, batch_size=20, rng=rng, progress=False)
    assert CrossEntropy().accuracy(network(X), y) > 0.9


BAD_CALLS = {
    "RNN": [
        *of_cell(RNN),
        (lambda: RNN(3, 2, np.random.default_rng(0), activation="sigmoid"), "RNN: activation: unknown name 'sigmoid'"),
        (lambda: RNN(3, 2, np.random.default_rng(0), recurrent_init="orthogonaly"), "did you mean 'orthogonal'"),
        (
            lambda: RNN(3, 2, hidden=1),
            r"^RNN: .* mean d_hidden. it is made as RNN\(d_in, d_hidden.*init",
        ),
        (lambda: RNN(3, 2, nonlinearity="relu"), "no argument is called nonlinearity, did you mean activation"),
        (lambda: LSTM(3, 2, forget=1), "^LSTM: no argument is called forget, did you mean forget_bias"),
        (lambda: GRU(3, 2, return_lst=True), "^GRU: no argument is called return_lst, did you mean return_last"),
    ]
}


@each_call(BAD_CALLS)
def test_bad_calls_get_a_sentence(call, words):
    with refused(words):
        call()
