"""The filters of the first convolution before training, while it goes on, and after it; and how much they changed."""

from functools import cache
from importlib.resources import as_file, files

import numpy as np

from ... import _checks
from ...core import Layer
from ...layers import Conv2D
from . import digit_cnn
from .layer_maps import finite_copy
from .own_network import own_network

WHO = "first_layer_filters"
#: So many filters are shown at once.
SHOWN = 64


def first_convolution(network, layers):
    """The first `Conv2D` among the layers of a network, and the layers before it."""
    for k, layer in enumerate(layers):
        if isinstance(layer, Conv2D):
            return layer, layers[:k]
    raise ValueError(f"{WHO}: expected a Sequential network with a Conv2D layer in it, got {network!r}")


def own_moments(network=None, before=None, X=None):
    """``runs, X``: the runs to choose from, each a list of first convolutions in the order of training.

    Without arguments three runs on the digits, before training and after each epoch. A network of the reader's own is
    looked at beside ``before``: a copy made before training, as ``before = network.copy()``, or a list of copies made
    on the way.
    """
    given, X, _ = own_network(network, X, who=WHO, labels=False)
    X = X.astype(np.float64)
    if network is None and before is not None:
        raise TypeError(f"{WHO}: expected network and before together, got before without network")
    if network is None:
        return {seed: stored(seed) for seed in digit_cnn.STORED}, X
    if before is None:
        raise TypeError(
            f"{WHO}: expected the network before training, too; copy it first, before = network.copy(), then train it"
        )
    earlier = list(before) if isinstance(before, (list, tuple)) else [before]
    moments = []
    for one in (*earlier, given):
        if not isinstance(one, Layer):
            raise TypeError(f"{WHO}: expected before to be a network or a list of them, got {_checks.describe(one)}")
        moments.append(_copied(one))
    shapes = {layer.W.value.shape for layer, _ in moments}
    if len(shapes) > 1:
        raise ValueError(f"{WHO}: expected first convolutions of one shape, got {' and '.join(map(str, shapes))}")
    if len(moments) < 2:
        raise ValueError(f"{WHO}: expected before to be a network or a list of them, got an empty list")
    return {0: moments}, X


def _copied(network):
    return first_convolution(network, finite_copy(network, WHO))


@cache
def stored(seed):
    """The first convolution of `digit_cnn.trained` for this seed: before training, and after each epoch."""
    with as_file(files(__package__).joinpath("measured", "first_layer_filters.npz")) as path, np.load(path) as kept:
        W, b = kept["W"][digit_cnn.STORED.index(seed)], kept["b"][digit_cnn.STORED.index(seed)]
    moments = [_copied(digit_cnn.untrained(seed)) for _ in W]
    for (layer, _), w, bias in zip(moments, W, b, strict=True):
        layer.W.value, layer.b.value = w, bias
    return moments


def cosines(W, V):
    """The cosine of the angle between each filter in W (f, c, k, k) and the one in V; 0 where one has no length."""
    W, V = (one.reshape(len(one), -1) for one in (W, V))
    lengths = np.linalg.norm(W, axis=1) * np.linalg.norm(V, axis=1)
    return (W * V).sum(axis=1) / np.where(lengths > 0, lengths, 1)


def first_layer_filters(runs, X):
    """The function of run, moment, filter, channel and image that gives the arrays of the picture.

    "start" and "now": the filters (f, c, k, k); "cosine" and "norms" (2, f), of whole filters; "limit" the largest
    weight of all moments; "image" (c, h, w), and "maps": what the chosen filter makes of it at the start and now.
    """
    first = next(iter(runs))
    limits = {key: max(float(np.abs(layer.W.value).max()) for layer, _ in run) for key, run in runs.items()}

    def compute(moment, filter, image, run=first, channel=0):
        moments = runs[run]
        start, now = moments[0][0].W.value, moments[moment][0].W.value
        return {
            "run": run if len(runs) > 1 else None,
            "moment": moment,
            "moments": len(moments) - 1,
            "filter": filter,
            "channel": channel,
            "start": start,
            "now": now,
            "cosine": cosines(start, now),
            "norms": np.array([np.sqrt((W**2).sum(axis=(1, 2, 3))) for W in (start, now)]),
            "limit": limits[run] or 1.0,
            "image": X[image],
            "maps": [_map(moments[m], X[image : image + 1], filter) for m in (0, moment)],
        }

    return compute


def _map(moment, x, filter):
    layer, earlier = moment
    for one in earlier:
        x = one(x)
    return layer(x)[0, filter]
