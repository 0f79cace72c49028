"""Shift, then convolve; or convolve, then shift: where the two agree exactly, and where they don't."""

from functools import cache, partial

import numpy as np

from ... import _checks, data
from ...core import Layer, Sequential
from ...layers import Conv2D, MaxPool2D, ReLU
from .layer_maps import layers_of, sliding
from .receptive_field import receptive_fields, windows_of

SIDE, MOST = 64, 16  # pixels of the image, and of the largest shift
PADDINGS = ("zeros", "none", "wrapped around")
SUBSAMPLINGS = {"none": (), "stride 2": (0,), "2×2 pool": (0,), "2×2 pool after each": (0, 1, 2)}
#: Whole numbers, so that sums have no rounding errors and equal means equal: edges, corners, blobs.
FILTERS = np.array(
    [
        [[1, 0, -1], [2, 0, -2], [1, 0, -1]],
        [[0, 1, 2], [-1, 0, 1], [-2, -1, 0]],
        [[1, 2, 1], [2, 4, 2], [1, 2, 1]],
    ]
)


class Wrap(Layer):
    """y = x with ``width`` pixels around it that continue it from the opposite side: circular padding."""

    def __init__(self, width=1):
        self.width = _checks.whole(width, "Wrap: width", low=1)

    def forward(self, x, train=False):
        x, k = self.admit(x, ("c", "h", "w")), self.width

        def backward(dy):
            for axis in (2, 3):
                d = np.moveaxis(dy, axis, 0)
                inner = d[k:-k].copy()
                inner[-k:] += d[:k]
                inner[:k] += d[-k:]
                dy = np.moveaxis(inner, 0, axis)
            return dy

        return np.pad(x, ((0, 0), (0, 0), (k, k), (k, k)), mode="wrap"), backward


def padded(padding, c_in, c_out, rng=None, **how):
    """The layers of a convolution 3 × 3 with one of `PADDINGS`."""
    width = {"zeros": 1}.get(_checks.one_of(padding, PADDINGS, "padding"), 0)
    convolution = Conv2D(c_in, c_out, 3, rng, padding=width, **how)
    return (Wrap(), convolution) if padding == "wrapped around" else (convolution,)


def layers(depth=1, padding="zeros", subsampling="none"):
    """``depth`` convolutions 3 × 3 with ReLU, one channel, whole weights and no bias; and by how much they subsample.

    The subsampling is a stride of the first convolution, or a pool after the first or after each.
    """
    depth = _checks.whole(depth, "layers: depth", low=1, high=len(FILTERS))
    where = SUBSAMPLINGS[_checks.one_of(subsampling, SUBSAMPLINGS, "layers: subsampling")]
    found = []
    for k in range(depth):
        stride = 2 if k in where and subsampling == "stride 2" else 1
        found += padded(padding, 1, 1, init="zeros", bias=False, dtype=np.float64, stride=stride)
        found[-1].W.value[0, 0] = FILTERS[k]
        found.append(ReLU())
        if k in where and stride == 1:
            found.append(MaxPool2D(2))
    return Sequential(*found), 2 ** len([k for k in where if k < depth])


def moved(x, shift):
    """Maps (..., h, w) moved to the right by ``shift`` columns; what leaves at one side comes in at the other."""
    return np.roll(x, shift, axis=-1)


def both_ways(f, x, shift):
    """f(moved x) and moved f(x) for layers f whose windows are known and images x (n, c, h, w): ``first``, ``second``.

    f(x) can be moved by whole columns only: by ``step``, the nearest to shift / ``total`` where f subsamples by total.
    ``compared`` (w,) tells the columns that the move did not bring in from the other side; ``interior`` (w,) those of
    them that no border reaches, since the receptive fields of both lie in the image. For ``shift`` from 0 on.
    """
    shift = _checks.whole(shift, "both_ways: shift", low=0, high=x.shape[-1] - 1)
    field = receptive_fields(windows_of(f))[-1]
    found = _compared(f, x, shift, field.jump[1])
    columns = np.arange(found["first"].shape[-1])
    starts = field.start[1] + columns * field.jump[1]
    interior = (starts >= max(shift, found["step"] * found["total"])) & (starts + field.size[1] <= x.shape[-1])
    return {**found, "compared": columns >= max(found["step"], -(-shift // found["total"])), "interior": interior}


def _compared(f, x, shift, total):
    step = int(np.floor(shift / total + 0.5))
    return {"first": f(moved(x, shift)), "second": moved(f(x), step), "step": step, "total": total}


def shifted_both_ways(shift, padding, subsampling, depth):
    """`both_ways` for a photograph of whole numbers and `layers`, without rounding errors: where the two are equal.

    ``same`` (h, w) holds 1 where they are, 0 where they differ, and NaN where nothing is compared. With padding that is
    wrapped around there is no border: all columns are compared, and all are ``interior``.
    """
    (f, total), x = layers(depth, padding, subsampling), photograph()
    if padding == "wrapped around":
        found = _compared(f, x, shift, total)
        found["compared"] = found["interior"] = np.full(found["first"].shape[-1], True)
    else:
        found = both_ways(f, x, shift)
    return _summary(found, found["first"] == found["second"]) | {
        "moved": moved(x, shift)[0, 0],
        "shift": shift,
        "padding": padding,
    }


def own_both_ways(network, X):
    """``(compute, most)``: `both_ways` of shift for X[0] and a network's layers up to its last convolution or pool.

    What `shifted_both_ways` gives, with the mean of all channels' absolute values as ``first`` and ``second``; a place
    is the ``same`` where all channels are, but for rounding. ``most`` is the largest shift.
    """
    net = layers_of(network, X, who="shift_equivariance")
    windows = [layer for layer, _ in zip(net.layers, windows_of(net.layers), strict=False)]
    while windows and sliding(windows[-1]) is None:
        windows.pop()
    if not windows:
        raise ValueError(f"shift_equivariance: expected a Conv2D before the first dense layer, got {network!r}")
    return partial(_own, Sequential(*windows), net.X[:1]), min(MOST, net.X.shape[3] - 1)


def _own(f, x, shift):
    found, image = both_ways(f, x, shift), moved(x, shift)[0].mean(axis=0)
    equal = np.abs(found["first"] - found["second"]) <= 1e-9 * np.abs(found["first"]).max()
    return _summary(found, equal) | {
        "moved": 255 * (image - image.min()) / (np.ptp(image) or 1),
        "shift": shift,
        "padding": "its own",
    }


def _summary(found, equal):
    """Maps (1, c, h, w) as one, and how many numbers differ, from where they are ``equal``."""
    interior, border = found["interior"], found["compared"] & ~found["interior"]
    same = equal[0].all(axis=0).astype(float)
    same[:, ~found["compared"]] = np.nan
    return found | {
        "first": np.abs(found["first"][0]).mean(axis=0),
        "second": np.abs(found["second"][0]).mean(axis=0),
        "same": same,
        "inside": (int((~equal[..., interior]).sum()), equal[..., interior].size),
        "outside": (int((~equal[..., border]).sum()), equal[..., border].size),
    }


@cache
def photograph():
    """A flower in whole numbers from 0 to 255, (1, 1, 64, 64) float64."""
    block = 4
    part = data.photograph("flower", gray=True)[80 : 80 + SIDE * block, 200 : 200 + SIDE * block]
    small = np.rint(part.reshape(SIDE, block, SIDE, block).mean(axis=(1, 3)) * 255).astype(np.float64)
    small.flags.writeable = False
    return small[None, None]
