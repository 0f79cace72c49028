"""The cliff in the cost of an RNN of one unit, gradient descent thrown off it, and what clipping can and cannot do."""

import math
from functools import lru_cache

import numpy as np

from ...optimizers import clip_by_norm

TARGET = 0.3
U_MAP, B_MAP = (-0.5, 3.0), (-1.5, 1.5)
U_STARTS, B_STARTS = (0.0, 2.5), (-1.0, 1.0)
STEPS = 40  # of gradient descent
RATE = 0.1


def last_state(u, b, length):
    """h_T of h_t = tanh(u h_{t−1} + b) from h_0 = 0, T = ``length``; u and b numbers or arrays."""
    h = np.zeros(np.broadcast_shapes(np.shape(u), np.shape(b)))
    for _ in range(length):
        h = np.tanh(u * h + b)
    return h


def cost(u, b, length):
    """J = ½ (h_T − 0.3)²."""
    return (last_state(u, b, length) - TARGET) ** 2 / 2


def shares(u, b, length):
    """What every use of u and b adds to ∂J/∂u and ∂J/∂b: (length, 2), the row of distance k before the end k-th."""
    h = [0.0]
    for _ in range(length):
        h.append(math.tanh(u * h[-1] + b))
    d, found = h[-1] - TARGET, []
    for t in range(length, 0, -1):
        d = d * (1 - h[t] ** 2)  # ∂J/∂z of this step
        found.append((d * h[t - 1], d))
        d = d * u
    return np.array(found)


def gradient(u, b, length):
    """∇J = (∂J/∂u, ∂J/∂b), the sum of the shares."""
    return shares(u, b, length).sum(axis=0)


def clipped_shares(u, b, length, limit):
    """``norm`` of ∇J, the ``factor`` by which clipping to ``limit`` shortens it, and the shares of b with and without.

    The factor is one number for all shares: what comes from far away stays as small beside what comes from near.
    """
    found = shares(u, b, length)
    g = found.sum(axis=0)
    norm = clip_by_norm(g, limit)
    factor = min(1.0, limit / norm) if norm else 1.0
    return {"norm": norm, "factor": factor, "plain": found[:, 1], "clipped": factor * found[:, 1], "gradient": g}


@lru_cache(maxsize=256)
def descend(u, b, length, limit=None, rate=RATE, steps=STEPS):
    """The path (steps + 1, 2) of gradient descent from (u, b), and the norm of ∇J before each step (steps,).

    With a ``limit`` ∇J is shortened to it where it is longer.
    """
    path, norms = np.empty((steps + 1, 2)), np.empty(steps)
    path[0] = u, b
    for k in range(steps):
        g = gradient(*path[k], length)
        norms[k] = np.linalg.norm(g) if limit is None else clip_by_norm(g, limit)
        path[k + 1] = path[k] - rate * g
    for array in (path, norms):
        array.setflags(write=False)
    return path, norms


@lru_cache(maxsize=64)
def cost_map(length):
    """J on a grid over the map, (b, u)."""
    u, b = np.linspace(*U_MAP, 141), np.linspace(*B_MAP, 121)
    return cost(u[None, :], b[:, None], length)


def clip_or_not(length, u, b, rate, limit, step):
    """Both paths up to ``step``, the map of J, and the shares in the gradient where the clipped path now is."""
    paths = {"plain": descend(u, b, length, None, rate), "clipped": descend(u, b, length, limit, rate)}
    return {
        "map": cost_map(length),
        "limit": limit,
        "step": step,
        "paths": {name: path[: step + 1] for name, (path, _) in paths.items()},
        "last": {
            name: float(np.linalg.norm(path[step] - path[step - 1])) if step else 0.0
            for name, (path, _) in paths.items()
        },
        "costs": {name: float(cost(*path[step], length)) for name, (path, _) in paths.items()},
        "shares": clipped_shares(*paths["clipped"][0][step], length, limit),
    }
