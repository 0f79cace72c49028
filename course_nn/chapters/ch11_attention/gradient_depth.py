"""How a gradient comes down a stack of blocks at the start of training: with sums, with normalization, with both."""

from functools import lru_cache

import numpy as np

from ...core import Residual, Sequential
from ...layers import Dense, LayerNorm, MultiHeadAttention, ReLU, TransformerBlock

KINDS = ("nothing", "normalization alone", "sums alone", "sums, normalized after", "sums, normalized before")
WIDTH, HEADS, STEPS, EXAMPLES, DEEPEST, SEEDS = 32, 4, 12, 4, 24, 5


def block(kind, rng):
    """One block of the kind, in float64."""
    if kind in KINDS[3:]:
        return TransformerBlock(WIDTH, HEADS, rng, norm=kind.split()[-1], dtype=np.float64)
    attention = MultiHeadAttention(WIDTH, HEADS, rng, dtype=np.float64)
    parts = Dense(WIDTH, 4 * WIDTH, rng, dtype=np.float64), ReLU(), Dense(4 * WIDTH, WIDTH, rng, dtype=np.float64)
    if kind == "sums alone":
        return Sequential(Residual(attention), Residual(*parts))
    if kind == "normalization alone":
        norms = (LayerNorm(WIDTH, dtype=np.float64) for _ in range(2))
        return Sequential(next(norms), attention, next(norms), *parts)
    return Sequential(attention, *parts)


@lru_cache(maxsize=len(KINDS) * SEEDS * 4)
def gradient_norms(kind, depth, seed=0):
    """(depth + 1,): ‖∂J/∂x‖ below each block, by that above the last one, for a random J = Σ dy·y at the top.

    Number 0 stands below all blocks. With ``norm="before"`` a last `LayerNorm` closes the stack, as it does in
    `TransformerStack`.
    """
    rng = np.random.default_rng([seed, depth])
    x = rng.standard_normal((EXAMPLES, STEPS, WIDTH))
    dy = rng.standard_normal(x.shape)
    backs = []
    for _ in range(depth):
        x, back = block(kind, rng).forward(x)
        backs.append(back)
    if kind == KINDS[4]:
        _, back = LayerNorm(WIDTH, dtype=np.float64).forward(x)
        dy = back(dy)
    norms = [np.linalg.norm(dy)]
    for back in backs[::-1]:
        dy = back(dy)
        norms.append(np.linalg.norm(dy))
    found = np.array(norms[::-1]) / norms[0]
    found.setflags(write=False)
    return found


def come_down(kind, depth, seed):
    """The instrument's compute: the norms of this kind of blocks, and of the others beside them."""
    depth = int(depth)
    return {"kind": kind, "depth": depth, "norms": {one: gradient_norms(one, depth, int(seed)) for one in KINDS}}


def at_the_bottom(kind, depth):
    """What is left of the gradient below all blocks, with each of the seeds."""
    return [float(gradient_norms(kind, depth, seed)[0]) for seed in range(SEEDS)]
