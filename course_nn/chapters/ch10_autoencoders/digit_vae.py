"""The VAEs of the 8×8 digits in this chapter: the images that a likelihood can give, the network, its training."""

from functools import cache

import numpy as np

from ... import _checks, data
from ...models.mlp import mlp
from ...models.vae import VAE
from ...optimizers import Adam
from ...schedules import CosineDecay
from ...training import batches, train

#: What is read → the likelihood's name in the library.
LIKELIHOODS = {"Gaussian, gray pixels": "gaussian", "Bernoulli, black or white pixels": "bernoulli"}
LATENT, HIDDEN, SIGMA = 8, 128, 0.15
EPOCHS, SIZE, RATE = 100, 64, 0.003


@cache
def images(likelihood="gaussian"):
    """``X, X_test``: 1,348 and 449 digits (n, 64), float32, read-only; for "bernoulli" 1 where the ink exceeds ½."""
    gray = _checks.one_of(likelihood, LIKELIHOODS.values(), "images: likelihood") == "gaussian"
    found = []
    for part in data.digits().split():
        X = np.asarray(part.X if gray else part.X > 0.5, np.float32)
        X.setflags(write=False)
        found.append(X)
    return tuple(found)


def untrained(likelihood="gaussian", latent=LATENT, beta=1.0, seed=0, hidden=HIDDEN):
    """64-128-[μ | ln σ²] and k-128-64, with ReLU. The mean of a Gaussian pixel, whose σ is 0.15, may be any number."""
    rng = np.random.default_rng(_checks.whole(seed, "untrained: seed", low=0))
    encoder = mlp([64, hidden, 2 * latent], rng, activation="relu")
    decoder = mlp([latent, hidden, 64], rng, activation="relu")
    return VAE(encoder, decoder, rng, likelihood=likelihood, sigma=SIGMA, beta=beta)


def steps(vae, epochs=EPOCHS, seed=0):
    """The steps of training, to loop over: Adam, 64 digits a step, the rate falling from 0.003 to 0."""
    X = images(vae.loss.likelihood)[0]
    some = batches(X, X, SIZE, np.random.default_rng([1, seed]))
    return train(vae, vae.loss, Adam(CosineDecay(RATE, epochs * len(some))), some, epochs)


def train_vae(likelihood="gaussian", latent=LATENT, beta=1.0, seed=0, epochs=EPOCHS):
    """A new VAE after ``epochs`` on the training digits; half a second for the 100 of the chapter."""
    vae = untrained(likelihood, latent, beta, seed)
    for _ in steps(vae, epochs, seed):
        pass
    return vae


def kl_by_dimension(vae, X):
    """The KL of each latent dimension (k,) in nats, mean over the images."""
    mean, log_variance = (part.astype(np.float64) for part in vae.encode(X))
    return 0.5 * (mean**2 + np.expm1(log_variance) - log_variance).mean(axis=0)
