"""Linear regression with a normal prior, in closed form: y = Φ β + ε, ε ~ N(0, σ² I), β ~ N(μ, V).

With V = C Cᵀ and β = μ + C u the prior of u is N(0, I), and everything comes from one Cholesky factor,

    [ I + CᵀΦᵀΦ C/σ²   q      ]           q = CᵀΦᵀr/σ²,   r = y − Φ μ
    [ qᵀ               rᵀr/σ² ] = T Tᵀ,   T = [ K   0 ]
                                              [ kᵀ  t ]

u's posterior is N(K⁻ᵀk, (K Kᵀ)⁻¹), and log p(y) = −(n/2) log 2πσ² − log det K − t²/2. Nothing is inverted.
Lindley and Smith, 1972; Bishop, Pattern Recognition and Machine Learning, 2006, chapter 3.
"""

import math
from typing import NamedTuple

import numpy as np

from .. import _checks


class Posterior(NamedTuple):
    """N(``mean``, (L Lᵀ)⁻¹): ``mean`` (m,) and ``L`` (m, m), a root of the precision Λ = V⁻¹ + ΦᵀΦ/σ² = L Lᵀ.

    L is lower triangular where V is diagonal, and some root of Λ otherwise.
    """

    mean: np.ndarray
    L: np.ndarray

    def draw(self, rng, size=None):
        """β = mean + L⁻ᵀ z with z ~ N(0, I): (m,), or (size, m)."""
        z = _checks.generator(rng).standard_normal((len(self.mean), 1 if size is None else size))
        beta = self.mean + np.linalg.solve(self.L.T, z).T
        return beta[0] if size is None else beta

    def covariance(self):
        """(L Lᵀ)⁻¹ as an array (m, m), to look at; nothing here computes with it."""
        half = np.linalg.solve(self.L, np.eye(len(self.mean)))
        return half.T @ half


