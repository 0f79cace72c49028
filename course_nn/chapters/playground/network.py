"""The network of the settings: built, asked for its answer, and carried over into another structure."""

from typing import Any, NamedTuple

import numpy as np

from ... import _checks
from ...core import Sequential
from ...functions import _softmax
from ...layers import ACTIVATION_LAYERS, Dense, Dropout, PReLU, Tanh
from ...losses import BinaryCrossEntropy, CrossEntropy, SquaredError
from .features import featured

#: What is drawn from a seed, each from a Generator of its own: (seed, 1) are the data.
WEIGHTS, ORDER, DROPOUT = 2, 3, 4
#: The bias of every unit at the start, under the rules of TensorFlow's playground.
FIRST_BIAS = 0.1


class Block(NamedTuple):
    """A layer of units: its dense layer, and what comes after it, None where nothing does."""

    dense: Dense
    activation: Any
    dropout: Any


class HalfSquaredError(SquaredError):
    """L = ½ Σ (ŷ − y)² over the outputs of one example; ∂J/∂ŷ = (ŷ − y) / n. Half of `SquaredError`, as there."""

    def __call__(self, output, target):
        value, error = super().__call__(output, target)
        error *= 0.5
        return 0.5 * value, error


def uniform_half(shape, rng, dtype):
    """Uniform within ±½, whatever the layer's size: as TensorFlow's playground draws its weights."""
    return rng.random(shape, dtype) - 0.5


def outputs_of(settings):
    """How many outputs the network has: one for each class where there are more than two, else one."""
    return settings.classes if settings.classes > 2 else 1


def is_squared(settings):
    """Whether the loss is the squared error, as it always is for regression."""
    return settings.problem == "regression" or settings.loss == "squared error"


def build(settings):
    """The network in float64, its first weights drawn from the seed.

    Each hidden layer is Dense, its activation unless that is linear, and Dropout where the share is above 0. The
    output is Dense; squared errors of classes are taken of its tanh, which is then the network's last layer.
    """
    rng = np.random.default_rng([settings.seed, WEIGHTS])
    layers, d_in = [], len(settings.features)
    for i, hidden in enumerate(settings.hidden):
        layers.append(_dense(d_in, hidden.units, settings, rng))
        if hidden.activation != "linear":
            kind = ACTIVATION_LAYERS[hidden.activation]
            layers.append(kind(dtype=np.float64) if kind is PReLU else kind())
        if hidden.dropout:
            layers.append(Dropout(hidden.dropout, np.random.default_rng([settings.seed, DROPOUT, i])))
        d_in = hidden.units
    layers.append(_dense(d_in, outputs_of(settings), settings, rng))
    if settings.problem == "classification" and is_squared(settings):
        layers.append(Tanh())
    return Sequential(*layers)


def _dense(d_in, d_out, settings, rng):
    init = uniform_half if settings.start == "uniform ±½" else settings.start
    dense = Dense(d_in, d_out, rng, init=init, dtype=np.float64)
    if settings.original and settings.start != "zeros":
        dense.b.value = np.full(d_out, FIRST_BIAS)
    return dense


def blocks(network):
    """The `Block` of each hidden layer, and last that of the output."""
    found = []
    for layer in network.layers:
        if isinstance(layer, Dense):
            found.append(Block(layer, None, None))
        elif isinstance(layer, Dropout):
            found[-1] = found[-1]._replace(dropout=layer)
        else:
            found[-1] = found[-1]._replace(activation=layer)
    return found


def place_of(network, path):
    """The array of weights or biases, and the place in it, that a path names: ("W", layer, i, j) or ("b", layer, j)."""
    kind = path[0] if isinstance(path, (list, tuple)) and path else None
    if kind not in ("W", "b") or len(path) != (4 if kind == "W" else 3):
        raise ValueError(f'edit: expected a path such as ("W", layer, i, j) or ("b", layer, j), got {path!r:.60}')
    layers = blocks(network)
    layer = layers[_checks.whole(path[1], "edit: layer", low=0, high=len(layers) - 1)]
    array = getattr(layer.dense, kind).value
    names = ("number of the input", "number of the unit")[-array.ndim :]
    return array, tuple(
        _checks.whole(i, f"edit: {name}", low=0, high=side - 1)
        for i, name, side in zip(path[2:], names, array.shape, strict=True)
    )


