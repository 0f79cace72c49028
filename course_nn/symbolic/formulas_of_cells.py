"""The forward formulas of the recurrent layers, unrolled over a few steps."""

import numpy as np

from .. import layers
from .functions import sigmoid, tanh, zeros
from .registry import register

STEPS = 3


def steps(x):
    """The number of each step from 1, and the input of all sequences at this step."""
    return [(str(t + 1), x[:, t]) for t in range(x.shape[1])]


def rnn(x, W, U, b, let):
    h, states = zeros(len(x), len(U)), []
    for t, xt in steps(x):
        z = let(f"z{t}", xt @ W + h @ U + b)
        h = let(f"h{t}", tanh(z))
        states.append(h)
    return np.stack(states, axis=1)


def lstm(x, W, U, b, let):
    h = c = zeros(len(x), len(U))
    states = []
    for t, xt in steps(x):
        zi, zf, zg, zo = np.split(let(f"z{t}", xt @ W + h @ U + b), 4, axis=1)
        i, f, o = let(f"i{t}", sigmoid(zi)), let(f"f{t}", sigmoid(zf)), let(f"o{t}", sigmoid(zo))
        g = let(f"g{t}", tanh(zg))
        c = let(f"c{t}", f * c + i * g)
        s = let(f"s{t}", tanh(c))
        h = let(f"h{t}", o * s)
        states.append(h)
    return np.stack(states, axis=1)


def gru(x, W, U, b, c, let):
    h, states = zeros(len(x), len(U)), []
    for t, xt in steps(x):
        xr, xz, xn = np.split(let(f"u{t}", xt @ W + b), 3, axis=1)  # what x says
        hr, hz, hn = np.split(let(f"v{t}", h @ U), 3, axis=1)  # and what h₋₁ says
        q = let(f"q{t}", hn + c)
        r, z = let(f"r{t}", sigmoid(xr + hr)), let(f"z{t}", sigmoid(xz + hz))
        n = let(f"n{t}", tanh(xn + r * q))
        h = let(f"h{t}", (1 - z) * n + z * h)
        states.append(h)
    return np.stack(states, axis=1)


def total(before, after):
    """Σ over the steps of beforeᵀ · after, the states before the first step being 0."""

    def gradient(d):
        return sum(before(d, t).T @ d[f"d{after}{t}"] for t in range(1, STEPS + 1))

    return gradient


def x_at(d, t):
    return d["x"][:, t - 1]


def h_before(d, t):
    return d[f"h{t - 1}"] if t > 1 else zeros(*d["h1"].shape)


def along(what):
    """dx of a layer whose step takes x through ``what`` = x W + …."""
    return lambda d: np.stack([d[f"d{what}{t}"] @ d["W"].T for t in range(1, STEPS + 1)], axis=1)


def lstm_gates(d):
    i, f, g, o, s = (d[f"{name}2"] for name in "ifgos")
    dc, dh = d["dc2"], d["dh2"]
    gates = (
        dc * g * i * (1 - i),
        dc * d["c1"] * f * (1 - f),
        dc * i * (1 - g**2),
        dh * s * o * (1 - o),
    )
    return np.hstack(gates)


def gru_gates(d):
    r, z, n, q = (d[f"{name}2"] for name in "rznq")
    dh = d["dh2"]
    dn = dh * (1 - z) * (1 - n**2)
    return np.hstack([dn * q * r * (1 - r), dh * (d["h1"] - n) * z * (1 - z), dn])


register(
    "RNN",
    lambda rng: layers.RNN(2, 2, rng, dtype=np.float64),
    rnn,
    x=(2, STEPS, 2),
    latex=r"y_t = h^{(t)}, \quad h^{(t)} = \tanh(z^{(t)}), \quad z^{(t)} = x_t W + h^{(t-1)} U + b",
    show=("z2", "h2"),
    textbook={
        "h2": (r"dy_2 + dz^{(3)} U^\top", lambda d: d["dy"][:, 1] + d["dz3"] @ d["U"].T),
        "z2": (
            r"dh^{(2)} \cdot \left(1 - {h^{(2)}}^2\right)",
            lambda d: d["dh2"] * (1 - d["h2"] ** 2),
        ),
        "x": (r"(dz^{(1)} W^\top, dz^{(2)} W^\top, \dots)", along("z")),
        "W": (r"\textstyle\sum_t x_t^\top dz^{(t)}", total(x_at, "z")),
        "U": (r"\textstyle\sum_t {h^{(t-1)}}^\top dz^{(t)}", total(h_before, "z")),
        "b": (
            r"\textstyle\sum_{t,n} dz^{(t)}_n",
            lambda d: sum(d[f"dz{t}"].sum(axis=0) for t in range(1, STEPS + 1)),
        ),
    },
)
register(
    "LSTM",
    lambda rng: layers.LSTM(2, 2, rng, dtype=np.float64),
    lstm,
    x=(2, STEPS, 2),
    latex=r"y_t = h^{(t)} = o^{(t)} s^{(t)}, \quad s^{(t)} = \tanh(c^{(t)}), \quad "
    r"c^{(t)} = f^{(t)} c^{(t-1)} + i^{(t)} g^{(t)}",
    show=("z2", "i2", "f2", "g2", "o2", "c2", "s2", "h2"),
    textbook={
        "c2": (
            r"dh^{(2)} o^{(2)} \left(1 - {s^{(2)}}^2\right) + dc^{(3)} f^{(3)}",
            lambda d: d["dh2"] * d["o2"] * (1 - d["s2"] ** 2) + d["dc3"] * d["f3"],
        ),
        "z2": (
            r"\left[dc\, g\, i (1 - i),\; dc\, c^{(1)} f (1 - f),\; "
            r"dc\, i (1 - g^2),\; dh\, s\, o (1 - o)\right]^{(2)}",
            lstm_gates,
        ),
        "x": (r"(dz^{(1)} W^\top, dz^{(2)} W^\top, \dots)", along("z")),
        "W": (r"\textstyle\sum_t x_t^\top dz^{(t)}", total(x_at, "z")),
        "U": (r"\textstyle\sum_t {h^{(t-1)}}^\top dz^{(t)}", total(h_before, "z")),
    },
)
register(
    "GRU",
    lambda rng: layers.GRU(2, 2, rng, dtype=np.float64),
    gru,
    x=(2, STEPS, 2),
    latex=r"y_t = h^{(t)} = (1 - z^{(t)}) n^{(t)} + z^{(t)} h^{(t-1)}, \quad "
    r"u^{(t)} = x_t W + b, \quad v^{(t)} = h^{(t-1)} U",
    show=("u2", "v2", "q2", "r2", "z2", "n2", "h2"),
    textbook={
        "u2": (
            r"\left[du_n\, q\, r (1 - r),\; dh\, (h^{(1)} - n)\, z (1 - z),\; du_n\right]^{(2)}, \quad "
            r"du_n = dh\, (1 - z)(1 - n^2)",
            gru_gates,
        ),
        "x": (r"(du^{(1)} W^\top, du^{(2)} W^\top, \dots)", along("u")),
        "W": (r"\textstyle\sum_t x_t^\top du^{(t)}", total(x_at, "u")),
        "U": (r"\textstyle\sum_t {h^{(t-1)}}^\top dv^{(t)}", total(h_before, "v")),
        "c": (
            r"\textstyle\sum_{t,n} dq^{(t)}_n",
            lambda d: sum(d[f"dq{t}"].sum(axis=0) for t in range(1, STEPS + 1)),
        ),
    },
)
