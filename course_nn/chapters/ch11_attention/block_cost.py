"""What a block of a transformer costs: the multiplications of its matrix products, by formula and counted."""

import numpy as np

from ... import _checks
from ...functions import softmax


def multiplications(t, d):
    """Those of t steps of width d, with a network of width 4d in between: a dict by part.

    Queries, keys, values and the output take 4 t d², the network 8 t d², and all pairs of steps, for the scores and
    for the means, 2 t² d; with several heads as many, as each has its share of d. A causal mask spares none here: the
    package computes all scores, and then hides some.
    """
    t, d = _checks.whole(t, "multiplications: t", low=1), _checks.whole(d, "multiplications: d", low=1)
    return {"projections": 4 * t * d**2, "pairs": 2 * t**2 * d, "network": 8 * t * d**2}


class _Number:
    """A number that keeps a tally of its multiplications."""

    __slots__ = ("tally", "value")

    def __init__(self, value, tally):
        self.value, self.tally = value, tally

    def __mul__(self, other):
        self.tally.append(1)
        return self.value * other


def counted_product(A, B):
    """``A @ B`` of two matrices, and how many numbers were multiplied in it."""
    tally = []
    numbers = np.array([[_Number(a, tally) for a in row] for row in A.tolist()])
    return (numbers @ B.astype(object)).astype(float), len(tally)


def counted_block(block, x):
    """``y, counts`` of a `TransformerBlock` that normalizes before: x (t, d) taken through it product by product."""
    counts = {"projections": 0, "pairs": 0, "network": 0}

    def product(part, A, B):
        y, n = counted_product(A, B)
        counts[part] += n
        return y

    attention, (first, activation, second) = block.attention, block.network.layers
    z = product("projections", block.norm_1(x), attention.W.value) + attention.b.value
    q, k, v = (np.split(part, block.heads, axis=1) for part in np.split(z, 3, axis=1))
    hidden = np.triu(np.full((len(x), len(x)), -1e30), 1) if attention.causal else 0
    heads = []
    for one_q, one_k, one_v in zip(q, k, v, strict=True):
        scores = product("pairs", one_q, one_k.T) / np.sqrt(one_q.shape[1])
        heads.append(product("pairs", softmax(scores + hidden), one_v))
    x = x + product("projections", np.hstack(heads), attention.W_o.value) + attention.b_o.value
    inner = activation(product("network", block.norm_2(x), first.W.value) + first.b.value)
    return x + product("network", inner, second.W.value) + second.b.value, counts