def loss_of(settings):
    """The loss of the settings: of logits, or ½ (ŷ − y)². Only the latter fits regression, whatever is set."""
    if is_squared(settings):
        return HalfSquaredError()
    return BinaryCrossEntropy() if outputs_of(settings) == 1 else CrossEntropy()


def target_of(settings, y):
    """The targets y (n,), classes or numbers, as the loss takes them: labels (n,) for k classes, else (n, outputs).

    Cross-entropy of two classes wants 0 or 1, the squared error −1 or 1: for k classes k of them, 1 for the true one.
    """
    if settings.problem == "regression":
        return y.astype(np.float64)[:, None]
    k = outputs_of(settings)
    if len(y) and y.max() >= settings.classes:
        raise ValueError(f"classes: expected at least {y.max() + 1} for these data, got {settings.classes}")
    if k == 1:
        y = y.astype(np.float64)[:, None]
        return 2 * y - 1 if is_squared(settings) else y
    return 2.0 * (y[:, None] == np.arange(k)) - 1 if is_squared(settings) else y


def read(settings, output):
    """What an output (n, outputs) says: (n,) in −1 … 1, or for more than two classes shares (n, k) that add up to 1.

    Of two classes it is 2p − 1 with the probability p of class 1, or the tanh; for regression the number, cut to ±1.
    """
    if settings.problem == "regression":
        return output[:, 0].clip(-1, 1)
    if outputs_of(settings) == 1:
        return output[:, 0] if is_squared(settings) else np.tanh(output[:, 0] / 2)
    if not is_squared(settings):
        return _softmax(output)
    height = output + 1 + 1e-12  # of tanhs that are all −1 the shares are equal
    return height / height.sum(axis=1, keepdims=True)


def answer(network, settings, X):
    """What the network says of the points X (n, 2), as `read` gives it."""
    return read(settings, network.forward(featured(X, settings.features))[0])


def right(output, y):
    """(n,): whether each answer names the class y."""
    return output.argmax(axis=1) == y if output.shape[1] > 1 else (output[:, 0] > 0) == (y == 1)


def carried(network, old, new):
    """A network for the settings ``new`` that keeps what the ``network`` of the settings ``old`` has learned.

    A weight is kept if both of its ends are still there: features go by name, units by number. New ones are as `build`
    draws them. Where the number of layers changes, all before the first difference stay, and what follows is drawn
    anew; so are the weights into the output, where it has another number of units.
    """
    fresh = build(new)
    before, after = blocks(network), blocks(fresh)
    if len(before) == len(after):
        same = len(after) - (outputs_of(old) != outputs_of(new))
    else:
        units = ([layer.units for layer in settings.hidden] for settings in (old, new))
        pairs = [a == b for a, b in zip(*units, strict=False)]
        same = pairs.index(False) if False in pairs else len(pairs)
    for i in range(same):
        _keep(before[i], after[i], _rows(old, new) if i == 0 else None)
    return fresh


def _rows(old, new):
    """The features that both have, as numbers of the rows of both."""
    both = [name for name in new.features if name in old.features]
    return [[settings.features.index(name) for name in both] for settings in (old, new)]


def _keep(before, after, rows):
    W, V = before.dense.W.value, after.dense.W.value
    if rows is None:
        rows = [range(min(len(W), len(V)))] * 2
    units = min(W.shape[1], V.shape[1])
    V[rows[1], :units] = W[rows[0], :units]
    after.dense.b.value[:units] = before.dense.b.value[:units]
    if isinstance(before.activation, PReLU) and isinstance(after.activation, PReLU):
        after.activation.s.value = before.activation.s.value
    if before.dropout is not None and after.dropout is not None:
        after.dropout.rng.bit_generator.state = before.dropout.rng.bit_generator.state
