"""Recurrent weights as PyTorch, Keras, ONNX and textbooks lay them out: there and back, what can't be said, bad calls.

That PyTorch and Keras compute the same from the same arrays stands in layers/test_layers_of_sequences.py,
and that the frameworks themselves do in frameworks/.
"""

import numpy as np
import pytest
from helpers import close, refused, sequence_cases

from course_nn import GRU, LSTM, RNN, Bidirectional, Dense, Stacked
from course_nn.conventions import load_weights, weights_of
from course_nn.conventions.cells import CELLS

KINDS = {
    "RNN": lambda d, h, rng: RNN(d, h, rng, dtype=np.float64),
    "RNN relu": lambda d, h, rng: RNN(d, h, rng, activation="relu", dtype=np.float64),
    "LSTM": lambda d, h, rng: LSTM(d, h, rng, dtype=np.float64),
    "GRU": lambda d, h, rng: GRU(d, h, rng, dtype=np.float64),
    "GRU before": lambda d, h, rng: GRU(d, h, rng, reset="before", dtype=np.float64),
}
CAN = [(kind, framework) for kind in KINDS for framework in CELLS if (kind, framework) != ("GRU before", "pytorch")]


def made(kind, seed=0, d=3, h=2):
    """A layer no parameter of which is as it starts."""
    rng = np.random.default_rng(seed)
    layer = KINDS[kind](d, h, rng)
    for p in layer.parameters().values():
        p.value[...] = rng.normal(size=p.value.shape)
    return layer


def both(kind, seed=0, d=3):
    return Bidirectional(made(kind, seed, d), made(kind, seed + 10, d))


@pytest.mark.parametrize(("kind", "framework"), CAN)
@pytest.mark.parametrize("make", [made, both])
def test_there_and_back(kind, framework, make):
    layer, other = make(kind), make(kind, 1)
    arrays = weights_of(layer, framework)
    kept = {name: a.copy() for name, a in arrays.items()}
    assert load_weights(other, arrays, framework) is other
    np.testing.assert_array_equal(other.theta, layer.theta)
    other.theta[...] = 0.5  # the arrays are the reader's own
    for name, array in arrays.items():
        np.testing.assert_array_equal(array, kept[name])


@pytest.mark.parametrize("kind", KINDS)
def test_from_each_framework_into_each(kind):
    """A way through all of them ends where it began."""
    layer = made(kind)
    now = layer
    for framework in [framework for framework in CELLS if (kind, framework) in CAN]:
        now = load_weights(made(kind, 5), weights_of(now, framework), framework)
    np.testing.assert_array_equal(now.theta, layer.theta)


