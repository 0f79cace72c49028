"""The patches of images that excite a unit most, those that excite it middlingly, and those that excite it least."""

from functools import lru_cache

import numpy as np

from ...layers import Flatten
from .layer_maps import layers_of, redrawn, seen

#: So many patches of each kind are shown, each from another image.
PATCHES = 8
BLOCK = 64  # images at a time


def own_layers(network=None, X=None, y=None):
    """What `exciting_patches` looks at, as a pair: the network with its images, and the same with random weights."""
    net = layers_of(network, X, y, who="exciting_patches")
    if len(net.X) < PATCHES:
        raise ValueError(f"exciting_patches: expected at least {PATCHES} images to choose from, got {len(net.X)}")
    return {"trained": net, "random": redrawn(net)}


def units(net):
    """Name → number of the layers to choose from: all but Flatten, which shows what the layer before it does."""
    return net.names(lambda layer: not isinstance(layer, Flatten))


@lru_cache(maxsize=8)
def extremes(net):
    """For each layer (from 1 on) a dict of what its channels reach in each image.

    "most" and "least" (n, c) are the largest and the least value; "where_most" and "where_least" (n, c) their places,
    counted row by row; "mean" and "spread" (c,) are of all values at all places.
    """
    blocks = [_summaries(net, net.X[start : start + BLOCK]) for start in range(0, len(net.X), BLOCK)]
    return {k: _together([block[k - 1] for block in blocks]) for k in range(1, len(net.layers) + 1)}


def _summaries(net, X):
    found = []
    for output in net.outputs(X)[1:]:
        flat = output.reshape(*output.shape[:2], -1)
        places = {"where_most": flat.argmax(2), "where_least": flat.argmin(2)}
        sums = {"sum": flat.sum(axis=(0, 2)), "squares": (flat**2).sum(axis=(0, 2)), "count": np.array(flat[:, 0].size)}
        found.append({"most": flat.max(2), "least": flat.min(2)} | places | sums)
    return found


def _together(blocks):
    kept = {name: np.concatenate([block[name] for block in blocks]) for name in blocks[0] if blocks[0][name].ndim == 2}
    sums, squares, count = (sum(block[name] for block in blocks) for name in ("sum", "squares", "count"))
    mean = sums / count
    return kept | {"mean": mean, "spread": np.sqrt(np.maximum(squares / count - mean**2, 0))}


def exciting_patches(pair):
    """The function of a network ("trained" or "random"), a layer and a channel that gives the arrays of the picture.

    "rows": three lists of patches, "most", "middle" and "least", each a dict of "patch" (c, h, w), NaN outside of the
    image, "value", "image", "place" (row, column) and "outside", whether it reaches over the border. "best": the
    largest value in each image (n,), and "labels" (n,) or None. "mean" and "spread" are of all values.
    """
    for net in pair.values():  # now, so that no slider has to wait for it
        extremes(net)

    def compute(network, layer, channel):
        net = pair[network]
        all_of = extremes(net)[layer]
        best, least = all_of["most"][:, channel], all_of["least"][:, channel]
        order = np.argsort(-best, kind="stable")
        middle = (len(order) - PATCHES) // 2
        middling, least_first = order[middle : middle + PATCHES], np.argsort(least, kind="stable")[:PATCHES]
        where, where_least = all_of["where_most"][:, channel], all_of["where_least"][:, channel]
        rows = {
            "most": [_patch(net, layer, i, best[i], where[i]) for i in order[:PATCHES]],
            "middle": [_patch(net, layer, i, best[i], where[i]) for i in middling],
            "least": [_patch(net, layer, i, least[i], where_least[i]) for i in least_first],
        }
        labels = None if net.y is None else net.y[order[:PATCHES]]
        return {
            "name": net.name(layer),
            "network": network,
            "channel": channel,
            "vector": len(net.shapes[layer]) == 1,
            "rows": rows,
            "best": best,
            "labels": net.y,
            "top": order[:PATCHES],
            "common": None if labels is None else _most_common(labels),
            "mean": float(all_of["mean"][channel]),
            "spread": float(all_of["spread"][channel]),
        }

    return compute


def _patch(net, layer, image, value, where):
    _, _, columns = net.places(layer)
    place = divmod(int(where), columns)
    patch = cut(net.X[image], seen(net, layer, *place))
    return {
        "patch": patch,
        "value": float(value),
        "image": int(image),
        "place": place,
        "outside": bool(np.isnan(patch).any()),
    }


def cut(x, box):
    """The rows and columns (top, left, bottom, right) of an image x (c, h, w), NaN where they lie outside of it."""
    top, left, bottom, right = box
    patch = np.full((len(x), bottom - top, right - left), np.nan)
    rows, columns = slice(max(top, 0), min(bottom, x.shape[1])), slice(max(left, 0), min(right, x.shape[2]))
    patch[:, rows.start - top : rows.stop - top, columns.start - left : columns.stop - left] = x[:, rows, columns]
    return patch


def _most_common(labels):
    values, counts = np.unique(labels, return_counts=True)
    return int(values[counts.argmax()]), int(counts.max())


def likeness(patches):
    """The mean correlation between pairs of patches, padding as 0: 1 if they all look the same, 0 if by chance."""
    rows = np.array([np.nan_to_num(patch).ravel() for patch in patches])
    rows = rows - rows.mean(axis=1, keepdims=True)
    rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
    pairs = (rows @ rows.T)[np.triu_indices(len(rows), 1)]
    return float(pairs.mean())
