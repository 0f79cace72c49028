"""More and more units with weaker and weaker weights: what of a network's prior changes with m, and what does not."""

from functools import cache, lru_cache

import numpy as np

from ...bayes.limit_process import LimitProcess
from ...data.measured import measurements

UNITS = (1, 2, 3, 5, 10, 30, 100, 300)
NETWORKS, SEEDS = 1000, 5
#: Standard deviations of γ and of the bias; the variance of each β is 1/m.
GAMMA, BIAS = 2.0, 2.0
GRID = np.linspace(-3, 3, 13)
#: Of the kernel's curve.
FINE = np.linspace(-3, 3, 61)
#: Shares of a normal density in the plane, and the squared radii of the ellipses that hold them: −2 log(1 − share).
SHARES = (0.5, 0.95)
RADII = tuple(-2 * np.log1p(-share) for share in SHARES)


def logistic(z):
    return 0.5 + 0.5 * np.tanh(0.5 * z)


def with_one(x):
    """The inputs (n, 2), whose second column is the bias' 1."""
    return np.column_stack([x, np.ones(np.size(x))])


def limit(psi=logistic):
    """The normal process that the networks become, c = 1."""
    return LimitProcess(1.0, 0.0, np.array([GAMMA, BIAS]) ** 2, psi=psi)


def networks(units, rng, count=NETWORKS, x=GRID):
    """f(x) = Σ β_j ψ(γ_j x + b_j) of ``count`` networks with β_j ~ N(0, 1/m) at x (n,): (count, n)."""
    gamma, bias, beta = (rng.standard_normal((count, units)) for _ in range(3))
    gamma, bias, beta = GAMMA * gamma, BIAS * bias, beta / np.sqrt(units)
    return np.stack([np.sum(beta * logistic(gamma * one + bias), axis=1) for one in x], axis=1)


@lru_cache(maxsize=len(UNITS))
def _networks(units, seed):
    f = networks(units, np.random.default_rng([12, 4, units, seed]))
    f.setflags(write=False)
    return f


@cache
def covariance():
    """k on `GRID`, (13, 13): of the limit, and of every number of units."""
    return limit().kernel(with_one(GRID))


@cache
def kernel_curves():
    """k(x, x′) for x of `FINE` and x′ of `GRID`: (61, 13); and beside it the best that a radial kernel can do.

    That is the mean of k over all pairs of `FINE` at one distance |x − x′|: of all functions of the distance, the
    nearest in squares.
    """
    whole = limit().kernel(with_one(FINE))
    away = np.abs(np.subtract.outer(np.arange(len(FINE)), np.arange(len(FINE))))
    means = np.bincount(away.ravel(), whole.ravel()) / np.bincount(away.ravel())
    at = [int(np.abs(FINE - x).argmin()) for x in GRID]
    return whole[:, at], means[away][:, at]


def excess_kurtosis(x, units):
    """E[f(x)⁴] / E[f(x)²]² − 3 = 3/m (E[ψ⁴] / E[ψ²]² − 1): exact for every m, with ψ = ψ(γ x + b).

    The fourth cumulant of a sum of m independent terms is m times that of one, its variance is m times the variance of
    one; and β_j ψ has the fourth moment 3 σ_β⁴ E[ψ⁴] and the variance σ_β² E[ψ²].
    """
    X = with_one(x)
    fourth = limit(lambda z: logistic(z) ** 2).variances(X)
    return 3 / units * (fourth / limit().variances(X) ** 2 - 1)


def inside(f, cov):
    """The shares of points f (n, 2) that lie in the ellipses of `SHARES` of N(0, cov)."""
    squares = np.sum(np.linalg.solve(np.linalg.cholesky(cov), f.T) ** 2, axis=0)
    return [float(np.mean(squares < radius)) for radius in RADII]


def measured():
    """By m as a string: "kurtosis" and its standard "error" at x = 0, ½, …, 3, (7,) each, of a million networks."""
    return measurements(__package__, "wide_limit")


def compare_with_limit(units, left, right, seed, shown=True):
    """The instrument's compute: networks at two inputs, their kernel and their kurtosis beside the limit's.

    The best radial kernel comes with them where it is ``shown``.
    """
    i, j = (int(np.abs(GRID - x).argmin()) for x in (left, right))
    f = _networks(units, seed)
    pair = f[:, [i, j]]
    cov = covariance()[np.ix_([i, j], [i, j])]
    curve, radial = kernel_curves()
    at = abs(i - 6)
    known = measured()
    return {
        "units": units,
        "x": (left, right),
        "pair": pair,
        "covariance": cov,
        "found": float(np.mean(pair[:, 0] * pair[:, 1])),
        "inside": inside(pair, cov),
        "curve": curve[:, j],
        "radial": radial[:, j] if shown else None,
        "dots": f.T @ f[:, j] / len(f),
        "kurtosis": [float(excess_kurtosis(left, m)[0]) for m in UNITS],
        "measured": [(known[str(m)]["kurtosis"][at], known[str(m)]["error"][at]) for m in UNITS],
    }
