"""The model of unknown size as `joint_test` and `calibration` need it: draws from the prior, data, and chains."""

import math

import numpy as np

from .simulator import ShallowSimulator
from .variable import VariableSampler


class VariableSimulator(ShallowSimulator):
    """``prior(rng)`` → a `VariableDraw`, ``data(draw, rng)`` → y (n,), ``chain(draw, y, rng)`` → an iterator.

    ``prior`` is a `VariablePrior`, X (n, d). ``sampler`` is `VariableSampler` or a class derived from it, and gets the
    other arguments (``jumps``, ``step``).
    """

    kind = VariableSampler

    def f(self, draw):
        """f(x) of a draw at the rows of X: (n,)."""
        return self.model.predict(draw, self.X)

    def functions(self):
        """Functions g(θ, y) that tell samplers apart, each with a mean and a variance: name → function."""
        f = self.f
        return {
            "M": lambda t, y: t.units,
            "M = 0": lambda t, y: t.units == 0,
            "M = m*": lambda t, y: t.units == self.model.largest,
            "log α/(1 − α)": lambda t, y: math.log(t.alpha) - math.log1p(-t.alpha),
            "log σ²": lambda t, y: math.log(t.sigma2),
            "log σ_β²": lambda t, y: math.log(t.var_beta),
            "μ_β": lambda t, y: t.mu_beta,
            "μ_γ": lambda t, y: t.mu_gamma[0],
            "log |S_γ|": lambda t, y: np.linalg.slogdet(t.S_gamma)[1],
            "a": lambda t, y: t.a[0],
            "sum of β": lambda t, y: t.beta.sum(),
            "sum of γ": lambda t, y: t.gamma.sum(),
            "sum of γ²": lambda t, y: np.square(t.gamma).sum(),
            "log |y|²": lambda t, y: math.log(y @ y),
            "log |y − f|²": lambda t, y: math.log(np.square(y - f(t)).sum()),
            "a times y": lambda t, y: t.a[0] * (self.X[:, 0] @ y) / len(y),
        }
