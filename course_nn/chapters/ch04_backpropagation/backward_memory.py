"""What the way back remembers: activations kept for it, and checkpoints, which trade them for a second way forward."""

import tracemalloc

import numpy as np

from ... import _checks
from ...core import Sequential
from ...layers import Dense, Tanh

LAYERS, WIDTH = 64, 100
BYTES = 4  # of a number in float32


def memory_of_a_step(every, n, layers=LAYERS, width=WIDTH):
    """How many layers' activations are in memory after each move of a training step, and the megabytes at the most.

    The way forward keeps the output of every ``every``-th layer. The way back takes the pieces between them from the
    last to the first: it computes a piece forward once more, now keeping everything, and goes back through it. The last
    piece is kept at once: nothing is computed twice if it is the only one, or if ``every`` = 1. Each layer counts ``n``
    examples of ``width`` numbers.
    """
    every = _checks.whole(every, "every", low=1)
    n = _checks.number(n, "n", above=0)
    edges = [*range(0, layers, every), layers]  # the pieces between what is kept
    last = edges[-2]
    kept = [min(layer, last) // every + max(min(layer, layers - 1) - last, 0) for layer in range(1, layers + 1)]
    ways = ["forward"] * layers
    for low, high in zip(edges[-2::-1], edges[:0:-1], strict=True):
        base = low // every  # of the pieces below
        inside = high - low - 1  # activations within the piece; its beginning is kept already
        if low < last:
            kept += [base + i for i in range(1, inside + 1)]
            ways += ["again"] * inside
        kept += [base + i for i in range(inside, -1, -1)]
        ways += ["back"] * (high - low)
    again = ways.count("again")
    one = n * width * BYTES / 1e6
    weights = layers * (width * width + width) * BYTES / 1e6
    return {
        "kept": np.array(kept),
        "ways": np.array(ways),
        "peak": max(kept),
        "every": every,
        "checkpoints": (layers - 1) // every,
        "layers": layers,
        "megabytes": {"weights": weights, "all activations": (layers - 1) * one, "kept at the most": max(kept) * one},
        "work": 1 + again / (3 * layers),  # forward counts 1, back 2
    }


def gradient_with_checkpoints(pieces, x, d_output):
    """∂/∂x of a chain of networks, ``pieces``, keeping what stands between them; their gradients are added up.

    Forward without memory, then back piece by piece: each is run forward again, with memory, and walked back at once.
    """
    between = [x]
    for piece in pieces[:-1]:
        between.append(piece(between[-1]))
    d = d_output
    while between:
        d = pieces[len(between) - 1].forward(between.pop(), train=True)[1](d)  # and what it kept is forgotten at once
    return d


def deep_network(layers=LAYERS, width=WIDTH, every=LAYERS, seed=0):
    """A chain of tanh layers, cut into pieces of ``every`` layers, all of them with weights from one seed."""
    rng = np.random.default_rng(seed)
    chain = [Sequential(Dense(width, width, rng), Tanh()) for _ in range(layers)]
    return [Sequential(*chain[low : low + every]) for low in range(0, layers, every)]


def measured_peaks(every, n=500, layers=16):
    """Peak megabytes of a step, measured: with everything kept, and with checkpoints at every ``every``-th layer."""
    peaks = {}
    for name, cut in (("everything", layers), ("checkpoints", every)):
        pieces = deep_network(layers, every=cut)
        x, d = (np.ones((n, WIDTH), np.float32) for _ in range(2))
        gradient_with_checkpoints(pieces, x, d)  # what is made once and for all is made now
        tracemalloc.start()
        gradient_with_checkpoints(pieces, x, d)
        peaks[name] = tracemalloc.get_traced_memory()[1] / 1e6
        tracemalloc.stop()
    return peaks
