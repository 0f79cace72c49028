"""Bounds on ln p(x) of a linear Gaussian model, whose ln p(x) is known: the ELBO, and importance sampling above it.

x = W z + σ ε with z ~ N(0, I) has p(x) = N(0, WWᵀ + σ² I) and the posterior p(z|x) = N(P⁻¹Wᵀx/σ², P⁻¹), P = I + WᵀW/σ².
The ELBO of any q lies below ln p(x) by KL(q ‖ p(z|x)). For the best q with independent dimensions, of variances 1/Pⱼⱼ,
that is ½ (Σ ln Pⱼⱼ − ln det P): by Hadamard's inequality 0 where P is diagonal, so where WᵀW is, and only there.
"""

from functools import lru_cache

import numpy as np

from ...functions import logsumexp

#: What is read → the name of q here.
GUESSES = {"best diagonal": "diagonal", "exact posterior": "exact", "prior": "prior"}
X = np.array([1.1, 0.6])
SIGMAS, ANGLES = (0.2, 1.0), (0, 90)
SAMPLES, DRAWS = 1024, 65_536


def columns(angle):
    """W (2, 2): two columns of length 1, so many degrees apart."""
    turn = np.deg2rad(angle)
    return np.array([[1.0, np.cos(turn)], [0.0, np.sin(turn)]])


def log_likelihood(x, W, sigma):
    """ln p(x), exact: x (d,) ~ N(0, WWᵀ + σ² I)."""
    C = W @ W.T + sigma**2 * np.eye(len(W))
    return float(-0.5 * (x @ np.linalg.solve(C, x) + np.linalg.slogdet(C)[1] + len(W) * np.log(2 * np.pi)))


def posterior(x, W, sigma):
    """``mean, P`` of p(z|x) = N(mean, P⁻¹)."""
    P = np.eye(W.shape[1]) + W.T @ W / sigma**2
    return np.linalg.solve(P, W.T @ x) / sigma**2, P


def diagonal_gap(W, sigma):
    """ln p(x) less the ELBO of the best diagonal q: ½ (Σ ln Pⱼⱼ − ln det P), whatever x is."""
    P = np.eye(W.shape[1]) + W.T @ W / sigma**2
    return float(max(0.5 * (np.log(np.diag(P)).sum() - np.linalg.slogdet(P)[1]), 0.0))


def guess(name, x, W, sigma):
    """``mean, covariance`` of q: the best "diagonal" one, the "exact" posterior or the "prior"."""
    mean, P = posterior(x, W, sigma)
    if name == "prior":
        return np.zeros(len(P)), np.eye(len(P))
    return mean, np.diag(1 / np.diag(P)) if name == "diagonal" else np.linalg.inv(P)


def gap(x, W, sigma, mean, covariance):
    """KL(q ‖ p(z|x)), by which the ELBO of q = N(mean, covariance) lies below ln p(x)."""
    center, P = posterior(x, W, sigma)
    away = mean - center
    logs = np.linalg.slogdet(P)[1] + np.linalg.slogdet(covariance)[1]
    return float(max(0.5 * (np.trace(P @ covariance) + away @ P @ away - len(P) - logs), 0.0))


def log_weights(x, W, sigma, mean, covariance, eps):
    """ln p(x, z) − ln q(z) at z = mean + L ε, LLᵀ the covariance, for each row of ε (n, k)."""
    L = np.linalg.cholesky(covariance)
    z = mean + eps @ L.T
    error, d = x - z @ W.T, len(W)
    log_joint = -0.5 * (np.square(z).sum(axis=1) + np.square(error).sum(axis=1) / sigma**2)
    log_joint -= d * np.log(sigma) + 0.5 * d * np.log(2 * np.pi)  # (2π)^(k/2) is in q as well
    return log_joint + 0.5 * np.square(eps).sum(axis=1) + np.log(np.diag(L)).sum()


def importance_bounds(weights, samples):
    """The mean of ln (w₁ + … + w_k)/k over groups of k: the ELBO for k = 1, and never less for twice as many.

    The expectation rises with k toward ln p(x) (Burda, Grosse and Salakhutdinov, 2016). Here the same draws are shared
    out in groups, of which each is half of a larger one, so that no noise turns the order around.
    """
    return np.array([_log_means(weights, k).mean() for k in samples])


def bound_error(weights, k):
    """How far the bound of k samples may be off, being estimated from so few groups: three standard errors."""
    groups = _log_means(weights, k)
    return float(3 * groups.std(ddof=1) / np.sqrt(len(groups)))


def _log_means(weights, k):
    """ln (w₁ + … + w_k)/k of each group of k."""
    return logsumexp(weights.reshape(-1, k), axis=1) - np.log(k)


@lru_cache(maxsize=1)
def _eps():
    eps = np.random.default_rng(0).standard_normal((DRAWS, 2))
    eps.setflags(write=False)
    return eps


def compare_bounds(angle, sigma, q):
    """The instrument's compute: posterior and q over the plane of z, and how far below ln p(x) each bound lies."""
    W = columns(angle)
    mean, covariance = guess(q, X, W, sigma)
    center, P = posterior(X, W, sigma)
    samples = 2 ** np.arange(11)
    exact = log_likelihood(X, W, sigma)
    weights = log_weights(X, W, sigma, mean, covariance, _eps())
    return {
        "angle": angle,
        "sigma": sigma,
        "q": q,
        "posterior": (center, np.linalg.inv(P)),
        "guess": (mean, covariance),
        "exact": exact,
        "gap": gap(X, W, sigma, mean, covariance),
        "samples": samples,
        "gaps": exact - importance_bounds(weights, samples),
        "error": bound_error(weights, SAMPLES),
    }
