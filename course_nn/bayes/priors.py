"""A distribution over shallow networks f(x) = Σⱼ βⱼ ψ(xᵀγⱼ): its parameters drawn, and the functions they give."""

import math
from typing import NamedTuple

import numpy as np

from .. import _checks
from . import distributions as law
from .normal_regression import cholesky


def _logistic(z):
    return 0.5 * np.tanh(0.5 * z) + 0.5


#: ψ by name: "logistic" is 1/(1 + e⁻ᶻ).
PSI = {"logistic": _logistic, "tanh": np.tanh}


class Draw(NamedTuple):
    """One network and its hyper-parameters: γⱼ are the columns of ``gamma`` (d, m), ``beta`` (m,), ``sigma2`` = σ²,
    ``mu_beta`` = μ_β, ``var_beta`` = σ_β², ``mu_gamma`` (d,), and the covariance ``S_gamma`` (d, d)."""

    gamma: np.ndarray
    beta: np.ndarray
    sigma2: float
    mu_beta: float
    var_beta: float
    mu_gamma: np.ndarray
    S_gamma: np.ndarray


class ShallowPrior:
    """The prior of a network of ``m`` units on ``d`` inputs, y = Σⱼ βⱼ ψ(xᵀγⱼ) + ε, ε ~ N(0, σ²):

        βⱼ ~ N(μ_β, σ_β²)          μ_β ~ N(a_β, A_β)          σ_β⁻² ~ Gamma(c_b/2, rate c_b C_b/2)
        γⱼ ~ N(μ_γ, S_γ)           μ_γ ~ N(a_γ, A_γ)          S_γ⁻¹ ~ Wishart(c_γ, (c_γ C_γ)⁻¹), mean C_γ⁻¹
        σ⁻² ~ Gamma(s/2, rate s S/2), mean 1/S

    - ``a_gamma`` is (d,) or a number; ``A_gamma`` and ``C_gamma`` are (d, d), or a number for that multiple of the
      unit matrix. The larger c_b, c_γ and s, the surer the scales C_b, C_γ and S. c_γ must be above d − 1, and is
      d + 5 by default.
    - ``mu_beta``, ``var_beta``, ``mu_gamma``, ``S_gamma`` and ``sigma2`` are drawn, unless a value is given here, at
      which they are then held fixed.
    - ``psi`` is "logistic" or "tanh".

    The defaults suit inputs and targets of about mean 0 and spread 1. There is no bias: give X a column of ones for
    one. ValueError for matrices that are not positive definite, for too few degrees of freedom, and for no units.
    Müller and Rios Insua, Issues in Bayesian analysis of neural network models, Neural Computation 10, 1998.
    """

    def __init__(
        self,
        d,
        m,
        *,
        a_beta=0.0,
        A_beta=1.0,
        c_b=10.0,
        C_b=1.0,
        a_gamma=0.0,
        A_gamma=1.0,
        c_gamma=None,
        C_gamma=4.0,
        s=10.0,
        S=0.1,
        mu_beta=None,
        var_beta=None,
        mu_gamma=None,
        S_gamma=None,
        sigma2=None,
        psi="logistic",
    ):
        self.d = _checks.whole(d, "ShallowPrior: d, the number of inputs", low=1)
        self.m = _checks.whole(m, "ShallowPrior: m, the number of units", low=1)
        self.a_beta = _checks.number(a_beta, "ShallowPrior: a_beta")
        scales = {"A_beta": A_beta, "c_b": c_b, "C_b": C_b, "s": s, "S": S}
        for name, value in scales.items():
            setattr(self, name, _checks.number(value, f"ShallowPrior: {name}", above=0))
        self.a_gamma = self._vector(a_gamma, "a_gamma")
        self.A_gamma, self.C_gamma = self._matrix(A_gamma, "A_gamma"), self._matrix(C_gamma, "C_gamma")
        self.root_of_A_gamma = np.linalg.cholesky(self.A_gamma)
        self.c_gamma = law.check_freedom(self.d + 5 if c_gamma is None else c_gamma, self.d, "ShallowPrior: c_gamma")
        self.psi = _checks.one_of(psi, PSI, "ShallowPrior: psi")
        self.fixed = {
            "mu_beta": None if mu_beta is None else _checks.number(mu_beta, "ShallowPrior: mu_beta"),
            "var_beta": None if var_beta is None else _checks.number(var_beta, "ShallowPrior: var_beta", above=0),
            "mu_gamma": None if mu_gamma is None else self._vector(mu_gamma, "mu_gamma"),
            "S_gamma": None if S_gamma is None else self._matrix(S_gamma, "S_gamma"),
            "sigma2": None if sigma2 is None else _checks.number(sigma2, "ShallowPrior: sigma2", above=0),
        }

    def draw(self, rng):
        """A `Draw` from the prior."""
        rng, fixed, m = _checks.generator(rng), self.fixed, self.m
        mu_beta, var_beta, mu_gamma, S_gamma, sigma2 = (fixed[name] for name in fixed)
        if mu_beta is None:
            mu_beta = self.a_beta + math.sqrt(self.A_beta) * rng.standard_normal()
        if var_beta is None:
            var_beta = 1 / law.gamma_draw(rng, self.c_b / 2, self.c_b * self.C_b / 2)
        if mu_gamma is None:
            mu_gamma = self.a_gamma + self.root_of_A_gamma @ rng.standard_normal(self.d)
        if S_gamma is None:
            Q = law.inverse_wishart_root(rng, self.c_gamma, np.linalg.cholesky(self.c_gamma * self.C_gamma))
            S_gamma = Q @ Q.T
        if sigma2 is None:
            sigma2 = 1 / law.gamma_draw(rng, self.s / 2, self.s * self.S / 2)
        beta = mu_beta + math.sqrt(var_beta) * rng.standard_normal(m)
        gamma = mu_gamma[:, None] + np.linalg.cholesky(S_gamma) @ rng.standard_normal((self.d, m))
        return Draw(gamma, beta, float(sigma2), float(mu_beta), float(var_beta), mu_gamma.copy(), S_gamma.copy())

    def features(self, X, gamma):
        """Φ = ψ(X Γ) (n, m) from X (n, d) and ``gamma`` (d, m)."""
        X = _checks.as_array(X, "ShallowPrior: X", shape=(None, self.d))
        return PSI[self.psi](X @ _checks.as_array(gamma, "ShallowPrior: gamma", shape=(self.d, None)))

    def functions(self, X, rng, count):
        """f at the rows of X (n, d) for ``count`` networks drawn from the prior: (count, n)."""
        draws = (self.draw(rng) for _ in range(_checks.whole(count, "functions: count", low=1)))
        return np.array([self.features(X, draw.gamma) @ draw.beta for draw in draws])

    def log_density(self, draw):
        """log p(γ, β, μ_β, σ_β⁻², μ_γ, S_γ⁻¹, σ⁻²): of the precisions, as the model names them, not of the variances.

        What is held fixed has no density of its own.
        """
        draw = self.checked(draw)
        total = _log_normal(draw.gamma.T - draw.mu_gamma, cholesky(draw.S_gamma, "ShallowPrior: S_gamma"))
        total += _log_normal((draw.beta - draw.mu_beta)[:, None], np.sqrt([[draw.var_beta]]))
        if self.fixed["mu_beta"] is None:
            total += _log_normal(np.array([[draw.mu_beta - self.a_beta]]), np.sqrt([[self.A_beta]]))
        if self.fixed["var_beta"] is None:
            total += law.gamma_log_density(1 / draw.var_beta, self.c_b / 2, self.c_b * self.C_b / 2)
        if self.fixed["mu_gamma"] is None:
            total += _log_normal((draw.mu_gamma - self.a_gamma)[None], self.root_of_A_gamma)
        if self.fixed["S_gamma"] is None:
            precision = np.linalg.inv(draw.S_gamma)  # the argument itself; nothing is solved with it
            total += law.wishart_log_density((precision + precision.T) / 2, self.c_gamma, self.c_gamma * self.C_gamma)
        if self.fixed["sigma2"] is None:
            total += law.gamma_log_density(1 / draw.sigma2, self.s / 2, self.s * self.S / 2)
        return float(total)

    def log_likelihood(self, draw, X, y):
        """log p(y | draw) = Σ log N(yᵢ; f(xᵢ), σ²), for X (n, d) and y (n,)."""
        draw = self.checked(draw)
        f = self.features(X, draw.gamma) @ draw.beta
        y = _checks.as_array(y, "ShallowPrior: y", shape=f.shape)
        return float(-0.5 * (((y - f) ** 2).sum() / draw.sigma2 + len(y) * math.log(2 * math.pi * draw.sigma2)))

    def checked(self, draw):
        """``draw`` as a `Draw` of this prior's shapes, or a sentence."""
        if not isinstance(draw, Draw):
            raise TypeError(f"ShallowPrior: expected a Draw, as draw(rng) gives it, got {_checks.describe(draw)}")
        d, m = self.d, self.m
        shapes = {"gamma": (d, m), "beta": (m,), "mu_gamma": (d,), "S_gamma": (d, d)}
        values = {
            name: _checks.as_array(getattr(draw, name), f"ShallowPrior: {name}", shape=shape).astype(np.float64)
            for name, shape in shapes.items()
        }
        values["mu_beta"] = _checks.number(draw.mu_beta, "ShallowPrior: mu_beta")
        for name in ("var_beta", "sigma2"):
            values[name] = _checks.number(getattr(draw, name), f"ShallowPrior: {name}", above=0)
        return Draw(**values)

    def _vector(self, value, name):
        value = _checks.as_array(value, f"ShallowPrior: {name}", ndim=(0, 1)).astype(np.float64)
        if value.ndim and len(value) != self.d:
            raise ValueError(f"ShallowPrior: {name}: expected shape ({self.d},) or a number, got {value.shape}")
        return np.array(np.broadcast_to(value, self.d))

    def _matrix(self, value, name):
        value = _checks.as_array(value, f"ShallowPrior: {name}", ndim=(0, 2)).astype(np.float64)
        if value.ndim and value.shape != (self.d, self.d):
            raise ValueError(
                f"ShallowPrior: {name}: expected shape ({self.d}, {self.d}) or a number, got {value.shape}"
            )
        value = value if value.ndim else value * np.eye(self.d)
        cholesky(value, f"ShallowPrior: {name}")
        return value


def _log_normal(rows, root):
    """Σ log N(row; 0, C Cᵀ) over rows (k, d), with the root C (d, d)."""
    k, d = rows.shape
    z = np.linalg.solve(root, rows.T)
    return float(-0.5 * (z**2).sum() - k * (np.log(np.diag(root)).sum() + d / 2 * math.log(2 * math.pi)))
