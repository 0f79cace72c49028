"""Chapter 06: a penalty in the cost and decay of the weights, which are two things under Adam; and the prior behind."""

from functools import lru_cache

import numpy as np

from ... import _checks, data
from ...optimizers import SGD, Adam, AdamW

# --- L2 in the cost, and decay beside it

SIZES = (0.01, 0.1, 1.0)  # how large the gradients of the three groups of weights are
EACH, STEPS, RATE = 100, 600, 0.005


@lru_cache(maxsize=128)
def fading(optimizer="Adam", kind="decay", strength=0.3):
    """Weights that start at 1 and get nothing but noise for gradients, while they are drawn to 0: (steps + 1, 3).

    Three groups of 100 weights, whose gradients are normal with mean 0 and spread 0.01, 0.1 and 1; the result is the
    mean of each group after each step. ``kind`` "L2 penalty" adds λ w to the gradient, "decay" multiplies w by
    1 − α λ. ``optimizer`` is "SGD" or "Adam", with α = 0.005.
    """
    _checks.one_of(optimizer, ("SGD", "Adam"), "fading: optimizer")
    _checks.one_of(kind, ("L2 penalty", "decay"), "fading: kind")
    strength = _checks.number(strength, "fading: strength", low=0)
    rng = np.random.default_rng(0)
    theta, spread = np.ones(3 * EACH), np.repeat(SIZES, EACH)
    outside = kind == "decay"
    if optimizer == "Adam":
        method = AdamW(RATE, weight_decay=strength) if outside and strength else Adam(RATE)
    else:
        method = SGD(RATE)
    means = [theta.reshape(3, EACH).mean(axis=1)]
    for _ in range(STEPS):
        g = rng.normal(0, spread)
        if not outside:
            g += strength * theta
        elif optimizer == "SGD":
            theta *= 1 - RATE * strength
        method.step(theta, g)
        means.append(theta.reshape(3, EACH).mean(axis=1))
    return np.array(means)


def penalty_and_decay(strength, optimizer="Adam"):
    """`fading` with both kinds side by side, and the curve (1 − α λ)ᵗ that plain decay follows."""
    kinds = {kind: fading(optimizer, kind, strength) for kind in ("L2 penalty", "decay")}
    return {
        "kinds": kinds,
        "sizes": SIZES,
        "strength": strength,
        "optimizer": optimizer,
        "theory": (1 - RATE * strength) ** np.arange(STEPS + 1),
        "left": {kind: means[-1] for kind, means in kinds.items()},
    }


# --- Weight decay as a prior

UNITS, NOISE = 40, 0.25
GRID = np.linspace(-1, 1, 201)
CURVES = ("sine", "step", "corner")


@lru_cache(maxsize=4)
def _units(width=8.0):
    """Hidden units ψ = tanh with random, fixed weights: their outputs at the points of the grid, (201, 41)."""
    rng = np.random.default_rng(5)
    slopes, places = rng.normal(0, width, UNITS), rng.uniform(-1, 1, UNITS)
    return lambda x: np.column_stack([np.ones(len(x)), np.tanh(slopes * (x[:, None] - places))])


@lru_cache(maxsize=32)
def _points(curve, n):
    """Noisy points to learn from, and 200 others for validation."""
    function = data.CURVES[_checks.one_of(curve, CURVES, "weight_prior: curve")]
    rng = np.random.default_rng(11)
    v = rng.uniform(-1, 1, 200)
    v_y = function(v) + rng.normal(0, NOISE, 200)
    x = np.sort(rng.uniform(-1, 1, n))
    return x, function(x) + rng.normal(0, NOISE, n), v, v_y


def prior_fit(x, y, strength):
    """β of the shallow network y = Σ β_j ψ_j(x) that minimizes Σ (ŷ − y)² + λ Σ β², and its typical error band.

    This is the maximum a posteriori estimate for noise of spread σ and the prior β_j ~ N(0, σ² / λ). Returned with the
    covariance of β given the data, σ² (ΨᵀΨ + λ I)⁻¹, for σ = 0.25.
    """
    psi = _units()(_checks.as_array(x, "prior_fit: x", ndim=1))
    A = psi.T @ psi + _checks.number(strength, "prior_fit: strength", above=0) * np.eye(psi.shape[1])
    return np.linalg.solve(A, psi.T @ _checks.as_array(y, "prior_fit: y", shape=(len(psi),))), NOISE**2 * np.linalg.inv(
        A
    )


@lru_cache(maxsize=64)
def _prior_errors(curve, n):
    strengths = np.geomspace(1e-4, 100, 49)
    x, y, v, v_y = _points(curve, n)
    psi = _units()(v)
    return strengths, np.array([np.sqrt(np.mean((psi @ prior_fit(x, y, s)[0] - v_y) ** 2)) for s in strengths])


def weight_prior(strength, n=15, curve="sine"):
    """Functions that the prior of strength λ thinks plausible, the fit with that penalty, and the error for every λ."""
    x, y, v, v_y = _points(curve, _checks.whole(n, "weight_prior: n", low=3, high=200))
    beta, covariance = prior_fit(x, y, strength)
    psi = _units()(GRID)
    drawn = np.random.default_rng(2).normal(size=(psi.shape[1], 6)) * NOISE / np.sqrt(strength)
    strengths, errors = _prior_errors(curve, n)
    return {
        "grid": GRID,
        "drawn": psi @ drawn,
        "spread": NOISE / np.sqrt(strength),
        "x": x,
        "y": y,
        "fit": psi @ beta,
        "band": 2 * np.sqrt(np.einsum("ij,jk,ik->i", psi, covariance, psi)),
        "true": data.CURVES[curve](GRID),
        "strength": strength,
        "strengths": strengths,
        "errors": errors,
        "noise": NOISE,
        "n": n,
        "error": float(np.sqrt(np.mean((_units()(v) @ beta - v_y) ** 2))),
        "train": float(np.sqrt(np.mean((_units()(x) @ beta - y) ** 2))),
        "beta": beta,
    }
