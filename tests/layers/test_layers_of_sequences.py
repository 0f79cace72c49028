"""Every layer of sequences beside PyTorch and Keras: cells, one and two layers, one and both directions, padding."""

import numpy as np
import pytest
from helpers import close, sequence_cases

from course_nn import GRU, LSTM, RNN, Bidirectional, Embedding, Stacked
from course_nn.conventions import load_weights

TOLERANCE = 1e-9


def cases(kind):
    """A test of ``settings`` and ``given`` for every stored case of the kind."""
    some = [
        pytest.param(settings, given, id="-".join(map(str, settings.values())).replace(" ", "-"))
        for settings, given in sequence_cases(kind)
    ]
    return pytest.mark.parametrize(("settings", "given"), some)


def cell(name, d_in, h):
    """``"RNN relu"``, ``"GRU before"`` and the like as a layer in float64."""
    kinds = {
        "RNN relu": lambda *d, **more: RNN(*d, activation="relu", **more),
        "GRU before": lambda *d, **more: GRU(*d, reset="before", **more),
    }
    make = kinds.get(name) or {"RNN": RNN, "LSTM": LSTM, "GRU": GRU}[name]
    return make(d_in, h, np.random.default_rng(0), dtype=np.float64)


def made(name, d_in, h, layers=1, directions=1):
    floors = []
    for k in range(layers):
        d = d_in if k == 0 else h * directions
        floors.append(cell(name, d, h) if directions == 1 else Bidirectional(cell(name, d, h), cell(name, d, h)))
    return floors[0] if layers == 1 else Stacked(*floors)


def mask_of(lengths, steps):
    return None if lengths is None else np.arange(steps) < np.array(lengths)[:, None]


def cells_in(layer):
    """The cells in the order of PyTorch's states: by layer, and in a layer forth, then back."""
    if isinstance(layer, (Stacked, Bidirectional)):
        return [c for part in layer.layers for c in cells_in(part)]
    return [layer]


def nested(layer, arrays):
    """PyTorch's states, (layers · directions, n, h) for each of h and c, as those of ``layer``."""
    flat = iter(list(zip(*arrays, strict=True)))

    def of(part):
        if isinstance(part, (Stacked, Bidirectional)):
            return tuple(of(inner) for inner in part.layers)
        return next(flat)

    return of(layer)


def flat(layer, state):
    """The same back."""
    if isinstance(layer, (Stacked, Bidirectional)):
        parts = [flat(part, of_part) for part, of_part in zip(layer.layers, state, strict=True)]
        return [np.concatenate(arrays) for arrays in zip(*parts, strict=True)]
    return [array[None] for array in state]


def of_pytorch(settings, given):
    d_in, h = given["x"].shape[2], given["h0"].shape[2]
    layer = made(settings["cell"], d_in, h, settings["layers"], settings["directions"])
    named = {key: a for key, a in given.items() if key.startswith(("weight", "bias"))}
    return load_weights(layer, named, "pytorch"), mask_of(settings["lengths"], given["x"].shape[1])


def states(given, name):
    """``h0`` and, if there is one, ``c0``."""
    return [given[name.format(part)] for part in "hc" if name.format(part) in given]


@cases("recurrent")
def test_pytorch_says_the_same(settings, given):
    """Forward from states that are not zero, and back from every step and from the final state."""
    layer, mask = of_pytorch(settings, given)
    y, last, backward = layer.run(given["x"], nested(layer, states(given, "{}0")), mask)
    close(y, given["y"], TOLERANCE)
    for ours, theirs in zip(flat(layer, last), states(given, "{}_n"), strict=True):
        close(ours, theirs, TOLERANCE)
    layer.zero_grad()
    dx, d_first = backward(given["dy"], nested(layer, states(given, "d{}_n")))
    close(dx, given["dx"], TOLERANCE)
    for ours, theirs in zip(flat(layer, d_first), states(given, "d{}0"), strict=True):
        close(ours, theirs, TOLERANCE)
    check_gradients(layer, given, settings)


def check_gradients(layer, given, settings):
    """Of the weights: transposed; of the two biases whose sum counts: the same as each of theirs."""
    suffixes = [f"_l{k}{way}" for k in range(settings["layers"]) for way in ("", "_reverse")[: settings["directions"]]]
    for part, suffix in zip(cells_in(layer), suffixes, strict=True):
        close(part.W.grad.T, given[f"dweight_ih{suffix}"], TOLERANCE)
        close(part.U.grad.T, given[f"dweight_hh{suffix}"], TOLERANCE)
        close(part.b.grad, given[f"dbias_ih{suffix}"], TOLERANCE)
        if settings["cell"] == "GRU":
            close(part.c.grad, given[f"dbias_hh{suffix}"][2 * part.d_hidden :], TOLERANCE)


@cases("keras")
def test_keras_says_the_same(settings, given):
    """Also of the GRU whose reset gate comes before the product, which PyTorch does not have."""
    n, t, d_in = given["x"].shape
    h = given["y"].shape[2] // settings["directions"]
    layer = made(settings["cell"], d_in, h, 1, settings["directions"])
    names = [key for key in given if key.endswith(("kernel", "bias")) and not key.startswith("d")]
    load_weights(layer, {key: given[key] for key in names}, "keras")
    mask = mask_of(settings["lengths"], t)
    y, _, backward = layer.run(given["x"], None, mask)
    counts = np.ones((n, t), bool) if mask is None else mask
    close(y[counts], given["y"][counts], TOLERANCE)
    assert not y[~counts].any()
    layer.zero_grad()
    dx, _ = backward(given["dy"])
    close(dx, given["dx"], TOLERANCE)
    # Its gradients, laid out as its weights are: the layer takes one step along them, as Keras would.
    moved = load_weights(layer.copy(), {key: given[key] - given[f"d{key}"] for key in names}, "keras")
    for part, after in zip(cells_in(layer), cells_in(moved), strict=True):
        for name in ("W", "U"):
            close(getattr(after, name).value, getattr(part, name).value - getattr(part, name).grad, TOLERANCE)


@pytest.mark.parametrize(("settings", "given"), sequence_cases("embedding"))
def test_an_embedding_is_pytorchs(settings, given):
    layer = Embedding(*given["W"].shape, init="zeros", dtype=np.float64)
    layer.W.value = given["W"]
    y, backward = layer.forward(given["tokens"].astype(int))
    np.testing.assert_array_equal(y, given["y"])
    assert backward(given["dy"]) is None
    close(layer.W.grad, given["dW"], 1e-14)


def test_the_cases_cover_what_matters():
    """A reference that is made again keeps what it is for."""
    stored = sequence_cases("recurrent")
    for name in ("RNN", "RNN relu", "LSTM", "GRU"):
        own = [settings for settings, _ in stored if settings["cell"] == name]
        assert {(s["layers"], s["directions"], s["lengths"] is None) for s in own} == {
            (layers, ways, whole) for layers in (1, 2) for ways in (1, 2) for whole in (True, False)
        }
    for settings, given in stored:
        arrives = () if settings["cell"] == "RNN relu" else ("dh0", "dx")  # all units of an RNN with ReLU may be off
        assert all(given[key].any() for key in ("h0", "dy", "dh_n", *arrives))
    assert {s["cell"] for s, _ in sequence_cases("keras")} == {"RNN", "LSTM", "GRU", "GRU before"}
