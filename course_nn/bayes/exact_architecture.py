"""The posterior of the number of units without a chain: by quadrature, where the input is one number."""

import itertools
import math
from typing import NamedTuple

import numpy as np

from .. import _checks
from ..functions import logsumexp
from .architecture_prior import ArchitecturePrior
from .hidden_units import HiddenUnits


class ExactArchitecture(NamedTuple):
    """``log_evidence`` log p(y | M) and ``probabilities`` P(M | y), both (m* + 1,) for M = 0, …, m*."""

    log_evidence: np.ndarray
    probabilities: np.ndarray


def exact_architecture(X, y, prior, *, given, mean_gamma=0.0, var_gamma=1.0, nodes=24):
    """p(y | M) = ∫ p(y | Γ) Π p(γ_j) dΓ and P(M | y) ∝ p(y | M) P(M) by quadrature: an `ExactArchitecture`.

    ``X`` is (n, 1), so that each γ_j ~ N(mean_gamma, var_gamma) is one number; ``given`` are the arguments of
    `HiddenUnits.condition`, and ``prior`` is the `ArchitecturePrior`. Gauss and Hermite's rule with ``nodes`` points
    for each γ_j is exact for polynomials of degree 2 nodes − 1; as units can be exchanged, each set of points is taken
    once, with the number of its orders as weight. It is good where the data leave γ a posterior not much narrower than
    its prior; take more nodes to see that nothing changes.
    """
    X = _checks.as_array(X, "exact_architecture: X", shape=(None, 1))
    mean = _checks.number(mean_gamma, "exact_architecture: mean_gamma")
    spread = math.sqrt(_checks.number(var_gamma, "exact_architecture: var_gamma", above=0))
    nodes = _checks.whole(nodes, "exact_architecture: nodes", low=2, high=150)
    points, weights = np.polynomial.hermite_e.hermegauss(nodes)
    log_weights = np.log(weights / weights.sum())
    if not isinstance(prior, ArchitecturePrior):
        raise TypeError(f"exact_architecture: prior: expected an ArchitecturePrior, got {_checks.describe(prior)}")
    given = tuple(given)
    if len(given) != 5:
        raise ValueError(
            f"exact_architecture: given: expected five numbers, those of HiddenUnits.condition, got {given}"
        )
    units = HiddenUnits(X, y, (mean + spread * points)[None])
    units.condition(*given)
    log_evidence = np.array([_log_evidence(units, m, log_weights, *given) for m in range(prior.largest + 1)])
    log_joint = log_evidence + np.log(prior.probabilities())
    return ExactArchitecture(log_evidence, np.exp(log_joint - logsumexp(log_joint)))


def _log_evidence(units, m, log_weights, mean_a, var_a, mean_beta, var_beta, sigma2):
    """log p(y | M = m): over all sets of m of the nodes, of which each may come several times.

    y ~ N(μ_a Σ x + μ_β Σ ψ, σ² I + σ_a² X Xᵀ + σ_β² Σ ψ ψᵀ): in full, so that it shares no formula with `HiddenUnits`.
    """
    sets = np.array(list(itertools.combinations_with_replacement(range(len(log_weights)), m)), int)
    x, psi, n = units.rows[:1], units.rows[1:-1], len(units.y)
    noise, squares = sigma2 * np.eye(n) + var_a * x.T @ x, var_beta * psi[:, :, None] * psi[:, None, :]
    found = []
    for part in np.array_split(sets, 1 + len(sets) * n * n // 10**6):  # of no more than a few megabytes
        L = np.linalg.cholesky(noise + squares[part].sum(axis=1))
        rest = units.y - mean_a * x[0] - mean_beta * psi[part].sum(axis=1)
        z = np.linalg.solve(L, rest[:, :, None])[:, :, 0]
        log_det = np.log(np.diagonal(L, axis1=1, axis2=2)).sum(axis=1)
        found.append(-0.5 * (n * math.log(2 * math.pi) + np.square(z).sum(axis=1)) - log_det)
    orders = np.array([_log_orders(one) for one in sets])
    return float(logsumexp(np.concatenate(found) + log_weights[sets].sum(axis=1) + orders))


def _log_orders(one):
    """The logarithm of the number of orders of a set in which some come several times: m! / Π (times)!."""
    _, times = np.unique(one, return_counts=True)
    return math.lgamma(len(one) + 1) - sum(math.lgamma(k + 1) for k in times)
