"""Checkerboards: how many inputs reach each output of a transposed convolution, and what mends them."""

import numpy as np

from ... import _checks
from ...core import Layer, Sequential
from ...layers import Conv2D, ConvTranspose2D

SIDE = 8  # inputs in a row
KERNELS, STRIDES, WEIGHTS = (1, 7), (1, 4), ("all 1", "drawn at random")


class Upsample2D(Layer):
    """y[n, c, i, j] = x[n, c, ⌊i / factor⌋, ⌊j / factor⌋]: every pixel repeated (nearest neighbor)."""

    def __init__(self, factor=2):
        self.factor = _checks.whole(factor, "Upsample2D: factor", low=1)

    def forward(self, x, train=False):
        x, f = self.admit(x, ("c", "h", "w")), self.factor

        def backward(dy):
            n, c, h, w = dy.shape
            return dy.reshape(n, c, h // f, f, w // f, f).sum(axis=(3, 5))

        return x.repeat(f, axis=2).repeat(f, axis=3), backward


def contributions(kernel, stride, n=SIDE):
    """How many of ``n`` inputs in a row reach each of the (n − 1)·s + k outputs of a transposed convolution.

    Input i reaches the outputs s·i, …, s·i + k − 1. Between the ends the counts repeat every s outputs: ⌈(k − r)/s⌉
    for the output r, r + s, r + 2s, …
    """
    kernel = _checks.whole(kernel, "contributions: kernel", low=1)
    stride = _checks.whole(stride, "contributions: stride", low=1)
    counts = np.zeros((n - 1) * stride + kernel, np.int64)
    for i in range(n):
        counts[i * stride : i * stride + kernel] += 1
    return counts


def pattern(kernel, stride):
    """The counts of one period, from the first output on that the ends don't reach: 1, 2 for kernel 3 and stride 2."""
    phases = (max(kernel - stride, 0) + np.arange(stride)) % stride
    return -((phases - kernel) // stride)


def transposed(kernel, stride, seed=None):
    """A transposed convolution of one channel without bias, weights 1 or drawn."""
    return _filled(ConvTranspose2D(1, 1, kernel, init="zeros", stride=stride, bias=False, dtype=np.float64), seed)


def upsampled(kernel, stride, seed=None):
    """The mend: every pixel repeated ``stride`` times, then a convolution with the same kernel; the ends stay away."""
    convolution = Conv2D(1, 1, kernel, init="zeros", bias=False, dtype=np.float64)
    return Sequential(Upsample2D(stride), _filled(convolution, seed))


def _filled(layer, seed):
    shape = layer.W.value.shape
    layer.W.value[...] = 1 if seed is None else np.random.default_rng(seed).normal(size=shape)
    return layer


def checkerboards(kernel, stride, weights, seed):
    """What a transposed convolution and its mend make of an image of ones; with weights 1 that counts the inputs.

    ``spread`` is the largest minus the smallest number of each, the ends of the transposed one left out.
    """
    seed = None if _checks.one_of(weights, WEIGHTS, "checkerboard: weights") == WEIGHTS[0] else seed
    ones = np.ones((1, 1, SIDE, SIDE))
    whole, mended = transposed(kernel, stride, seed)(ones)[0, 0], upsampled(kernel, stride, seed)(ones)[0, 0]
    return {
        "counts": contributions(kernel, stride),
        "pattern": pattern(kernel, stride),
        "transposed": whole,
        "mended": mended,
        "spread": (float(np.ptp(inner(whole, kernel, stride))), float(np.ptp(mended))),
        "ends": max(kernel - stride, 0),
        "kernel": kernel,
        "stride": stride,
        "drawn": seed is not None,
    }


def inner(y, kernel, stride):
    """The part of y (h, w) away from the ends, where every phase has all of its inputs."""
    ends = max(kernel - stride, 0)
    return y[ends : len(y) - ends, ends : y.shape[1] - ends]


def adjoint(seed=0, stride=2, kernel=3, side=9):
    """``(⟨Cx, y⟩, ⟨x, Cᵀy⟩, distance)``: C a convolution, Cᵀ the transposed one with the same weights.

    The first two are equal: Cᵀ is the adjoint. ``distance`` is ‖aCᵀCx − x‖/‖x‖ for the best factor a: 0 if it
    were the inverse.
    """
    rng = np.random.default_rng(seed)
    C = Conv2D(2, 3, kernel, rng, stride=stride, bias=False, dtype=np.float64)
    left = (side - kernel) % stride  # rows that C does not see, at the end
    T = ConvTranspose2D(3, 2, kernel, rng, stride=stride, output_padding=left, bias=False, dtype=np.float64)
    T.W.value[...] = C.W.value
    x = rng.normal(size=(1, 2, side, side))
    y = rng.normal(size=C(x).shape)
    back = T(C(x))
    a = (back * x).sum() / (back * back).sum()
    return float((C(x) * y).sum()), float((x * T(y)).sum()), float(np.linalg.norm(a * back - x) / np.linalg.norm(x))
