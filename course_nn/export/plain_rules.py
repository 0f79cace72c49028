"""ONNX for dense layers, activations, normalization, what is silent in prediction, and layers made of layers."""

import math

import numpy as np

from ..core import Branches, Residual, Sequential
from ..layers import (
    ELU,
    GELU,
    BatchNorm,
    Cosine,
    Dense,
    Dropout,
    Embedding,
    Flatten,
    GaussianNoise,
    GaussianSample,
    HardTanh,
    Heaviside,
    LayerNorm,
    LeakyReLU,
    PReLU,
    RadialBasis,
    ReLU,
    Reshape,
    Sigmoid,
    Softplus,
    Tanh,
)
from .rulebook import says

#: Activations that ONNX has by another name, or the same.
SAME = {Sigmoid: "Sigmoid", Tanh: "Tanh", ReLU: "Relu", Softplus: "Softplus", Cosine: "Cos"}


@says(Sequential, tokens=True)
def chain(g, layer, x):
    for k, part in enumerate(layer.layers):
        x = g.say(part, x, k)
    return x


@says(Residual, tokens=True)
def residual(g, layer, x):
    return g("Add", g.floats(x), chain(g, layer, x))


@says(Branches, tokens=True)
def branches(g, layer, x):
    return g("Concat", *(g.floats(g.say(part, x, k)) for k, part in enumerate(layer.layers)), axis=-1)


@says(Dense)
def dense(g, layer, x):
    y = g("MatMul", x, layer.W)  # of sequences, too: Gemm takes matrices alone
    return y if layer.b is None else g("Add", y, layer.b)


@says(Flatten, tokens=True)
def flatten(g, layer, x):
    return g.like(x, g("Flatten", x, axis=1), 2)


@says(Reshape, tokens=True)
def reshape(g, layer, x):
    return g.like(x, g("Reshape", x, np.array([-1, *layer.sides])), 1 + len(layer.sides))


@says(Embedding, tokens=True)
def embedding(g, layer, x):
    return g("Gather", layer.W, g.tokens(x), axis=0)


@says(Dropout, GaussianNoise)
def nothing(g, layer, x):
    return x


@says(GaussianSample)
def mean(g, layer, x):
    return g("Split", x, outputs=2, axis=1)[0]


@says(*SAME)
def same(g, layer, x):
    return g(SAME[next(cls for cls in type(layer).__mro__ if cls in SAME)], x)


@says(Heaviside)
def heaviside(g, layer, x):
    return g("Cast", g("GreaterOrEqual", x, np.zeros(())), to=g.dtype)


@says(LeakyReLU)
def leaky_relu(g, layer, x):
    # Not LeakyRelu: its slope is an attribute, and those are float32.
    return g("PRelu", x, np.array([layer.settings["slope"]]))


@says(PReLU)
def prelu(g, layer, x):
    return g("PRelu", x, layer.s)


@says(ELU)
def elu(g, layer, x):
    y, alpha = g("Elu", x, alpha=1.0), layer.settings["alpha"]
    return y if alpha == 1 else g("PRelu", y, np.array([alpha]))


@says(HardTanh)
def hard_tanh(g, layer, x):
    return g("Clip", x, np.array(-1.0), np.array(1.0))


@says(GELU)
def gelu(g, layer, x):
    # ONNX has it as one operator since opset 20.
    cube = g("Mul", g("Mul", x, x), x)
    inside = g("Mul", g("Add", x, g("Mul", cube, np.array(0.044715))), np.array(math.sqrt(2 / math.pi)))
    return g("Mul", g("Mul", x, np.array(0.5)), g("Add", g("Tanh", inside), np.array(1.0)))


@says(RadialBasis)
def radial_basis(g, layer, x):
    return g("Exp", g("Neg", g("Mul", x, x)))


@says(BatchNorm)
def batch_norm(g, layer, x):
    variance, epsilon = layer.running_variance, float(np.float32(layer.epsilon))
    if g.dtype == np.float64:  # ε is an attribute, and those are float32: what it loses goes to the variance
        variance = g.constant(variance.value.astype(g.dtype) + (layer.epsilon - epsilon), "running_variance_and_rest")
    return g("BatchNormalization", x, layer.gamma, layer.beta, layer.running_mean, variance, epsilon=epsilon)


@says(LayerNorm)
def layer_norm(g, layer, x):
    if g.dtype == np.float32:
        return g("LayerNormalization", x, layer.gamma, layer.beta, axis=-1, epsilon=layer.epsilon)
    # The operator keeps ε, and by default mean and variance, in float32: in float64 step by step.
    centered = g("Sub", x, g("ReduceMean", x, axes=[-1], keepdims=1))
    variance = g("ReduceMean", g("Mul", centered, centered), axes=[-1], keepdims=1)
    x_hat = g("Div", centered, g("Sqrt", g("Add", variance, np.array(layer.epsilon))))
    return g("Add", g("Mul", x_hat, layer.gamma), layer.beta)
