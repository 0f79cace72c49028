"""Max and average pooling of one small map: what is kept, what is lost, and where the gradient goes."""

import numpy as np

from ... import _checks
from ...layers import AveragePool2D, MaxPool2D

KINDS = {"max": MaxPool2D, "average": AveragePool2D}
#: Rows and columns are left over for most windows; in the lower right are equal numbers, and some below 0.
MAPS = {
    "a map with peaks": [
        [1, 0, 2, 1, 0, 0, 1],
        [0, 8, 3, 0, 0, 2, 0],
        [2, 3, 1, 0, 7, 1, 0],
        [0, 1, 0, 0, 2, 1, 3],
        [5, 0, 0, 4, 4, 0, 0],
        [0, 0, 1, 4, 4, 9, 6],
        [1, 0, 0, 2, 0, 6, 1],
    ],
    "below 0": [
        [-1, -1, -2, -3, -3, -2, -1],
        [-1, -4, -2, -1, -5, -2, -6],
        [-3, -2, -1, -1, -2, -4, -2],
        [-5, -1, -3, -2, -1, -1, -3],
        [-2, -2, -4, -6, -1, -7, -1],
        [-1, -3, -2, -2, -3, -1, -2],
        [-4, -2, -1, -3, -2, -2, -5],
    ],
}
MOST = 8


def pooling(own=None):
    """The function behind the controls; ``own`` is what `own_map` returned."""

    def pooled(values, kind, size, stride):
        """A map under the windows: output, gradient, and for each number by how many windows it is seen and kept."""
        x = own if values == "own" else np.array(MAPS[values], dtype=np.float64)
        layer = KINDS[kind](size, stride=stride)
        y, backward = layer.forward(x[None, None], train=True)
        h, w = y.shape[2:]
        seen = np.zeros(x.shape, dtype=int)
        for i, j in np.ndindex(h, w):
            seen[stride * i : stride * i + size, stride * j : stride * j + size] += 1
        return {
            "kind": kind,
            "size": size,
            "stride": stride,
            "x": x,
            "y": y[0, 0],
            "seen": seen,
            "gradient": backward(np.ones_like(y))[0, 0],  # every output asks for 1 more
        }

    return pooled


def own_map(x):
    """A map of the reader's own, (h, w), as float64; None for None."""
    if x is None:
        return None
    x = _checks.as_array(x, "pooling_windows: x", ndim=2)
    if not 4 <= min(x.shape) <= max(x.shape) <= MOST:
        raise ValueError(
            f"pooling_windows: x: expected 4 to {MOST} rows and columns, so that they can be read, "
            f"got {x.shape[0]} × {x.shape[1]}"
        )
    if np.abs(x).max() > 99:
        raise ValueError(f"pooling_windows: x: expected numbers from -99 to 99, got {np.abs(x).max():g}")
    return x.astype(np.float64)
