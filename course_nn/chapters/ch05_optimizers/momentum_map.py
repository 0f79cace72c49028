"""Momentum on a valley J = ½ (x² / κ + y²), whose curvatures are 1 / κ and 1: how fast rate and momentum come down."""

from functools import lru_cache

import numpy as np

from ... import _checks
from ...optimizers import SGD

PATH = 60
BETAS = np.linspace(0, 0.99, 100)
RATES = np.linspace(0.02, 4, 200)


def convergence_factor(rate, beta, kappa):
    """By what factor the distance to the minimum is multiplied in a step, in the long run, along the slower direction.

    Along a direction of curvature λ, momentum's step is linear in (θ, v), with the characteristic polynomial
    z² − (1 + β − αλ) z + β: the factor is the larger of its two roots' sizes, and it shrinks only below 1.
    """
    rate, beta = np.asarray(rate, dtype=float), np.asarray(beta, dtype=float)
    factors = []
    for curvature in (1 / kappa, 1.0):
        half = (1 + beta - rate * curvature) / 2
        inside = half**2 - beta
        root = np.sqrt(np.abs(inside))
        factors.append(np.where(inside < 0, np.sqrt(beta), np.abs(half) + root))
    return np.maximum(*factors)


def best_momentum(kappa):
    """The pair with the smallest `convergence_factor`, and that: α, β and √β (Polyak, 1964).

    α = 4 / (1 + 1/√κ)² and β = ((√κ − 1)/(√κ + 1))².
    """
    kappa = _checks.number(kappa, "best_momentum: kappa", low=1)
    beta = ((np.sqrt(kappa) - 1) / (np.sqrt(kappa) + 1)) ** 2
    return float((2 / (1 + 1 / np.sqrt(kappa))) ** 2), float(beta), float(np.sqrt(beta))


def momentum_descent(rate, beta, kappa):
    """A path with momentum down the valley, and how fast every pair of rate and momentum comes down in the long run."""
    theta, curvature = np.array([-1.8, 0.9]), np.array([1 / kappa, 1.0])
    optimizer = SGD(rate, momentum=beta)
    path = [theta.copy()]
    for _ in range(PATH):
        optimizer.step(theta, curvature * theta)
        path.append(theta.copy())
        if np.abs(theta).max() > 1e6:
            break
    return {
        "path": np.array(path),
        "rate": rate,
        "beta": beta,
        "kappa": kappa,
        "factors": _factors(kappa),
        "factor": float(convergence_factor(rate, beta, kappa)),
        "best": best_momentum(kappa),
        "plain": (kappa - 1) / (kappa + 1),
        "limit": 2 * (1 + beta),
    }


@lru_cache(maxsize=32)
def _factors(kappa):
    return convergence_factor(RATES[None, :], BETAS[:, None], kappa)
