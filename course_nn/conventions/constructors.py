"""What is no weight, and has other names or other defaults there: the arguments that make the same layer."""

from .. import _checks
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
    """The arguments of the framework's constructor where they are not the layer's sizes: a dict.

    ``framework`` is ``"pytorch"`` or ``"keras"``; ``nn.BatchNorm1d(d, **settings_of(layer, "pytorch"))`` normalizes as
    ``layer`` does. Keras's momentum is the share that is kept, ours and PyTorch's the share that is new; its running
    variance is made of biased ones, whatever the settings. A layer without such arguments has none.
    """
    framework = _checks.one_of(framework, ("pytorch", "keras"), "framework")
    if type(layer) is TransformerBlock and framework == "pytorch":
        return _block(layer)
    make = SETTINGS.get(type(layer))
    return {} if make is None else make[framework == "keras"](layer)


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
