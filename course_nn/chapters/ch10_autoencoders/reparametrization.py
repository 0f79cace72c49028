"""The gradient of E f(z), z ~ N(μ, σ²), by μ, from draws: reparametrized, z = μ + σ ε, or by the score function.

Reparametrized (Kingma and Welling, 2014): ∂f/∂z at μ + σ ε. Score function (Williams, 1992): f(z) ∂ ln q(z)/∂μ =
f(z) ε/σ, or (f(z) − b) ε/σ with a baseline b, which E[ε] = 0 leaves without a bias. Here f(z) = g(z₁) + … + g(z_k) of
k latent dimensions that are drawn alike, and the gradient is that by the first one's μ.
"""

import numpy as np

EPS = np.linspace(-9, 9, 40_001)
WEIGHTS = np.exp(-(EPS**2) / 2)
WEIGHTS /= WEIGHTS.sum()
#: What is read → its name here: g and its slope are below.
COSTS = {"(z − 1)²": "square", "sin 5z": "wave", "1 if z > 0, else 0": "step"}
G = {"square": lambda z: (z - 1) ** 2, "wave": lambda z: np.sin(5 * z), "step": lambda z: (z > 0).astype(float)}
SLOPES = {"square": lambda z: 2 * (z - 1), "wave": lambda z: 5 * np.cos(5 * z), "step": np.zeros_like}
MEANS, SPREADS = (-2.0, 2.0), (0.1, 2.0)
DIMENSIONS = (1, 4, 16, 64)
DRAWS = 400
#: How far z₁ goes on the axes.
EDGE = 4.5


def reparametrized(g, eps, mean, spread):
    """One estimate per row of ε (n, k): the slope of f by z₁ at z = μ + σ ε."""
    return SLOPES[g](mean + spread * eps[:, 0])


def score_function(g, eps, mean, spread, baseline=0.0):
    """One estimate per row of ε (n, k): (f(z) − b) ε₁/σ, from values of f alone."""
    return (G[g](mean + spread * eps).sum(axis=1) - baseline) * eps[:, 0] / spread


def moments(g, mean, spread, dimensions=1, with_baseline=False):
    """The gradient, and mean and variance of one draw of either kind, by integrals over ε.

    The baseline is E f, which is not the best one but needs no more than a running mean.
    """
    z = mean + spread * EPS
    value, slope = G[g](z), SLOPES[g](z)

    def expect(what):
        return float(WEIGHTS @ what)

    average, square = expect(value), expect(value**2)
    gradient, others = expect(value * EPS) / spread, dimensions - 1
    baseline = dimensions * average if with_baseline else 0.0
    rest = others * average - baseline  # mean of what the other dimensions add to g(z₁)
    second = expect((value**2 + 2 * rest * value) * EPS**2) + rest**2 + others * (square - average**2)
    return {
        "gradient": gradient,
        "baseline": baseline,
        "reparametrized": (expect(slope), max(expect(slope**2) - expect(slope) ** 2, 0.0)),
        "score function": (gradient, max(second / spread**2 - gradient**2, 0.0)),
    }


def in_a_vae(vae, x, draws=2000, seed=0):
    """Mean and variance (k,) of one draw's estimate of ∂ E ln p(x|z) / ∂μ, by method, for one image x (d,) of a VAE.

    "with baseline" is the score function's less the mean of ln p(x|z), as a running mean would give it.
    """
    vae, n = vae.copy(), draws  # the way back adds to gradients
    mean, log_variance = vae.encode(np.repeat(x[None], n, axis=0))
    eps = np.random.default_rng(seed).standard_normal(mean.shape).astype(mean.dtype)
    spread = np.exp(0.5 * log_variance)
    y, backward = vae.decoder.forward(mean + spread * eps)
    dy = vae.loss(np.hstack([y, mean, log_variance]), np.repeat(x[None], n, axis=0))[1][:, : len(x)]
    log_p = vae.loss.log_likelihood(y, x[None]).astype(np.float64)[:, None]
    score = eps / spread
    found = {
        "reparametrized": -n * backward(dy),  # the loss is −ln p, its mean over n
        "score function": log_p * score,
        "with baseline": (log_p - log_p.mean()) * score,
    }
    return {name: (one.mean(axis=0), one.var(axis=0)) for name, one in found.items()}


def compare_estimators(cost, mean, spread, dimensions, with_baseline):
    """The instrument's compute: g, the density of z₁, and single estimates of the gradient by either method."""
    exact = moments(cost, mean, spread, dimensions, with_baseline)
    eps = np.random.default_rng(0).standard_normal((DRAWS, dimensions))
    z = np.linspace(-EDGE, EDGE, 400)
    return {
        "cost": cost,
        "mean": mean,
        "spread": spread,
        "dimensions": dimensions,
        "z": z,
        "g": G[cost](z),
        "density": np.exp(-(((z - mean) / spread) ** 2) / 2),
        "exact": exact,
        "draws": {
            "reparametrized": reparametrized(cost, eps, mean, spread),
            "score function": score_function(cost, eps, mean, spread, exact["baseline"]),
        },
    }
