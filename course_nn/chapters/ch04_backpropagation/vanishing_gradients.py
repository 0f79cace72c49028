"""Vanishing and exploding gradients: what is left of the gradient, layer by layer, in an untrained network."""

import numpy as np

from ... import _checks
from ...layers import ACTIVATION_LAYERS
from ...losses import SquaredError
from ...models.mlp import mlp


def gradient_norms(depth, activation, scale, width=32, n=32, seed=0):
    """Norms of ∂J/∂z by layer for an untrained network of ``depth`` hidden layers, weights of standard deviation
    scale/√width, random inputs and targets; and the mean absolute activation of each layer."""
    depth = _checks.whole(depth, "depth", low=1)
    scale = _checks.number(scale, "scale", above=0)
    rng = np.random.default_rng(seed)
    _checks.one_of(activation, ACTIVATION_LAYERS, "activation")
    network = mlp([width] * (depth + 1) + [1], rng, activation=activation, dtype=np.float64)
    for name, parameter in network.parameters().items():
        if name.endswith("W"):
            parameter.value = rng.standard_normal(parameter.value.shape) * scale / np.sqrt(len(parameter.value))
    x, y = rng.standard_normal((n, width)), rng.standard_normal((n, 1))
    activations, backs = [], []
    for layer in network.layers:
        x, back = layer.forward(x)
        backs.append(back)
        activations.append(float(np.abs(x).mean()))
    _, d = SquaredError()(x, y)
    norms = []
    for layer, back in zip(network.layers[::-1], backs[::-1], strict=True):
        if hasattr(layer, "d_in"):  # what arrives at a dense layer is ∂J/∂z
            norms.append(float(np.linalg.norm(d)))
        d = back(d)
    norms = np.array(norms[::-1])
    return {
        "layer": np.arange(1, depth + 2),
        "norm": norms,
        "activation": activation,
        "activations": np.array(activations[1::2]),
        "ratio": float(norms[0] / norms[-1]) if norms[-1] else 0.0,
    }
