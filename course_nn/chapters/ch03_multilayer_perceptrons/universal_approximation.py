"""Universal approximation: shallow networks y = Σ βⱼ ψ(x′γⱼ), hidden weights γ chosen, output weights β the best."""

from functools import lru_cache

import numpy as np

from ... import _checks
from ...activations import ACTIVATIONS
from ...data import CURVES
from ...losses import SquaredError
from ...models.mlp import mlp
from ...optimizers import Adam
from ...training import train

#: The activations ψ on offer, and one that can't work however many units there are: a polynomial.
PSI = {
    **{name: ACTIVATIONS[name] for name in ("relu", "tanh", "sigmoid", "heaviside", "radial_basis", "cosine")},
    "square": lambda z: z * z,
}
SIZES = (1, 2, 3, 4, 6, 8, 11, 16, 23, 32, 45, 64)
GRID = np.linspace(-1, 1, 401)
REACH = 1.2  # smooth units that are spread evenly stand from -1.2 to 1.2
STEEPNESS = {"tanh": 1.4, "sigmoid": 2.8}  # times the distance of two units; the others have 1


def gamma(units, psi="relu", where="even", seed=0):
    """The hidden weights γ (2, units) for inputs x′ = (1, x) with x in [−1, 1].

    ``"even"`` spreads the units over the interval: kinks, steps or bumps at even distances (for the cosine: the
    frequencies 0, 1/4, 1/2, …), each about as narrow as the distance. With the ReLU, m even units can form exactly the
    piecewise linear functions with m evenly spaced nodes. Smooth units reach a little beyond both ends: with all of
    them inside, sums of sigmoids are nearly 0 at −1, and those of tanhs opposite at the two ends, however many there
    are. ``"random"`` draws places and slopes.
    """
    m = _checks.whole(units, "units", low=1)
    psi = _checks.one_of(psi, PSI, "psi")
    if _checks.one_of(where, ("even", "random"), "where") == "random":
        rng = np.random.default_rng(seed)
        center, slope = rng.uniform(-1.1, 1.1, SIZES[-1])[:m], rng.normal(0, 6, SIZES[-1])[:m]
    elif psi == "cosine":
        slope = np.arange(m) * np.pi / 2
        return np.stack([slope, slope])  # cos(k π (x + 1) / 2)
    elif psi == "relu":
        gap = 2 / max(m - 1, 1)
        center, slope = -1 + gap * np.arange(-1, m - 1), np.ones(m)
    elif psi == "heaviside":
        center, slope = -1 + 2 * np.arange(m) / m, np.full(m, float(m))
    else:
        gap = 2 * REACH / max(m - 1, 1)
        center, slope = -REACH + gap * np.arange(m), np.full(m, STEEPNESS.get(psi, 1.0) / gap)
    return np.stack([-slope * center, slope])


def shallow_network(x, weights, beta, psi):
    """y = Σ βⱼ ψ(x′γⱼ) for x (n,), γ (2, m) and β (m,)."""
    return _features(x, weights, psi) @ beta


def _features(x, weights, psi):
    """ψ(x′γⱼ) for x (n,) and γ (2, m): (n, m)."""
    return PSI[psi](np.column_stack([np.ones_like(x), x]) @ weights)


def least_squares(target, weights, psi):
    """β (m,) that brings the shallow network nearest to the values ``target (401,)`` on the grid."""
    return np.linalg.lstsq(_features(GRID, weights, psi), target, rcond=1e-9)[0]


def approximate(target="waves", psi="relu", units=8, where="even", seed=0):
    """The best shallow network with these hidden units, and its largest error, also for other numbers of units.

    Returns a dict with ``x, target, fit`` (401,), the ``parts`` βⱼ ψ(x′γⱼ) (units, 401), the largest ``error``
    |fit − target|, that of ``half`` as many units (None for a single unit), and for the curve the ``sizes`` up to
    this one with their ``errors``.
    """
    wanted = CURVES[_checks.one_of(target, CURVES, "target")](GRID)
    weights = gamma(units, psi, where, seed)
    beta = least_squares(wanted, weights, psi)
    parts = _features(GRID, weights, psi) * beta
    fit = parts.sum(axis=1)
    error = float(np.abs(fit - wanted).max())
    smaller = [size for size in SIZES if size < units]
    return {
        "x": GRID,
        "target": wanted,
        "fit": fit,
        "parts": parts.T,
        "units": units,
        "error": error,
        "half": None if units == 1 else _error(wanted, gamma(units // 2, psi, where, seed), psi),
        "sizes": np.array([*smaller, units]),
        "errors": np.append(errors(target, psi, where, seed)[: len(smaller)], error),
    }


def _error(wanted, weights, psi):
    """The largest error of the best shallow network with these hidden weights."""
    return float(np.abs(shallow_network(GRID, weights, least_squares(wanted, weights, psi), psi) - wanted).max())


@lru_cache(maxsize=256)
def errors(target, psi, where, seed=0):
    """The largest error of the best shallow network for each number of units in ``SIZES``."""
    wanted = CURVES[target](GRID)
    return np.array([_error(wanted, gamma(units, psi, where, seed), psi) for units in SIZES])


@lru_cache(maxsize=64)
def random_draws(target, psi, units, seeds=31):
    """The largest errors (seeds,) of networks whose hidden weights are drawn at random."""
    wanted = CURVES[_checks.one_of(target, CURVES, "target")](GRID)
    return np.array([_error(wanted, gamma(units, psi, "random", seed), psi) for seed in range(seeds)])


@lru_cache(maxsize=16)
def learned(target="waves", units=16, seed=0, steps=2000):
    """The curve (401,) of a shallow ReLU network all of whose weights are learned, by Adam on the squared error.

    It starts from random kinks, those of `gamma`, with normal random slopes.
    """
    wanted = CURVES[_checks.one_of(target, CURVES, "target")](GRID)
    network = mlp([1, units, 1], np.random.default_rng(seed), activation="relu", dtype=np.float64)
    network[0].b.value[:], network[0].W.value[0] = gamma(units, "relu", "random", seed) / 6
    for _ in train(network, SquaredError(), Adam(0.01), [(GRID[:, None], wanted)], epochs=steps):
        pass
    return network(GRID[:, None])[:, 0]