class NormalRegression:
    """The prior β ~ N(``mean``, ``covariance``), and what data make of it.

    - ``mean``: (m,), or one number for all weights.
    - ``covariance``: V (m, m), symmetric and positive definite; or the variances alone, (m,) or one number.

    Φ is ``Phi`` (n, m), y (n,) and ``sigma2`` = σ² > 0. Φ may have no columns, where numbers stand for the prior: then
    y is noise alone. There may be fewer observations than weights: the prior decides the rest. ValueError for a
    covariance that is not positive definite, for shapes that don't fit, and for NaN.
    """

    def __init__(self, mean=0.0, covariance=1.0):
        name = type(self).__name__
        self.mean = _checks.as_array(mean, f"{name}: mean", ndim=(0, 1), empty=True).astype(np.float64)
        V = _checks.as_array(covariance, f"{name}: covariance", ndim=(0, 1, 2), empty=True).astype(np.float64)
        sides = {*self.mean.shape, *V.shape}
        if len(sides) > 1:
            raise ValueError(
                f"{name}: expected a mean (m,) and a covariance (m, m), or variances (m,), of one length, got a "
                f"mean of shape {self.mean.shape} and a covariance of shape {V.shape}"
            )
        self.m = sides.pop() if sides else None
        self._C = cholesky(V, f"{name}: covariance") if V.ndim == 2 else np.sqrt(_positive(V, f"{name}: covariance"))

    def posterior(self, Phi, y, sigma2):
        """β's conditional distribution given y: the `Posterior` with mean Λ⁻¹ (V⁻¹μ + Φᵀy/σ²), Λ = V⁻¹ + ΦᵀΦ/σ²."""
        Phi, y, sigma2 = self._data(Phi, y, sigma2)
        return self.posterior_from_gram(Phi.T @ Phi, Phi.T @ y, sigma2)

    def posterior_from_gram(self, G, Phi_y, sigma2):
        """The same from G = ΦᵀΦ (m, m) and Φᵀy (m,)."""
        G, Phi_y, sigma2 = self._gram(G, Phi_y, sigma2)
        C, mean = self._root(len(G)), self._means(len(G))
        K = np.linalg.cholesky(np.eye(len(G)) + C.T @ G @ C / sigma2)
        q = C.T @ (Phi_y - G @ mean) / sigma2
        u = np.linalg.solve(K.T, np.linalg.solve(K, q))
        L = K / np.diag(C)[:, None] if self._C.ndim < 2 else np.linalg.solve(C.T, K)
        return Posterior(mean + C @ u, L)

    def log_evidence(self, Phi, y, sigma2):
        """log p(y) with β integrated out: the log density of N(Φ μ, σ² I + Φ V Φᵀ) at y.

        t² is taken as |y − Φβ̂|²/σ² + |û|² with the posterior mean β̂, so that no large numbers cancel.
        """
        Phi, y, sigma2 = self._data(Phi, y, sigma2)
        n, m = Phi.shape
        C, r = self._root(m), y - Phi @ self._means(m)
        Psi = Phi @ C
        K = np.linalg.cholesky(np.eye(m) + Psi.T @ Psi / sigma2)
        u = np.linalg.solve(K.T, np.linalg.solve(K, Psi.T @ r)) / sigma2
        rest = r - Psi @ u
        return _evidence(K, float(rest @ rest / sigma2 + u @ u), n, sigma2)

    def log_evidence_from_gram(self, G, Phi_y, yy, n, sigma2):
        """The same from G = ΦᵀΦ (m, m), Φᵀy (m,), ``yy`` = yᵀy and the number n of observations.

        Less exact than `log_evidence` where yᵀy is many orders above σ² n: large numbers cancel in t².
        """
        G, Phi_y, sigma2 = self._gram(G, Phi_y, sigma2)
        n, yy = _checks.whole(n, "log_evidence: n", low=1), _checks.number(yy, "log_evidence: yy", low=0)
        C, mean = self._root(len(G)), self._means(len(G))
        K = np.linalg.cholesky(np.eye(len(G)) + C.T @ G @ C / sigma2)
        k = np.linalg.solve(K, C.T @ (Phi_y - G @ mean)) / sigma2
        rr = yy - 2 * (mean @ Phi_y) + mean @ G @ mean
        return _evidence(K, max(float(rr / sigma2 - k @ k), 0.0), n, sigma2)

    def _data(self, Phi, y, sigma2):
        name = type(self).__name__
        Phi = _checks.as_array(Phi, f"{name}: Phi", ndim=2, empty=True)
        if not len(Phi):
            raise ValueError(f"{name}: Phi: expected at least one observation, got shape {Phi.shape}")
        self._check_columns(Phi.shape[1])
        y = _checks.as_array(y, f"{name}: y", shape=(len(Phi),))
        return Phi.astype(np.float64), y.astype(np.float64), _checks.number(sigma2, f"{name}: sigma2", above=0)

    def _gram(self, G, Phi_y, sigma2):
        name = type(self).__name__
        Phi_y = _checks.as_array(Phi_y, f"{name}: Phi_y", ndim=1, empty=True)
        self._check_columns(len(Phi_y))
        G = _checks.as_array(G, f"{name}: G", shape=(len(Phi_y), len(Phi_y)), empty=True)
        return G.astype(np.float64), Phi_y.astype(np.float64), _checks.number(sigma2, f"{name}: sigma2", above=0)

    def _check_columns(self, m):
        if self.m not in (None, m):
            raise ValueError(f"{type(self).__name__}: expected {self.m} columns, as the prior has weights, got {m}")

    def _means(self, m):
        return np.full(m, self.mean) if self.mean.ndim == 0 else self.mean

    def _root(self, m):
        return self._C if self._C.ndim == 2 else np.diag(np.full(m, self._C) if self._C.ndim == 0 else self._C)


def cholesky(V, name):
    """The lower triangular C with C Cᵀ = V (m, m), or a sentence if V is not symmetric and positive definite."""
    V = _checks.as_array(V, name, ndim=2, empty=True).astype(np.float64)
    if V.shape[0] != V.shape[1] or not np.allclose(V, V.T, rtol=1e-10, atol=0):
        raise ValueError(f"{name}: expected a symmetric matrix, got {_checks.describe(V)} that isn't")
    try:
        return np.linalg.cholesky(V)
    except np.linalg.LinAlgError:
        low = np.linalg.eigvalsh(V)[0]
        raise ValueError(
            f"{name}: expected a positive definite matrix, got one with the eigenvalue {low:.3g}"
        ) from None


def _positive(variances, name):
    if (variances <= 0).any():
        raise ValueError(f"{name}: expected variances above 0, got {variances.min():g}")
    return variances


def _evidence(K, t2, n, sigma2):
    return -0.5 * (n * math.log(2 * math.pi * sigma2) + t2) - float(np.log(np.diag(K)).sum())
