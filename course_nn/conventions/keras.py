"""Keras: the order of ``model.get_weights()``; images keep their channels last, and so does what is flattened.

A walk along the network knows what flows: images of so many channels, what they were flattened to, or rows. Behind a
Flatten the entries of an image stand channel by channel here, (c, h, w), and pixel by pixel there, (h, w, c), until a
dense layer has taken them.
"""

import numpy as np

from ..core import Branches, Residual, Sequential
from ..layers import (
    AveragePool2D,
    BatchNorm,
    Bidirectional,
    Conv2D,
    ConvTranspose2D,
    Dense,
    Embedding,
    Flatten,
    GlobalAveragePool2D,
    LayerNorm,
    LearnedPositions,
    MaxPool2D,
    MultiHeadAttention,
    PReLU,
    Reshape,
    Stacked,
    TransformerBlock,
)
from .cells import GATES, cells_of
from .given import shortly
from .pieces import Piece, by_rows, parts_of, same
from .pytorch import refuse_negative

UNKNOWN, ROWS, IMAGES, FLAT = "unknown", "rows", "images", "flat"


def pieces(layer, channels=None):
    """The pieces of a layer or network; ``channels`` is how many its input has, where that can't be seen."""
    return _Walk((UNKNOWN, None) if channels is None else (IMAGES, channels)).pieces(layer, "")


class _Walk:
    """Along a network, with what flows: its kind and, of images and what they were flattened to, the channels."""

    def __init__(self, flow):
        self.flow, self.seen = flow, set()

    def pieces(self, layer, prefix):
        if id(layer) in self.seen and layer.parameters():
            return []  # a layer that is used twice has its weights once
        self.seen.add(id(layer))
        kind = type(layer)
        if kind in _OWN:
            return _OWN[kind](self, layer, prefix)
        if isinstance(layer, Branches):
            return self._branches(layer, prefix)
        if kind is Residual:
            self._refuse_flat(layer)
        if kind in GATES or kind in (Bidirectional, Stacked):
            self.flow = ROWS, None
            return cells_of(layer, "keras", prefix)
        parts, start = parts_of(layer, "keras"), self.flow
        found = []
        for name, part in parts:
            if not isinstance(layer, Sequential):
                self.flow = start
            found += self.pieces(part, f"{prefix}{name}/")
        return found

    def _branches(self, layer, prefix):
        start, ends, found = self.flow, [], []
        for name, part in parts_of(layer, "keras"):
            self.flow = start
            found += self.pieces(part, f"{prefix}{name}/")
            self._refuse_flat(layer)
            ends.append(self.flow)
        self.flow = ends[0]
        return found

    def _refuse_flat(self, layer):
        if self.flow[0] == FLAT:
            raise ValueError(
                f"{shortly(layer)}: expected no flattened images of {self.flow[1]} channels in it, whose entries stand "
                "in another order in Keras; put the Flatten after it, or GlobalAveragePool2D in its place"
            )

    def _dense(self, layer, prefix):
        turn, turn_back = self._order(layer.d_in)
        self.flow = ROWS, None
        return [by_rows(prefix, layer, (("kernel", "W", turn, turn_back), ("bias", "b", same, same)))]

    def _order(self, d):
        """Two functions of an array whose first axis is that of the features: to Keras's order of them, and back."""
        kind, channels = self.flow
        if kind != FLAT:
            return same, same
        there = np.arange(d).reshape(channels, -1).T.ravel()
        back = np.argsort(there)
        return lambda array: array[there], lambda array: array[back]

    def _flatten(self, layer, prefix):
        kind, channels = self.flow
        if kind == UNKNOWN or (kind == IMAGES and channels is None):
            raise ValueError(
                f"{layer!r}: expected to know what it flattens, since Keras keeps the channels of images last; give "
                "channels=3 for images of 3 channels as the network's input, or channels=1 for gray ones and sequences"
            )
        if kind == IMAGES:
            self.flow = (FLAT, channels) if channels > 1 else (ROWS, None)
        return []

    def _reshape(self, layer, prefix):
        if self.flow[0] in (IMAGES, FLAT) or (len(layer.sides) == 3 and layer.sides[0] > 1):
            raise ValueError(
                f"{layer!r}: expected no reshaping from or to images of several channels, whose entries stand in "
                "another order in Keras"
            )
        self.flow = (IMAGES, 1) if len(layer.sides) == 3 else (ROWS, None)
        return []

    def _conv(self, layer, prefix):
        if type(layer) is ConvTranspose2D and layer.groups > 1:
            raise ValueError(f"{layer!r}: expected groups=1, since Keras's transposed convolution has no groups")
        self.flow = IMAGES, layer.c_out
        rows = ("kernel", "W", lambda W: W.transpose(2, 3, 1, 0), lambda W: W.transpose(3, 2, 0, 1))
        return [by_rows(prefix, layer, (rows, ("bias", "b", same, same)))]

    def _pool(self, layer, prefix):
        if self.flow[0] != IMAGES:
            self.flow = IMAGES, None
        return []

    def _mean(self, layer, prefix):
        self.flow = ROWS, None
        return []

    def _batch_norm(self, layer, prefix):
        turn, turn_back = self._order(layer.d)

        def there(layer):
            ours = {"gamma": layer.gamma, "beta": layer.beta}
            ours |= {"moving_mean": layer.running_mean, "moving_variance": layer.running_variance}
            return {name: turn(own.value) for name, own in ours.items()}

        def back(layer, given):
            names = {"gamma": "gamma", "beta": "beta"}
            names |= {"moving_mean": "running_mean", "moving_variance": "running_variance"}
            values = {ours: turn_back(given.take(name, (layer.d,))) for name, ours in names.items()}
            refuse_negative(layer, values["running_variance"])
            return values

        return [Piece(prefix, "", layer, there, back)]

    def _layer_norm(self, layer, prefix):
        self._refuse_images(layer)
        turn, back = self._order(layer.d)
        return [by_rows(prefix, layer, (("gamma", "gamma", turn, back), ("beta", "beta", turn, back)))]

    def _prelu(self, layer, prefix):
        if layer.s.value.size == 1:
            return [by_rows(prefix, layer, (("alpha", "s", same, same),))]
        self._refuse_images(layer)
        return [by_rows(prefix, layer, (("alpha", "s", *self._order(layer.s.value.size)),))]

    def _refuse_images(self, layer):
        if self.flow[0] == IMAGES:
            raise ValueError(
                f"{layer!r}: expected vectors or sequences, not images, whose last axis is that of the columns here "
                "and that of the channels in Keras"
            )

    def _tokens(self, layer, prefix):
        self.flow = ROWS, None
        return [by_rows(prefix, layer, (("embeddings", "W", same, same),))]

    def _attention(self, layer, prefix):
        self.flow = ROWS, None
        return [Piece(prefix, "", layer, _of_attention, _to_attention)]

    def _block(self, block, prefix):
        """As layers of a functional model: Keras has no block, and its weights come in the order of the layers."""
        looking = [] if block.cross is None else [("norm_cross", block.norm_cross), ("cross", block.cross)]
        places = [("norm_1", block.norm_1), ("attention", block.attention), *looking, ("norm_2", block.norm_2)]
        places.append(("network", block.network))
        if block.norm == "after":  # each one after what it normalizes
            places = [place for k in range(0, len(places), 2) for place in (places[k + 1], places[k])]
        self.flow = ROWS, None
        return [piece for name, part in places for piece in self.pieces(part, f"{prefix}{name}/")]


