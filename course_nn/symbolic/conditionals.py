"""The conditional distribution of a regression's coefficients, found by SymPy from the joint density alone."""

from functools import cached_property

import numpy as np
import sympy as sp

from .. import _checks
from . import functions as f
from .derivation import _each


def conditional_of_beta(n=3, m=2):
    """p(β | y) of y = Φ β + ε, ε ~ N(0, σ² I), βⱼ ~ N(μ, τ²), for n observations and m coefficients: `Conditional`.

    What is known of the normal distribution is that its log density is a square in β: −½ Λ is its second derivative and
    the mean is where the first one vanishes.
    """
    n = _checks.whole(n, "conditional_of_beta: n", low=1)
    m = _checks.whole(m, "conditional_of_beta: m", low=1)
    return Conditional(n, m)


class Conditional:
    """log p(y, β) in symbols, and what follows: ``precision`` Λ (m, m) and ``mean`` (m,) of β given the rest.

    ``Phi``, ``y`` and ``beta`` are arrays of symbols, ``sigma``, ``mu`` and ``tau`` symbols; ``log_joint`` is taken
    without the terms in which there is no β. It shows itself as mathematics.
    """

    def __init__(self, n, m):
        self.Phi, self.y, self.beta = f.symbols("Phi", (n, m)), f.symbols("y", (n,)), f.symbols("beta", (m,))
        self.sigma, self.tau = sp.symbols("sigma tau", positive=True)
        self.mu = sp.Symbol("mu", real=True)
        error, away = self.y - self.Phi @ self.beta, self.beta - self.mu
        self.log_joint = -(error @ error) / (2 * self.sigma**2) - (away @ away) / (2 * self.tau**2)

    @cached_property
    def gradient(self):
        """∂ log p/∂β, (m,)."""
        return _each(lambda b: sp.expand(sp.diff(self.log_joint, b)), self.beta)

    @cached_property
    def precision(self):
        """Λ = −∂² log p/∂β ∂βᵀ, (m, m); there is no β left in it, so that log p is a square in β."""
        return np.array([[-sp.diff(slope, b) for b in self.beta] for slope in self.gradient], dtype=object)

    @cached_property
    def mean(self):
        """The β at which the gradient is zero, (m,)."""
        (found,) = sp.linsolve([*self.gradient], [*self.beta])
        return np.array([sp.factor(value) for value in found], dtype=object)

    @cached_property
    def proven(self):
        """Whether, as identities in all symbols, Λ = ΦᵀΦ/σ² + I/τ² and Λ mean = Φᵀy/σ² + μ/τ², without β in either."""
        m = len(self.beta)
        Lambda = self.Phi.T @ self.Phi / self.sigma**2 + np.eye(m, dtype=int) / self.tau**2
        right = self.Phi.T @ self.y / self.sigma**2 + self.mu / self.tau**2
        # At β = 0 the gradient is what Λ times the mean must be.
        at_zero = _each(lambda slope: slope.subs(dict.fromkeys(self.beta, 0)), self.gradient)
        free = set().union(*(sp.sympify(e).free_symbols for e in [*self.precision.flat, *self.mean]))
        differences = [*(self.precision - Lambda).flat, *(at_zero - right), *(self.precision @ self.mean - right)]
        return not free & set(self.beta) and all(sp.simplify(each) == 0 for each in differences)

    def evaluate(self, Phi, y, sigma2, mu, tau2):
        """Mean (m,) and precision (m, m) for numbers: Φ (n, m), y (n,), σ², μ and τ²."""
        Phi = _checks.as_array(Phi, "evaluate: Phi", shape=self.Phi.shape)
        y = _checks.as_array(y, "evaluate: y", shape=self.y.shape)
        sigma2 = _checks.number(sigma2, "evaluate: sigma2", above=0)
        tau2 = _checks.number(tau2, "evaluate: tau2", above=0)
        mu = _checks.number(mu, "evaluate: mu")
        numbers = [*Phi.flat, *y, sigma2**0.5, mu, tau2**0.5]
        found = self._function(*map(float, numbers))
        m = len(self.beta)
        return np.array(found[:m], float), np.array(found[m:], float).reshape(m, m)

    @cached_property
    def _function(self):
        given = [*self.Phi.flat, *self.y, self.sigma, self.mu, self.tau]
        return sp.lambdify(given, [*self.mean, *self.precision.flat], modules="numpy", cse=True)

    def _repr_latex_(self):
        lines = [
            r"\log p(y, \beta) &= -\frac{1}{2\sigma^2} \sum_i (y_i - \phi_i^\top \beta)^2"
            r" - \frac{1}{2\tau^2} \sum_j (\beta_j - \mu)^2 + \dots",
        ]
        if self.proven:
            lines += [
                r"-\frac{\partial^2 \log p}{\partial \beta \, \partial \beta^\top} &= \Lambda"
                r" = \tfrac{1}{\sigma^2} \Phi^\top \Phi + \tfrac{1}{\tau^2} I",
                r"\frac{\partial \log p}{\partial \beta} = 0 \;&\text{at}\; \bar\beta = \Lambda^{-1}"
                r" \left( \tfrac{1}{\sigma^2} \Phi^\top y + \tfrac{\mu}{\tau^2} 1 \right)",
                r"\beta \mid y &\sim N(\bar\beta, \Lambda^{-1})",
            ]
        body = r" \\[4pt] ".join(lines)
        return rf"$$\begin{{aligned}} {body} \end{{aligned}}$$"

    def __repr__(self):
        n, m = self.Phi.shape
        return f"<the conditional of {m} coefficients given {n} observations>"
