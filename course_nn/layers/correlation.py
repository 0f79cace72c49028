"""The sum that convolutions are made of, and its two derivatives, on images whose batch is innermost in memory.

    y[o, i, j] = Σ_{c, p, q} W[o, c, p, q] · x[c, s·i + d·p, s·j + d·q]

is linear in x and in W. `Conv2D` goes forward by this sum and back by its adjoint, `ConvTranspose2D` the other way
around. Here images are arrays (c, h, w, n): every copy and every product then runs over long rows, a row of pixels
times the batch. For the user they are (n, c, h, w) in shape, and in memory what they are here: `batch_last` and
`batch_first` only turn the view. Element-wise layers and `np.empty_like` keep that order by themselves.

What the windows of one row of y see, all together, is one matrix; so each row of y is one product. Such a matrix holds
the rows of x one below the other, each k_w times, shifted by a pixel: the matrix of the next row of y begins a row of
x later in the same memory, and only k_w copies of x are made instead of k_h·k_w.
"""

import numpy as np

from .. import _checks
from ..core import Layer
from .windows import pair, short

#: How many numbers the copy of what windows see may hold (float32: 2 MB). What needs more is computed in blocks. The
#: smallest is one window of all images: where it sees more, c_in·k_h·k_w·n numbers, the copy is that large.
BLOCK = 2**19

# The C library of Linux gives memory of this size back to the system, to fetch it again, page by page, for the next
# array: half of the time of a training step. Once it has seen a large array go, it keeps what is freed, up to 64 MB.
_large = np.empty(2**25 - 2**16, np.uint8)
del _large


def batch_last(x):
    """Images (n, c, h, w) as (c, h, w, n): a view where their memory is in this order already, else a copy."""
    return np.ascontiguousarray(x.transpose(1, 2, 3, 0))


def batch_first(x):
    """Images (c, h, w, n) as (n, c, h, w), on the same memory."""
    return x.transpose(3, 0, 1, 2)


