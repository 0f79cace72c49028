"""The cost of a gradient: backpropagation and finite differences in forward passes, counted and measured."""

import time
from itertools import pairwise

import numpy as np

from ... import _checks
from ...models.mlp import mlp


def operation_counts(width, depth, n=32, d_in=16):
    """Multiplications of one pass forward and one backward, and of finite differences, through a dense network.

    A layer of d_in inputs and d_out neurons takes n·d_in·d_out multiplications forward; backward as many for ∂J/∂W and
    again for ∂J/∂x, which the first layer does not need. Finite differences take two forward passes a weight.
    """
    width, depth = _checks.whole(width, "width", low=1), _checks.whole(depth, "depth", low=1)
    sizes = [d_in, *[width] * depth, 1]
    weights = [a * b for a, b in pairwise(sizes)]
    forward = n * sum(weights)
    backward = n * (2 * sum(weights) - weights[0])
    parameters = sum(weights) + sum(sizes[1:])
    return {
        "forward": forward,
        "backward": backward,
        "differences": 2 * parameters * forward,
        "parameters": parameters,
        "ratio": backward / forward,
    }


def compute_gradient_cost(width, depth):
    """`operation_counts` for a width from a continuous scale: the nearest whole number of units."""
    return operation_counts(round(width), depth)


def measured_ratio(widths=(8, 16, 32, 64, 128, 256, 512), depth=2, n=32, d_in=16, repeats=25):
    """The time of a pass backward over that of a pass forward, medians on this machine, and what counting says."""
    rng = np.random.default_rng(0)
    ratios = []
    for width in widths:
        network = mlp([d_in, *[width] * depth, 1], rng, dtype=np.float64)
        x, times = rng.standard_normal((n, d_in)), []
        for _ in range(repeats):
            start = time.perf_counter()
            y, backward = network.forward(x)
            middle = time.perf_counter()
            backward(np.ones_like(y), need_dx=False)
            times.append((middle - start, time.perf_counter() - middle))
        forward, back = np.median(times, axis=0)
        ratios.append(back / forward)
    counted = [operation_counts(width, depth, n, d_in)["ratio"] for width in widths]
    return {"width": np.array(widths), "measured": np.array(ratios), "counted": np.array(counted)}
