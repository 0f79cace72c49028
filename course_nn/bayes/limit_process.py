"""The Gaussian process that a shallow network becomes as its units grow in number and their weights shrink."""

import math

import numpy as np

from .. import _checks
from ..functions import _sigmoid
from .normal_regression import cholesky
from .prediction import Prediction


class LimitProcess:
    """f(x) = Σ_{j ≤ m} β_j ψ(x'γ_j) as m → ∞, with β_j ~ N(0, c/m) and γ_j ~ N(μ, S), all independent: a normal
    process with mean 0 and the covariance

        k(x, z) = c E[ψ(x'γ) ψ(z'γ)],    γ ~ N(μ, S),

    which is that of f(x) and f(z) for every m; normal they are in the limit. Neal, Priors for infinite networks, 1994;
    Williams, 1997, Computing with infinite networks.

    - ``c``: the variance of Σ β_j; ``mean``: μ, one number or (d,); ``covariance``: S, one variance, (d,) variances, or
      (d, d). ``psi``: a function of arrays, the logistic one by default.
    - ``nodes``: of the rule, for each of the two directions of the expectation: x'γ and z'γ are two correlated normal
      numbers, in however many dimensions x lies. They are evenly spaced: with 100 and a logistic ψ, k is exact to
      10⁻⁹ c where x'γ has a standard deviation of at most 5, and to 10⁻⁵ c at 10; less where ψ has a corner.

    X is (n, d): an intercept is a column of ones that you put there.
    """

    def __init__(self, c=1.0, mean=0.0, covariance=1.0, *, psi=_sigmoid, nodes=100):
        who = "LimitProcess"
        self.c = _checks.number(c, f"{who}: c", above=0)
        self.mean = _checks.as_array(mean, f"{who}: mean", ndim=(0, 1)).astype(np.float64)
        S = _checks.as_array(covariance, f"{who}: covariance", ndim=(0, 1, 2)).astype(np.float64)
        if S.ndim < 2 and (S <= 0).any():
            raise ValueError(f"{who}: covariance: expected variances above 0, got {S.min():g}")
        self._C = cholesky(S, f"{who}: covariance") if S.ndim == 2 else np.sqrt(S)
        self.d = next((len(a) for a in (self._C, self.mean) if a.ndim), None)
        if self.mean.ndim and len(self.mean) != self.d:
            raise ValueError(
                f"{who}: expected a mean and a covariance of one length, got {len(self.mean)} and {self.d}"
            )
        if not callable(psi):
            raise TypeError(f"{who}: psi: expected a function of arrays, got {_checks.describe(psi)}")
        self.psi, self._z = psi, np.linspace(-7.5, 7.5, _checks.whole(nodes, f"{who}: nodes", low=10))
        w = np.exp(-0.5 * self._z**2)
        self._w = w / w.sum()

    def kernel(self, X, Z=None):
        """k(x, z) for the rows x of X (n, d) and z of Z (N, d), by default X itself: (n, N)."""
        at, spread = self._units(X)
        if Z is None:
            K = np.empty((len(at), len(at)))
            for i in range(len(at)):
                K[i, i:] = K[i:, i] = self._row(at[i], spread[i], at[i:], spread[i:])
            return self.c * K
        return self.c * np.stack([self._row(a, s, *self._units(Z)) for a, s in zip(at, spread, strict=True)])

    def variances(self, X):
        """k(x, x) for the rows of X, (n,): c E[ψ(x'γ)²]."""
        at, spread = self._units(X)
        size = np.sqrt(np.sum(spread**2, axis=1))
        return self.c * self.psi(at[:, None] + size[:, None] * self._z) ** 2 @ self._w

    def predict(self, X, y, new, sigma2):
        """What y (n,) at X, with noise of variance ``sigma2``, tells of f at the rows of ``new``: a `Prediction`.

        mean k*ᵀ(K + σ² I)⁻¹ y and variance k(x*, x*) − k*ᵀ(K + σ² I)⁻¹ k*, by Cholesky. Rasmussen and Williams, 2006,
        algorithm 2.1.
        """
        L, u = self._solved(X, y, sigma2)
        half = np.linalg.solve(L, self.kernel(X, new))
        # What is certain may come out below 0 by rounding.
        return Prediction(half.T @ u, np.maximum(self.variances(new) - np.sum(half**2, axis=0), 0))

    def log_evidence(self, X, y, sigma2):
        """log p(y), the log density of N(0, K + σ² I) at y (n,): by it c, S and σ² may be chosen."""
        L, u = self._solved(X, y, sigma2)
        return float(-0.5 * u @ u - np.log(np.diag(L)).sum() - 0.5 * len(u) * math.log(2 * math.pi))

    def draw(self, X, rng, size=None):
        """f at the rows of X, drawn from the process: (n,), or (size, n)."""
        K = self.kernel(X)
        # Smooth functions are nearly determined by a few of their values: K has eigenvalues of rounding's size.
        values, vectors = np.linalg.eigh(K)
        z = _checks.generator(rng, "draw: rng").standard_normal((1 if size is None else size, len(K)))
        f = z * np.sqrt(np.maximum(values, 0)) @ vectors.T
        return f[0] if size is None else f

    def _solved(self, X, y, sigma2):
        """L with L Lᵀ = K + σ² I, and L⁻¹ y."""
        sigma2 = _checks.number(sigma2, "LimitProcess: sigma2", above=0)
        K = self.kernel(X)
        y = _checks.as_array(y, "LimitProcess: y", shape=(len(K),)).astype(np.float64)
        L = np.linalg.cholesky(K + sigma2 * np.eye(len(K)))
        return L, np.linalg.solve(L, y)

    def _units(self, X):
        """x'μ (n,) and the rows x'C (n, d), with S = C Cᵀ: x'γ = x'μ + (x'C) u, u standard normal."""
        X = _checks.as_array(X, "LimitProcess: X", ndim=2).astype(np.float64)
        if self.d not in (None, X.shape[1]):
            raise ValueError(f"LimitProcess: X: expected {self.d} columns, as the prior has, got {X.shape[1]}")
        return (X * self.mean).sum(axis=1), X @ self._C if self._C.ndim == 2 else X * self._C

    def _row(self, a, s, at, spread):
        """E[ψ(x'γ) ψ(z'γ)] for one x and all z: z'γ = z'μ + r u₁ + q u₂ where x'γ = x'μ + |s| u₁."""
        size = math.sqrt(s @ s)
        along = spread @ s / size if size > 0 else np.zeros(len(at))
        across = np.sqrt(np.maximum(np.sum(spread**2, axis=1) - along**2, 0))
        inner = at[:, None, None] + along[:, None, None] * self._z[:, None] + across[:, None, None] * self._z
        return (self.psi(inner) @ self._w) @ (self._w * self.psi(a + size * self._z))