class _Correlation(Layer):
    """What `Conv2D` and `ConvTranspose2D` share: the settings, the sum and its derivatives. It has W and may have b."""

    can_skip_dx = True

    def _settle(self, c_in, c_out, kernel, stride, padding, dilation, groups):
        name = type(self).__name__
        self.c_in = _checks.whole(c_in, f"{name}: c_in", low=1)
        self.c_out = _checks.whole(c_out, f"{name}: c_out", low=1)
        self.kernel = pair(kernel, f"{name}: kernel", low=1)
        self.stride = pair(stride, f"{name}: stride", low=1)
        self.padding = pair(padding, f"{name}: padding", low=0)
        self.dilation = pair(dilation, f"{name}: dilation", low=1)
        self.groups = _checks.whole(groups, f"{name}: groups", low=1)
        if self.c_in % self.groups or self.c_out % self.groups:
            raise ValueError(
                f"{name}: groups: expected a number that divides c_in = {self.c_in} and c_out = {self.c_out}, "
                f"got {self.groups}"
            )

    def padded(self, x):
        """Images (n, c, h, w) as (c, h, w, n) with zeros around."""
        (high, wide), (n, c, h, w) = self.padding, x.shape
        if not high and not wide:
            return batch_last(x)
        image = np.zeros((c, h + 2 * high, w + 2 * wide, n), x.dtype)
        self.inside(image)[...] = x.transpose(1, 2, 3, 0)
        return image

    def inside(self, image):
        """The view of an image (c, h, w, n) without what `padded` puts around."""
        high, wide = self.padding
        return image[:, high : image.shape[1] - high, wide : image.shape[2] - wide]

    def correlate(self, W, x, sides):
        """y (c_out, h′, w′, n) by the sum above, from W (c_out, c_in / groups, k_h, k_w) and x (c_in, h, w, n)."""
        g, filters, n = self.groups, self._filters(W), x.shape[3]
        y = np.empty((g, len(W) // g, *sides, n), x.dtype)
        for rows, columns in self._blocks(len(x), y):
            seen = self._seen(x, rows, columns)
            np.matmul(filters, seen, out=_rows(y[:, :, rows, columns]))
        return y.reshape(-1, *sides, n)

    def adjoint(self, W, d, shape):
        """Σ_y d · ∂y/∂x for d = ∂J/∂y (c_out, h′, w′, n): every entry of x, of this shape, collects its shares."""
        g, filters, (kh, kw) = self.groups, self._filters(W).swapaxes(2, 3), self.kernel
        dx = np.zeros(shape, d.dtype)
        by_group, d = dx.reshape(g, -1, *shape[1:]), d.reshape(g, -1, *d.shape[1:])
        for rows, columns in self._blocks(len(dx), d):
            part = d[:, :, rows, columns]
            share = np.matmul(filters, _rows(part)).reshape(g, part.shape[2], kh, -1, kw, *part.shape[3:])
            for p, q in np.ndindex(kh, kw):
                view = by_group[:, :, self._places(0, p, rows), self._places(1, q, columns)]
                view += share[:, :, p, :, q].swapaxes(1, 2)
        return dx

    def filter_gradient(self, d, x):
        """Σ_y d · ∂y/∂W, for all images together."""
        g, (kh, kw) = self.groups, self.kernel
        d = d.reshape(g, -1, *d.shape[1:])
        dW = 0
        for rows, columns in self._blocks(len(x), d):
            # This order of the factors, and a product for each row, is three times as fast as one long product.
            products = self._seen(x, rows, columns) @ _rows(d[:, :, rows, columns]).swapaxes(2, 3)
            dW = dW + products.sum(axis=1)
        return dW.reshape(g, kh, -1, kw, d.shape[1]).transpose(0, 4, 2, 1, 3).reshape(g * d.shape[1], -1, kh, kw)

    def _filters(self, W):
        """W as a matrix for each group, a filter in each row, in the order of `_seen`."""
        g, (c_out, c, kh, kw) = self.groups, W.shape
        return W.reshape(g, c_out // g, c, kh, kw).swapaxes(2, 3).reshape(g, 1, c_out // g, kh * c * kw)

    def _seen(self, x, rows, columns):
        """What these windows see: for each group and row of y a matrix (k_h·c·k_w, columns·n)."""
        g, (kh, kw), n = self.groups, self.kernel, x.shape[3]
        high, wide, c = rows.stop - rows.start, columns.stop - columns.start, len(x) // g
        if self.dilation[0] == 1 and self.stride[0] <= kh:
            step = self.stride[0]
            lines = slice(self._places(0, 0, rows).start, self._places(0, kh - 1, rows).stop)
        else:  # what a window sees does not lie one below the other: each gets copies of its own
            step = kh
            lines = np.add.outer(self.stride[0] * np.arange(rows.start, rows.stop), self.dilation[0] * np.arange(kh))
            lines = lines.ravel()
        x = x.reshape(g, c, *x.shape[1:]).swapaxes(1, 2)
        strips = np.empty((g, step * (high - 1) + kh, c, kw, wide, n), x.dtype)
        for q in range(kw):
            strips[:, :, :, q] = x[:, :, :, self._places(1, q, columns)][:, lines]
        group, line = strips.strides[:2]
        strides = (group, step * line, wide * n * x.itemsize, x.itemsize)
        return np.ndarray((g, high, kh * c * kw, wide * n), x.dtype, strips, strides=strides)

    def _blocks(self, c_in, y):
        """Rows and columns of y (groups, c, h, w, n) in blocks: as many rows as `BLOCK` allows, or a part of one."""
        c, h, w, n = y.shape[1:]
        one = c_in * self.kernel[0] * self.kernel[1]
        wide = min(w, max(1, BLOCK // (one * n)))
        high = max(1, BLOCK // (one * max(wide * n, c)))
        for i in range(0, h, high):
            for j in range(0, w, wide):
                yield slice(i, min(i + high, h)), slice(j, min(j + wide, w))

    def _places(self, axis, p, windows):
        """Which rows (or columns) of x the entries p of these windows are."""
        start = self.stride[axis] * windows.start + self.dilation[axis] * p
        return slice(start, start + self.stride[axis] * (windows.stop - windows.start - 1) + 1, self.stride[axis])

    def mend(self, shape):
        if len(shape) == 3 and self.c_in == 1:
            return "for images of one channel, use x[:, None]"
        if len(shape) == 3 and shape[0] == self.c_in:
            return "for one image, use x[None]"
        if len(shape) == 4 and shape[3] == self.c_in:
            return "the channels come before height and width: did you mean x.transpose(0, 3, 1, 2)?"
        if len(shape) == 2:
            side = round((shape[1] / self.c_in) ** 0.5)
            if self.c_in * side * side == shape[1]:
                return f"rows of numbers become images by x.reshape(-1, {self.c_in}, {side}, {side})"
        return ""

    def __repr__(self):
        settings = [f"{self.c_in}, {self.c_out}, {short(self.kernel)}"]
        for name, usual in (("stride", 1), ("padding", 0), ("output_padding", 0), ("dilation", 1)):
            if getattr(self, name, (usual, usual)) != (usual, usual):
                settings.append(f"{name}={short(getattr(self, name))}")
        if self.groups != 1:
            settings.append(f"groups={self.groups}")
        if self.b is None:
            settings.append("bias=False")
        return f"{type(self).__name__}({', '.join(settings)})"


def _rows(y):
    """Images (groups, c, h, w, n) as a matrix (c, w·n) for each group and row: a view."""
    g, c, h, w, n = y.shape
    return y.reshape(g, c, h, w * n).swapaxes(1, 2)
