"""How many linear pieces a ReLU network with one input has: counted exactly."""

from functools import lru_cache

import numpy as np

from ... import _checks
from ...core import Sequential
from ...layers import Dense, ReLU
from ...models.mlp import mlp

DEPTHS = (1, 2, 3, 4, 5)


def weights_of(network):
    """[(W, b), …] of a network of dense layers with ReLUs between them, as `breakpoints` takes it."""
    layers = network.layers if isinstance(network, Sequential) else ()
    fits = all(type(layer) is (ReLU if k % 2 else Dense) for k, layer in enumerate(layers))
    if not fits or len(layers) % 2 == 0:
        raise ValueError(f"weights_of: expected Sequential(Dense, ReLU, …, Dense) with biases, got {network!r}")
    return [(layer.W.value, layer.b.value) for layer in layers[::2]]


def breakpoints(weights, low, high):
    """Where the slope of a ReLU network with one input and one output changes in (low, high): a growing array.

    ``weights`` is [(W, b), …] with W (d_in, d_out), first d_in and last d_out 1. Layer by layer, the units are linear
    between the breaks found so far; a unit that changes its sign in between makes a new break where it is zero. In
    the end, breaks at which the slope stays the same are dropped. The same lines work on floats (breaks nearer than
    1e-12 of the interval are one) and, without any rounding, on arrays of Python's fractions.
    """
    exact = any(W.dtype == object or b.dtype == object for W, b in weights)
    t = np.array([low, high], dtype=object if exact else float)
    least = 0 if exact else 1e-12 * (high - low)
    a = t[:, None]
    for W, b in weights[:-1]:
        z = a @ W + b
        i, j = np.nonzero(((z[:-1] < 0) & (z[1:] > 0)) | ((z[:-1] > 0) & (z[1:] < 0)))
        share = z[i, j] / (z[i, j] - z[i + 1, j])
        new_t = t[i] + share * (t[i + 1] - t[i])
        new_z = z[i] + share[:, None] * (z[i + 1] - z[i])
        new_z[np.arange(len(i)), j] = 0
        t, z = np.concatenate([t, new_t]), np.concatenate([z, new_z])
        order = np.argsort(t, kind="stable")
        t, z = t[order], z[order]
        keep = np.concatenate([[True], np.diff(t) > least])
        keep[-1] = True
        t, a = t[keep], np.maximum(z[keep], 0)
    slopes = _slopes(weights, (t[:-1] + t[1:]) / 2)
    same = 0 if exact else 1e-9 * np.abs(slopes).max()
    return t[1:-1][np.abs(np.diff(slopes)) > same]


def _slopes(weights, x):
    """dy/dx at points x (n,) by the chain rule, forward."""
    a, slope = x[:, None], np.ones_like(x)[:, None]
    for W, b in weights[:-1]:
        z = a @ W + b
        a, slope = np.maximum(z, 0), (slope @ W) * (z > 0)
    return (slope @ weights[-1][0])[:, 0]


def pieces(network, low, high):
    """The number of linear pieces of a ReLU network with one input and one output on the interval from low to high."""
    return len(breakpoints(weights_of(network), low, high)) + 1


def sawtooth(depth, width=2):
    """A ReLU network with ``width ** depth`` pieces on [0, 1] (Telgarsky, 2016; his has width 2).

    A layer of w ReLUs folds the interval into w equal parts: its zigzag goes from 0 to 1 and back, w times in all.
    The next layer folds the folded interval again: the pieces multiply, while the units only add up.
    """
    depth, width = _checks.whole(depth, "depth", low=1), _checks.whole(width, "width", low=1)
    corners = -np.arange(width)  # zigzag(x) = w (relu(x) − 2 relu(x − 1/w) + 2 relu(x − 2/w) − …)
    zigzag = np.where(np.arange(width) % 2, -2.0, 2.0)
    zigzag[0] = 1.0
    layers = []
    for k in range(depth):  # units work on w·x, so that all weights are whole numbers
        layer = Dense(1 if k == 0 else width, width, init="zeros", dtype=np.float64)
        layer.W.value[:] = width if k == 0 else width * zigzag[:, None]
        layer.b.value[:] = corners
        layers += [layer, ReLU()]
    last = Dense(width, 1, init="zeros", dtype=np.float64)
    last.W.value[:, 0] = zigzag
    return Sequential(*layers, last)


def random_network(depth, width, seed, d_in=1):
    """A ReLU network with He's random weights and normal random biases (standard deviation 1/2)."""
    rng = np.random.default_rng(seed)
    network = mlp([d_in] + [width] * depth + [1], rng, activation="relu", init="he", dtype=np.float64)
    for layer in network.layers[::2]:
        layer.b.value[:] = rng.normal(0, 0.5, layer.d_out)
    return network


@lru_cache(maxsize=64)
def _counts(width, seed):
    grown = [pieces(sawtooth(depth, width), 0, 1) for depth in DEPTHS]
    drawn = [pieces(random_network(depth, width, seed), -2, 2) for depth in DEPTHS]
    return np.array(grown), np.array(drawn)


def pieces_by_depth(kind="sawtooth", depth=3, width=2, seed=0):
    """A network on a line with its breaks, and the numbers of pieces for all depths.

    Returns a dict: ``x, y`` (a polyline through all breaks), ``breaks``, ``pieces``, and for the depths 1 to 5 the
    counts ``folded`` (the sawtooth), ``random`` and ``one_layer`` (the most that as many units in one layer can have).
    """
    folded = _checks.one_of(kind, ("sawtooth", "random"), "kind") == "sawtooth"
    depth = _checks.whole(depth, "depth", low=1, high=DEPTHS[-1])
    network = sawtooth(depth, width) if folded else random_network(depth, width, seed)
    low, high = (0.0, 1.0) if folded else (-2.0, 2.0)
    breaks = breakpoints(weights_of(network), low, high)
    x = np.concatenate([[low], breaks, [high]])
    counts = _counts(width, seed)
    return {
        "kind": kind,
        "depth": depth,
        "width": width,
        "x": x,
        "y": network(x[:, None])[:, 0],
        "breaks": breaks,
        "pieces": len(breaks) + 1,
        "depths": np.array(DEPTHS),
        "folded": counts[0],
        "random": counts[1],
        "one_layer": width * np.array(DEPTHS) + 1,
        "units": depth * width,
    }
