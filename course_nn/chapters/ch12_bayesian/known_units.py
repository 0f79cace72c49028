"""Hidden units that are known: the posterior of β in closed form, and the bands of f and of y, point by point."""

import numpy as np

from ...bayes import NormalRegression

UNITS, MOST, NOISE = 20, 30, 0.2
#: So many of the points lie in two clusters and come first; the others lie in the gap between them.
CLUSTERED = 24
GAP = 0.8
GRID = np.linspace(-3, 3, 121)
NOISES, SPREADS = (0.05, 2.0), (0.1, 10.0)
#: Where the sentence looks: the middle of the gap, and that of a cluster.
PLACES = (0.0, 1.6)


def features(x):
    """Φ (n, 20), ψ(γ_j x + b_j) for x (n,): logistic units of random slopes, whose steps lie at random places."""
    rng = np.random.default_rng(7)
    gamma, at = rng.normal(0, 4, UNITS), rng.uniform(-3, 3, UNITS)
    return 0.5 + 0.5 * np.tanh(0.5 * gamma * (np.asarray(x, float)[:, None] - at))


def truth(x):
    return np.sin(2 * x)


def points(n):
    """The first n of 30 points x, y."""
    rng = np.random.default_rng(3)
    clusters = rng.uniform(GAP, 2.4, CLUSTERED) * np.tile([-1, 1], CLUSTERED // 2)
    x = np.concatenate([clusters, rng.uniform(-GAP, GAP, MOST - CLUSTERED)])
    return x[:n], (truth(x) + rng.normal(0, NOISE, MOST))[:n]


def posterior_of_beta(x, y, sigma, spread):
    """The `Posterior` of β for β_j ~ N(0, spread²) and noise N(0, sigma²); without points it is the prior."""
    Phi = features(x)
    return NormalRegression(0.0, np.full(UNITS, spread**2)).posterior_from_gram(Phi.T @ Phi, Phi.T @ y, sigma**2)


def mean_and_spread(posterior, x):
    """The posterior mean of f(x) and its standard deviation √(φᵀ Λ⁻¹ φ), for x (n,)."""
    Phi = features(x)
    return Phi @ posterior.mean, np.sqrt(np.sum(np.linalg.solve(posterior.L, Phi.T) ** 2, axis=0))


def precisions(x, sigma, spread):
    """What is known of each of 20 directions of β: from the data, the eigenvalues of ΦᵀΦ/σ² (20,), largest first; and
    from the prior, 1/spread², in every direction. The posterior's precision is their sum.
    """
    Phi = features(x)
    values = np.linalg.eigvalsh(Phi.T @ Phi)[::-1] / sigma**2
    return np.maximum(values, 0), 1 / spread**2


def share_outside(sigma, spread, rng):
    """The share of −2 < x < 2 where the truth lies outside of the band of two deviations, after 30 points; their noise
    is drawn anew.
    """
    x = points(MOST)[0]
    y = truth(x) + rng.normal(0, NOISE, MOST)
    inside = GRID[np.abs(GRID) < 2]
    mean, deviation = mean_and_spread(posterior_of_beta(x, y, sigma, spread), inside)
    return float(np.mean(np.abs(mean - truth(inside)) > 2 * deviation))


def see_points(sigma, spread, n):
    """The instrument's compute: both bands after n points, and the precision of every direction."""
    x, y = points(n)
    found = posterior_of_beta(x, y, sigma, spread)
    mean, deviation = mean_and_spread(found, GRID)
    known, before = precisions(x, sigma, spread)
    return {
        "x": x,
        "y": y,
        "n": n,
        "sigma": sigma,
        "spread": spread,
        "mean": mean,
        "band": 2 * deviation,
        "new": 2 * np.sqrt(deviation**2 + sigma**2),
        "places": 2 * mean_and_spread(found, np.array(PLACES))[1],
        "data": known,
        "prior": before,
        "better": int((known > before).sum()),
    }
