"""Any number in the layers of a network, opened: the window it was made from, the weights, the terms, their sum."""

from functools import lru_cache

import numpy as np

from ...layers import AveragePool2D, Conv2D, Dense, Flatten, GlobalAveragePool2D, MaxPool2D
from .layer_maps import IN_PLACE, layers_of, position, sliding, window_start

#: So many terms are shown, the largest ones; the rest is told as one sum.
SHOWN = 4


def own_layers(network=None, X=None, y=None):
    """What `feature_maps` looks at: the reader's network and images, or the stored network and the test digits."""
    return layers_of(network, X, y, who="feature_maps")


@lru_cache(maxsize=256)
def _outputs(net, image):
    return [output[0] for output in net.outputs(net.X[image : image + 1])]


def feature_maps(net):
    """The function of an image and a place that `opened` is, for these `Layers`."""

    def compute(image, layer, channel, row, column):
        return opened(net, image, layer, channel, row, column)

    return compute


def opened(net, image, layer, channel, row, column):
    """All outputs of the network for one image, and the arithmetic of one number of layer ``layer`` (from 1 on).

    "maps": the image and each layer's output, (c, h, w) or (d,). "value" is the number at (channel, row, column);
    "kind" says what makes it: "conv", "dense", "max", "mean", "in place", "flat" or "unknown". "terms": what is added
    up, each with "of" (the channel or unit), "window" and "weights" where there are any, and "sum"; the largest first,
    at most `SHOWN` of them. "left_out" is the number of the others and "rest" their sum; "bias"; "total" is the sum of
    all. "window" is (top, left, rows, columns, step) in the input of the layer; "after" the number that the activation
    behind the layer makes of it, or None.
    """
    maps, made_by = _outputs(net, image), net.layers[layer - 1]
    before, here = maps[layer - 1], _number(maps[layer], channel, row, column)
    result = {"net": net, "image": image, "layer": layer, "place": (channel, row, column), "maps": maps, "value": here}
    result |= {"terms": [], "left_out": 0, "rest": 0.0, "bias": 0.0, "window": None, "after": None, "total": here}
    result |= _arithmetic(net, layer, made_by, before, (channel, row, column))
    if result["kind"] in ("conv", "dense"):
        terms = sorted(result["terms"], key=lambda term: -abs(term["sum"]))
        shown = terms if len(terms) <= SHOWN + 1 else terms[:SHOWN]
        result |= {
            "terms": shown,
            "left_out": len(terms) - len(shown),
            "rest": float(sum(term["sum"] for term in terms[len(shown) :])),
            "total": float(sum(term["sum"] for term in terms)) + result["bias"],
        }
    if layer < len(net.layers) and isinstance(net.layers[layer], IN_PLACE):
        result["after"] = _number(maps[layer + 1], channel, row, column), type(net.layers[layer]).__name__
    return result


def _number(output, channel, row, column):
    return float(output[channel, row, column] if output.ndim == 3 else output[channel])


def _arithmetic(net, k, layer, before, place):
    channel, row, column = place
    if isinstance(layer, Conv2D):
        return _convolution(layer, before, place)
    if isinstance(layer, (MaxPool2D, AveragePool2D)):
        return _pool(layer, before, place)
    if isinstance(layer, Dense) and before.ndim == 1:
        W, b = layer.W.value, layer.b
        terms = [
            {"of": i, "at": position(net, k - 1, i), "window": x, "weights": w, "sum": float(x * w)}
            for i, (x, w) in enumerate(zip(before, W[:, channel], strict=True))
        ]
        return {"kind": "dense", "terms": terms, "bias": 0.0 if b is None else float(b.value[channel])}
    if isinstance(layer, IN_PLACE):
        return {"kind": "in place", "terms": [{"of": channel, "sum": _number(before, channel, row, column)}]}
    if isinstance(layer, Flatten):
        at = tuple(map(int, np.unravel_index(channel, before.shape)))
        return {"kind": "flat", "terms": [{"of": at, "sum": float(before[at])}]}
    if isinstance(layer, GlobalAveragePool2D):
        total = float(before[channel].mean())
        size = before.shape[1:]
        return {
            "kind": "mean",
            "terms": [{"of": channel, "window": before[channel], "sum": total}],
            "window": (0, 0, *size, 1, 1),
            "total": total,
        }
    return {"kind": "unknown"}


def _entries(layer, before, row, column, outside):
    """The window's entries of every channel, (c, rows, columns), with ``outside`` where it reaches into the padding."""
    size, _, _, dilation = sliding(layer)
    top, left = window_start(layer, row, column)
    rows, columns = (start + d * np.arange(n) for start, d, n in zip((top, left), dilation, size, strict=True))
    inside = ((rows >= 0) & (rows < before.shape[1]))[:, None] & ((columns >= 0) & (columns < before.shape[2]))
    picked = before[:, rows.clip(0, before.shape[1] - 1)][:, :, columns.clip(0, before.shape[2] - 1)]
    return np.where(inside, picked, outside), inside, (top, left, *size, *dilation)


def _convolution(layer, before, place):
    channel, row, column = place
    windows, inside, where = _entries(layer, before, row, column, 0.0)
    W = layer.W.value[channel]
    groups = before.shape[0] // len(W)  # with groups a filter sees a part of the channels
    first = channel // (len(layer.W.value) // groups) * len(W)
    terms = [
        {"of": first + c, "window": windows[first + c], "weights": w, "sum": float((windows[first + c] * w).sum())}
        for c, w in enumerate(W)
    ]
    bias = 0.0 if layer.b is None else float(layer.b.value[channel])
    return {"kind": "conv", "terms": terms, "bias": bias, "window": where, "inside": inside}


def _pool(layer, before, place):
    channel, row, column = place
    largest = isinstance(layer, MaxPool2D)
    windows, inside, where = _entries(layer, before, row, column, -np.inf if largest else 0.0)
    window = windows[channel]
    found = {"kind": "max" if largest else "mean", "window": where, "inside": inside}
    winner = tuple(map(int, np.unravel_index(window.argmax(), window.shape)))  # the first of several equal ones
    total = float(window[winner] if largest else window.mean())
    return found | {"terms": [{"of": channel, "window": window, "sum": total}], "total": total, "winner": winner}


def first_look(net):
    """Values to begin with: image 0 and the largest number that the first Conv2D makes of it."""
    layer = min(net.names(lambda layer: isinstance(layer, Conv2D)).values())
    output = _outputs(net, 0)[layer]
    channel, row, column = map(int, np.unravel_index(output.argmax(), output.shape))
    return {"image": 0, "layer": layer, "channel": channel, "row": row, "column": column}
