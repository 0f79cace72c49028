"""The forward formulas of normalization and noise."""

import numpy as np

from .. import layers
from .functions import mean, sqrt
from .registry import register


def normalized(x, gamma, beta, epsilon, axis, let):
    """y = γ x̂ + β along ``axis``."""
    mu = let("mu", mean(x, axis))
    v = let("v", mean((x - mu) ** 2, axis))
    s = let("s", sqrt(v + epsilon))
    return gamma * let("xhat", (x - mu) / s) + beta


def normalization(axis):
    """What textbooks print, here for values that are averaged along ``axis``."""

    def dx(d):
        dxhat, xhat = d["dxhat"], d["xhat"]
        return (dxhat - mean(dxhat, axis) - xhat * mean(dxhat * xhat, axis)) / d["s"]

    return {
        "x": (
            r"\tfrac{1}{s} \left(d\hat{x} - \overline{d\hat{x}} - \hat{x}\, \overline{d\hat{x}\, \hat{x}}\right)",
            dx,
        ),
        "gamma": (r"\textstyle\sum_n dy_n \hat{x}_n", lambda d: (d["dy"] * d["xhat"]).sum(axis=0)),
        "beta": (r"\textstyle\sum_n dy_n", lambda d: d["dy"].sum(axis=0)),
    }


NORMALIZED = r"y = \gamma \hat{x} + \beta, \quad \hat{x} = (x - \mu) / s, \quad s = \sqrt{v + \varepsilon}"
register(
    "BatchNorm",
    lambda rng: layers.BatchNorm(2, dtype=np.float64),
    lambda x, gamma, beta, epsilon, let: normalized(x, gamma, beta, epsilon, 0, let),
    x=(3, 2),
    train=True,
    constants={"epsilon": 1e-5},
    latex=NORMALIZED,
    textbook=normalization(axis=0),
)
register(
    "BatchNorm, images",
    lambda rng: layers.BatchNorm(2, dtype=np.float64),
    lambda x, gamma, beta, epsilon, let: normalized(
        x, gamma[:, None, None], beta[:, None, None], epsilon, (0, 2, 3), let
    ),
    x=(2, 2, 1, 2),
    train=True,
    constants={"epsilon": 1e-5},
    latex=NORMALIZED,
)
REMEMBERED = {"mean": np.array([0.3, -1.0]), "variance": np.array([0.5, 2.0])}


def experienced(rng):
    """A layer that has seen some batches."""
    layer = layers.BatchNorm(2, dtype=np.float64)
    layer.running_mean.value, layer.running_variance.value = REMEMBERED.values()
    return layer


register(
    "BatchNorm, predicting",
    experienced,
    lambda x, gamma, beta, mean, variance, epsilon: gamma * (x - mean) / sqrt(variance + epsilon) + beta,
    x=(2, 2),
    constants=REMEMBERED | {"epsilon": 1e-5},
    latex=r"y = \gamma\, (x - \mu) / \sqrt{v + \varepsilon} + \beta \text{ with } \mu, v \text{ as remembered}",
)
register(
    "LayerNorm",
    lambda rng: layers.LayerNorm(3, dtype=np.float64),
    lambda x, gamma, beta, epsilon, let: normalized(x, gamma, beta, epsilon, 1, let),
    x=(2, 3),
    constants={"epsilon": 1e-5},
    latex=NORMALIZED,
    textbook=normalization(axis=1),
)

register(
    "Dropout",
    lambda rng: layers.Dropout(0.4, np.random.default_rng(0)),
    lambda x, m, rate: x * m / (1 - rate),
    x=(2, 3),
    train=True,
    constants={"m": np.random.default_rng(0).random((2, 3), np.float32) >= 0.4, "rate": 0.4},
    latex=r"y = m\, x / (1 - p) \text{ with the drawn mask } m \text{ of zeros and ones}",
    textbook={"x": (r"dy\, m / (1 - p)", lambda d: d["dy"] * d["m"] / (1 - d["rate"]))},
)
register(
    "GaussianNoise",
    lambda rng: layers.GaussianNoise(0.5, np.random.default_rng(0)),
    lambda x, epsilon, sigma: x + sigma * epsilon,
    x=(2, 3),
    train=True,
    constants={"epsilon": np.random.default_rng(0).standard_normal((2, 3), np.float32), "sigma": 0.5},
    latex=r"y = x + \sigma \varepsilon \text{ with the drawn noise } \varepsilon",
    textbook={"x": (r"dy", lambda d: d["dy"])},
)
