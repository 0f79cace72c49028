"""Learning XOR from random starts: one network watched step by step, and many trained at once."""

from dataclasses import dataclass
from functools import lru_cache, partial

import numpy as np

from ... import _checks, data
from ...core import Layer, Parameter, Sequential
from ...data.own import own_classes
from ...functions import sigmoid
from ...layers import ACTIVATION_LAYERS
from ...losses import BinaryCrossEntropy
from ...models.mlp import mlp
from ...optimizers import Adam
from ...training import train
from .hidden_space import HIGH, LOW, right_answers

EVERY, FRAMES = 10, 60  # a network is saved after every 10 steps, 60 times


@dataclass(frozen=True, eq=False)
class OwnPoints:
    """Points of the reader's own, each column from 0 to 1, with what the labels 0 and 1 were called."""

    X: np.ndarray
    y: np.ndarray
    names: list


def own_points(X, y, who):
    """`OwnPoints` of X (n, 2) and y (n,), or None without them. See `data.own.own_classes` for what they may be."""
    given = own_classes(X, y, who)
    if given is None:
        return None
    X, y, names = given
    span = np.ptp(X, axis=0)
    return OwnPoints(np.where(span > 0, (X - X.min(axis=0)) / np.where(span > 0, span, 1), 0.5), y, names)


class SideBySide(Layer):
    """Dense layers of k separate networks at once: x (k, n, d_in) -> x W + b (k, n, d_out), W (k, d_in, d_out)."""

    def __init__(self, layers):
        self.W = Parameter(np.stack([layer.W.value for layer in layers]))
        self.b = Parameter(np.stack([layer.b.value for layer in layers])[:, None])

    def forward(self, x, train=False):
        y = x @ self.W.value + self.b.value

        def backward(dy):
            self.W.grad += np.swapaxes(x, -1, -2) @ dy
            self.b.grad += dy.sum(axis=-2, keepdims=True)
            return dy @ np.swapaxes(self.W.value, -1, -2)

        return y, backward


class _Columns(Layer):
    """The outputs (k, n, 1) of k networks as the k columns of one output (n, k)."""

    def forward(self, x, train=False):
        return x[:, :, 0].T, lambda dy: np.ascontiguousarray(dy.T)[:, :, None]


def crowd(hidden, activation="tanh", seeds=100):
    """2-h-1 networks, started from the seeds 0, 1, … as `mlp` starts them, as one network with a column for each.

    Adam treats every entry of θ alone, and the losses of the columns add up: so each learns as it would by itself.
    """
    _checks.one_of(activation, ACTIVATION_LAYERS, "activation")
    alone = [
        mlp([2, hidden, 1], np.random.default_rng(seed), activation=activation, dtype=np.float64)
        for seed in range(_checks.whole(seeds, "seeds", low=1))
    ]
    first, last = (SideBySide([network[k] for network in alone]) for k in (0, 2))
    return Sequential(first, ACTIVATION_LAYERS[activation](), last, _Columns())


@lru_cache(maxsize=64)
def _trained(hidden, activation, seeds, steps, learning_rate):
    X, y = data.xor()
    network = crowd(hidden, activation, seeds)
    inputs, targets = np.broadcast_to(X, (seeds, 4, 2)), np.repeat(y[:, None], seeds, axis=1)
    for _ in train(network, BinaryCrossEntropy(), Adam(learning_rate), [(inputs, targets)], epochs=steps):
        pass
    return network


def train_crowd(hidden, activation="tanh", seeds=100, steps=600, learning_rate=0.05):
    """The logits (4, seeds) and costs (seeds,) of 2-h-1 networks from many starts, after ``steps`` steps of Adam."""
    (X, y), loss = data.xor(), BinaryCrossEntropy()
    logits = _trained(hidden, activation, seeds, steps, learning_rate)(np.broadcast_to(X, (seeds, 4, 2)))
    return logits, np.array([loss(logits[:, [k]], y)[0] for k in range(seeds)])


def share_solved(hidden, activation="tanh", seeds=100, steps=600, learning_rate=0.05):
    """The share of starts from which a 2-h-1 network gets all four corners right (see `train_crowd`)."""
    logits, _ = train_crowd(hidden, activation, seeds, steps, learning_rate)
    return float(np.mean(right_answers(sigmoid(logits), data.xor()[1][:, None]).all(axis=0)))


def corner_distances(hidden, activation="tanh", seeds=100, steps=600, learning_rate=0.05):
    """How far the corners lie from the lines z = 0 of the units, with sign: (seeds, 4, h) (see `train_crowd`)."""
    first = _trained(hidden, activation, seeds, steps, learning_rate)[0]
    return first(np.broadcast_to(data.xor()[0], (seeds, 4, 2))) / np.linalg.norm(first.W.value, axis=1)[:, None]


@lru_cache(maxsize=32)
def history(hidden, learning_rate, seed, activation, own=None):
    """The way of one 2-h-1 network: the saved ``thetas`` (61, p), and the ``losses`` (601,) after 0, 1, … steps."""
    X, y = data.xor() if own is None else (own.X, own.y)
    network = mlp([2, hidden, 1], np.random.default_rng(seed), activation=activation, dtype=np.float64)
    loss, thetas, losses = BinaryCrossEntropy(), [network.theta.copy()], []
    for step in train(network, loss, Adam(learning_rate), [(X, y)], epochs=EVERY * FRAMES):
        losses.append(step.loss)
        if (step.index + 1) % EVERY == 0:
            thetas.append(network.theta.copy())
    losses.append(loss(network(X), y)[0])
    return np.array(thetas), np.array(losses)


def snapshot(hidden=3, learning_rate=0.05, seed=0, activation="tanh", frame=20, own=None):
    """One saved moment of `history`: the probability over the window and at the points, and every unit's line.

    The points are the corners of XOR, or ``own``, `OwnPoints`.
    """
    frame = _checks.whole(frame, "frame", low=0, high=FRAMES)
    thetas, losses = history(hidden, learning_rate, seed, activation, own)
    network = mlp([2, hidden, 1], np.random.default_rng(seed), activation=activation, dtype=np.float64)
    network.theta[:] = thetas[frame]
    X, y = data.xor() if own is None else (own.X, own.y)
    axis = np.linspace(LOW, HIGH, 61)
    points = data.grid_points(axis, axis)
    p = sigmoid(network(X)[:, 0])
    return {
        "step": frame * EVERY,
        "own": own is not None,
        "axis": axis,
        "field": sigmoid(network(points)).reshape(61, 61),
        "X": X,
        "y": y,
        "p": p,
        "right": int(np.sum(right_answers(p, y))),
        "W": network[0].W.value.copy(),
        "c": network[0].b.value.copy(),
        "w": network[2].W.value[:, 0].copy(),
        "losses": losses,
    }


def snapshots(own=None):
    """`snapshot` for `OwnPoints`, or for XOR."""
    return snapshot if own is None else partial(snapshot, own=own)
