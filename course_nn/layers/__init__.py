"""Layers, a file a family."""

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
from .convolution import AveragePool2D, Conv2D, MaxPool2D
from .dense import Dense, Flatten
from .noise import Dropout, GaussianNoise
from .normalization import BatchNorm, LayerNorm
from .recurrent import GRU, LSTM, RNN

__all__ = [
    "ACTIVATION_LAYERS",
    "ELU",
    "GELU",
    "GRU",
    "LSTM",
    "RNN",
    "AveragePool2D",
    "BatchNorm",
    "Conv2D",
    "Cosine",
    "Dense",
    "Dropout",
    "Flatten",
    "GaussianNoise",
    "HardTanh",
    "Heaviside",
    "LayerNorm",
    "LeakyReLU",
    "MaxPool2D",
    "PReLU",
    "RadialBasis",
    "ReLU",
    "Sigmoid",
    "Softplus",
    "Tanh",
]
