"""PyTorch: the names and the order of ``nn.Sequential(...).state_dict()``; matrices (d_out, d_in) for x Wᵀ."""

import numpy as np

from ..layers import (
    BatchNorm,
    Bidirectional,
    Conv2D,
    ConvTranspose2D,
    Dense,
    Embedding,
    LayerNorm,
    LearnedPositions,
    MultiHeadAttention,
    PReLU,
    Stacked,
    TransformerBlock,
)
from .cells import GATES, cells_of
from .given import shortly
from .pieces import Piece, by_rows, parts_of, same, transposed

_DENSE = (("weight", "W", transposed, transposed), ("bias", "b", same, same))
_IMAGES = (("weight", "W", same, same), ("bias", "b", same, same))
_TOKENS = (("weight", "W", same, same),)
_NORM = (("weight", "gamma", same, same), ("bias", "beta", same, same))
ROWS = {
    Dense: _DENSE,
    Conv2D: _IMAGES,
    ConvTranspose2D: _IMAGES,
    Embedding: _TOKENS,
    LearnedPositions: _TOKENS,
    LayerNorm: _NORM,
    PReLU: (("weight", "s", same, same),),
    MultiHeadAttention: (
        ("in_proj_weight", "W", transposed, transposed),
        ("in_proj_bias", "b", same, same),
        ("out_proj.weight", "W_o", transposed, transposed),
        ("out_proj.bias", "b_o", same, same),
    ),
}


def pieces(layer, prefix=""):
    """The pieces of a layer or network, whose names begin with ``prefix``."""
    kind = type(layer)
    if kind in ROWS:
        return [by_rows(prefix, layer, ROWS[kind])]
    if kind is BatchNorm:
        return [Piece(prefix, "", layer, _of_batch_norm, _to_batch_norm)]
    if kind is TransformerBlock:
        return _block(layer, prefix)
    if kind in GATES or kind in (Bidirectional, Stacked):
        return cells_of(layer, "pytorch", prefix)
    parts = parts_of(layer, "pytorch")
    return [piece for name, part in parts for piece in pieces(part, f"{prefix}{name}.")]


def _of_batch_norm(layer):
    """``num_batches_tracked``, a count that only ``momentum=None`` uses there, is not kept here: 0."""
    return {
        "weight": layer.gamma.value,
        "bias": layer.beta.value,
        "running_mean": layer.running_mean.value,
        "running_var": layer.running_variance.value,
        "num_batches_tracked": np.array(0),
    }


def _to_batch_norm(layer, given):
    d = (layer.d,)
    given.take("num_batches_tracked", (), optional=True)
    values = {
        "gamma": given.take("weight", d),
        "beta": given.take("bias", d),
        "running_mean": given.take("running_mean", d),
        "running_variance": given.take("running_var", d),
    }
    refuse_negative(layer, values["running_variance"])
    return values


def refuse_negative(layer, variance):
    if (variance < 0).any():
        raise ValueError(f"{layer!r}: expected a running variance of at least 0, got {variance.min():g}")


def _block(block, prefix):
    """``nn.TransformerEncoderLayer``, or with ``cross`` ``nn.TransformerDecoderLayer``."""
    first, activation, second = block.network.layers
    if activation.parameters():
        raise ValueError(
            f"{shortly(block)}: expected an activation without parameters, as PyTorch's block has, got {activation!r}"
        )
    places = [("self_attn", block.attention), ("multihead_attn", block.cross)]
    places += [("linear1", first), ("linear2", second), ("norm1", block.norm_1)]
    places += (
        [("norm2", block.norm_2)] if block.cross is None else [("norm2", block.norm_cross), ("norm3", block.norm_2)]
    )
    return [piece for name, part in places if part is not None for piece in pieces(part, f"{prefix}{name}.")]
