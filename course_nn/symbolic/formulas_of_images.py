"""The forward formulas of the layers of images: convolution and pooling."""

import numpy as np
import sympy as sp

from .. import layers
from .functions import if_positive, maximum, zeros
from .registry import register


def framed(x, padding, value=0):
    """Images with ``padding`` rows and columns of a value around them."""
    n, c, h, w = x.shape
    frame = zeros(n, c, h + 2 * padding, w + 2 * padding) + value
    frame[:, :, padding : padding + h, padding : padding + w] = x
    return frame


def convolution(x, W, b, stride=1, padding=0, dilation=1):
    """Literally the sum: y[n, o, i, j] = b[o] + Σ W[o, c, p, q] x[n, c, s i + d p, s j + d q]."""
    padded = framed(x, padding)
    kh, kw = W.shape[2:]
    high = (padded.shape[2] - dilation * (kh - 1) - 1) // stride + 1
    wide = (padded.shape[3] - dilation * (kw - 1) - 1) // stride + 1
    y = zeros(len(x), len(W), high, wide)
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
    turned = W[:, :, ::-1, ::-1].transpose(1, 0, 2, 3)
    return convolution(dy, turned, zeros(len(turned)), padding=len(W[0, 0]) - 1)


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


def transposed(x, W, b, stride=1, padding=0, output_padding=0, dilation=1):
    """Every pixel stamps its filters: W[c, o, p, q] x[n, c, i, j] is added to y[n, o, s i + d p − padding, …]."""
    (n, _, h, w), (_, c_out, kh, kw) = x.shape, W.shape
    high, wide = (stride * (s - 1) + dilation * (k - 1) + 1 + output_padding for s, k in ((h, kh), (w, kw)))
    y = zeros(n, c_out, high, wide) + b[:, None, None]
    for i, j, p, q in np.ndindex(h, w, kh, kw):
        y[:, :, stride * i + dilation * p, stride * j + dilation * q] += x[:, :, i, j] @ W[:, :, p, q]
    return y[:, :, padding : high - padding, padding : wide - padding]


def transposed_filter_gradient(d):
    """dW[c, o, p, q] = Σ x[n, c, i, j] dy[n, o, i + p, j + q]: dy correlated with the input."""
    x, dy, dW = d["x"], d["dy"], zeros(*d["W"].shape)
    for c, o, p, q in np.ndindex(dW.shape):
        dW[c, o, p, q] = (x[:, c] * dy[:, o, p : p + x.shape[2], q : q + x.shape[3]]).sum()
    return dW


register(
    "ConvTranspose2D",
    lambda rng: layers.ConvTranspose2D(2, 2, 2, rng, dtype=np.float64),
    transposed,
    x=(2, 2, 2, 2),
    latex=r"y_{noij} = b_o + \textstyle\sum_{cpq} W_{copq}\, x_{n,c,i-p,j-q}",
    textbook={
        "x": (
            r"\textstyle\sum_{opq} W_{copq}\, dy_{n,o,i+p,j+q} \text{ (what Conv2D computes of } dy)",
            lambda d: convolution(d["dy"], d["W"], zeros(len(d["W"]))),
        ),
        "W": (r"\textstyle\sum_{nij} x_{ncij}\, dy_{n,o,i+p,j+q}", transposed_filter_gradient),
        "b": (r"\textstyle\sum_{nij} dy_{noij}", lambda d: d["dy"].sum(axis=(0, 2, 3))),
    },
)
register(
    "ConvTranspose2D, stride 2, padding 1",
    lambda rng: layers.ConvTranspose2D(2, 1, 3, rng, stride=2, padding=1, output_padding=1, dtype=np.float64),
    lambda x, W, b: transposed(x, W, b, stride=2, padding=1, output_padding=1),
    x=(1, 2, 2, 1),
    latex=r"y_{noij} = b_o + \textstyle\sum W_{copq}\, x_{nckl} \text{ over all } 2k+p-1 = i,\; 2l+q-1 = j",
    textbook={
        "x": (
            r"\textstyle\sum_{opq} W_{copq}\, dy_{n,o,2i+p-1,2j+q-1} \text{ (what Conv2D computes of } dy)",
            lambda d: convolution(d["dy"], d["W"], zeros(len(d["W"])), stride=2, padding=1),
        ),
    },
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
register(
    "MaxPool2D, padded",
    lambda rng: layers.MaxPool2D(2, padding=1),
    lambda x: pooled(framed(x, 1, -sp.oo), largest),
    x=(1, 1, 3, 3),
    latex=r"y_{ij} = \max_{pq} x_{2i+p-1,\,2j+q-1} \text{ with } -\infty \text{ around } x",
)
register(
    "AveragePool2D, padded",
    lambda rng: layers.AveragePool2D(2, stride=1, padding=1),
    lambda x: pooled(framed(x, 1), lambda window: window.sum() / window.size, stride=1),
    x=(1, 1, 2, 3),
    latex=r"y_{ij} = \tfrac{1}{4} \textstyle\sum_{pq} x_{i+p-1,\,j+q-1} \text{ with } 0 \text{ around } x",
)
register(
    "GlobalAveragePool2D",
    lambda rng: layers.GlobalAveragePool2D(),
    lambda x: x.sum(axis=(2, 3)) / (x.shape[2] * x.shape[3]),
    x=(2, 2, 2, 3),
    latex=r"y_{nc} = \tfrac{1}{h w} \textstyle\sum_{ij} x_{ncij}",
    textbook={
        "x": (
            r"\tfrac{1}{h w} dy_{nc} \text{ for each pixel}",
            lambda d: np.broadcast_to(d["dy"][:, :, None, None], d["x"].shape) / 6,
        )
    },
)
