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
from .dense import Dense, Flatten

__all__ = [
    "ACTIVATION_LAYERS",
    "ELU",
    "GELU",
    "Cosine",
    "Dense",
    "Flatten",
    "HardTanh",
    "Heaviside",
    "LeakyReLU",
    "PReLU",
    "RadialBasis",
    "ReLU",
    "Sigmoid",
    "Softplus",
    "Tanh",
]
