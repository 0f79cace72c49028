"""The forward formulas of the plain layers and of the losses, and how textbooks print their gradients."""

import numpy as np
import sympy as sp

from .. import layers, losses
from ..core import Branches, Residual, Sequential
from .functions import absolute, cos, exp, if_positive, log, maximum, sqrt, tanh
from .registry import register


def dense(d_in, d_out):
    return lambda rng: layers.Dense(d_in, d_out, rng, dtype=np.float64)


register(
    "Dense",
    dense(3, 2),
    lambda x, W, b: x @ W + b,
    x=(2, 3),
    latex="y = x W + b",
    textbook={
        "x": (r"dy\, W^\top", lambda d: d["dy"] @ d["W"].T),
        "W": (r"x^\top dy", lambda d: d["x"].T @ d["dy"]),
        "b": (r"\textstyle\sum_n dy_n", lambda d: d["dy"].sum(axis=0)),
    },
)
register(
    "Flatten",
    lambda rng: layers.Flatten(),
    lambda x: x.reshape(len(x), -1),
    x=(2, 2, 3),
    latex=r"y = x \text{, each example as one row}",
    textbook={"x": (r"dy \text{, in the shape of } x", lambda d: d["dy"].reshape(2, 2, 3))},
)
register(
    "Reshape",
    lambda rng: layers.Reshape(2, 3),
    lambda x: x.reshape(len(x), 2, 3),
    x=(2, 6),
    latex=r"y = x \text{, each example in another shape}",
    textbook={"x": (r"dy \text{, in the shape of } x", lambda d: d["dy"].reshape(2, 6))},
)


def activation(layer, formula, make=None, **rest):
    """A row for a = g(z), with the formula as the activation itself prints it."""
    rest = {"x": (), "input": "z", "output": "a", "latex": f"a = {layer.activation.formula}"} | rest
    register(layer.__name__, make or (lambda rng: layer()), formula, **rest)


def slope(text, function):
    return {"z": (rf"da \cdot {text}", lambda d: d["da"] * function(d["z"], d["a"], d))}


activation(
    layers.Heaviside,
    lambda z: if_positive(z, 1, 0),
    textbook=slope("0", lambda z, a, d: 0),
)
activation(
    layers.Sigmoid,
    lambda z: 1 / (1 + exp(-z)),
    textbook=slope(r"a\,(1 - a)", lambda z, a, d: a * (1 - a)),
)
activation(layers.Tanh, tanh, textbook=slope("(1 - a^2)", lambda z, a, d: 1 - a**2))
activation(
    layers.ReLU,
    lambda z: maximum(z, 0),
    textbook=slope("[z > 0]", lambda z, a, d: if_positive(z, 1, 0)),
)
activation(
    layers.LeakyReLU,
    lambda z, s: if_positive(z, z, s * z),
    constants={"s": 0.01},
    textbook=slope(r"(1 \text{ if } z > 0 \text{, else } s)", lambda z, a, d: if_positive(z, 1, d["s"])),
)
activation(
    layers.PReLU,
    lambda z, s: if_positive(z, z, s * z),
    lambda rng: layers.PReLU(3, dtype=np.float64),
    x=(2, 3),
    textbook={
        "z": (
            r"da \cdot (1 \text{ if } z > 0 \text{, else } s)",
            lambda d: d["da"] * if_positive(d["z"], 1, d["s"]),
        ),
        "s": (
            r"\textstyle\sum_n da_n \min(0, z_n)",
            lambda d: (d["da"] * if_positive(d["z"], 0, d["z"])).sum(axis=0),
        ),
    },
)
activation(
    layers.ELU,
    lambda z, alpha: if_positive(z, z, alpha * (exp(z) - 1)),
    constants={"alpha": 1.0},
    textbook=slope(
        r"(1 \text{ if } z > 0 \text{, else } a + \alpha)",
        lambda z, a, d: if_positive(z, 1, a + d["alpha"]),
    ),
)
activation(
    layers.Softplus,
    lambda z: log(1 + exp(z)),
    textbook=slope(r"\sigma(z)", lambda z, a, d: 1 / (1 + exp(-z))),
)
activation(
    layers.HardTanh,
    lambda z: if_positive(z + 1, if_positive(1 - z, z, 1), -1),
    textbook=slope("[-1 < z < 1]", lambda z, a, d: if_positive(z + 1, if_positive(1 - z, 1, 0), 0)),
)


def gelu(z, k, let):
    t = let("t", tanh(sqrt(2 / sp.pi) * (z + k * z**3)))
    return z * (1 + t) / 2


activation(
    layers.GELU,
    gelu,
    constants={"k": 0.044715},
    textbook={
        "z": (
            r"da \left(\tfrac{1 + t}{2} + \tfrac{z}{2} (1 - t^2) \sqrt{2 / \pi}\, (1 + 3 k z^2)\right)",
            lambda d: (
                d["da"]
                * ((1 + d["t"]) / 2 + d["z"] / 2 * (1 - d["t"] ** 2) * sqrt(2 / sp.pi) * (1 + 3 * d["k"] * d["z"] ** 2))
            ),
        )
    },
)
activation(layers.Cosine, cos, textbook=slope(r"(-\sin z)", lambda z, a, d: -sp.sin(z.item())))
activation(layers.RadialBasis, lambda z: exp(-(z**2)), textbook=slope("(-2 z a)", lambda z, a, d: -2 * z * a))

