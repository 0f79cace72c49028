"""The multilayer perceptron: dense layers with an activation between them."""

from itertools import pairwise

import numpy as np

from .. import _checks
from ..core import Layer, Sequential
from ..layers import ACTIVATION_LAYERS, Dense, PReLU


def mlp(sizes, rng, *, activation="tanh", init="xavier", dtype=np.float32):
    """A network d₀-d₁-…-d_L as in ``mlp([2, 8, 1], rng)``: Dense, activation, Dense, …, Dense, ending in logits.

    ``activation`` is a name ("tanh", "relu", …) or a layer class; ``init`` as in `Dense`.

    >>> import numpy as np
    >>> from course_nn import mlp
    >>> mlp([2, 8, 1], np.random.default_rng(0))
    Sequential(Dense(2, 8), Tanh(), Dense(8, 1))
    """
    sizes = [_checks.whole(size, "sizes", low=1) for size in _listed(sizes)]
    if isinstance(activation, str):
        activation = ACTIVATION_LAYERS[_checks.one_of(activation, ACTIVATION_LAYERS, "activation")]
    if not (isinstance(activation, type) and issubclass(activation, Layer)):
        raise TypeError(
            f"activation: expected a name or a layer class such as Tanh, got {_checks.describe(activation)}"
        )
    parts = []
    for d_in, d_out in pairwise(sizes):
        if parts:
            parts.append(activation(dtype=dtype) if activation is PReLU else _made(activation))
        parts.append(Dense(d_in, d_out, rng, init=init, dtype=dtype))
    return Sequential(*parts)


def _made(activation):
    try:
        return activation()
    except TypeError as error:
        raise TypeError(
            f"activation: expected a layer class that needs no arguments, such as Tanh, got {activation.__name__}"
        ) from error


def _listed(sizes):
    if not isinstance(sizes, (list, tuple)) or len(sizes) < 2:
        raise ValueError(f"sizes: expected a list of at least two layer widths such as [2, 8, 1], got {sizes!r}")
    return sizes
