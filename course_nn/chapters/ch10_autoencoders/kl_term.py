"""KL(N(μ, σ²) ‖ N(0, 1)) of one latent dimension: in closed form, and estimated from draws."""

from functools import lru_cache

import numpy as np

MEANS, SPREADS, MOST = (-2.0, 2.0), (0.2, 2.0), 10_000
SEEDS = 10


def closed_form(mean, spread):
    """½ (μ² + σ² − 1 − ln σ²), in nats: 0 at μ = 0, σ = 1 alone, and nowhere less."""
    return 0.5 * (np.square(mean) + np.square(spread) - 1) - np.log(spread)


def log_ratio(eps, mean, spread):
    """ln q(z) − ln p(z) at z = μ + σ ε, for q = N(μ, σ²) and p = N(0, 1): what the KL is the mean of, under q."""
    return 0.5 * (np.square(mean + spread * eps) - np.square(eps)) - np.log(spread)


def spread_of_one(mean, spread):
    """The standard deviation of ln q(z)/p(z) under q: √(μ²σ² + ½ (σ² − 1)²)."""
    return np.sqrt(np.square(mean * spread) + np.square(np.square(spread) - 1) / 2)


@lru_cache(maxsize=SEEDS)
def _draws(seed):
    eps = np.random.default_rng(seed).standard_normal(MOST)
    eps.setflags(write=False)
    return eps


def estimate(mean, spread, draws, seed=0):
    """The mean of ln q/p over so many draws from q."""
    return float(log_ratio(_draws(seed)[:draws], mean, spread).mean())


def compare_estimate(mean, spread, draws, seed):
    """The instrument's compute: the densities, KL by σ at this μ, and the estimate as draws come in."""
    draws = int(draws)
    ratios = log_ratio(_draws(seed)[:draws], mean, spread)
    n = np.unique(np.geomspace(1, draws, 120).round().astype(int))
    spreads = np.geomspace(0.1, 3, 120)
    return {
        "mean": mean,
        "spread": spread,
        "draws": draws,
        "z": mean + spread * _draws(seed)[: min(draws, 100)],
        "closed": float(closed_form(mean, spread)),
        "spreads": spreads,
        "by_spread": closed_form(mean, spreads),
        "n": n,
        "running": (np.cumsum(ratios) / np.arange(1, draws + 1))[n - 1],
        "one": float(spread_of_one(mean, spread)),
        "negative": int((ratios < 0).sum()),
    }