# Layers made of layers: the chain rule once more. Each part's parameters come one after the other.
register(
    "Sequential",
    lambda rng: Sequential(dense(2, 3)(rng), layers.Tanh(), dense(3, 2)(rng)),
    lambda x, W0, b0, W2, b2, let: let("a", tanh(let("z", x @ W0 + b0))) @ W2 + b2,
    x=(2, 2),
    latex=r"y = a W^{(2)} + b^{(2)}, \quad a = \tanh(z), \quad z = x W^{(0)} + b^{(0)}",
    textbook={
        "a": (r"dy\, {W^{(2)}}^\top", lambda d: d["dy"] @ d["W2"].T),
        "z": (r"da \cdot (1 - a^2)", lambda d: d["da"] * (1 - d["a"] ** 2)),
        "x": (r"dz\, {W^{(0)}}^\top", lambda d: d["dz"] @ d["W0"].T),
        "W0": (r"x^\top dz", lambda d: d["x"].T @ d["dz"]),
        "W2": (r"a^\top dy", lambda d: d["a"].T @ d["dy"]),
    },
)
register(
    "Residual",
    lambda rng: Residual(dense(2, 2)(rng), layers.Tanh()),
    lambda x, W, b, let: x + let("a", tanh(let("z", x @ W + b))),
    x=(2, 2),
    latex=r"y = x + a, \quad a = \tanh(z), \quad z = x W^{(0)} + b^{(0)}",
    textbook={"x": (r"dy + dz\, {W^{(0)}}^\top", lambda d: d["dy"] + d["dz"] @ d["W0"].T)},
)
register(
    "Branches",
    lambda rng: Branches(dense(2, 1)(rng), layers.Tanh()),
    lambda x, W, b: np.hstack([x @ W + b, tanh(x)]),
    x=(2, 2),
    latex=r"y = [x W^{(0)} + b^{(0)}, \tanh(x)]",
)


def squared_error(yhat, y):
    return ((yhat - y) ** 2).sum() / len(y)


def binary_cross_entropy(z, y, let):
    let("p", exp(z) / (1 + exp(z)))  # σ(z): a name for what comes out
    return let("L", log(1 + exp(z)) - y * z).sum() / len(z)


def cross_entropy(z, y, let):
    total = exp(z).sum(axis=1)
    let("p", exp(z) / total[:, None])  # softmax(z)
    y = rows(y)
    return let("L", log(total) * y.sum(axis=1) - (y * z).sum(axis=1)).sum() / len(z)


def rows(y):
    """The last probability of every row is what is left of 1."""
    return np.column_stack([y, 1 - y.sum(axis=1)])


def labels(z, let):
    total = exp(z).sum(axis=1)
    let("p", exp(z) / total[:, None])
    return let("L", log(total) - z[np.arange(len(z)), LABELS]).sum() / len(z)


LABELS = np.array([0, 2])
register(
    "SquaredError",
    lambda rng: losses.SquaredError(),
    squared_error,
    x=(2, 2),
    input="yhat",
    output="J",
    constants={"y": np.array([[0.3, -1.2], [2.0, 0.1]])},
    target=lambda y: y,
    latex=r"J = \tfrac{1}{n} \textstyle\sum (\hat{y} - y)^2",
    textbook={"yhat": (r"\tfrac{2}{n} (\hat{y} - y)", lambda d: 2 * (d["yhat"] - d["y"]) / 2)},
)
register(
    "BinaryCrossEntropy",
    lambda rng: losses.BinaryCrossEntropy(),
    binary_cross_entropy,
    x=(2, 2),
    input="z",
    output="J",
    constants={"y": np.array([[1.0, 0.0], [0.3, 0.9]])},
    target=lambda y: y,
    latex=r"J = \tfrac{1}{n} \textstyle\sum L, \quad L = \log(1 + e^z) - y z, \quad p = \sigma(z)",
    textbook={"z": (r"\tfrac{1}{n} (p - y)", lambda d: (d["p"] - d["y"]) / 2)},
)
register(
    "CrossEntropy",
    lambda rng: losses.CrossEntropy(),
    cross_entropy,
    x=(2, 3),
    input="z",
    output="J",
    constants={"y": np.array([[0.2, 0.5], [0.1, 0.0]])},
    target=rows,
    latex=r"J = \tfrac{1}{n} \textstyle\sum_n L_n, \quad L = -\textstyle\sum_k y_k \log p_k, \quad "
    r"p = \operatorname{softmax}(z)",
    textbook={"z": (r"\tfrac{1}{n} (p - y)", lambda d: (d["p"] - rows(d["y"])) / 2)},
)
register(
    "CrossEntropy, labels",
    lambda rng: losses.CrossEntropy(),
    labels,
    x=(2, 3),
    input="z",
    output="J",
    target=lambda: LABELS,
    latex=r"J = \tfrac{1}{n} \textstyle\sum_n L_n, \quad L = -\log p_{\text{label}}, \quad "
    r"p = \operatorname{softmax}(z)",
    textbook={
        "z": (r"\tfrac{1}{n} (p - y)", lambda d: (d["p"] - np.eye(3, dtype=int)[LABELS]) / 2),
    },
)
register(
    "L1Penalty",
    lambda rng: losses.L1Penalty(0.3),
    lambda w, lam: lam * absolute(w).sum(),
    x=(3,),
    input="w",
    output="J",
    constants={"lam": 0.3},
    latex=r"J = \lambda \textstyle\sum |w|",
    textbook={"w": (r"\lambda \operatorname{sign}(w)", lambda d: d["lam"] * np.frompyfunc(sp.sign, 1, 1)(d["w"]))},
)
register(
    "L2Penalty",
    lambda rng: losses.L2Penalty(0.3),
    lambda w, lam: lam * (w**2).sum() / 2,
    x=(3,),
    input="w",
    output="J",
    constants={"lam": 0.3},
    latex=r"J = \tfrac{\lambda}{2} \textstyle\sum w^2",
    textbook={"w": (r"\lambda w", lambda d: d["lam"] * d["w"])},
)
