"""Pooling: one number for each window of each channel of images (n, c, h, w).

A window is pooled along its rows first, and then down the column of what came out: 2k numbers in place of k². All
arrays keep the memory order of the input (see `convolution`).
"""

import numpy as np

from ..core import Layer, upstream
from .windows import output_sides, pair, short


class _Pool(Layer):
    """What pools with windows share. Each defines ``_along(line, x)``, its output and its way back along one axis."""

    def __init__(self, size=2, stride=None, *, padding=0):
        name = type(self).__name__
        self.size = pair(size, f"{name}: size", low=1)
        self.stride = self.size if stride is None else pair(stride, f"{name}: stride", low=1)
        self.padding = pair(padding, f"{name}: padding", low=0)
        if any(2 * p > k for p, k in zip(self.padding, self.size, strict=True)):
            raise ValueError(
                f"{name}: padding: expected at most half of the size {short(self.size)}, so that every window sees the "
                f"image, got {short(self.padding)}"
            )

    def forward(self, x, train=False):
        x = self.admit(x, ("c", "h", "w"))
        counts = output_sides(self, x.shape[2:], self.size, self.stride, self.padding)
        down, along = (_Line(2 + i, self.size[i], self.stride[i], self.padding[i], counts[i]) for i in (0, 1))
        rows, back_along = self._along(along, x)
        y, back_down = self._along(down, rows)

        def backward(dy):
            return back_along(back_down(upstream(dy, y, self)))

        return y, backward

    def mend(self, shape):
        return mend_of_images(shape)

    def __repr__(self):
        settings = [short(self.size)]
        if self.stride != self.size:
            settings.append(f"stride={short(self.stride)}")
        if self.padding != (0, 0):
            settings.append(f"padding={short(self.padding)}")
        return f"{type(self).__name__}({', '.join(settings)})"


class MaxPool2D(_Pool):
    """y[n, c, i, j] = the largest entry of the window (i, j) of x[n, c]; the gradient goes to that entry alone.

    Shapes: x (n, c, h, w), y (n, c, h′, w′) with h′ = ⌊(h + 2·padding − size) / stride⌋ + 1, and w′ likewise.
    ``stride`` is the size unless given; all three are a number or a pair. Around x stand ``padding`` rows and columns
    of −∞, at most half of the size (as in PyTorch). Rows and columns that fill no window are left out (PyTorch's
    default, Keras's ``"valid"``). Of equal entries the first, row by row, gets the gradient (as in PyTorch).

    Computed as a tournament: in each row of a window every entry challenges the best so far, then the rows' best meet
    in the same way. Who won is kept for the way back. Yamaguchi and others, 1990 (speech); Weng, Ahuja and Huang, 1992
    (images).

    >>> import numpy as np
    >>> from course_nn import MaxPool2D
    >>> y, _ = MaxPool2D(2).forward(np.arange(16.0).reshape(1, 1, 4, 4))
    >>> y[0, 0]
    array([[ 5.,  7.],
           [13., 15.]])
    """

    def _along(self, line, x):
        # Copies of the first and the last entry change no maximum; they serve for −∞.
        x = line.pad(x, lambda edge: edge)
        best = line.entry(x, 0).copy(order="K")
        won = []
        for k in range(1, line.size):
            challenger = line.entry(x, k)
            won.append(challenger > best)  # of equal ones the first stays
            np.maximum(best, challenger, out=best)

        def shares(dy):
            for k in range(line.size - 1, 0, -1):  # whoever won the last match takes all; the loser's share is 0
                share = dy * won[k - 1]
                yield k, share
                dy = dy - share
            yield 0, dy

        def backward(dy):
            dx, before = line.unpad(line.collect(x, shares(dy)))
            if line.padding:  # what copies of the first entry got is its own; those of the last never win
                line.pick(dx, slice(0, 1))[...] += before.sum(axis=line.axis, keepdims=True)
            return dx

        return best, backward


class AveragePool2D(_Pool):
    """y[n, c, i, j] = the mean of the window (i, j) of x[n, c]; every entry gets an equal share of the gradient.

    Shapes, ``size``, ``stride`` and ``padding`` as in `MaxPool2D`, but the rows and columns around x are zeros, which
    count in the mean (PyTorch's ``count_include_pad=True``; Keras does not count them). LeCun and others, 1990, in
    NIPS 2.
    """

    def _along(self, line, x):
        x = line.pad(x, np.zeros_like)
        y = line.entry(x, 0).copy(order="K")
        for k in range(1, line.size):
            y += line.entry(x, k)
        y /= line.size

        def backward(dy):
            share = dy / line.size
            return line.unpad(line.collect(x, ((k, share) for k in range(line.size))))[0]

        return y, backward


class GlobalAveragePool2D(Layer):
    """y[n, c] = the mean of the channel x[n, c]; every pixel gets an equal share of the gradient.

    Shapes: x (n, c, h, w) of any height and width, y (n, c). A network that ends so takes images of any size
    (PyTorch's ``AdaptiveAvgPool2d(1)`` and a flatten, Keras's ``GlobalAveragePooling2D``). Lin, Chen and Yan, 2013.
    """

    def forward(self, x, train=False):
        x = self.admit(x, ("c", "h", "w"))
        y = x.mean(axis=3).mean(axis=2)  # two short sums lose less in float32 than a long one

        def backward(dy):
            dx = np.empty_like(x)
            dx[...] = (upstream(dy, y, self) / (x.shape[2] * x.shape[3]))[:, :, None, None]
            return dx

        return y, backward

    def mend(self, shape):
        return mend_of_images(shape)


class _Line:
    """The windows along one axis of images: ``count`` of them, with ``size`` entries each."""

    def __init__(self, axis, size, stride, padding, count):
        self.axis, self.size, self.stride, self.padding, self.count = axis, size, stride, padding, count

    def pick(self, x, entries):
        return x[(slice(None),) * self.axis + (entries,)]

    def entry(self, x, k):
        """Entry k of every window."""
        return self.pick(x, slice(k, k + (self.count - 1) * self.stride + 1, self.stride))

    def pad(self, x, frame):
        """x between copies of what ``frame`` makes of its first and its last entry."""
        if not self.padding:
            return x
        first, last = (frame(self.pick(x, end)) for end in (slice(0, 1), slice(-1, None)))
        return np.concatenate([first] * self.padding + [x] + [last] * self.padding, axis=self.axis)

    def unpad(self, dx):
        """The part of dx that belongs to the image, and what stands before it."""
        p = self.padding
        return self.pick(dx, slice(p, dx.shape[self.axis] - p)), self.pick(dx, slice(p))

    def collect(self, x, shares):
        """dx from pairs of k and the gradient of entry k of every window; they add up where windows overlap."""
        whole = self.stride == self.size and self.count * self.size == x.shape[self.axis]
        dx = np.empty_like(x) if whole else np.zeros_like(x)
        for k, share in shares:
            if self.stride < self.size:
                self.entry(dx, k)[...] += share
            else:
                self.entry(dx, k)[...] = share
        return dx


def mend_of_images(shape):
    """What would help where images (n, c, h, w) were expected."""
    if len(shape) == 3:
        return "for images of one channel, use x[:, None]; for one image, use x[None]"
    return "the images are flat: is there a Flatten() before it?" if len(shape) == 2 else ""
