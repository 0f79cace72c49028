"""Classes from a shallow network with a distribution over its weights: here β can't be integrated out."""

import numpy as np

from .. import _checks
from ..functions import _sigmoid, _softmax, log_softmax, one_hot
from .normal_regression import cholesky


class ShallowClasses:
    """p_k(x) ∝ exp(Σ_j β_jk ψ(x'γ_j)), ψ logistic, β_jk ~ N(0, σ_β²), γ_j ~ N(μ_γ, S_γ), all independent.

    - ``X`` (n, d): an intercept is a column of ones that you put there. ``y`` (n,): labels 0 … K − 1.
    - ``units`` = m hidden units; ``classes`` = K, by default the largest label + 1, two at least.
    - ``sigma2_beta`` = σ_β²; ``mean_gamma`` = μ_γ, one number or (d,); ``covariance_gamma`` = S_γ, one variance,
      (d,) variances, or (d, d).

    A state is θ (m (d + K),): the γ_j, one after the other, and the rows (β_j1, …, β_jK). The same constant added to
    all β_jk of a unit changes no probability: the prior alone decides on it. Bishop, Pattern Recognition and Machine
    Learning, 2006, 5.7.3; the sampler of it by Hamiltonian Monte Carlo is Neal's, Bayesian Learning for Neural
    Networks, 1996.
    """

    def __init__(self, X, y, units, *, classes=None, sigma2_beta=1.0, mean_gamma=0.0, covariance_gamma=1.0):
        who = "ShallowClasses"
        self.X = _checks.as_array(X, f"{who}: X", ndim=2).astype(np.float64)
        self.d, self.m = self.X.shape[1], _checks.whole(units, f"{who}: units", low=1)
        y = _checks.as_array(y, f"{who}: y", shape=(len(self.X),))
        self.K = max(int(y.max()) + 1, 2) if classes is None else _checks.whole(classes, f"{who}: classes", low=2)
        self.one_hot = one_hot(y, self.K)
        self.y = y.astype(np.int64)
        self.sigma2_beta = _checks.number(sigma2_beta, f"{who}: sigma2_beta", above=0)
        self.mean_gamma = self._spread(mean_gamma, f"{who}: mean_gamma")
        S = _checks.as_array(covariance_gamma, f"{who}: covariance_gamma", ndim=(0, 1, 2))
        S = S if S.ndim == 2 else np.diag(self._spread(S, f"{who}: covariance_gamma"))
        if S.shape != (self.d, self.d):
            raise ValueError(f"{who}: covariance_gamma: expected shape {(self.d, self.d)}, got {S.shape}")
        self._C = cholesky(S, f"{who}: covariance_gamma")

    def _spread(self, value, name):
        value = _checks.as_array(value, name, ndim=(0, 1)).astype(np.float64)
        if value.shape not in ((), (self.d,)):
            raise ValueError(f"{name}: expected one number or {self.d} of them, got {len(value)}")
        return np.broadcast_to(value, (self.d,)).copy()

    @property
    def size(self):
        """The length of θ."""
        return self.m * (self.d + self.K)

    @property
    def mean(self):
        """The prior's mean of θ: μ_γ for each unit, then zeros."""
        return self.pack(np.repeat(self.mean_gamma[:, None], self.m, axis=1), np.zeros((self.m, self.K)))

    def pack(self, gamma, beta):
        """θ of ``gamma`` (d, m), a γ_j a column, and ``beta`` (m, K)."""
        gamma = _checks.as_array(gamma, "ShallowClasses: gamma", shape=(self.d, self.m))
        beta = _checks.as_array(beta, "ShallowClasses: beta", shape=(self.m, self.K))
        return np.concatenate([gamma.T.ravel(), beta.ravel()]).astype(np.float64)

    def unpack(self, theta):
        """``gamma`` (d, m) and ``beta`` (m, K) of θ."""
        return self._parts(_checks.as_array(theta, "ShallowClasses: theta", shape=(self.size,)).astype(np.float64))

    def draw_prior(self, rng):
        """θ from its prior."""
        _checks.generator(rng, "ShallowClasses: rng")
        gamma = self.mean_gamma[:, None] + self._C @ rng.standard_normal((self.d, self.m))
        return self.pack(gamma, np.sqrt(self.sigma2_beta) * rng.standard_normal((self.m, self.K)))

    def draw_labels(self, theta, rng):
        """Labels (n,) of the rows of X, drawn from p_k(x) of θ."""
        p, u = self.probabilities(theta), _checks.generator(rng, "ShallowClasses: rng").random((len(self.X), 1))
        return np.minimum((np.cumsum(p, axis=1) < u).sum(axis=1), self.K - 1)

    def with_labels(self, y):
        """The same model of other labels."""
        prior = {"sigma2_beta": self.sigma2_beta, "mean_gamma": self.mean_gamma}
        return type(self)(self.X, y, self.m, classes=self.K, covariance_gamma=self._C @ self._C.T, **prior)

    def log_likelihood(self, theta):
        """Σᵢ log p_{yᵢ}(xᵢ)."""
        _, _, logits = self._forward(*self.unpack(theta))
        return self._log_likelihood(logits)

    def target(self, theta):
        """log p(θ | D) up to a constant, and its gradient in θ: what `hamiltonian_step` asks for."""
        gamma, beta = self.unpack(theta)
        H, P, logits = self._forward(gamma, beta)
        far = np.linalg.solve(self._C, gamma - self.mean_gamma[:, None])
        log_prior = -0.5 * (np.sum(far**2) + np.sum(beta**2) / self.sigma2_beta)
        dlogits = self.one_hot - P
        dA = dlogits @ beta.T * H * (1 - H)
        dgamma = self.X.T @ dA - np.linalg.solve(self._C.T, far)
        dbeta = H.T @ dlogits - beta / self.sigma2_beta
        return log_prior + self._log_likelihood(logits), np.concatenate([dgamma.T.ravel(), dbeta.ravel()])

    def probabilities(self, theta, X=None):
        """p_k(x) for the rows of X (those of the data by default), (n, K); of draws θ (S, size), (S, n, K).

        Their mean over S is the predictive distribution, their standard deviation how unsure the network is of it.
        """
        X = self.X if X is None else _checks.as_array(X, "ShallowClasses: X", shape=(None, self.d)).astype(np.float64)
        theta = _checks.as_array(theta, "ShallowClasses: theta", ndim=(1, 2)).astype(np.float64)
        if theta.shape[-1] != self.size:
            raise ValueError(f"ShallowClasses: theta: expected {self.size} numbers a draw, got {theta.shape[-1]}")
        if theta.ndim == 1:
            return self._forward(*self._parts(theta), X)[1]
        return np.stack([self._forward(*self._parts(one), X)[1] for one in theta])

    def _parts(self, theta):
        cut = self.m * self.d
        return theta[:cut].reshape(self.m, self.d).T, theta[cut:].reshape(self.m, self.K)

    def _forward(self, gamma, beta, X=None):
        H = _sigmoid((self.X if X is None else X) @ gamma)
        logits = H @ beta
        return H, _softmax(logits), logits

    def _log_likelihood(self, logits):
        return float((self.one_hot * log_softmax(logits)).sum())
