"""A draw from a Gaussian whose mean and variance the network gives, with its way back."""

import numpy as np

from .. import _checks
from ..core import Layer, upstream


class GaussianSample(Layer):
    """z = μ + σ ε with ε standard normal, from x = [μ | log σ²]: a draw from N(μ, diag σ²) that can be differentiated.

    Shapes: x (n, 2k), the k means first, then the k logarithms of the variances; z (n, k), in the type of x. With
    σ = exp(½ log σ²) the chance is in ε alone, which no parameter touches, so that the gradient passes through:
    ∂z/∂μ = 1 and ∂z/∂log σ² = ½ σ ε (the reparametrization of Kingma and Welling, 2014, and Rezende, Mohamed and
    Wierstra, 2014). ε is drawn from ``rng`` anew for each number of each example in each step; prediction gives the
    mean, z = μ. ε is float32 for either type: the same Generator draws the same.
    """

    def __init__(self, rng=None):
        if rng is None:
            raise TypeError(
                "GaussianSample: expected a Generator to draw ε with, as in GaussianSample(np.random.default_rng(0))"
            )
        self.rng = _checks.generator(rng, "GaussianSample: rng")

    def forward(self, x, train=False):
        x = self.admit(x, ("2k",))
        if x.shape[1] % 2:
            raise ValueError(
                f"{self!r}: expected input of shape (n, 2k), k means and k logarithms of variances, got {x.shape}"
            )
        k = x.shape[1] // 2
        mean, log_variance = x[:, :k], x[:, k:]
        if train:
            e = self.rng.standard_normal((len(x), k), dtype=np.float32)
            spread = np.exp(0.5 * log_variance) * e  # σ ε
            z = mean + spread
        else:
            spread = np.zeros_like(mean)
            z = mean.copy()

        def backward(dz):
            dz = upstream(dz, z, self)
            return np.hstack([dz, 0.5 * spread * dz])  # ∂J/∂μ = dz, ∂J/∂log σ² = ½ σ ε dz

        return z, backward
