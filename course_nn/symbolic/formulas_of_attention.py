"""The forward formulas of attention, of positions and of a transformer's block, over two steps."""

import numpy as np

from .. import layers
from ..layers.positions import sinusoids
from .functions import exp, mean, sqrt, tanh
from .registry import register

#: Of `LayerNorm`.
EPSILON = 1e-5


def weights(scores):
    """Softmax along the last axis."""
    e = exp(scores)
    return e / e.sum(axis=-1, keepdims=True)


def attention(x, let):
    """One sequence: queries, keys and values are x itself."""
    (q,) = x
    return (let("w", weights(let("z", q @ q.T))) @ q)[None]


def heads(x, W, b, W_o, b_o, count, let):
    """One sequence (t, d) through ``count`` heads, whose scores and weights are named z and w and their number."""
    q, k, v = np.split(let("p", x @ W + b), 3, axis=1)
    parts, width = [], x.shape[1] // count
    for h in range(count):
        own = slice(h * width, (h + 1) * width)
        z = let(f"z{h + 1}", q[:, own] @ k[:, own].T / sqrt(np.array(width, object)))
        parts.append(let(f"w{h + 1}", weights(z)) @ v[:, own])
    return let("a", np.concatenate(parts, axis=1)) @ W_o + b_o


def normalized(x, gamma, beta, let, name):
    """LayerNorm of each step."""
    mu = let(f"mu{name}", mean(x, -1))
    s = let(f"s{name}", sqrt(let(f"v{name}", mean((x - mu) ** 2, -1)) + EPSILON))
    return let(f"n{name}", gamma * let(f"u{name}", (x - mu) / s) + beta)


def block(x, W, b, W_o, b_o, *rest, let):
    """One sequence through attention and the network, each behind its normalization and around it the sum."""
    gamma_1, beta_1, W_1, b_1, W_2, b_2, gamma_2, beta_2 = rest
    (x,) = x
    x = let("h", x + heads(normalized(x, gamma_1, beta_1, let, 1), W, b, W_o, b_o, 1, let))
    a = let("f", tanh(normalized(x, gamma_2, beta_2, let, 2) @ W_1 + b_1))
    return (x + a @ W_2 + b_2)[None]


def softmax_back(w):
    """∂J/∂z from ∂J/∂w, row by row."""

    def dz(d):
        return d[w] * (d[f"d{w}"] - (d[f"d{w}"] * d[w]).sum(axis=-1, keepdims=True))

    return dz


register(
    "Attention",
    lambda rng: layers.Attention(scale=1.0),
    attention,
    x=(1, 2, 2),
    latex=r"y = w x, \quad w = \text{softmax}(z), \quad z = x x^\top",
    show=("z", "w"),
    textbook={
        "z": (r"w \left(dw - \textstyle\sum_j dw_j w_j\right)", softmax_back("w")),
        "w": (r"dy\, x^\top", lambda d: d["dy"][0] @ d["x"][0].T),
        "x": (
            r"w^\top dy + (dz + dz^\top) x",
            lambda d: (d["w"].T @ d["dy"][0] + (d["dz"] + d["dz"].T) @ d["x"][0])[None],
        ),
    },
)
register(
    "MultiHeadAttention",
    lambda rng: layers.MultiHeadAttention(2, 2, rng, dtype=np.float64),
    lambda x, W, b, W_o, b_o, let: heads(x[0], W, b, W_o, b_o, 2, let)[None],
    x=(1, 2, 2),
    latex=r"y = [a_1, a_2] W_o + b_o, \quad a_h = \text{softmax}(q_h k_h^\top / \sqrt{d/2}) v_h, "
    r"\quad [q | k | v] = x W + b",
    show=("p", "z1", "w1", "a"),
    textbook={
        "z1": (r"w_1 \left(dw_1 - \textstyle\sum_j dw_{1j} w_{1j}\right)", softmax_back("w1")),
        "w1": (r"da_1 v_1^\top", lambda d: d["da"][:, :1] @ d["p"][:, 4:5].T),
        "x": (r"dp\, W^\top", lambda d: (d["dp"] @ d["W"].T)[None]),
        "W": (r"x^\top dp", lambda d: d["x"][0].T @ d["dp"]),
        "b": (r"\textstyle\sum_t dp_t", lambda d: d["dp"].sum(axis=0)),
        "W_o": (r"a^\top dy", lambda d: d["a"].T @ d["dy"][0]),
    },
)
register(
    "SinusoidalPositions",
    lambda rng: layers.SinusoidalPositions(2, dtype=np.float64),
    lambda x, P: x + P,
    x=(1, 2, 2),
    constants={"P": sinusoids(2, 2)},
    latex=r"y = x + P",
    textbook={"x": (r"dy", lambda d: d["dy"])},
)
register(
    "LearnedPositions",
    lambda rng: layers.LearnedPositions(2, 2, rng, dtype=np.float64),
    lambda x, W: x + W,
    x=(2, 2, 2),
    latex=r"y = x + W",
    textbook={"x": (r"dy", lambda d: d["dy"]), "W": (r"\textstyle\sum_n dy_n", lambda d: d["dy"].sum(axis=0))},
)
register(
    "TransformerBlock",
    lambda rng: layers.TransformerBlock(3, 1, rng, d_ff=2, activation=layers.Tanh, dtype=np.float64),
    block,
    x=(1, 2, 3),
    latex=r"y = h + F(N_2(h)), \quad h = x + A(N_1(x))",
    show=("h", "f"),
    textbook={"f": (r"dy\, W_2^\top", lambda d: d["dy"][0] @ d["W2network"].T)},
)
