"""Layers for images (n, c, h, w): the convolution, and pooling."""

import numpy as np

from .. import _checks
from ..core import Layer, Parameter, upstream
from ..initializers import drawn


class Conv2D(Layer):
    """y[n, o, i, j] = b[o] + Σ_{c, p, q} W[o, c, p, q] · x[n, c, s·i + d·p, s·j + d·q], stride s, dilation d.

    Shapes: x (n, c_in, h, w), W (c_out, c_in, k_h, k_w), b (c_out,), y (n, c_out, h′, w′) with
    h′ = ⌊(h + 2·padding − d·(k_h − 1) − 1) / s⌋ + 1, and w′ likewise; ``padding`` is the number of rows and columns of
    zeros around x. ``kernel``, ``stride``, ``padding`` and ``dilation`` are a number, or a pair for height and width.
    The filter is not flipped: this is the cross-correlation, as in PyTorch (whose shapes these are) and Keras (which
    keeps the channels last); for the convolution of mathematics give it ``W[:, :, ::-1, ::-1]``. ``init`` sees fan-in
    c_in·k_h·k_w. Computed as one matrix product for each image on columns that hold what the filter sees.
    Fukushima, 1980; LeCun, Bottou, Bengio and Haffner, 1998.
    """

    can_skip_dx = True

    def __init__(
        self,
        c_in,
        c_out,
        kernel,
        rng=None,
        *,
        stride=1,
        padding=0,
        dilation=1,
        init="he",
        bias=True,
        dtype=np.float32,
    ):
        self.c_in = _checks.whole(c_in, "Conv2D: c_in", low=1)
        self.c_out = _checks.whole(c_out, "Conv2D: c_out", low=1)
        self.kernel = pair(kernel, "Conv2D: kernel", low=1)
        self.stride = pair(stride, "Conv2D: stride", low=1)
        self.padding = pair(padding, "Conv2D: padding", low=0)
        self.dilation = pair(dilation, "Conv2D: dilation", low=1)
        dtype = _checks.float_type(dtype, "Conv2D: dtype")
        bias = _checks.truth(bias, "Conv2D: bias")
        shape = (self.c_out, self.c_in, *self.kernel)
        self.W = Parameter(drawn(init, shape, rng, dtype, "Conv2D(1, 8, 3"))
        self.b = Parameter(np.zeros(self.c_out, dtype)) if bias else None

    def forward(self, x, train=False):
        W = self.W.value
        x = self.admit(x, (self.c_in, "h", "w"), W.dtype)
        high, wide = self.padding
        padded = np.pad(x, ((0, 0), (0, 0), (high, high), (wide, wide)))
        views = windows(self, padded.shape, self.kernel, self.stride, self.dilation)
        n, (h, w) = len(x), views.shape
        columns = np.stack([padded[view] for view in views], axis=2).reshape(n, -1, h * w)
        rows = W.reshape(self.c_out, -1)  # a filter in each row, in the order of the columns: c, p, q
        y = (rows @ columns).reshape(n, self.c_out, h, w)
        if self.b is not None:
            y += self.b.value[:, None, None]

        def backward(dy, need_dx=True):
            dy = upstream(dy, y, self)
            d = dy.reshape(n, self.c_out, h * w)
            self.W.grad += (d @ columns.transpose(0, 2, 1)).sum(axis=0).reshape(W.shape)
            if self.b is not None:
                self.b.grad += dy.sum(axis=(0, 2, 3))
            if not need_dx:
                return None
            d_columns = (rows.T @ d).reshape(n, self.c_in, len(views), h, w)
            d_padded = np.zeros_like(padded)
            for k, view in enumerate(views):  # a pixel that several windows saw collects all their shares
                d_padded[view] += d_columns[:, :, k]
            return d_padded[:, :, high : high + x.shape[2], wide : wide + x.shape[3]]

        return y, backward

    def mend(self, shape):
        if len(shape) == 3 and self.c_in == 1:
            return "for images of one channel, use x[:, None]"
        if len(shape) == 3 and shape[0] == self.c_in:
            return "for one image, use x[None]"
        if len(shape) == 4 and shape[3] == self.c_in:
            return "the channels come before height and width: did you mean x.transpose(0, 3, 1, 2)?"
        return ""

    def __repr__(self):
        settings = [f"{self.c_in}, {self.c_out}, {_short(self.kernel)}"]
        for name, usual in (("stride", 1), ("padding", 0), ("dilation", 1)):
            if getattr(self, name) != (usual, usual):
                settings.append(f"{name}={_short(getattr(self, name))}")
        if self.b is None:
            settings.append("bias=False")
        return f"Conv2D({', '.join(settings)})"


