"""ONNX for recurrent layers: its operators RNN, LSTM and GRU, whose sequences are (t, n, d), time first."""

import numpy as np

from ..conventions import weights_of
from ..layers import GRU, LSTM, RNN, Bidirectional, Stacked
from .operators import Tokens
from .plain_rules import chain
from .rulebook import refuse, says

_END = np.iinfo(np.int64).max


def one_hot(g, tokens, d):
    """Tokens (n, t) as one-hot codes (n, t, d), for which they stand."""
    return g("OneHot", tokens, np.array(d), g.constant(np.array([0.0, 1.0])), axis=-1)


def backwards(g, x):
    """x (n, t, …) from its last step to its first."""
    return g.like(x, g("Slice", x, np.array([-1]), np.array([-_END]), np.array([1]), np.array([-1])))


def read(g, cell, x, state=None):
    """``y, state``: y (n, t, h) of an RNN, LSTM or GRU, and what it ends with, names of arrays (n, h)."""
    weights, settings = _weights(g, cell)
    y, state = _run(g, cell, g("Transpose", _numbers(g, cell, x), perm=[1, 0, 2]), state, weights, settings)
    return g("Transpose", g("Squeeze", y, np.array([1])), perm=[1, 0, 2]), state


def read_masked(g, cell, x, mask):
    """The state that a cell ends with, where a step counts only if ``mask`` (n, t) is true.

    ONNX's operators know the length of a sequence, but no gap within: here a loop takes one step after the other.
    """
    weights, settings = _weights(g, cell)
    x = g("Transpose", _numbers(g, cell, x), perm=[1, 0, 2])
    mask = g("Unsqueeze", g("Transpose", mask, perm=[1, 0]), np.array([2]))
    sides = g("Concat", g("Shape", x, start=1, end=2), np.array([cell.d_hidden]), axis=0)
    start = [g("Expand", np.zeros((1, 1)), sides) for _ in range(cell.states)]
    states = [(f"state_{k}", g.dtype) for k in range(cell.states)]
    body = g.inner([*states, ("step", g.dtype), ("counts", np.dtype(bool))])
    *before, step, counts = [name for name, _ in body.inputs]
    _, after = _run(body, cell, body("Unsqueeze", step, np.array([0])), before, weights, settings)
    # The state stays where the step doesn't count.
    body.outputs = [(body("Where", counts, new, old), g.dtype) for new, old in zip(after, before, strict=True)]
    last = g("Scan", *start, x, mask, outputs=cell.states, body=body, num_scan_inputs=2)
    return [last] if cell.states == 1 else last


def _numbers(g, cell, x):
    return one_hot(g, x, cell.d_in) if isinstance(x, Tokens) and x.ndim == 2 else g.floats(x)


def _weights(g, cell):
    if type(cell) not in (RNN, LSTM, GRU):
        refuse(cell, g.place, "a cell that ONNX can say, RNN, LSTM or GRU")
    arrays = weights_of(cell, "onnx")
    settings = {"hidden_size": cell.d_hidden}
    if "linear_before_reset" in arrays:
        settings["linear_before_reset"] = int(arrays["linear_before_reset"])
    if getattr(cell, "activation", "tanh") == "relu":
        settings["activations"] = ["Relu"]
    return [g.constant(arrays[name], name) for name in ("W", "R", "B")], settings


def _run(g, cell, x, state, weights, settings):
    """``y, state`` for x (t, n, d): y (t, 1, n, h); the direction has an axis of its own there."""
    first = [] if state is None else [None, *(g("Unsqueeze", part, np.array([0])) for part in state)]
    y, *last = g(type(cell).__name__, x, *weights, *first, outputs=1 + cell.states, **settings)
    return y, [g("Squeeze", part, np.array([0])) for part in last]


@says(RNN, LSTM, GRU, tokens=True)
def recurrent(g, layer, x):
    y, state = read(g, layer, x)
    return state[0] if layer.return_last else y


@says(Stacked, tokens=True)
def stacked(g, layer, x):
    return chain(g, layer, x)


@says(Bidirectional, tokens=True)
def bidirectional(g, layer, x):
    forth = g.say(layer.layers[0], x, 0)
    back = g.say(layer.layers[1], backwards(g, x), 1)
    return g("Concat", forth, back if layer.return_last else backwards(g, back), axis=-1)
