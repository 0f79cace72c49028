"""What is no weight, and has other names or other defaults there: the arguments that make the same layer."""

from .. import _checks
from ..core import Layer
from ..layers import (
    ELU,
    GELU,
    GRU,
    LSTM,
    RNN,
    BatchNorm,
    Dropout,
    LayerNorm,
    LeakyReLU,
    MultiHeadAttention,
    TransformerBlock,
)
from .given import shortly

#: For each layer its arguments in PyTorch and in Keras.
SETTINGS = {
    BatchNorm: (
        lambda one: {"eps": one.epsilon, "momentum": one.momentum},
        lambda one: {"epsilon": one.epsilon, "momentum": 1 - one.momentum},
    ),
    LayerNorm: (lambda one: {"eps": one.epsilon}, lambda one: {"epsilon": one.epsilon}),
    LeakyReLU: (
        lambda one: {"negative_slope": one.settings["slope"]},
        lambda one: {"negative_slope": one.settings["slope"]},
    ),
    ELU: (lambda one: {"alpha": one.settings["alpha"]}, lambda one: {"alpha": one.settings["alpha"]}),
    GELU: (lambda one: {"approximate": "tanh"}, lambda one: {"approximate": True}),
    Dropout: (lambda one: {"p": one.rate}, lambda one: {"rate": one.rate}),
    RNN: (
        lambda one: {"nonlinearity": one.activation, "batch_first": True},
        lambda one: {"activation": one.activation, "return_sequences": not one.return_last},
    ),
    LSTM: (lambda one: {"batch_first": True}, lambda one: {"return_sequences": not one.return_last}),
    GRU: (
        lambda one: {"batch_first": True},
        lambda one: {"reset_after": one.reset == "after", "return_sequences": not one.return_last},
    ),
    MultiHeadAttention: (
        lambda one: {"embed_dim": one.d, "num_heads": one.heads, "dropout": one.rate, "batch_first": True},
        lambda one: {"num_heads": one.heads, "key_dim": one.d // one.heads, "dropout": one.rate},
    ),
}


def settings_of(layer, framework):
    """What the framework's constructor is given beside the layer's sizes: a dict; for attention with its sizes.

    ``framework`` is ``"pytorch"`` or ``"keras"``; ``nn.BatchNorm1d(d, **settings_of(layer, "pytorch"))`` normalizes as
    ``layer`` does. Keras's momentum is the share that is kept, ours and PyTorch's the share that is new; its running
    variance is made of biased ones, whatever the settings. A layer that has no such arguments gives an empty dict. A
    network of layers that have some is refused, and so is a `TransformerBlock` for Keras, which has no such layer.
    """
    framework = _checks.one_of(framework, ("pytorch", "keras"), "framework")
    if not isinstance(layer, Layer):
        raise TypeError(f"settings_of: expected a layer of course_nn, got {_checks.describe(layer)}")
    if isinstance(layer, TransformerBlock) and framework == "pytorch":
        return _block(layer)
    if (make := _make(layer)) is not None:
        return make[framework == "keras"](layer)
    if inner := next(_inner(layer), None):
        name, part = inner
        raise ValueError(
            f"settings_of: expected a single layer, got {shortly(layer)}, whose part {name}, {part!r}, has settings of "
            "its own; ask for each of the layers"
        )
    return {}


def _make(layer):
    """The entry of `SETTINGS` for the layer's class, or for what a class of one's own derives from."""
    return next((SETTINGS[cls] for cls in type(layer).__mro__ if cls in SETTINGS), None)


def _inner(layer, prefix=""):
    """Name and layer of all within that have settings."""
    for name, part in layer.children():
        if isinstance(part, Layer):
            if _make(part) is not None:
                yield f"{prefix}{name}", part
            yield from _inner(part, f"{prefix}{name}.")


def _block(block):
    """PyTorch's block of the same widths; its ReLU or GELU is an argument as well."""
    return {
        "d_model": block.d,
        "nhead": block.heads,
        "dim_feedforward": block.network[0].d_out,
        "dropout": 0.0 if block.dropout is None else block.dropout.rate,
        "norm_first": block.norm == "before",
        "batch_first": True,
    }