class _Pool(Layer):
    """One number for each window of each channel: what the two kinds of pooling share."""

    def __init__(self, size=2, stride=None):
        name = type(self).__name__
        self.size = pair(size, f"{name}: size", low=1)
        self.stride = self.size if stride is None else pair(stride, f"{name}: stride", low=1)

    def _windows(self, x):
        x = self.admit(x, ("c", "h", "w"))
        return x, windows(self, x.shape, self.size, self.stride)

    def __repr__(self):
        stride = "" if self.stride == self.size else f", stride={_short(self.stride)}"
        return f"{type(self).__name__}({_short(self.size)}{stride})"


class MaxPool2D(_Pool):
    """y[n, c, i, j] = the largest entry of the window (i, j) of x[n, c]; the gradient goes to that entry alone.

    Shapes: x (n, c, h, w), y (n, c, h′, w′) with h′ = ⌊(h − size) / stride⌋ + 1, and w′ likewise. ``stride`` is the
    size unless given; both are a number or a pair. There is no padding, and rows and columns that fill no window are
    left out (PyTorch's default, Keras's ``"valid"``). Of equal entries the first, row by row, gets the gradient (as in
    PyTorch).
    """

    def forward(self, x, train=False):
        x, views = self._windows(x)
        seen = np.stack([x[view] for view in views])
        winner = seen.argmax(axis=0)  # the first of several equal ones
        y = np.take_along_axis(seen, winner[None], axis=0)[0]

        def backward(dy):
            dy = upstream(dy, y, self)
            dx = np.zeros_like(x)
            for k, view in enumerate(views):
                dx[view] += dy * (winner == k)
            return dx

        return y, backward


class AveragePool2D(_Pool):
    """y[n, c, i, j] = the mean of the window (i, j) of x[n, c]; every entry gets an equal share of the gradient.

    Shapes, ``size`` and ``stride`` as in `MaxPool2D`. There is no padding, so every mean is one of as many numbers
    (with padding, PyTorch counts the zeros and Keras does not). LeCun and others, 1989.
    """

    def forward(self, x, train=False):
        x, views = self._windows(x)
        y = sum(x[view] for view in views) * (1 / len(views))

        def backward(dy):
            share = upstream(dy, y, self) * (1 / len(views))
            dx = np.zeros_like(x)
            for view in views:
                dx[view] += share
            return dx

        return y, backward


class windows:
    """For each place (p, q) of a window, row by row, the index that picks this entry of all windows from (n, c, h, w).

    ``len(windows)`` is the number of entries of a window; ``shape`` how many windows fit, (h′, w′).
    """

    def __init__(self, layer, shape, size, stride, dilation=(1, 1)):
        spans = [d * (k - 1) + 1 for d, k in zip(dilation, size, strict=True)]
        if shape[2] < spans[0] or shape[3] < spans[1]:
            raise ValueError(
                f"{layer!r}: expected images of at least {spans[0]} × {spans[1]} pixels (padding included) for one "
                f"window to fit, got {shape[2]} × {shape[3]}"
            )
        self.shape = tuple((side - span) // s + 1 for side, span, s in zip(shape[2:], spans, stride, strict=True))
        self.views = [
            (
                slice(None),
                slice(None),
                *(_slice(*axis) for axis in zip((p, q), dilation, self.shape, stride, strict=True)),
            )
            for p in range(size[0])
            for q in range(size[1])
        ]

    def __len__(self):
        return len(self.views)

    def __iter__(self):
        return iter(self.views)


def _slice(place, dilation, count, stride):
    start = place * dilation
    return slice(start, start + (count - 1) * stride + 1, stride)


def pair(value, name, low):
    """A whole number, or a pair of them, as a pair."""
    if isinstance(value, (tuple, list)):
        if len(value) != 2:
            raise ValueError(f"{name}: expected a whole number or a pair of them, got {len(value)} numbers")
        return tuple(_checks.whole(side, name, low=low) for side in value)
    return (_checks.whole(value, name, low=low),) * 2


def _short(pair):
    return str(pair[0]) if pair[0] == pair[1] else str(pair)
