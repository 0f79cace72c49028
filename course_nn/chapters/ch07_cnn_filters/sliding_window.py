"""A window slides over an image: at every place the products of pixels and weights are added up."""

import numpy as np

from ... import _checks
from .output_size import sides

IMAGE = np.array([[1, 1, 1, 0, 0], [0, 1, 1, 1, 0], [0, 0, 1, 1, 1], [0, 0, 1, 1, 0], [0, 1, 1, 0, 0]])
FILTERS = {
    "cross": np.array([[1, 0, 1], [0, 1, 0], [1, 0, 1]]),
    "left to right": np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]),
}
MOST_PIXELS, MOST_WEIGHTS = 6, 5


def correlate_loops(x, W, stride=1, padding=0, dilation=1):
    """y[i, j] = Σ_{p, q} W[p, q] · x[stride·i + dilation·p, stride·j + dilation·q], number by number.

    x (h, w), W (k_h, k_w), and ``padding`` rows and columns of zeros around x first: `Conv2D` for one image, one
    channel, one filter and no bias.
    """
    x, W = np.pad(x, padding), np.asarray(W)
    h, w = sides(x.shape, W.shape, stride, 0, dilation)
    y = np.zeros((h, w))
    for i in range(h):
        for j in range(w):
            for p in range(W.shape[0]):
                for q in range(W.shape[1]):
                    y[i, j] += W[p, q] * x[stride * i + dilation * p, stride * j + dilation * q]
    return y


class Slides:
    """The function behind the controls, on the worked example or on an image and a filter of the reader's own."""

    def __init__(self, image=None, filter=None):
        self.image = IMAGE if image is None else _own(image, "image", MOST_PIXELS)
        self.filters = FILTERS if filter is None else {"your own": _own(filter, "filter", MOST_WEIGHTS), **FILTERS}

    def __call__(self, filter, flip, padding, stride, dilation, place):
        """What the window sees at one ``place``, counted from 1 row by row, the products, and the output."""
        W = self.filters[filter]
        W = W[::-1, ::-1] if flip else W
        x = np.pad(self.image, padding)
        h, w = sides(x.shape, W.shape, stride, 0, dilation)
        result = {
            "image": x,
            "padding": padding,
            "filter": W,
            "flip": flip,
            "symmetric": np.array_equal(W, W[::-1, ::-1]),
            "dilation": dilation,
            "shape": (h, w),
            "fits": h > 0 and w > 0,
        }
        if result["fits"]:
            i, j = divmod(min(place, h * w) - 1, w)
            rows, columns = stride * i + dilation * np.arange(len(W)), stride * j + dilation * np.arange(W.shape[1])
            y = correlate_loops(self.image, W, stride, padding, dilation)
            seen = x[np.ix_(rows, columns)]
            result |= {"at": (i, j), "rows": rows, "columns": columns, "seen": seen, "products": seen * W, "y": y}
        return result

    def last(self, values):
        """The number of the last place for the values of the other controls; 1 if there is none."""
        W = self.filters[values["filter"]]
        h, w = sides(self.image.shape, W.shape, values["stride"], values["padding"], values["dilation"])
        return max(h * w, 1)


def _own(numbers, what, most):
    numbers = _checks.as_array(numbers, f"sliding_window: {what}", ndim=2)
    if max(numbers.shape) > most:
        raise ValueError(
            f"sliding_window: {what}: expected at most {most} × {most} numbers, so that they can be read, "
            f"got {numbers.shape[0]} × {numbers.shape[1]}"
        )
    if np.abs(numbers).max() > 99:
        raise ValueError(f"sliding_window: {what}: expected numbers from -99 to 99, got {np.abs(numbers).max():g}")
    return numbers.astype(np.int64 if numbers.dtype.kind in "iub" else np.float64)
