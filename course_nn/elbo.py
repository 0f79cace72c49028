"""The evidence lower bound as a loss: the likelihood of the images, and the KL of the Gaussian of the codes."""

import math
from typing import NamedTuple

import numpy as np

from . import _checks
from .functions import _sigmoid, _softplus
from .losses import Loss, Pair

LIKELIHOODS = ("gaussian", "bernoulli")


class Elbo(NamedTuple):
    """The bound ``value`` = ``reconstruction`` − ``kl`` on log p(x), in nats: each the mean over the examples."""

    value: float
    reconstruction: float
    kl: float


def gaussian_kl(mean, log_variance):
    """KL(N(μ, diag σ²) ‖ N(0, I)) = ½ Σ (μ² + σ² − 1 − log σ²), in nats: (n,) from μ and log σ² of shape (n, k).

    The sum goes over the k latent dimensions, since the KL of independent ones add up. It is never negative, and 0
    where μ = 0 and σ = 1 alone. SymPy derives it from its integral: `symbolic.formulas_of_codes.kl_of_gaussians`.
    """
    mean = _checks.as_array(mean, "gaussian_kl: mean", ndim=2)
    log_variance = _checks.as_array(log_variance, "gaussian_kl: log_variance", shape=mean.shape)
    return _kl(mean, log_variance)


def _kl(mean, log_variance):
    # σ² − 1 as one function, which keeps its digits where σ is near 1.
    return 0.5 * (mean * mean + np.expm1(log_variance) - log_variance).sum(axis=1)


class NegativeElbo(Loss):
    """J = −log p(x|z) + β KL(q(z|x) ‖ N(0, I)), the mean over the examples, in nats.

    ``output`` is [decoder's output y | μ | log σ²], (n, d + 2k), as a `VAE` gives it for one draw of z; ``target`` is
    x, n images of d numbers. With β = 1 its mean over the draws is −ELBO, with all constants. ``beta`` ≥ 0 weighs the
    KL (Higgins and others, 2017): with β < 1 it bounds log p(x) no more.

    "gaussian": p(x|z) = N(y, sigma² I), with ``sigma`` > 0 the same for all pixels. "bernoulli": each pixel is 1 with
    probability σ(y), else 0. Gray pixels are refused there: cross-entropy is the likelihood of zeros and ones alone
    (Loaiza-Ganem and Cunningham, 2019). ``limits`` (low, high) are those of what the decoder can give: images beyond
    are refused, too.
    """

    def __init__(self, likelihood="gaussian", *, sigma=1.0, beta=1.0, limits=None):
        self.likelihood = _checks.one_of(likelihood, LIKELIHOODS, "NegativeElbo: likelihood")
        self.sigma = _checks.number(sigma, "NegativeElbo: sigma", above=0)
        self.beta = _checks.number(beta, "NegativeElbo: beta", low=0)
        self.limits = None if limits is None else _limits(limits)

    def __call__(self, output, target):
        output = self._output(output)
        x = self.images(target).astype(output.dtype, copy=False)
        n, d = x.shape
        k, odd = divmod(output.shape[-1] - d, 2)
        if output.ndim != 2 or len(output) != n or odd or k < 1:
            raise ValueError(
                f"{self!r}: expected the output ({n}, {d} + 2k) of a VAE for {n} images of {d} numbers, "
                f"got {output.shape}"
            )
        y, mean, log_variance = np.split(output, (d, d + k), axis=1)
        value = self.beta * _kl(mean, log_variance).mean(dtype=np.float64)
        value -= self.log_likelihood(y, x).mean(dtype=np.float64)
        slope = _sigmoid(y) - x if self.likelihood == "bernoulli" else (y - x) / self.sigma**2
        d_output = np.hstack([slope, self.beta * mean, 0.5 * self.beta * np.expm1(log_variance)])
        d_output *= 1 / n
        return Pair((float(value), d_output))

    def log_likelihood(self, y, x):
        """log p(x|z) of each example, (n,), from the decoder's output y (n, d) and x (n, d)."""
        if self.likelihood == "bernoulli":
            return (x * y - _softplus(y)).sum(axis=1)
        error = (x - y) / self.sigma
        return -0.5 * np.square(error).sum(axis=1) - x.shape[1] * (math.log(self.sigma) + 0.5 * math.log(2 * math.pi))

    def images(self, x):
        """The images x (n, …) as rows (n, d), or a sentence where this likelihood can't give them."""
        x = _checks.as_array(x, f"{self!r}: images")
        if x.ndim < 2:
            raise ValueError(f"{self!r}: expected images of shape (n, …), got {x.shape}; of one image, x[None]")
        x = x.reshape(len(x), -1)
        low, high = x.min(), x.max()
        if self.likelihood == "bernoulli" and not ((x == 0) | (x == 1)).all():
            raise ValueError(
                f"{self!r}: expected pixels that are 0 or 1, got others, from {low:g} to {high:g}: cross-entropy on "
                "gray pixels is no likelihood; write X = (X > 0.5) * 1.0, or take the Gaussian one"
            )
        if self.limits is not None and (low < self.limits[0] or high > self.limits[1]):
            raise ValueError(
                f"{self!r}: expected images within what the decoder's last layer gives, {self.limits[0]:g} to "
                f"{self.limits[1]:g}, got {low:g} to {high:g}; scale them, or end the decoder in a Dense layer"
            )
        return x

    def __repr__(self):
        spread = f", sigma={self.sigma:g}" if self.likelihood == "gaussian" else ""
        return f"NegativeElbo({self.likelihood!r}{spread}, beta={self.beta:g})"


def _limits(limits):
    """The pair (low, high): either may be infinite."""
    pair = _checks.as_array(limits, "NegativeElbo: limits", finite=False)
    if pair.shape != (2,) or not pair[0] < pair[1]:
        raise ValueError(f"NegativeElbo: limits: expected a pair (low, high), low below high, got {limits!r:.60}")
    return tuple(pair.tolist())
