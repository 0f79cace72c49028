"""The shallow network as the proofs of a sampler want it: parameters from the prior, data from the model, a chain."""

import copy
import math

import numpy as np

from .. import _checks
from .shallow import ShallowSampler


class ShallowSimulator:
    """``prior(rng)`` → a `Draw`, ``data(draw, rng)`` → y (n,), ``chain(draw, y, rng)`` → an iterator of draws given y.

    ``prior`` is a `ShallowPrior`, X (n, d). ``sampler`` is `ShallowSampler` or a class derived from it, and gets the
    other arguments (``order``, ``step``).
    """

    kind = ShallowSampler

    def __init__(self, prior, X, *, sampler=None, **settings):
        name, sampler = type(self).__name__, self.kind if sampler is None else sampler
        if not (isinstance(sampler, type) and issubclass(sampler, self.kind)):
            raise TypeError(f"{name}: sampler: expected a class of samplers, got {_checks.describe(sampler)}")
        self.X = _checks.as_array(X, f"{name}: X", ndim=2).astype(np.float64)
        # It has seen no data: `chain` puts a copy before those that it gets.
        self._sampler = sampler(prior, self.X, np.zeros(len(self.X)), np.random.default_rng(0), **settings)
        self.model = prior

    def prior(self, rng):
        return self.model.draw(rng)

    def f(self, draw):
        """f(x) of a draw at the rows of X: (n,)."""
        return self.model.features(self.X, draw.gamma) @ draw.beta

    def data(self, draw, rng):
        f = self.f(draw)
        return f + math.sqrt(draw.sigma2) * rng.standard_normal(len(f))

    def chain(self, draw, y, rng):
        sampler = copy.copy(self._sampler)
        sampler.rng = _checks.generator(rng)
        sampler.place(draw, y)
        return sampler.sweeps()

    def functions(self):
        """Functions g(θ, y) that tell samplers apart, each with a mean and a variance: name → function."""
        f = self.f
        return {
            "log σ²": lambda t, y: math.log(t.sigma2),
            "log σ_β²": lambda t, y: math.log(t.var_beta),
            "μ_β": lambda t, y: t.mu_beta,
            "μ_γ": lambda t, y: t.mu_gamma[0],
            "log |S_γ|": lambda t, y: np.linalg.slogdet(t.S_gamma)[1],
            "mean of β": lambda t, y: t.beta.mean(),
            "log |β − μ_β|²": lambda t, y: math.log(((t.beta - t.mu_beta) ** 2).sum()),
            "mean of γ": lambda t, y: t.gamma[0].mean(),
            "log |γ − μ_γ|²": lambda t, y: math.log(((t.gamma.T - t.mu_gamma) ** 2).sum()),
            "log |y|²": lambda t, y: math.log(y @ y),
            "log |y − f|²": lambda t, y: math.log(((y - f(t)) ** 2).sum()),
            "log |f|²": lambda t, y: math.log((f(t) ** 2).sum()),
            "log (1 + |y − f|²/σ²)": lambda t, y: math.log1p(((y - f(t)) ** 2).sum() / t.sigma2),
        }
