"""What an epoch costs by the size of its batches: multiplications, half as many again with batches of one, and time."""

import time
from itertools import pairwise

import numpy as np

from ...optimizers import SGD
from ...training import batches, train
from .batch_size import SIZES, N
from .problems import problem


def multiplications(sizes=SIZES, widths=(64, 32, 10)):
    """Multiplications in one epoch of SGD on the digits, by batch size: "examples" forward and back, "steps" in θ.

    A dense layer multiplies d_in · d_out times for its output, as often for ∂J/∂W, and, unless it is the first, as
    often for ∂J/∂x; a step of SGD multiplies once for each number in θ.
    """
    layers = [a * b for a, b in pairwise(widths)]
    theta = sum(layers) + sum(widths[1:])
    each = 3 * sum(layers) - layers[0]
    return {
        "sizes": np.array(sizes),
        "examples": np.full(len(sizes), N * each),
        "steps": np.array([-(-N // m) * theta for m in sizes]),
    }


def seconds_per_epoch(sizes=SIZES, rounds=5):
    """The time of one epoch by batch size, on this machine and now: the least of several, in alternating order."""
    chosen = problem("digits")
    feeds = {}
    for m in sizes:
        network, rng = chosen.network(0)
        feeds[m] = network, batches(*chosen.learning, m, rng)
    seconds = {m: [] for m in sizes}
    for k in range(rounds):
        for m in sizes if k % 2 == 0 else sizes[::-1]:
            network, feed = feeds[m]
            start = time.perf_counter()
            for _ in train(network, chosen.loss, SGD(0.01), feed):
                pass
            seconds[m].append(time.perf_counter() - start)
    return {"sizes": np.array(sizes), "seconds": np.array([min(seconds[m]) for m in sizes])}
