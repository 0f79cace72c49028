"""Layers of sequences of every kind for the tests, and states as flat lists of arrays."""

import numpy as np
from bad_calls import RNG, SEQUENCES, X, of_generator, of_layer, of_width

from course_nn import GRU, LSTM, RNN, Bidirectional, Layer, Parameter, Stacked
from course_nn.core import upstream


def made(kind, d_in=3, h=4, **settings):
    """A layer of one of `KINDS` in float64, no parameter of it 0."""
    rng = np.random.default_rng(1)
    layer = KINDS[kind](d_in, h, rng, **settings)
    for p in layer.parameters().values():
        p.value += rng.uniform(-0.3, 0.3, p.value.shape)
    return layer


def cell(kind, **own):
    return lambda d_in, h, rng, **settings: kind(d_in, h, rng, dtype=np.float64, **own, **settings)


CELLS = {
    "RNN": cell(RNN),
    "RNN-relu": cell(RNN, activation="relu"),
    "LSTM": cell(LSTM),
    "GRU": cell(GRU),
    "GRU-before": cell(GRU, reset="before"),
}
KINDS = CELLS | {
    "Stacked": lambda d_in, h, rng, **last: Stacked(
        CELLS["LSTM"](d_in, h, rng), CELLS["RNN"](h, 2, rng), CELLS["GRU-before"](2, h, rng, **last)
    ),
    "Bidirectional": lambda d_in, h, rng, **both: Bidirectional(
        CELLS["GRU"](d_in, h, rng, **both), CELLS["LSTM"](d_in, 2, rng, **both)
    ),
    "both": lambda d_in, h, rng, **last: Stacked(
        Bidirectional(CELLS["LSTM"](d_in, 2, rng), CELLS["RNN"](d_in, h, rng)), CELLS["GRU"](h + 2, h, rng, **last)
    ),
}


def flat(state):
    """The arrays of a state, however it is nested."""
    return [state] if isinstance(state, np.ndarray) else [array for part in state for array in flat(part)]


def nested(like, arrays):
    """Arrays as a state of the form of ``like``."""
    arrays = iter(arrays)

    def fill(part):
        return next(arrays) if isinstance(part, np.ndarray) else tuple(fill(inner) for inner in part)

    return fill(like)


def some_state(layer, n, rng):
    zeros = layer.start(n)
    return nested(zeros, [rng.normal(size=array.shape) for array in flat(zeros)])


class WithStates(Layer):
    """A run as a plain layer: its first states are parameters, and its output is y and the final state in a row."""

    def __init__(self, layer, n, rng, mask=None):
        self.layer, self.mask = layer, mask
        self.first = [Parameter(array) for array in flat(some_state(layer, n, rng))]

    def forward(self, x, train=False):
        n, form = len(x), self.layer.start(len(x))
        y, last, back = self.layer.run(x, nested(form, [p.value for p in self.first]), self.mask, train)
        parts = [y, *flat(last)]
        out = np.concatenate([part.reshape(n, -1) for part in parts], axis=1)
        stops = np.cumsum([part[0].size for part in parts])[:-1]

        def backward(d_out):
            dy, *d_last = np.split(upstream(d_out, out, self), stops, axis=1)
            dx, d_first = back(dy.reshape(y.shape), nested(form, d_last))
            for parameter, d in zip(self.first, flat(d_first), strict=True):
                parameter.grad += d
            return dx

        return out, backward


def of_cell(cell):
    """Rows of bad calls for one of RNN, LSTM and GRU."""
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
