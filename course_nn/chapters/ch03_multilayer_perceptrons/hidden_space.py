"""XOR: the best line, two networks that solve it, and what their hidden layer does to the plane."""

import numpy as np

from ... import _checks, data
from ...core import Sequential
from ...layers import Dense, ReLU

#: Two ways to solve XOR with two ReLU units: W (2, 2), c (2,), w (2,), b. The first is the worked example of
#: Goodfellow, Bengio and Courville (2016, chapter 6); the second folds the plane along its diagonal.
SOLUTIONS = {
    "worked": (((1, 1), (1, 1)), (0, -1), (1, -2), 0),
    "diagonal": (((1, -1), (-1, 1)), (0, 0), (1, 1), 0),
}
LOW, HIGH = -0.5, 1.5  # the window of the plane that is drawn


def best_line():
    """The linear function ŷ = x w + b with the least squared error on XOR: ``w (2,), b, ŷ (4,)``."""
    X, y = data.xor()
    X1 = np.column_stack([X, np.ones(4)])
    solution = np.linalg.lstsq(X1, y, rcond=None)[0]
    return solution[:2], solution[2], X1 @ solution


def xor_network(solution="worked"):
    """The network Dense(2, 2), ReLU, Dense(2, 1) with the weights of one of the ``SOLUTIONS``, in float64."""
    W, c, w, b = SOLUTIONS[_checks.one_of(solution, SOLUTIONS, "solution")]
    hidden = Dense(2, 2, init="zeros", dtype=np.float64)
    output = Dense(2, 1, init="zeros", dtype=np.float64)
    hidden.W.value[:], hidden.b.value[:] = W, c
    output.W.value[:, 0], output.b.value[:] = w, b
    return Sequential(hidden, ReLU(), output)


def right_answers(output, y):
    """Where an output says y: above 1/2 for a 1, below for a 0. What is 1/2 to two digits, as shown, is no answer."""
    shown = np.round(output, 2)
    return np.where(y == 1, shown > 0.5, shown < 0.5)


def fold(way=2.0, solution="worked", bias=0.0, weight=0.0):
    """The plane on its way through the hidden layer: x at 0, z = x W + c at 1, h = max(0, z) at 2.

    ``bias`` and ``weight`` are added to the second unit's c₂ and w₂. Returns a dict: the moved grid ``lines``
    (k, m, 2) and ``corners`` (4, 2), which are ``X, y`` before; the output ŷ over the window ``field`` (n, n) with its
    ``axis`` (n,), the corners' ``output`` (4,), how many of them are ``right`` (see `right_answers`), and the
    weights ``W, c, w, b``.
    """
    way = _checks.number(way, "way", low=0, high=2)
    network = xor_network(solution)
    network[0].b.value[1] += _checks.number(bias, "bias")
    network[2].W.value[1] += _checks.number(weight, "weight")
    X, y = data.xor()
    ticks, fine = np.linspace(LOW, HIGH, 9), np.linspace(LOW, HIGH, 33)
    upright = np.stack(np.broadcast_arrays(ticks[:, None], fine), axis=-1)
    lines = np.concatenate([upright, upright[..., ::-1]])
    axis = np.linspace(LOW, HIGH, 81)
    points = data.grid_points(axis, axis)
    output = network(X)[:, 0]
    return {
        "way": way,
        "lines": _move(lines.reshape(-1, 2), network, way).reshape(lines.shape),
        "corners": _move(X, network, way),
        "X": X,
        "y": y,
        "axis": axis,
        "field": network(points).reshape(81, 81),
        "output": output,
        "right": int(np.sum(right_answers(output, y))),
        "W": network[0].W.value.copy(),
        "c": network[0].b.value.copy(),
        "w": network[2].W.value[:, 0].copy(),
        "b": float(network[2].b.value[0]),
    }


def _move(x, network, way):
    z = network[0](x)
    if way <= 1:
        return (1 - way) * x + way * z
    return (2 - way) * z + (way - 1) * network[1](z)
