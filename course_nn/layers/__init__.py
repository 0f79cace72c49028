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
from .convolution import Conv2D
from .dense import Dense, Flatten
from .noise import Dropout, GaussianNoise
from .normalization import BatchNorm, LayerNorm
from .pooling import AveragePool2D, GlobalAveragePool2D, MaxPool2D
from .recurrent import GRU, LSTM, RNN
from .transposed import ConvTranspose2D

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
    "ConvTranspose2D",
    "Cosine",
    "Dense",
    "Dropout",
    "Flatten",
    "GaussianNoise",
    "GlobalAveragePool2D",
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
