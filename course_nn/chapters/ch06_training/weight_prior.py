"""Weight decay as a prior: which functions it finds plausible before the data come, and which one after them."""

from functools import lru_cache

import numpy as np

from ... import _checks, data

UNITS, NOISE = 40, 0.25
GRID = np.linspace(-1, 1, 201)
CURVES = ("sine", "step", "corner")


def units(x):
    """(n, 41): 1, and 40 hidden units ψ = tanh with random, fixed weights, at the points x (n,)."""
    rng = np.random.default_rng(5)
    slopes, places = rng.normal(0, 8, UNITS), rng.uniform(-1, 1, UNITS)
    return np.column_stack([np.ones(len(x)), np.tanh(slopes * (x[:, None] - places))])


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
    """β of the shallow network y = Σ β_j ψ_j(x) that minimizes Σ (ŷ − y)² + λ Σ β², and its covariance.

    This is the maximum a posteriori estimate for noise of spread σ and the prior β_j ~ N(0, σ² / λ). The covariance
    of β given the data is σ² (ΨᵀΨ + λ I)⁻¹, for σ = 0.25.
    """
    psi = units(_checks.as_array(x, "prior_fit: x", ndim=1))
    A = psi.T @ psi + _checks.number(strength, "prior_fit: strength", above=0) * np.eye(psi.shape[1])
    y = _checks.as_array(y, "prior_fit: y", shape=(len(psi),))
    return np.linalg.solve(A, psi.T @ y), NOISE**2 * np.linalg.inv(A)


@lru_cache(maxsize=64)
def _prior_errors(curve, n):
    strengths = np.geomspace(1e-4, 100, 49)
    x, y, v, v_y = _points(curve, n)
    psi = units(v)
    return strengths, np.array([np.sqrt(np.mean((psi @ prior_fit(x, y, s)[0] - v_y) ** 2)) for s in strengths])


def prior_and_posterior(strength, n=15, curve="sine"):
    """Functions that the prior of strength λ thinks plausible, the fit with that penalty, and the error for every λ."""
    x, y, v, v_y = _points(curve, _checks.whole(n, "weight_prior: n", low=3, high=200))
    beta, covariance = prior_fit(x, y, strength)
    psi = units(GRID)
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
        "error": float(np.sqrt(np.mean((units(v) @ beta - v_y) ** 2))),
        "train": float(np.sqrt(np.mean((units(x) @ beta - y) ** 2))),
        "beta": beta,
    }
