"""Occlusion: cover a part of the image with a patch, and see what it does to the probability of the true class.

Zeiler and Fergus, Visualizing and understanding convolutional networks, 2014. The patch is itself a part of the image:
what falls when it is laid somewhere may be due to what it hides, or to what it shows.
"""

import math

import numpy as np

from ... import _checks
from ...functions import softmax
from .own_network import own_network

#: At most so many places of the patch; on a larger image it moves by more than a pixel.
MOST_PLACES = 256


def covered(image, size, value, step=1):
    """``(images, tops, lefts)``: copies of ``image`` (c, h, w), each with a patch of size × size pixels of ``value``.

    The patch lies whole inside the image; ``tops`` and ``lefts`` are where it begins, every ``step`` pixels.
    """
    _, h, w = image.shape
    rows, columns = np.arange(0, h - size + 1, step), np.arange(0, w - size + 1, step)
    tops, lefts = (place.ravel() for place in np.meshgrid(rows, columns, indexing="ij"))
    images = np.repeat(image[None], len(tops), axis=0)
    for one, top, left in zip(images, tops, lefts, strict=True):
        one[:, top : top + size, left : left + size] = value
    return images, tops, lefts


def occlude(network=None, X=None, y=None):
    """``compute(size, value, row)`` for the images X (n, c, h, w); without arguments for the chapter's network.

    ``value`` goes from 0, the least number in X, to 1, the largest. It gives a dict: "image", "label" and "p" (k,),
    without a patch; "map" (rows, columns), the probability of the true class with the patch at each place; "first" and
    "step", where in pixels the patch's centers lie; "worst", (top, left) of the patch that leaves least, with
    "worst_image" and "worst_p" (k,); "row", "size", "value", and "range", the two numbers.
    """
    network, X, y = own_network(network, X, y, who="occlusion_map")
    least = min(X.shape[2:])
    if least < 2:
        raise ValueError(f"occlusion_map: expected images of at least 2 x 2 pixels, got {X.shape[2]} x {X.shape[3]}")
    low, high = float(X.min()), float(X.max())

    def compute(size, value, row=0):
        row = _checks.whole(row, "occlusion_map: row", low=0, high=len(X) - 1)
        size = _checks.whole(size, "occlusion_map: size", low=1, high=least)
        value = _checks.number(value, "occlusion_map: value", low=0, high=1)
        step = 1
        while math.prod((side - size) // step + 1 for side in X.shape[2:]) > MOST_PLACES:
            step += 1
        images, tops, lefts = covered(X[row], size, low + value * (high - low), step)
        p = softmax(network(np.concatenate([X[row][None], images])).astype(np.float64))
        of_class = p[1:, y[row]]
        worst = int(of_class.argmin())
        return {
            "image": X[row],
            "label": int(y[row]),
            "p": p[0],
            "map": of_class.reshape(-1, 1 + lefts[-1] // step),
            "first": (size - 1) / 2,
            "step": step,
            "worst": (int(tops[worst]), int(lefts[worst])),
            "worst_image": images[worst],
            "worst_p": p[1 + worst],
            "row": row,
            "size": size,
            "value": value,
            "range": (low, high),
        }

    compute.rows, compute.side = len(X), least
    return compute
