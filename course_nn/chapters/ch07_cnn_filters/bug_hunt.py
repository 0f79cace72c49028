"""A bug hunt: five layers that claim to be Conv2D. Forward is wrong in each, and backward fits it to the last digit."""

import numpy as np

from ... import _checks
from ...core import Layer, Parameter
from ...layers import Conv2D

#: What the mistakes are, in no particular order.
KINDS = (
    "channel left out",
    "filter flipped",
    "filter transposed",
    "mean instead of sum",
    "zeros on one side only",
)

#: A soft blur of two channels, (1, 2, 3, 3): what the suspects are found with.
BLUR = np.outer([1.0, 2.0, 1.0], [1.0, 2.0, 1.0])[None, None].repeat(2, axis=1) / 32


class _Claimed(Layer):
    """Claims to be Conv2D(c_in, c_out, 3, padding=1, bias=False)."""

    zeros = (1, 1)  # rows of zeros above and below, and columns on the left and on the right

    def __init__(self, W):
        self.W = Parameter(W.copy())

    def laid(self, W):
        """The filters as they are laid on the image. Each of these maps is linear and equal to its own transpose."""
        return W

    def forward(self, x, train=False):
        x = self.admit(x, (self.W.value.shape[1], "h", "w"))
        padded = np.pad(x, ((0, 0), (0, 0), self.zeros, self.zeros))
        windows = np.lib.stride_tricks.sliding_window_view(padded, (3, 3), axis=(2, 3))
        W = self.laid(self.W.value)
        y = np.einsum("nchwpq,ocpq->nohw", windows, W)

        def backward(dy):
            self.W.grad += self.laid(np.einsum("nohw,nchwpq->ocpq", dy, windows))
            d_padded = np.zeros_like(padded)
            h, w = dy.shape[2:]
            for p in range(3):
                for q in range(3):
                    d_padded[:, :, p : p + h, q : q + w] += np.einsum("nohw,oc->nchw", dy, W[:, :, p, q])
            first = self.zeros[0]
            return d_padded[:, :, first : first + h, first : first + w]

        return y, backward


class SuspectA(_Claimed):
    def laid(self, W):
        return W.transpose(0, 1, 3, 2)


class SuspectB(_Claimed):
    zeros = (0, 2)


class SuspectC(_Claimed):
    def laid(self, W):
        return W[:, :, ::-1, ::-1]


class SuspectD(_Claimed):
    def laid(self, W):
        return W / 9


class SuspectE(_Claimed):
    def laid(self, W):
        return np.concatenate([W[:, :-1], np.zeros_like(W[:, -1:])], axis=1)


def suspects(W=BLUR):
    """The five suspects by letter, each beside the package's layer that it claims to be, all with the filters ``W``.

    W is (c_out, c_in, 3, 3) with at least two channels. All compute in float64.
    """
    W = _checks.as_array(W, "suspects: W", ndim=4).astype(np.float64)
    if W.shape[1] < 2 or W.shape[2:] != (3, 3):
        raise ValueError(
            f"suspects: expected filters W of shape (c_out, c_in, 3, 3) with c_in of 2 or more, got shape {W.shape}"
        )

    def original():
        layer = Conv2D(W.shape[1], W.shape[0], 3, padding=1, bias=False, init="zeros", dtype=np.float64)
        layer.W.value = W
        return layer

    kinds = (SuspectA, SuspectB, SuspectC, SuspectD, SuspectE)
    return {kind.__name__[-1]: (kind(W), original()) for kind in kinds}
