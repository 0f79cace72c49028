"""Which directions a linear VAE keeps: those whose eigenvalue exceeds σ², and so does the exact likelihood.

x = W z + b + σ ε with z ~ N(0, I_k) has the covariance WWᵀ + σ² I. For a fixed σ² its likelihood is greatest with the
columns of W along the principal axes, of squared length λ − σ² where the eigenvalue λ > σ², and else 0 (Tipping and
Bishop, 1999). The ELBO of a linear VAE is greatest there as well, and reaches it (Lucas, Tucker, Grosse and Norouzi,
2019): its KL along an axis is then ½ ln(λ/σ²) on average, or 0, "collapsed". β before the KL does what β σ² in place of
σ² does.
"""

import math
from functools import cache

import numpy as np

from ... import _checks, data
from ...data.measured import measurements
from ...layers import Dense
from ...models.vae import VAE
from ...optimizers import Adam
from ...schedules import CosineDecay
from ...training import train

LATENT, SEEDS = 10, 3
#: Where no eigenvalue of the first ten is within 2.5 % of a β σ² of the measurements.
VARIANCES = (0.06, 0.084, 0.12, 0.165, 0.24, 0.34, 0.48, 0.67, 0.96, 1.34)
BETAS = (0.25, 1.0, 4.0)
#: Of fewer steps much is left undone: the nats of a direction are still shared among several latent dimensions.
STEPS, RATE = 6000, 0.03
#: More nats than these on average, and a latent dimension counts as kept.
KEPT = 0.01


@cache
def images():
    """The 1,348 training digits (n, 64), float32, less their mean; read-only."""
    X = data.digits().split()[0].X
    X = (X - X.mean(axis=0)).astype(np.float32)
    X.setflags(write=False)
    return X


@cache
def eigenvalues():
    """The eigenvalues (64,) of the covariance XᵀX/n of the digits, largest first."""
    X = images().astype(np.float64)
    found = np.maximum(np.linalg.eigvalsh(X.T @ X / len(X))[::-1], 0)
    found.setflags(write=False)
    return found


def predicted_kl(variance, beta=1.0, latent=LATENT):
    """The mean KL along each axis (k,), largest first: ½ ln(λ/(β σ²)), or 0 where λ is not above β σ²."""
    return np.maximum(0.5 * np.log(eigenvalues()[:latent] / (beta * variance)), 0)


def predicted_count(variance, beta=1.0, latent=LATENT):
    """How many of the k directions are kept: those whose eigenvalue exceeds β σ²."""
    return int((eigenvalues()[:latent] > beta * variance).sum())


def linear_vae(variance, beta=1.0, latent=LATENT, seed=0):
    """The VAE before it learns: a dense layer to [μ | ln σ²] of z, and one from z to the mean of x."""
    rng = np.random.default_rng(_checks.whole(seed, "linear_vae: seed", low=0))
    sigma = math.sqrt(_checks.number(variance, "linear_vae: variance", above=0))
    return VAE(Dense(64, 2 * latent, rng), Dense(latent, 64, rng), rng, sigma=sigma, beta=beta)


def train_linear(variance, beta=1.0, latent=LATENT, seed=0, steps=STEPS):
    """The `linear_vae` after so many steps of Adam on all digits, the rate falling from 0.03 to 0; five seconds."""
    vae, X = linear_vae(variance, beta, latent, seed), images()
    for _ in train(vae, vae.loss, Adam(CosineDecay(RATE, steps)), [(X, X)], epochs=steps):
        pass
    return vae


def mean_kl(vae):
    """The KL of each latent dimension (k,), mean over the digits, largest first."""
    mean, log_variance = (part.astype(np.float64) for part in vae.encode(images()))
    return np.sort(0.5 * (mean**2 + np.expm1(log_variance) - log_variance).mean(axis=0))[::-1]


def fit_exact(variance, latent=LATENT, seed=0, steps=800, rate=0.02):
    """The squared lengths (k,) along the axes of the W that raises the exact likelihood: no ELBO, no KL, no encoder.

    Adam on −ln p of x ~ N(0, WWᵀ + σ² I), whose gradient by W is (C⁻¹ − C⁻¹SC⁻¹) W, S the covariance of the digits.
    """
    X = images().astype(np.float64)
    S, noise = X.T @ X / len(X), variance * np.eye(64)
    W = 0.1 * np.random.default_rng(seed).standard_normal((64, latent))
    adam, theta = Adam(CosineDecay(rate, steps)), W.reshape(-1)
    for _ in range(steps):
        inverse = np.linalg.inv(W @ W.T + noise)
        adam.step(theta, ((inverse - inverse @ S @ inverse) @ W).reshape(-1))
    return np.linalg.svd(W, compute_uv=False) ** 2


def measured():
    """What `measured/measure_vae.py` found: "kl" (σ², β, seeds, k), and "exact" (σ², k)."""
    return measurements(__package__, "posterior_collapse")


def count_directions(variance, beta):
    """The instrument's compute: prediction and stored trainings at this σ² and β, and the counts of every σ²."""
    a, b = VARIANCES.index(variance), BETAS.index(beta)
    kl = measured()["kl"][:, b]
    # Up to this σ² only: what larger ones keep is for the reader to find.
    fine = np.geomspace(VARIANCES[0] / 1.4, variance, 300)
    return {
        "variance": variance,
        "beta": beta,
        "eigenvalues": eigenvalues()[: LATENT + 4],
        "predicted": predicted_kl(variance, beta),
        "trained": kl[a],
        "exact": int((measured()["exact"][a] > 1e-3).sum()),
        "count": predicted_count(variance, beta),
        "counted": (kl[a] > KEPT).sum(axis=1),
        "every": {"variances": fine, "counts": [predicted_count(v, beta) for v in fine]},
        "every_trained": (kl[: a + 1] > KEPT).sum(axis=2),
    }
