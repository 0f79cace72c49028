"""Chapter 05: what each optimizer adds to gradient descent, one quantity at a time."""

from functools import lru_cache

import numpy as np

from ... import _checks
from ...optimizers import SGD, AdaGrad, Adam, RMSProp

# --- Momentum on a valley J = ½ (x² / κ + y²): its two curvatures are 1 / κ and 1.

PATH = 60
BETAS = np.linspace(0, 0.99, 100)
RATES = np.linspace(0.02, 4, 200)


def slowest(rate, beta, kappa):
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
    """The α = 4 / (1 + 1/√κ)² and β = ((√κ − 1)/(√κ + 1))² with the smallest `slowest`, and that, √β (Polyak, 1964)."""
    kappa = _checks.number(kappa, "best_momentum: kappa", low=1)
    beta = ((np.sqrt(kappa) - 1) / (np.sqrt(kappa) + 1)) ** 2
    return float((2 / (1 + 1 / np.sqrt(kappa))) ** 2), float(beta), float(np.sqrt(beta))


@lru_cache(maxsize=32)
def _factors(kappa):
    return slowest(RATES[None, :], BETAS[:, None], kappa)


def momentum_map(rate, beta, kappa):
    """A path with momentum down the valley, and how fast every pair of rate and momentum comes down in the long run."""
    theta, curvature = np.array([-1.8, 0.9]), np.array([1 / kappa, 1.0])
    optimizer = SGD(rate, momentum=beta)
    path = [theta.copy()]
    for _ in range(PATH):
        optimizer.step(theta, curvature * theta)
        path.append(theta.copy())
        if np.abs(theta).max() > 1e6:
            break
    at_best = best_momentum(kappa)
    return {
        "path": np.array(path),
        "rate": rate,
        "beta": beta,
        "kappa": kappa,
        "factors": _factors(kappa),
        "factor": float(slowest(rate, beta, kappa)),
        "best": at_best,
        "plain": (kappa - 1) / (kappa + 1),
        "limit": 2 * (1 + beta),
    }


# --- AdaGrad, RMSProp and Adam: what the step is divided by

STREAM = 200
KINDS = ("gradient descent", "AdaGrad", "RMSProp", "Adam")


def own_rates(kind, scale, every):
    """Two weights: the first meets a gradient of ``scale`` in every step, the second in one step out of ``every``.

    Returns how far each has moved after each step (201, 2), in units of the learning rate, and the number of gradients
    each has met.
    """
    _checks.one_of(kind, KINDS, "own_rates")
    makers = {"gradient descent": SGD, "AdaGrad": AdaGrad, "RMSProp": RMSProp, "Adam": Adam}
    optimizer = makers[kind](1.0)
    theta, moved = np.zeros(2), [np.zeros(2)]
    for t in range(STREAM):
        gradient = np.array([scale, scale if t % every == every - 1 else 0.0], dtype=float)
        optimizer.step(theta, -gradient)
        moved.append(theta.copy())
    return {
        "kind": kind,
        "scale": scale,
        "every": every,
        "moved": np.array(moved),
        "steps": np.abs(np.diff(moved, axis=0)),
        "met": (STREAM, STREAM // every),
    }


# --- Adam's first steps

FIRST = 100


@lru_cache(maxsize=1)
def _noise():
    draws = np.random.default_rng(11).standard_normal(FIRST)
    draws.flags.writeable = False
    return draws


def first_steps(beta1, beta2, noise):
    """Adam's moments and steps for gradients 1 + noise ε, with and without bias correction, by the paper's formulas.

    The steps are in units of the learning rate. A constant gradient, noise 0, should give steps of exactly 1.
    """
    g = 1 + noise * _noise()
    m = v = 0.0
    rows = []
    for t, gradient in enumerate(g, start=1):
        m = beta1 * m + (1 - beta1) * gradient
        v = beta2 * v + (1 - beta2) * gradient**2
        rows.append((m, v, m / (1 - beta1**t), v / (1 - beta2**t)))
    m, v, m_hat, v_hat = np.array(rows).T
    return {
        "t": np.arange(1, FIRST + 1),
        "g": g,
        "m": m,
        "v": v,
        "m_hat": m_hat,
        "v_hat": v_hat,
        "plain": m / (np.sqrt(v) + 1e-8),
        "corrected": m_hat / (np.sqrt(v_hat) + 1e-8),
        "noise": noise,
        "beta1": beta1,
        "beta2": beta2,
    }
