"""Layers, a file a family."""

from .. import names
from .activations import (
    ACTIVATION_LAYERS,
    ELU,
    GELU,
    Cosine,
    HardTanh,
    Heaviside,
    LeakyReLU,
    PReLU,
    RadialBasis,
    ReLU,
    Sigmoid,
    Softplus,
    Tanh,
)
from .convolution import Conv2D
from .dense import Dense, Flatten, Reshape
from .noise import Dropout, GaussianNoise
from .normalization import BatchNorm, LayerNorm
from .pooling import AveragePool2D, GlobalAveragePool2D, MaxPool2D
from .transposed import ConvTranspose2D

#: Layers that are looked up in their module when they are first used: the import need not wait for them.
_LATER = {
    "Attention": "attention",
    "Bidirectional": "sequences",
    "Embedding": "embedding",
    "GRU": "gru",
    "GaussianSample": "sampling",
    "LSTM": "lstm",
    "LearnedPositions": "positions",
    "MultiHeadAttention": "multi_head",
    "RNN": "recurrent",
    "SequenceLayer": "sequences",
    "SinusoidalPositions": "positions",
    "Stacked": "sequences",
    "TransformerBlock": "transformer_block",
}

__all__ = [
    "ACTIVATION_LAYERS",
    "ELU",
    "GELU",
    "GRU",
    "LSTM",
    "RNN",
    "Attention",
    "AveragePool2D",
    "BatchNorm",
    "Bidirectional",
    "Conv2D",
    "ConvTranspose2D",
    "Cosine",
    "Dense",
    "Dropout",
    "Embedding",
    "Flatten",
    "GaussianNoise",
    "GaussianSample",
    "GlobalAveragePool2D",
    "HardTanh",
    "Heaviside",
    "LayerNorm",
    "LeakyReLU",
    "LearnedPositions",
    "MaxPool2D",
    "MultiHeadAttention",
    "PReLU",
    "RadialBasis",
    "ReLU",
    "Reshape",
    "SequenceLayer",
    "Sigmoid",
    "SinusoidalPositions",
    "Softplus",
    "Stacked",
    "Tanh",
    "TransformerBlock",
]


def __getattr__(name):
    if name not in _LATER:
        raise AttributeError(names.sentence(name, __dir__(), __name__))
    import importlib

    value = globals()[name] = getattr(importlib.import_module(f".{_LATER[name]}", __name__), name)
    return value


def __dir__():
    return sorted({*globals(), *_LATER})
