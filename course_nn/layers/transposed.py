"""The transposed convolution of images (n, c, h, w), in the memory order of `convolution`."""

import numpy as np

from .. import _checks
from ..core import Parameter, upstream
from ..initializers import drawn
from .correlation import _Correlation, batch_first, batch_last
from .windows import pair, short


class ConvTranspose2D(_Correlation):
    """y[n, o, s·i + d·p − padding, s·j + d·q − padding] collects Σ_c W[c, o, p, q] · x[n, c, i, j]; all get b[o].

    Every pixel of x stamps the filters into y, ``stride`` apart, and where stamps overlap they add up. Shapes:
    x (n, c_in, h, w), W (c_in, c_out / groups, k_h, k_w), b (c_out,), y (n, c_out, h′, w′) with

        h′ = (h − 1)·stride − 2·padding + dilation·(k_h − 1) + output_padding + 1

    and w′ likewise. It is the adjoint of the `Conv2D` from c_out to c_in channels with the same W and settings,
    ⟨conv(y), x⟩ = ⟨y, transposed(x)⟩ without biases, which is that layer's way back; it is not its inverse. A `Conv2D`
    with stride s gives images of s different heights the same height; ``output_padding`` says which of them is meant:
    that many rows and columns more at the bottom and on the right, fewer than the stride or the dilation. All as in
    PyTorch; Keras keeps channels last and W as (k_h, k_w, c_out, c_in). ``init`` sees fan-in c_out / groups·k_h·k_w
    (as in both). The layer computes in ``dtype`` and converts what comes in. Zeiler, Krishnan, Taylor and Fergus, 2010;
    Dumoulin and Visin, 2016, on its arithmetic.
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
        output_padding=0,
        dilation=1,
        groups=1,
        init="he",
        bias=True,
        dtype=np.float32,
    ):
        self._settle(c_in, c_out, kernel, stride, padding, dilation, groups)
        self.output_padding = pair(output_padding, "ConvTranspose2D: output_padding", low=0)
        limits = tuple(map(max, self.stride, self.dilation))
        if any(more >= limit for more, limit in zip(self.output_padding, limits, strict=True)):
            raise ValueError(
                f"ConvTranspose2D: output_padding: expected less than {short(limits)}, the larger of stride and "
                f"dilation, got {short(self.output_padding)}"
            )
        dtype = _checks.float_type(dtype, "ConvTranspose2D: dtype")
        bias = _checks.truth(bias, "ConvTranspose2D: bias")
        shape = (self.c_in, self.c_out // self.groups, *self.kernel)
        self.W = Parameter(drawn(init, shape, rng, dtype, "ConvTranspose2D(8, 1, 3"))
        self.b = Parameter(np.zeros(self.c_out, dtype)) if bias else None

    def forward(self, x, train=False):
        W, b = self.W, self.b
        x = self.admit(x, (self.c_in, "h", "w"), W.value.dtype)
        shape = (self.c_out, *self._stamped(x.shape[2:]), len(x))
        image = batch_last(x)
        y = self.inside(self.adjoint(W.value, image, shape))
        if b is not None:
            y += b.value[:, None, None, None]
        y = batch_first(y)

        def backward(dy, need_dx=True):
            d = self.padded(upstream(dy, y, self))
            W.grad += self.filter_gradient(image, d)
            if b is not None:
                b.grad += d.sum(axis=(1, 2, 3))
            return batch_first(self.correlate(W.value, d, x.shape[2:])) if need_dx else None

        return y, backward

    def _stamped(self, image):
        """The sides of what is stamped, padding included; a sentence if the padding leaves nothing of it."""
        sides = []
        for side, k, s, p, d, more, what in zip(
            image,
            *(self.kernel, self.stride, self.padding, self.dilation, self.output_padding),
            ("rows", "columns"),
            strict=True,
        ):
            sides.append((side - 1) * s + d * (k - 1) + more + 1)
            if sides[-1] <= 2 * p:
                raise ValueError(
                    f"{self!r}: expected images large enough for padding {short(self.padding)} to leave an output, got "
                    f"{image[0]} × {image[1]}: ({side} − 1)·{s} − 2·{p} + {d}·({k} − 1) + {more} + 1 = "
                    f"{sides[-1] - 2 * p} {what}"
                )
        return sides
