"""A network and images of the reader's own, for the chapter's views; without them the stored network and the digits."""

import numpy as np

from ... import _checks
from ...core import Layer
from . import digit_cnn


def own_network(network=None, X=None, y=None, *, who, labels=True):
    """``(network, X, y)``: what is given, checked, and for what is not the stored network and the 449 test digits.

    The network maps images X (n, c, h, w) to logits (n, k) of k ≥ 2 classes; y (n,) holds whole numbers from 0 to
    k − 1, and with ``labels=False`` it may stay away (None) beside images of one's own. X comes back in the network's
    type, with read-only y int64. One sentence, which begins with ``who``, for anything else.
    """
    network = digit_cnn.trained() if network is None else network
    if not isinstance(network, Layer):
        raise TypeError(f"{who}: expected a network, as Sequential(Conv2D(...), ...), got {_checks.describe(network)}")
    if X is None and y is not None:
        raise TypeError(f"{who}: expected X and y together, got y without X")
    if X is None:
        X, y = digit_cnn.images()[1]
    elif y is None and labels:
        raise TypeError(f"{who}: expected X and y together, got X without y")
    X = _images(X, who)
    types = {parameter.value.dtype for parameter in network.parameters().values()}
    X = X.astype(types.pop() if types else np.float32, copy=False)
    try:
        logits = network(X[:1])
    except (TypeError, ValueError) as error:
        raise type(error)(f"{who}: {error}") from error
    if logits.ndim != 2 or logits.shape[1] < 2:
        raise ValueError(
            f"{who}: expected a network that gives logits (n, k) of k >= 2 classes, its output is "
            f"{_checks.shape_text(('n', *logits.shape[1:]))}; does it end with Flatten() and Dense(...)?"
        )
    return network, X, None if y is None else _labels(y, len(X), logits.shape[1], who)


def as_picture(x, low=0.0, high=1.0):
    """An image x (c, h, w) as it is drawn: (h, w), the mean of its channels; of three (h, w, 3), their colors.

    Colors go from ``low`` to ``high``, the least and the largest number in all images.
    """
    if len(x) != 3:
        return x.mean(axis=0)
    return np.clip((np.moveaxis(x, 0, -1) - low) / max(high - low, 1e-12), 0, 1)


def _images(X, who):
    X = _checks.as_array(X, f"{who}: X")
    if X.ndim != 4:
        mend = {3: "; for images of one channel, use X[:, None]", 2: "; for 8 x 8 pixels, use X.reshape(-1, 1, 8, 8)"}
        raise ValueError(f"{who}: expected images, X of shape (n, c, h, w), got {X.shape}{mend.get(X.ndim, '')}")
    if X.dtype.kind != "f":
        raise TypeError(
            f"{who}: expected images of floating numbers as the network learned from, got {X.dtype}; "
            "scale them as its training images were, for instance X / 255"
        )
    return X


def _labels(y, n, classes, who):
    y = _checks.as_array(y, f"{who}: y", ndim=1)
    if len(y) != n:
        raise ValueError(f"{who}: expected a label for each image, y of shape ({n},), got {y.shape}")
    if y.dtype.kind not in "iu" or y.min() < 0 or y.max() >= classes:
        came = f"{y.min()} to {y.max()}" if y.dtype.kind in "iu" else y.dtype
        raise ValueError(
            f"{who}: expected labels of the network's classes, whole numbers 0 to {classes - 1}, got {came}"
        )
    return y.astype(np.int64)
