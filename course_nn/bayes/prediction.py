"""What a distribution over networks says of new inputs: its mean, and how unsure it is."""

from typing import NamedTuple

import numpy as np

from .. import _checks
from .coverage import _z


class Prediction(NamedTuple):
    """The ``mean`` (n,) of f(x) and its ``variance`` (n,): what is not known of f, without the noise of y."""

    mean: np.ndarray
    variance: np.ndarray

    def interval(self, sigma2=0.0, level=0.95):
        """``low, high``: mean ∓ z √(variance + σ²), which y is in with the probability ``level`` if it is normal."""
        sigma2 = _checks.number(sigma2, "interval: sigma2", low=0)
        half = _z(level) * np.sqrt(self.variance + sigma2)
        return self.mean - half, self.mean + half


def of_draws(f):
    """The `Prediction` of draws f (S, n): predictions by S draws from the posterior, S members, S masks of dropout."""
    f = _checks.as_array(f, "of_draws: f", ndim=2).astype(np.float64)
    if len(f) < 2:
        raise ValueError(f"of_draws: f: expected (draws, n) of two draws or more, got shape {f.shape}")
    return Prediction(f.mean(axis=0), f.var(axis=0, ddof=1))


def ensemble(networks, X):
    """The `Prediction` of networks with one output each that were trained apart, from starts of their own.

    Lakshminarayanan, Pritzel and Blundell, 2017, Simple and scalable predictive uncertainty estimation using deep
    ensembles; there each network tells a variance of the noise besides, and adversarial examples are trained on.
    """
    if not isinstance(networks, (list, tuple)) or len(networks) < 2:
        raise ValueError(f"ensemble: networks: expected a list of two or more, got {_checks.describe(networks)}")
    return of_draws(np.stack([_one_output(network(X), "ensemble") for network in networks]))


def dropout_draws(network, X, draws):
    """Predictions (draws, n) for X (n, d) by a network with one output whose `Dropout` goes on at prediction.

    Each row of each draw has a mask of its own, from the layers' own Generator; their mean and variance are what is
    known as Monte Carlo dropout. Gal and Ghahramani, 2016, Dropout as a Bayesian approximation.
    """
    X = _checks.as_array(X, "dropout_draws: X", ndim=2)
    draws = _checks.whole(draws, "dropout_draws: draws", low=1)
    if not network.generators():
        raise ValueError(f"dropout_draws: network: expected one with a layer Dropout(rate, rng), got {network!r}")
    y = network.forward(np.tile(X, (draws, 1)), train=True)[0]
    return _one_output(y, "dropout_draws").reshape(draws, len(X))


def dropout_prediction(H, w, bias, rate):
    """The `Prediction` of f = b + Σ_j w_j m_j h_j / (1 − rate), m_j = 0 with the probability ``rate`` and else 1.

    Without drawing: mean H w + b, variance rate/(1 − rate) Σ_j (w_j h_j)². H (n, m) are the hidden units, w (m,).

    With one hidden layer of ReLU, and no dropout on the inputs, h_j = max(0, x'γ_j + c_j) is convex in x and never
    below 0; so is its square, and the variance, a sum of squares with factors above 0. On the line between two points
    it therefore lies below the chord, whatever the network has learned: in a gap between two clusters it is at most
    the larger one of those at the gap's ends. Foong, Burt, Li and Turner, 2020, On the expressiveness of approximate
    inference in Bayesian neural networks. Of units that are bounded, such as logistic ones, none of this holds.
    """
    H = _checks.as_array(H, "dropout_prediction: H", ndim=2).astype(np.float64)
    w = _checks.as_array(w, "dropout_prediction: w", shape=(H.shape[1],)).astype(np.float64)
    rate = _checks.number(rate, "dropout_prediction: rate", low=0, below=1)
    bias = _checks.number(bias, "dropout_prediction: bias")
    return Prediction(H @ w + bias, rate / (1 - rate) * (H**2 @ w**2))


def _one_output(y, who):
    if y.ndim != 2 or y.shape[1] != 1:
        raise ValueError(f"{who}: expected a network with one output, (n, 1), got outputs of shape {y.shape}")
    return y[:, 0].astype(np.float64)
