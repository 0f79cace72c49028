"""The steps of `train` for small chains of dense layers, with all arrays made once: half the time for each update.

A batch of ten takes `train` longer in calls than in arithmetic. Here each layer's weights and bias are one array
[W; b], as they lie in θ, and a column of ones stands beside what goes into it: so z = [a, 1] [W; b] is one product, and
so is [∂J/∂W; ∂J/∂b] = [a, 1]ᵀ δ. The formulas are those of the library's layers and losses; the tests compare each
update with `train`'s.
"""

import math

import numpy as np

from ...layers import ReLU, Sigmoid, Tanh
from ...losses import BinaryCrossEntropy
from ...parameters import theta_of
from .network import HalfSquaredError, blocks


class NotFinite(ArithmeticError):
    """The gradient is not finite any more; θ is as after the last whole step."""


def can_be_quick(network, loss, penalty):
    """Whether `quick_steps` knows all of it."""
    known = all(block.dropout is None and type(block.activation) in SLOPES for block in blocks(network))
    return known and penalty is None and type(loss) in DELTAS


def quick_steps(network, loss, optimizer, feed):
    """An iterator of updates, one for each batch of the ``feed``, over and over."""
    theta = theta_of(network)
    chains, step = {}, optimizer.step
    while True:
        for x, y in feed:
            n = len(x)
            chain = chains.get(n)
            if chain is None:
                chain = chains[n] = _Chain(network, loss, theta, n)
            chain.gradient(x, y)
            grad = theta.grad
            if not math.isfinite(grad.dot(grad)):
                if not np.isfinite(grad).all():
                    raise NotFinite
            step(theta.value, grad)
            yield


class _Chain:
    """The arrays of one batch size, and ∇J in them.

    A step of ten examples is little but calls: each method is looked up here, once, and no call passes through
    `numpy.dot`'s dispatch.
    """

    def __init__(self, network, loss, theta, n):
        dtype = theta.value.dtype
        self.forward, self.backward, self.slope_of_loss = [], [], DELTAS[type(loss)]
        layers = blocks(network)
        given = [np.ones((n, block.dense.d_in + 1), dtype) for block in layers]
        # What a layer hands on goes into the next one, left of its ones; the last one's is the output.
        into = [array[:, :-1] for array in given[1:]] + [np.empty((n, layers[-1].dense.d_out), dtype)]
        self.inputs, self.output = given[0][:, :-1], into[-1]
        start = 0
        for block, x, a in zip(layers, given, into, strict=True):
            d_in, d_out = block.dense.d_in, block.dense.d_out
            stretch = slice(start, start + (d_in + 1) * d_out)
            weights, grad = (vector[stretch].reshape(d_in + 1, d_out) for vector in (theta.value, theta.grad))
            z, d, spare = (np.empty((n, d_out), dtype) for _ in range(3))
            activate, back = SLOPES[type(block.activation)]
            self.forward.append((x.dot, weights, z, activate, a))
            # Where there is a layer below, δ of this one is made into ∂J/∂a of that one.
            below = (d.dot, weights[:-1].T, self.backward[-1][0]) if start else (None, None, None)
            self.backward.append((d, back, a, z, spare, x.T.dot, grad, *below))
            start = stretch.stop
        self.backward.reverse()

    def gradient(self, x, y):
        """Write ∇J of the batch into the memory of θ's gradient."""
        self.inputs[...] = x
        for dot, weights, z, activate, a in self.forward:
            dot(weights, z)
            activate(z, a)
        d, _, _, _, spare, *_ = self.backward[0]
        self.slope_of_loss(self.output, y, d, spare)
        for d, back, a, z, spare, share, grad, hand_on, weights_t, below in self.backward:
            back(d, a, z, spare)
            share(d, grad)
            if hand_on:
                hand_on(weights_t, below)


def _linear(z, a):
    a[...] = z


def _linear_back(d, a, z, spare):
    pass


def _relu(z, a):
    np.maximum(z, 0, a)


def _sigmoid(z, a):
    np.multiply(z, 0.5, z)
    np.tanh(z, a)
    a *= 0.5
    a += 0.5


def _relu_back(d, a, z, spare):
    d *= a > 0


def _tanh_back(d, a, z, spare):
    np.multiply(a, a, spare)
    spare *= d
    d -= spare  # d (1 − a²)


def _sigmoid_back(d, a, z, spare):
    d *= a
    np.multiply(d, a, spare)
    d -= spare  # d a (1 − a)


def _half_squares(output, y, d, spare):
    np.subtract(output, y, d)
    d *= 1 / len(d)


def _logits(output, y, d, spare):
    np.multiply(output, 0.5, spare)
    np.tanh(spare, d)
    d *= 0.5
    d += 0.5  # σ(z) = ½ tanh(z/2) + ½
    d -= y
    d *= 1 / len(d)


#: Kind of activation → (a of z, and what it does to ∂J/∂a to make it ∂J/∂z, in place).
SLOPES = {
    type(None): (_linear, _linear_back),
    Tanh: (np.tanh, _tanh_back),
    ReLU: (_relu, _relu_back),
    Sigmoid: (_sigmoid, _sigmoid_back),
}
#: Kind of loss → ∂J/∂output.
DELTAS = {HalfSquaredError: _half_squares, BinaryCrossEntropy: _logits}
