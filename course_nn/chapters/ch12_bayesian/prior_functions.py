"""Functions drawn from a prior over networks, and what its scales do to their height, steepness and turns."""

from functools import lru_cache

import numpy as np

from ...bayes.priors import ShallowPrior

LOW, HIGH = -3.0, 3.0
GRID = np.linspace(LOW, HIGH, 121)
#: Functions that are counted, and the first of them that are seen.
COUNTED, SHOWN = 100, 6
MOST_UNITS, SEEDS = 300, 10
#: Of the standard deviations of β, γ and the bias.
BETAS, GAMMAS, BIASES = (0.1, 10.0), (0.1, 30.0), (0.1, 30.0)
#: A turn is counted once the curve has come back by this share of the distance from its lowest to its highest point.
SEEN = 0.02
#: Of the counts: so many or more.
LAST = 16


def prior(units, beta, gamma, bias, shared):
    """f(x) = Σ β_j ψ(γ_j x + b_j), ψ logistic, with independent normal β_j, γ_j and b_j of mean 0.

    Their standard deviations are ``beta``, ``gamma`` and ``bias``; ``shared`` divides that of β by √units. The bias is
    the weight of a second input that is 1.
    """
    variance = beta**2 / (units if shared else 1)
    return ShallowPrior(
        2, units, mu_beta=0.0, var_beta=variance, mu_gamma=0.0, S_gamma=np.diag([gamma**2, bias**2]), sigma2=1.0
    )


@lru_cache(maxsize=16)
def functions(units, beta, gamma, bias, shared, seed, count=COUNTED):
    """f on `GRID` for ``count`` networks, (count, 121); of one seed the standard normal numbers stay the same."""
    X = np.column_stack([GRID, np.ones(len(GRID))])
    found = prior(units, beta, gamma, bias, shared).functions(X, np.random.default_rng([12, units, seed]), count)
    found.setflags(write=False)
    return found


def turns(curves):
    """How often each of the curves (k, n) turns back by more than `SEEN` of its own range: (k,)."""
    least = SEEN * np.ptp(curves, axis=1)
    high, low, way, found = curves[:, 0].copy(), curves[:, 0].copy(), np.zeros(len(curves)), np.zeros(len(curves), int)
    for now in curves.T[1:]:
        high = np.maximum(high, now)
        low = np.minimum(low, now)
        down, up = (way >= 0) & (now < high - least), (way <= 0) & (now > low + least)
        found += (down & (way > 0)) | (up & (way < 0))
        way = np.where(down, -1, np.where(up, 1, way))
        # On its way down only the lowest point counts, and on its way up the highest.
        low, high = np.where(down, now, low), np.where(up, now, high)
    return found


def crossings(curves):
    """How often each of the curves (k, n) changes its sign: (k,). What rounding may have made 0 has none."""
    signs = np.sign(curves) * (np.abs(curves) > 1e-12 * np.abs(curves).max(axis=1, keepdims=True))
    last, found = signs[:, 0], np.zeros(len(curves), int)
    for now in signs.T[1:]:
        found += now * last < 0
        last = np.where(now == 0, last, now)
    return found


def shape(curves):
    """The means over curves on `GRID`: "height" √(mean f²), "slope" the largest |f′|, "turns" and "crossings"."""
    slopes = np.abs(np.diff(curves, axis=1)).max(axis=1) / (GRID[1] - GRID[0])
    return {
        "height": float(np.sqrt(np.mean(np.square(curves)))),
        "slope": float(slopes.mean()),
        "turns": float(turns(curves).mean()),
        "crossings": float(crossings(curves).mean()),
    }


def draw_functions(units, beta, shared, gamma, bias, seed):
    """The instrument's compute: functions from the prior with these scales, and what is counted of them."""
    units = int(units)
    curves = functions(units, beta, gamma, bias, shared, seed)
    return {
        "curves": curves[:SHOWN],
        "units": units,
        "spread": beta / np.sqrt(units) if shared else beta,
        "counts": [
            np.bincount(np.minimum(each, LAST), minlength=LAST + 1) for each in (turns(curves), crossings(curves))
        ],
        **shape(curves),
    }