@pytest.mark.parametrize("make", [made, both])
def test_a_stack_is_pytorchs_num_layers(make):
    def stack(seed):
        return Stacked(make("LSTM", seed), make("LSTM", seed + 1, d=2 if make is made else 4))

    layer, other = stack(0), stack(7)
    arrays = weights_of(layer, "pytorch")
    names = [f"{name}_l{k}" for k in (0, 1) for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")]
    expected = names if make is made else [n + w for k in (0, 4) for w in ("", "_reverse") for n in names[k : k + 4]]
    assert list(arrays) == expected
    load_weights(other, arrays, "pytorch")
    np.testing.assert_array_equal(other.theta, layer.theta)


@pytest.mark.parametrize(("settings", "given"), sequence_cases("onnx"))
def test_onnx_says_the_same(settings, given):
    """Its reference evaluator; among the cells is the GRU whose reset gate comes before the product."""
    layer = made(settings["cell"], 3)
    load_weights(layer, {key: a for key, a in given.items() if key in ("W", "R", "B", "linear_before_reset")}, "onnx")
    y, last, _ = layer.run(given["X"].swapaxes(0, 1).copy())
    close(y.swapaxes(0, 1), given["Y"][:, 0], 1e-9)
    close(last[0], given["Y_h"][0], 1e-9)


def test_the_gates_stand_where_each_framework_wants_them():
    """Of one unit and one input, gate by gate, as numbers that can be told apart."""
    lstm, gru = LSTM(1, 1, init="zeros", recurrent_init="zeros"), GRU(1, 1, init="zeros", recurrent_init="zeros")
    lstm.W.value[...], gru.W.value[...] = [[1, 2, 3, 4]], [[1, 2, 3]]  # i f g o, r z n
    lstm.b.value[...], gru.b.value[...], gru.c.value[...] = [5, 6, 7, 8], [5, 6, 7], [9]
    assert weights_of(lstm, "pytorch")["weight_ih_l0"].ravel().tolist() == [1, 2, 3, 4]
    assert weights_of(lstm, "keras")["kernel"].ravel().tolist() == [1, 2, 3, 4]
    assert weights_of(lstm, "onnx")["W"].ravel().tolist() == [1, 4, 2, 3]
    assert weights_of(lstm, "onnx")["B"].ravel().tolist() == [5, 8, 6, 7, 0, 0, 0, 0]
    assert weights_of(gru, "pytorch")["weight_ih_l0"].ravel().tolist() == [1, 2, 3]
    assert weights_of(gru, "pytorch")["bias_hh_l0"].tolist() == [0, 0, 9]
    assert weights_of(gru, "keras")["kernel"].ravel().tolist() == [2, 1, 3]
    assert weights_of(gru, "keras")["bias"].tolist() == [[6, 5, 7], [0, 0, 9]]
    assert weights_of(gru, "onnx")["W"].ravel().tolist() == [2, 1, 3]
    assert weights_of(gru, "onnx")["linear_before_reset"] == 1
    book = weights_of(gru, "textbook")
    assert [book[name].item() for name in ("W_r", "W_z", "W_h", "b_z", "c_h")] == [1, -2, 3, -6, 9]


def test_a_textbooks_update_gate_keeps_one_minus_z():
    """h = (1 − z) h₋₁ + z n, with its own z from its own weights, is our state."""
    layer = made("GRU before")
    book = weights_of(layer, "textbook")
    x, h = np.random.default_rng(3).normal(size=3), np.random.default_rng(4).normal(size=2)

    def part(gate, h):
        return book[f"W_{gate}"] @ x + book[f"U_{gate}"] @ h + book[f"b_{gate}"]

    r, z = (1 / (1 + np.exp(-part(gate, h))) for gate in "rz")
    new = np.tanh(part("h", r * h))
    (state,), _ = layer.step(x[None], (h[None],))
    close(state[0], (1 - z) * h + z * new)


def test_two_biases_count_as_their_sum_and_a_missing_one_as_zero():
    layer = made("LSTM")
    arrays = weights_of(layer, "pytorch")
    arrays["bias_hh_l0"] = arrays["bias_ih_l0"] - 1
    arrays["bias_ih_l0"] = np.ones(8)
    np.testing.assert_allclose(load_weights(made("LSTM", 1), arrays, "pytorch").theta, layer.theta, rtol=1e-14)
    without = {name: a for name, a in arrays.items() if "bias" not in name}
    assert not load_weights(made("LSTM", 1), without, "pytorch").b.value.any()
    kernels = {name: a for name, a in weights_of(made("GRU"), "keras").items() if name != "bias"}
    bare = load_weights(made("GRU", 1), kernels, "keras")
    assert not bare.b.value.any() and not bare.c.value.any()


class RequiresGrad:
    """As a parameter of PyTorch: no array until it is detached."""

    dtype, device = "torch.float32", "cpu"

    def __init__(self, array):
        self.array = array

    def __array__(self, *how, **more):
        raise RuntimeError("Can't call numpy() on Tensor that requires grad.")

    def detach(self):
        return self.array


def test_pytorchs_parameters_are_taken_as_its_state_dict():
    layer = made("GRU")
    arrays = {name: RequiresGrad(a) for name, a in weights_of(layer, "pytorch").items()}
    np.testing.assert_array_equal(load_weights(made("GRU", 1), arrays, "pytorch").theta, layer.theta)


class Unread(RequiresGrad):
    """As a tensor that NumPy can't read: of a type that it doesn't know, or not in the computer's own memory."""

    dtype, device = "torch.bfloat16", "cuda:0"

    def __array__(self, *how, **more):
        raise TypeError("Got unsupported ScalarType BFloat16")

    def detach(self):
        return self


def test_a_tensor_that_numpy_can_not_read_is_named():
    layer = made("RNN")
    arrays = weights_of(layer, "pytorch")
    arrays["weight_hh_l0"] = Unread(None)
    with refused(
        "load_weights: expected 'weight_hh_l0' as a tensor that NumPy can read, got one of torch.bfloat16 on cuda:0; "
        r"give tensor.float\(\).cpu\(\)"
    ):
        load_weights(layer, arrays, "pytorch")


@pytest.mark.parametrize("framework", CELLS)
def test_numbers_that_the_layers_type_can_not_hold_are_refused(framework):
    layer = GRU(3, 2, np.random.default_rng(0))
    kept = layer.theta.copy()
    arrays = weights_of(made("GRU"), framework)
    name = next(iter(arrays))
    arrays[name] = np.where(arrays[name] > 0, 1e300, arrays[name])
    with refused(r"GRU\(3, 2\): W as float32: expected finite numbers, got \d+ NaN or infinite"):
        load_weights(layer, arrays, framework)
    np.testing.assert_array_equal(layer.theta, kept)


def test_a_sum_of_biases_that_is_too_large_is_refused():
    layer = LSTM(3, 2, np.random.default_rng(0))
    biases = dict.fromkeys(("bias_ih_l0", "bias_hh_l0"), np.full(8, 3e38, np.float32))
    with refused(r"LSTM\(3, 2\): b as float32: expected finite numbers"):
        load_weights(layer, weights_of(layer, "pytorch") | biases, "pytorch")


def test_whole_numbers_are_taken_as_numbers():
    layer = made("GRU")
    arrays = {name: np.full(a.shape, 2, np.uint8) for name, a in weights_of(layer, "textbook").items()}
    load_weights(layer, arrays, "textbook")
    assert {*layer.W.value[:, :2].ravel(), *layer.W.value[:, 4:].ravel()} == {2} and {
        *layer.U.value[:, 2:4].ravel()
    } == {-2}


@pytest.mark.parametrize("framework", ["keras", "textbook"])
def test_where_each_cell_has_arrays_of_its_own_two_of_unequal_kinds_are_taken(framework):
    layer, other = (Bidirectional(made("GRU", seed), made("LSTM", seed)) for seed in (0, 1))
    np.testing.assert_array_equal(load_weights(other, weights_of(layer, framework), framework).theta, layer.theta)


def test_nothing_is_written_unless_all_fits():
    layer = Bidirectional(made("GRU"), made("GRU", 1))
    arrays = weights_of(both("GRU", 4), "keras")
    arrays["backward/kernel"] = arrays["backward/kernel"][:, :5]
    kept = layer.theta.copy()
    with refused(r"backward/kernel: expected shape \(3, 6\), got \(3, 5\)"):
        load_weights(layer, arrays, "keras")
    np.testing.assert_array_equal(layer.theta, kept)


def changed(kind, framework, **arrays):
    return weights_of(made(kind), framework) | arrays


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ("framework: unknown name 'torch'; did you mean 'pytorch'", lambda: weights_of(made("GRU"), "torch")),
        ("reset='after' for PyTorch, which has no reset gate", lambda: weights_of(made("GRU before"), "pytorch")),
        ("reset='after' for PyTorch", lambda: load_weights(made("GRU before"), {}, "pytorch")),
        (r"expected RNN, LSTM or GRU, .* got Dense\(3, 2\)", lambda: weights_of(Dense(3, 2, init="zeros"), "onnx")),
        (
            "expected cells of one kind and width, as one module of pytorch has",
            lambda: weights_of(Stacked(made("GRU"), made("LSTM", d=2)), "pytorch"),
        ),
        (
            "cells of one kind and width, as one module of onnx",
            lambda: weights_of(Bidirectional(made("RNN"), made("RNN relu")), "onnx"),
        ),
        ("expected one layer for keras", lambda: weights_of(Stacked(made("GRU"), made("GRU", d=2)), "keras")),
        ("load_weights: expected a dict of arrays by name, got list", lambda: load_weights(made("GRU"), [], "keras")),
        (
            r"expected an array 'weight_ih_l0' of shape \(6, 3\), got 'kernel'",
            lambda: load_weights(made("GRU"), {"kernel": np.ones(3)}, "pytorch"),
        ),
        ("expected an array 'kernel' .* got none", lambda: load_weights(made("GRU"), {}, "keras")),
        (
            r"weight_hh_l0: expected shape \(8, 2\), got \(2, 8\)",
            lambda: load_weights(made("LSTM"), changed("LSTM", "pytorch", weight_hh_l0=np.ones((2, 8))), "pytorch"),
        ),
        (
            "expected no array 'weight_hr_l0' from pytorch",
            lambda: load_weights(made("LSTM"), changed("LSTM", "pytorch", weight_hr_l0=np.ones(2)), "pytorch"),
        ),
        (
            "expected finite numbers, got 6 NaN",
            lambda: load_weights(made("RNN"), changed("RNN", "keras", kernel=np.full((3, 2), np.nan)), "keras"),
        ),
        (
            "bias of a GRU with reset_after=True, got that of one with reset_after=False; .* reset='before'",
            lambda: load_weights(made("GRU"), weights_of(made("GRU before"), "keras"), "keras"),
        ),
        (
            "bias of a GRU with reset_after=False, got that of one with reset_after=True; .* reset='after'",
            lambda: load_weights(made("GRU before"), weights_of(made("GRU"), "keras"), "keras"),
        ),
        (
            "expected linear_before_reset=1 for reset='after', got 0, which is the default; .* reset='before'",
            lambda: load_weights(made("GRU"), weights_of(made("GRU before"), "onnx"), "onnx"),
        ),
        (
            "expected linear_before_reset=0 for reset='before', got 1; make the layer with reset='after'",
            lambda: load_weights(made("GRU before"), weights_of(made("GRU"), "onnx"), "onnx"),
        ),
        (
            "expected no peepholes P",
            lambda: load_weights(made("LSTM"), changed("LSTM", "onnx", P=np.ones((1, 6))), "onnx"),
        ),
        (
            r"expected W with 2 direction\(s\) in its first axis, got \(1, 6, 3\)",
            lambda: load_weights(both("GRU"), weights_of(made("GRU"), "onnx"), "onnx"),
        ),
    ],
)
def test_bad_input_gets_a_sentence(words, wrong):
    with refused(words):
        wrong()
