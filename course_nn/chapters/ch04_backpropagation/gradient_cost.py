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


def compute_gradient_cost(width, depth, derivatives):
    """`operation_counts` for a width from a continuous scale, and whether the derivatives are asked for."""
    return operation_counts(round(width), depth) | {"derivatives": derivatives}


def measured_times(widths=(16, 32, 64, 128, 256, 512, 724), depth=2, n=32, d_in=16, rounds=25):
    """Seconds of a pass forward and of one backward by the number of weights, on one core; and the counted ratio.

    The least of all rounds: what else the machine does can only make a pass slower. Each round takes all widths, so
    that a slow moment meets all of them.
    """
    from threadpoolctl import threadpool_limits  # scikit-learn brings it

    rng = np.random.default_rng(0)
    networks = [mlp([d_in, *[width] * depth, 1], rng, dtype=np.float64) for width in widths]
    x, times = rng.standard_normal((n, d_in)), []
    with threadpool_limits(1):
        for _ in range(rounds):
            times.append([_times_of_passes(network, x) for network in networks])
    forward, back = np.transpose(np.min(times, axis=0))
    weights = [sum(p.value.size for name, p in net.parameters().items() if name.endswith("W")) for net in networks]
    counted = [operation_counts(width, depth, n, d_in)["ratio"] for width in widths]
    return {"weights": np.array(weights), "forward": forward, "backward": back, "counted": np.array(counted)}


def _times_of_passes(network, x):
    y, backward = network.forward(x)
    backward(np.ones_like(y), need_dx=False)  # a first time, so that everything is at hand
    start = time.perf_counter()
    y, backward = network.forward(x)
    middle = time.perf_counter()
    backward(np.ones_like(y), need_dx=False)
    return middle - start, time.perf_counter() - middle
