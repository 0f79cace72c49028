"""A distribution over networks of an unknown number of hidden units, with a linear part beside them."""

import math
from typing import NamedTuple

import numpy as np

from .. import _checks
from .architecture_prior import ArchitecturePrior
from .priors import PSI, ShallowPrior


class VariableDraw(NamedTuple):
    """One network of M = ``units`` units, ``gamma`` (d, M), ``beta`` (M,) and ``a`` (d,), and its hyper-parameters.

    ``sigma2``, ``mu_beta``, ``var_beta``, ``mu_gamma`` (d,) and ``S_gamma`` (d, d) are named as in `Draw`; ``alpha`` is
    the probability that one more unit switches on.
    """

    gamma: np.ndarray
    beta: np.ndarray
    a: np.ndarray
    sigma2: float
    mu_beta: float
    var_beta: float
    mu_gamma: np.ndarray
    S_gamma: np.ndarray
    alpha: float

    @property
    def units(self):
        return len(self.beta)


class VariablePrior:
    """The prior of y = xᵀa + Σ β_j ψ(xᵀγ_j) + ε, ε ~ N(0, σ²), on ``d`` inputs, j from 1 to M ≤ m* = ``largest``.

    - M ~ `ArchitecturePrior` (``largest``, ``alpha``), with α known or of a Beta distribution;
    - each a_i ~ N(``mu_a``, ``var_a``), two numbers that are held fixed;
    - β, γ, their hyper-parameters and σ² as in `ShallowPrior`, whose arguments are the rest of these.

    ``of_units`` and ``architecture`` are those two priors. Müller and Rios Insua, Issues in Bayesian analysis of neural
    network models, Neural Computation 10, 1998: their network of bounded size.
    """

    def __init__(self, d, largest, alpha=0.5, *, mu_a=0.0, var_a=1.0, **of_units):
        self.architecture = ArchitecturePrior(largest, alpha)
        self.of_units = ShallowPrior(d, self.architecture.largest, **of_units)
        self.mu_a = _checks.number(mu_a, "VariablePrior: mu_a")
        self.var_a = _checks.number(var_a, "VariablePrior: var_a", above=0)

    @property
    def d(self):
        return self.of_units.d

    @property
    def largest(self):
        return self.architecture.largest

    def draw(self, rng):
        """A `VariableDraw` from the prior."""
        all_on = self.of_units.draw(rng)
        alpha = self.architecture.draw_alpha(rng)
        units = self.architecture.draw(rng, alpha)
        a = self.mu_a + math.sqrt(self.var_a) * rng.standard_normal(self.d)
        return VariableDraw(all_on.gamma[:, :units].copy(), all_on.beta[:units].copy(), a, *all_on[2:], alpha)

    def predict(self, draw, X):
        """f(x) = xᵀa + Σ β_j ψ(xᵀγ_j) at the rows of X (n, d): (n,)."""
        draw = self.checked(draw)
        X = _checks.as_array(X, "VariablePrior: X", shape=(None, self.d), empty=True)
        return X @ draw.a + PSI[self.of_units.psi](X @ draw.gamma) @ draw.beta

    def functions(self, X, rng, count):
        """f at the rows of X (n, d) for ``count`` networks drawn from the prior: (count, n)."""
        count = _checks.whole(count, "functions: count", low=1)
        return np.array([self.predict(self.draw(rng), X) for _ in range(count)])

    def log_likelihood(self, draw, X, y):
        """log p(y | draw) = Σ log N(y_i; f(x_i), σ²), for X (n, d) and y (n,)."""
        f = self.predict(draw, X)
        y = _checks.as_array(y, "VariablePrior: y", shape=f.shape, empty=True)
        return float(-0.5 * (((y - f) ** 2).sum() / draw.sigma2 + len(y) * math.log(2 * math.pi * draw.sigma2)))

    def checked(self, draw):
        """``draw`` as a `VariableDraw` of this prior's shapes, or a sentence."""
        if not isinstance(draw, VariableDraw):
            got = _checks.describe(draw)
            raise TypeError(f"VariablePrior: expected a VariableDraw, as draw(rng) gives it, got {got}")
        d, units = self.d, _checks.as_array(draw.beta, "VariablePrior: beta", ndim=1, empty=True).size
        if units > self.largest:
            raise ValueError(f"VariablePrior: expected a draw of at most {self.largest} units, got one of {units}")
        shapes = {"gamma": (d, units), "beta": (units,), "a": (d,), "mu_gamma": (d,), "S_gamma": (d, d)}
        values = {
            name: _checks.as_array(getattr(draw, name), f"VariablePrior: {name}", shape=shape, empty=True).astype(float)
            for name, shape in shapes.items()
        }
        values["mu_beta"] = _checks.number(draw.mu_beta, "VariablePrior: mu_beta")
        for name in ("var_beta", "sigma2"):
            values[name] = _checks.number(getattr(draw, name), f"VariablePrior: {name}", above=0)
        values["alpha"] = _checks.number(draw.alpha, "VariablePrior: alpha", above=0, below=1)
        return VariableDraw(**values)

    def __repr__(self):
        return f"VariablePrior(d={self.d}, largest={self.largest}, alpha={self.architecture.alpha})"
