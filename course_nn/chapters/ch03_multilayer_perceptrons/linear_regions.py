"""The linear regions of ReLU networks with two inputs: where the same units are switched on."""

import numpy as np

from ... import _checks, data
from .linear_pieces import random_network, weights_of


def activation_patterns(depth=2, width=6, seed=0, n=240):
    """The linear regions of a random ReLU network with two inputs over [−2, 2]², seen on n × n points.

    Two points belong to one region if the same units are switched on. Returns a dict: ``active`` (n, n), the share
    of units that are on; ``z``, for each hidden layer its units' z (width, n/2, n/2) on every second point; and
    ``regions``, the number of different patterns among the points (regions between the points are missed).
    """
    if _checks.whole(depth, "depth", low=1) * _checks.whole(width, "width", low=1) > 64:
        raise ValueError(f"activation_patterns: expected at most 64 hidden units, got {depth * width}")
    network = random_network(depth, width, seed, d_in=2)
    axis = np.linspace(-2, 2, n)
    a = data.grid_points(axis, axis)
    code, active, seen = np.zeros(n * n, np.uint64), np.zeros(n * n), []
    powers = 2.0 ** np.arange(width)
    for W, b in weights_of(network)[:-1]:
        z = a @ W + b
        on = (z > 0).astype(float)
        code = code * np.uint64(2**width) + (on @ powers).astype(np.uint64)  # which units are on, as one number
        active += on.sum(axis=1)
        seen.append(np.moveaxis(z.reshape(n, n, width)[::2, ::2], -1, 0))
        a = np.maximum(z, 0)
    return {
        "axis": axis,
        "active": (active / (depth * width)).reshape(n, n),
        "z": seen,
        "regions": len(np.unique(code)),
        "depth": depth,
        "width": width,
        "units": depth * width,
        "straight": 1 + width + width * (width - 1) // 2,
    }
