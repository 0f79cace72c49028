"""log Z of a restricted Boltzmann machine by annealed importance sampling, and the same way walked backward.

Between a machine without weights, whose Z₀ is known, and the one that is asked about lie the distributions

    f_β(v) = exp((1 − β) aᵀv + β bᵀv) Πⱼ (1 + exp(β (cⱼ + vᵀWⱼ))),    β from 0 to 1,

f₀ with biases a of the visible units, and f₁ = exp(−F). Neal, 2001; Salakhutdinov and Murray, 2008.
"""

import math
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from .. import _checks
from ..functions import _sigmoid, _softplus, logsumexp
from .restricted_boltzmann import RestrictedBoltzmannMachine, _drawn


class Estimate(NamedTuple):
    """An estimate of log Z: its ``value``, ``low`` and ``high`` by three standard errors of Z, and ``log_weights``.

    ``low`` is −∞ where three standard errors exceed the estimate itself. The errors are those of the weights that came:
    of a mode that no run has found they know nothing.
    """

    value: float
    low: float
    high: float
    log_weights: np.ndarray


def annealed_log_Z(rbm, rng, *, runs=100, betas=1000, base=None):
    """The `Estimate` of log Z by ``runs`` runs that go from β = 0 to 1 in ``betas`` equal steps.

    Each run draws v from f₀ / Z₀, and has the weight w = Π f_β(v) / f_β'(v) of its steps from β' to β, at each of which
    v is then drawn anew by a round of Gibbs sampling of f_β. The mean of Z₀ w is Z without bias, whatever the steps.
    Its logarithm is below log Z on average (Jensen), so that likelihoods come out too good.

    ``base`` is a (d,), the biases of the machine without weights: by default those of ``rbm``; better,
    `base_biases` (X) of the data.
    """
    rbm, a, betas = _arguments(rbm, betas, base, "annealed_log_Z")
    runs, rng = _checks.whole(runs, "annealed_log_Z: runs", low=2), _checks.generator(rng)
    path = _Path(rbm, a)
    v = _drawn(np.tile(_sigmoid(a), (runs, 1)), rng)
    log_w = np.full(runs, path.log_Z0)
    for before, beta in pairwise(betas):
        log_w += path.log_f(v, beta) - path.log_f(v, before)
        v = path.round(v, beta, rng)
    return estimated(log_w)


def estimated(log_weights):
    """The `Estimate` from the logarithms of independent weights, whose mean is Z."""
    log_weights = _checks.as_array(log_weights, "estimated: log_weights", ndim=1).astype(np.float64)
    n, top = len(log_weights), log_weights.max()
    w = np.exp(log_weights - top)
    mean, error = w.mean(), w.std(ddof=1) / math.sqrt(n) if n > 1 else math.inf
    low = math.log(mean - 3 * error) + top if mean > 3 * error else -math.inf
    return Estimate(math.log(mean) + top, low, math.log(mean + 3 * error) + top, log_weights)


def reverse_annealed(rbm, v, rng, *, betas=1000, base=None, runs=1):
    """For each row of v (n, d): log of the mean weight of ``runs`` runs backward from it, β from 1 to 0, (n,) float64.

    The weight estimates, without bias, the probability with which `annealed_log_Z`'s own forward runs end at v. Its
    logarithm is too small on average. So:

    - v from data: the mean is a careful, low estimate of the mean of log p(v), as the ends of the runs are the worse
      a model of the data than the machine's p the coarser the steps (RAISE; Burda, Grosse and Salakhutdinov, 2015).
      That they are worse is what is seen, and no theorem.
    - v from the machine itself, as `exact_samples` gives them: −F(v) less it is above log Z on average, a theorem
      (Grosse, Ghahramani and Adams, 2015), so that with the forward estimate log Z lies between two.
    """
    rbm, a, betas = _arguments(rbm, betas, base, "reverse_annealed")
    runs, rng = _checks.whole(runs, "reverse_annealed: runs", low=1), _checks.generator(rng)
    path = _Path(rbm, a)
    v = np.repeat(rbm._rows(v, rbm.d, "visible units").astype(np.float64), runs, axis=0)
    log_w = path.log_f(v, 1.0) - path.log_Z0
    for beta, before in pairwise(betas[::-1]):
        v = path.round(v, beta, rng)
        log_w += path.log_f(v, before) - path.log_f(v, beta)
    return logsumexp(log_w.reshape(-1, runs), axis=1) - math.log(runs)


def base_biases(X):
    """The biases a (d,) with which units without weights are 1 as often as in X (n, d), one seen more of each kind."""
    X = _checks.as_array(X, "base_biases: X", ndim=2).astype(np.float64)
    if X.min() < 0 or X.max() > 1:
        raise ValueError(f"base_biases: X: expected numbers from 0 to 1, got {X.min():g} to {X.max():g}")
    p = (X.sum(axis=0) + 1) / (len(X) + 2)
    return np.log(p) - np.log1p(-p)


class _Path:
    """f_β of a machine in float64: its logarithm, and a round of Gibbs sampling that leaves it as it is."""

    def __init__(self, rbm, a):
        self.W, self.b, self.c = (p.value.astype(np.float64) for p in (rbm.W, rbm.b, rbm.c))
        self.a = a
        self.log_Z0 = float(_softplus(a).sum() + rbm.k * math.log(2))

    def log_f(self, v, beta):
        return v @ ((1 - beta) * self.a + beta * self.b) + _softplus(beta * (v @ self.W + self.c)).sum(axis=1)

    def round(self, v, beta, rng):
        h = _drawn(_sigmoid(beta * (v @ self.W + self.c)), rng)
        return _drawn(_sigmoid((1 - beta) * self.a + beta * (h @ self.W.T + self.b)), rng)


def _arguments(rbm, betas, base, who):
    if not isinstance(rbm, RestrictedBoltzmannMachine):
        raise TypeError(f"{who}: expected a RestrictedBoltzmannMachine, got {_checks.describe(rbm)}")
    betas = np.linspace(0, 1, _checks.whole(betas, f"{who}: betas", low=1) + 1)
    a = rbm.b.value if base is None else _checks.as_array(base, f"{who}: base", shape=(rbm.d,))
    return rbm, a.astype(np.float64), betas