def _of_attention(layer):
    """Each head has its columns of W: kernels (d, heads, d / heads), and that of the output (heads, d / heads, d)."""
    heads, names = (layer.heads, layer.d // layer.heads), ("query", "key", "value")
    arrays = {}
    for name, W, b in zip(names, np.split(layer.W.value, 3, axis=1), np.split(layer.b.value, 3), strict=True):
        arrays[f"{name}/kernel"], arrays[f"{name}/bias"] = W.reshape(layer.d, *heads), b.reshape(heads)
    arrays["attention_output/kernel"] = layer.W_o.value.reshape(*heads, layer.d)
    arrays["attention_output/bias"] = layer.b_o.value
    return arrays


def _to_attention(layer, given):
    d, heads = layer.d, (layer.heads, layer.d // layer.heads)
    taken = [
        (given.take(f"{name}/kernel", (d, *heads)).reshape(d, d), given.take(f"{name}/bias", heads).reshape(d))
        for name in ("query", "key", "value")
    ]
    return {
        "W": np.concatenate([W for W, _ in taken], axis=1),
        "b": np.concatenate([b for _, b in taken]),
        "W_o": given.take("attention_output/kernel", (*heads, d)).reshape(d, d),
        "b_o": given.take("attention_output/bias", (d,)),
    }


_OWN = {
    Dense: _Walk._dense,
    Flatten: _Walk._flatten,
    Reshape: _Walk._reshape,
    Conv2D: _Walk._conv,
    ConvTranspose2D: _Walk._conv,
    MaxPool2D: _Walk._pool,
    AveragePool2D: _Walk._pool,
    GlobalAveragePool2D: _Walk._mean,
    BatchNorm: _Walk._batch_norm,
    LayerNorm: _Walk._layer_norm,
    PReLU: _Walk._prelu,
    Embedding: _Walk._tokens,
    LearnedPositions: _Walk._tokens,
    MultiHeadAttention: _Walk._attention,
    TransformerBlock: _Walk._block,
}
