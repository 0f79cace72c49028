"""The forward formulas of normalization, noise, convolution, pooling and the recurrent layers."""

import numpy as np

from .. import layers
from .functions import if_positive, maximum, mean, sqrt, zeros
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


def convolution(x, W, b, stride=1, padding=0, dilation=1):
    """Literally the sum: y[n, o, i, j] = b[o] + Σ W[o, c, p, q] x[n, c, s i + d p, s j + d q]."""
    n, c, h, w = x.shape
    padded = zeros(n, c, h + 2 * padding, w + 2 * padding)
    padded[:, :, padding : padding + h, padding : padding + w] = x
    kh, kw = W.shape[2:]
    high = (padded.shape[2] - dilation * (kh - 1) - 1) // stride + 1
    wide = (padded.shape[3] - dilation * (kw - 1) - 1) // stride + 1
    y = zeros(n, len(W), high, wide)
    for m, o, i, j in np.ndindex(y.shape):
        seen = padded[m, :, stride * i :: dilation, stride * j :: dilation][:, :kh, :kw]
        y[m, o, i, j] = b[o] + (W[o] * seen).sum()
    return y


def filter_gradient(d):
    """dW[o, c, p, q] = Σ dy[n, o, i, j] x[n, c, i + p, j + q]: the input correlated with dy."""
    x, dy, dW = d["x"], d["dy"], zeros(*d["W"].shape)
    for o, c, p, q in np.ndindex(dW.shape):
        dW[o, c, p, q] = (dy[:, o] * x[:, c, p : p + dy.shape[2], q : q + dy.shape[3]]).sum()
    return dW


def image_gradient(d):
    """dx: dy with a margin of zeros, correlated with the filter turned by half a turn."""
    W, dy = d["W"], d["dy"]
    kh, kw = W.shape[2:]
    turned = W[:, :, ::-1, ::-1].transpose(1, 0, 2, 3)
    wide = zeros(*dy.shape[:2], dy.shape[2] + 2 * (kh - 1), dy.shape[3] + 2 * (kw - 1))
    wide[:, :, kh - 1 : kh - 1 + dy.shape[2], kw - 1 : kw - 1 + dy.shape[3]] = dy
    return convolution(wide, turned, zeros(len(turned)))


register(
    "Conv2D",
    lambda rng: layers.Conv2D(2, 2, 2, rng, dtype=np.float64),
    convolution,
    x=(2, 2, 3, 3),
    latex=r"y_{noij} = b_o + \textstyle\sum_{cpq} W_{ocpq}\, x_{n,c,i+p,j+q}",
    textbook={
        "x": (r"dy \ast W \text{ (full; the filter turned by half a turn)}", image_gradient),
        "W": (r"\textstyle\sum_{nij} dy_{noij}\, x_{n,c,i+p,j+q}", filter_gradient),
        "b": (r"\textstyle\sum_{nij} dy_{noij}", lambda d: d["dy"].sum(axis=(0, 2, 3))),
    },
)
register(
    "Conv2D, stride 2, padding 1, dilation 2",
    lambda rng: layers.Conv2D(1, 2, 2, rng, stride=2, padding=1, dilation=2, dtype=np.float64),
    lambda x, W, b: convolution(x, W, b, stride=2, padding=1, dilation=2),
    x=(1, 1, 4, 3),
    latex=r"y_{noij} = b_o + \textstyle\sum_{cpq} W_{ocpq}\, x_{n,c,si+dp,sj+dq}",
)


def pooled(x, reduce, size=2, stride=2):
    n, c, h, w = x.shape
    y = zeros(n, c, (h - size) // stride + 1, (w - size) // stride + 1)
    for m, k, i, j in np.ndindex(y.shape):
        y[m, k, i, j] = reduce(x[m, k, stride * i : stride * i + size, stride * j : stride * j + size])
    return y


def largest(window):
    return maximum.reduce(window.ravel())


def to_the_largest(d):
    """dy where x is above all others in its window of 2 × 2."""
    x, dy, dx = d["x"], d["dy"], zeros(*d["x"].shape)
    for n, c, i, j in np.ndindex(x.shape):
        window = x[n, c, i - i % 2 :, j - j % 2 :][:2, :2].ravel()
        others = largest(np.delete(window, i % 2 * 2 + j % 2))
        dx[n, c, i, j] = dy[n, c, i // 2, j // 2] * if_positive(x[n, c, i, j] - others, 1, 0)
    return dx


def spread(d):
    """dy of its window, for every entry."""
    return np.repeat(np.repeat(d["dy"], 2, axis=2), 2, axis=3)


register(
    "MaxPool2D",
    lambda rng: layers.MaxPool2D(2),
    lambda x: pooled(x, largest),
    x=(1, 2, 2, 4),
    latex=r"y_{ij} = \max_{pq} x_{2i+p,\,2j+q}",
    textbook={"x": (r"dy \cdot [x \text{ is the largest of its window}]", to_the_largest)},
)
register(
    "MaxPool2D, overlapping",
    lambda rng: layers.MaxPool2D(2, stride=1),
    lambda x: pooled(x, largest, stride=1),
    x=(1, 1, 3, 3),
    latex=r"y_{ij} = \max_{pq} x_{i+p,\,j+q}",
)
register(
    "AveragePool2D",
    lambda rng: layers.AveragePool2D(2),
    lambda x: pooled(x, lambda window: window.sum() / window.size),
    x=(1, 2, 2, 4),
    latex=r"y_{ij} = \tfrac{1}{4} \textstyle\sum_{pq} x_{2i+p,\,2j+q}",
    textbook={"x": (r"\tfrac{1}{4} dy \text{ for each entry of the window}", lambda d: spread(d) / 4)},
)
