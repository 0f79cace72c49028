"""Laplace's approximation: a normal distribution of the parameters around their mode, with f taken as linear."""

import math

import numpy as np

from .. import _checks
from .map_estimate import _linear, _log_density, _problem
from .normal_regression import NormalRegression
from .prediction import Prediction


class LaplaceApproximation:
    """θ ~ N(θ̂, (L Lᵀ)⁻¹) with the mode θ̂ that ``network`` has, and L Lᵀ = JᵀJ/σ² + 1/τ², J = ∂f(X)/∂θ at θ̂.

    The curvature is Gauss and Newton's: f(x; θ) ≈ f(x; θ̂) + ∂f/∂θ (θ − θ̂), so that everything is a linear regression
    on the columns of J. Linear networks have exactly this posterior. MacKay, 1992, A practical Bayesian framework for
    backpropagation networks (with second derivatives of f); Foresee and Hagan, 1997; Khan, Immer, Abedi and Korzepa,
    2019.

    ``network``, ``X``, ``y``, ``sigma2`` and ``prior_variance`` are as in `map_estimate`, which finds the mode. A θ
    that is further than one standard deviation from what the linear regression takes for the mode is refused. The
    network's parameters must stay what they are as long as the approximation is used; it knows nothing of other modes.
    """

    def __init__(self, network, X, y, sigma2, prior_variance):
        X, y, sigma2, prior = _problem(network, X, y, sigma2, prior_variance, "LaplaceApproximation")
        self.network, self.theta = network, network.theta.copy()
        f, J = _linear(network, X)
        # What is left of y, seen as a linear function of θ itself.
        mean, self.L = NormalRegression(0.0, prior).posterior(J, y - f + J @ self.theta, sigma2)
        self.distance = float(np.linalg.norm(self.L.T @ (mean - self.theta)))
        if self.distance > 1:
            raise ValueError(
                f"LaplaceApproximation: network: expected one at its mode, which is {self.distance:.3g} standard "
                "deviations away by its slope and curvature; map_estimate(network, ...) goes there"
            )
        self.log_density = _log_density(self.theta, y - f, sigma2, prior)

    @property
    def log_evidence(self):
        """log p(y) ≈ log p(y | θ̂) + log p(θ̂) + ½ p log 2π − log det L, p the number of parameters.

        Of this mode alone: m units may change places and, if they are odd, signs, and have as many modes alike.
        """
        log_root = np.linalg.slogdet(self.L)[1]
        return self.log_density + 0.5 * len(self.theta) * math.log(2 * math.pi) - float(log_root)

    def predict(self, X):
        """The `Prediction` of f at the rows of X: f(x; θ̂), and the variance jᵀ(L Lᵀ)⁻¹j of its linear form."""
        if not np.array_equal(self.network.theta, self.theta):
            raise ValueError("LaplaceApproximation: expected the network as it was, but its parameters have changed")
        f, J = _linear(self.network, _checks.as_array(X, "LaplaceApproximation: X", ndim=2))
        return Prediction(f, np.sum(np.linalg.solve(self.L, J.T) ** 2, axis=0))

    def draw(self, rng, size=None):
        """θ from the approximation, (p,) or (size, p): put into a network, it is not linear any more."""
        z = _checks.generator(rng).standard_normal((len(self.theta), 1 if size is None else size))
        theta = self.theta + np.linalg.solve(self.L.T, z).T
        return theta[0] if size is None else theta
