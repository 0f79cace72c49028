"""The convolution of images (n, c, h, w).

In memory the batch is innermost: what `Conv2D` gives, y and dx alike, has the shape (n, c, h, w) and the memory order
(c, h, w, n), as ``np.empty((c, h, w, n)).transpose(3, 0, 1, 2)``; with padding dx is the inner part of such an array,
so there are gaps between its rows. Every copy and every operation on entries then runs
over long rows, a whole row of pixels times the batch. Element-wise layers and `np.empty_like` keep the order by
themselves; values never depend on it. `correlation` has the sums.
"""

import numpy as np

from .. import _checks
from ..core import Parameter, upstream
from ..initializers import drawn
from .correlation import _Correlation, batch_first, batch_last
from .windows import output_sides


class Conv2D(_Correlation):
    """y[n, o, i, j] = b[o] + Σ_{c, p, q} W[o, c, p, q] · x[n, c, s·i + d·p, s·j + d·q], stride s, dilation d.

    Shapes: x (n, c_in, h, w), W (c_out, c_in / groups, k_h, k_w), b (c_out,), y (n, c_out, h′, w′) with

        h′ = ⌊(h + 2·padding − dilation·(k_h − 1) − 1) / stride⌋ + 1

    and w′ likewise; ``padding`` is the number of rows and columns of zeros around x. ``kernel``, ``stride``,
    ``padding`` and ``dilation`` are a number, or a pair for height and width. With ``groups`` the channels fall into so
    many parts, and each part of y sees its part of x alone. The filter is not flipped: this is the cross-correlation,
    as in PyTorch (whose shapes these are) and Keras (which keeps the channels last); for the convolution of mathematics
    give it ``W[:, :, ::-1, ::-1]``. ``init`` sees fan-in c_in / groups·k_h·k_w. The layer computes in ``dtype`` and
    converts what comes in, so pixels from 0 to 255 stay such numbers. Fukushima, 1980; LeCun, Bottou, Bengio and
    Haffner, 1998.

    >>> import numpy as np
    >>> from course_nn import Conv2D
    >>> y, _ = Conv2D(1, 4, 3, np.random.default_rng(0)).forward(np.zeros((2, 1, 8, 8)))
    >>> y.shape
    (2, 4, 6, 6)
    """

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
        groups=1,
        init="he",
        bias=True,
        dtype=np.float32,
    ):
        self._settle(c_in, c_out, kernel, stride, padding, dilation, groups)
        dtype = _checks.float_type(dtype, "Conv2D: dtype")
        bias = _checks.truth(bias, "Conv2D: bias")
        shape = (self.c_out, self.c_in // self.groups, *self.kernel)
        self.W = Parameter(drawn(init, shape, rng, dtype, "Conv2D(1, 8, 3"))
        self.b = Parameter(np.zeros(self.c_out, dtype)) if bias else None

    def forward(self, x, train=False):
        W, b = self.W, self.b
        x = self.admit(x, (self.c_in, "h", "w"), W.value.dtype)
        sides = output_sides(self, x.shape[2:], self.kernel, self.stride, self.padding, self.dilation)
        image = self.padded(x)
        y = self.correlate(W.value, image, sides)
        if b is not None:
            y += b.value[:, None, None, None]
        y = batch_first(y)

        def backward(dy, need_dx=True):
            d = batch_last(upstream(dy, y, self))
            W.grad += self.filter_gradient(d, image)
            if b is not None:
                b.grad += d.sum(axis=(1, 2, 3))
            return batch_first(self.inside(self.adjoint(W.value, d, image.shape))) if need_dx else None

        return y, backward
