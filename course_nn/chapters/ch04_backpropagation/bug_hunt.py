"""The bug hunt: five layers as suspects. Every forward is right; every backward has one plausible mistake."""

import numpy as np

from ...core import Layer, Parameter

#: What the mistakes are, in no particular order.
KINDS = ("forgotten sum", "missing mean", "replaced share", "sum too far", "transposed product")


class SuspectA(Layer):
    """y = x W + b, with as many outputs as inputs."""

    def __init__(self, rng):
        self.W, self.b = Parameter(rng.standard_normal((3, 3))), Parameter(rng.standard_normal(3))

    def forward(self, x, train=False):
        y = x @ self.W.value + self.b.value

        def backward(dy):
            self.W.grad += x.T @ dy
            self.b.grad += dy.sum(axis=0)
            return dy @ self.W.value

        return y, backward


class SuspectB(Layer):
    """y = γ x + β, a factor and a shift for each feature."""

    def __init__(self, rng):
        self.gamma, self.beta = Parameter(rng.standard_normal(3)), Parameter(rng.standard_normal(3))

    def forward(self, x, train=False):
        y = x * self.gamma.value + self.beta.value

        def backward(dy):
            self.gamma.grad += (dy * x).sum()
            self.beta.grad += dy.sum(axis=0)
            return dy * self.gamma.value

        return y, backward


class SuspectC(Layer):
    """y = x − x̄, where x̄ is the mean of the batch, feature by feature."""

    def __init__(self, rng):
        pass

    def forward(self, x, train=False):
        y = x - x.mean(axis=0)

        def backward(dy):
            return dy.copy()

        return y, backward


class SuspectD(Layer):
    """y = tanh(x W) W: one weight matrix, used twice."""

    def __init__(self, rng):
        self.W = Parameter(rng.standard_normal((3, 3)))

    def forward(self, x, train=False):
        W = self.W.value
        a = np.tanh(x @ W)
        y = a @ W

        def backward(dy):
            dz = dy @ W.T * (1 - a * a)
            self.W.grad += a.T @ dy
            self.W.grad[...] = x.T @ dz
            return dz @ W.T

        return y, backward


class SuspectE(Layer):
    """y = x W + b, from three inputs to two outputs."""

    def __init__(self, rng):
        self.W, self.b = Parameter(rng.standard_normal((3, 2))), Parameter(rng.standard_normal(2))

    def forward(self, x, train=False):
        y = x @ self.W.value + self.b.value

        def backward(dy):
            self.W.grad += x.T @ dy
            self.b.grad += dy[-1]
            return dy @ self.W.value.T

        return y, backward


def suspects(seed=4):
    """The five layers by their letters, with random parameters in float64."""
    rng = np.random.default_rng(seed)
    return {kind.__name__[-1]: kind(rng) for kind in (SuspectA, SuspectB, SuspectC, SuspectD, SuspectE)}
