"""Normalization: shift and scale what passes to mean 0 and variance 1, then to a learned mean and spread."""

import numpy as np

from .. import _checks
from ..core import Buffer, Layer, Parameter, upstream


class _Normalization(Layer):
    """y = γ x̂ + β with x̂ = (x − μ) / √(v + ε): what the two have in common."""

    def __init__(self, d, *, epsilon=1e-5, dtype=np.float32):
        name = type(self).__name__
        self.d = _checks.whole(d, f"{name}: d", low=1)
        self.epsilon = _checks.number(epsilon, f"{name}: epsilon", above=0)
        dtype = _checks.float_type(dtype, f"{name}: dtype")
        self.gamma = Parameter(np.ones(self.d, dtype))
        self.beta = Parameter(np.zeros(self.d, dtype))

    def _normalized(self, x, axes):
        """x̂, √(v + ε), μ and v, where μ and v (biased) are the mean and the variance along ``axes``."""
        with np.errstate(over="ignore", invalid="ignore"):
            mean = _mean(x, axes)
            x_hat = x - mean
            variance = _mean(x_hat * x_hat, axes)
        if np.isfinite(variance).all() or not np.isfinite(x).all():
            deviation = np.sqrt(variance + self.epsilon)
            x_hat /= deviation
            return x_hat, deviation, mean, variance
        # A square is too large for a float: the same in a unit of its own, which x̂ does not know of.
        unit = np.maximum(np.abs(x).max(axis=axes, keepdims=True), 1)
        u = x / unit
        u -= u.mean(axis=axes, keepdims=True)
        deviation = np.sqrt(u.var(axis=axes, keepdims=True) + self.epsilon / unit / unit)
        return u / deviation, deviation * unit, mean, variance

    def __repr__(self):
        return f"{type(self).__name__}({self.d})"


def _mean(x, axes):
    """The mean along ``axes``, which stay as sides of 1; along the last alone as a product, several times as fast."""
    if axes != -1:
        return x.mean(axis=axes, keepdims=True)
    d = x.shape[-1]
    return x.reshape(-1, d).dot(np.full((d, 1), 1 / d, x.dtype)).reshape(*x.shape[:-1], 1)


class BatchNorm(_Normalization):
    """y = γ x̂ + β, x̂ = (x − μ) / √(v + ε): every feature gets mean β and standard deviation γ over the batch.

    Shapes: x and y (n, d), or images (n, d, h, w), where μ and v are those of a channel, over n, h and w; γ, β (d,).
    With ``train=True`` μ and v (biased, Σ(x − μ)² / m) are the batch's own, and gradients flow through them too; the
    running statistics move on by ``running ← (1 − momentum) running + momentum · batch``. Otherwise the running ones
    are used, as constants. They are buffers: saved with the network, not trained. The running variance is made of
    unbiased ones (Σ(x − μ)² / (m − 1)) and ``momentum`` is 0.1, as in PyTorch; Keras's are biased ones, its momentum
    0.99 counts the other way round, and its ε is 0.001. A batch of a single value has no variance and is refused.
    Ioffe and Szegedy, 2015.
    """

    def __init__(self, d, *, momentum=0.1, epsilon=1e-5, dtype=np.float32):
        super().__init__(d, epsilon=epsilon, dtype=dtype)
        self.momentum = _checks.number(momentum, "BatchNorm: momentum", low=0, high=1)
        self.running_mean = Buffer(np.zeros(self.d, dtype))
        self.running_variance = Buffer(np.ones(self.d, dtype))

    def forward(self, x, train=False):
        x = self.admit(x, [(self.d,), (self.d, "h", "w")], self.gamma.value.dtype)
        others = (0, *range(2, x.ndim))  # all axes but that of the features
        m = x.size // self.d
        column = (self.d,) + (1,) * (x.ndim - 2)
        gamma, beta = self.gamma.value.reshape(column), self.beta.value.reshape(column)
        if train:
            if m == 1:
                raise ValueError(
                    f"{self!r}: expected more than one value of each feature to train with, got input of shape "
                    f"{x.shape}; choose a batch size that leaves no batch of one"
                )
            x_hat, deviation, mean, variance = self._normalized(x, others)
            self._remember(x, mean.reshape(self.d), variance.reshape(self.d) * (m / (m - 1)))
        else:
            mean = self.running_mean.value.reshape(column)
            deviation = np.sqrt(self.running_variance.value.reshape(column) + self.epsilon)
            x_hat = (x - mean) / deviation
        y = gamma * x_hat + beta

        def backward(dy):
            dy = upstream(dy, y, self)
            self.gamma.grad += (dy * x_hat).sum(axis=others)
            self.beta.grad += dy.sum(axis=others)
            dx_hat = dy * gamma
            if train:  # the mean and the variance, too, depend on x
                dx_hat -= dx_hat.mean(axis=others, keepdims=True) + x_hat * (dx_hat * x_hat).mean(
                    axis=others, keepdims=True
                )
            return dx_hat / deviation

        return y, backward

    def _remember(self, x, mean, variance):
        if not (np.isfinite(mean).all() and np.isfinite(variance).all()):
            if np.isfinite(x).all():  # y would be right, but not what is predicted later
                raise ValueError(
                    f"{self!r}: expected values whose variance fits a {x.dtype}, got some of {np.abs(x).max():.1g}; "
                    "scale the data, or lower the learning rate if training made them so large"
                )
            return  # a step that diverges leaves no trace in them
        for running, now in ((self.running_mean.value, mean), (self.running_variance.value, variance)):
            running *= 1 - self.momentum
            running += self.momentum * now


class LayerNorm(_Normalization):
    """y = γ x̂ + β, x̂ = (x − μ) / √(v + ε), where μ and v are those of one row: no example sees another.

    Shapes: x and y (n, …, d), normalized over the last axis alone; γ, β (d,). v is biased, Σ(x − μ)² / d, and ε is 1e-5
    (as in PyTorch; Keras's is 0.001). Training and prediction do the same. Ba, Kiros and Hinton, 2016.

    >>> import numpy as np
    >>> from course_nn import LayerNorm
    >>> y, _ = LayerNorm(3).forward(np.array([[1.0, 2.0, 3.0]]))
    >>> y.round(2)
    array([[-1.22,  0.  ,  1.22]], dtype=float32)
    """

    def forward(self, x, train=False):
        x = self.admit(x, (..., self.d), self.gamma.value.dtype)
        gamma = self.gamma.value
        x_hat, deviation, *_ = self._normalized(x, -1)
        y = gamma * x_hat + self.beta.value

        def backward(dy):
            dy = upstream(dy, y, self)
            shares = dy * x_hat
            self.gamma.add_rows(shares.reshape(-1, self.d))
            self.beta.add_rows(dy.reshape(-1, self.d))
            shares *= gamma
            dx = dy * gamma
            dx -= _mean(dx, -1)
            dx -= x_hat * _mean(shares, -1)
            dx /= deviation
            return dx

        return y, backward
