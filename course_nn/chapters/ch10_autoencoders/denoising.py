"""Autoencoders that learned to take noise away, beside one that didn't and the best linear way (Wiener, 1949)."""

from functools import cache
from importlib.resources import as_file, files

import numpy as np

from ...core import Sequential
from ...data.measured import measurements
from ...layers import GaussianNoise
from . import digit_codes
from .digit_vae import images

CODE, SHOWN = 16, 10
#: The standard deviations of the noise that was learned with, and of that which is to be taken away.
LEARNED, NOISES = (0.0, 0.2, 0.4, 0.8), (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
SEEDS = 11


def train_denoiser(spread, seed=0):
    """An autoencoder whose inputs get noise of that standard deviation in training, and whose targets don't.

    (Vincent, Larochelle, Lajoie, Bengio and Manzagol, 2010; in 2008 they set inputs to 0.)
    """
    rng = np.random.default_rng(seed)
    network = digit_codes.autoencoder(CODE, rng)
    noisy = Sequential(GaussianNoise(spread, rng), *network.layers) if spread else network
    for _ in digit_codes.learning(noisy, seed=seed):
        pass
    return network


@cache
def trained(spread):
    """What `train_denoiser` gave for seed 0, its θ rounded to half precision."""
    network = digit_codes.autoencoder(CODE, np.random.default_rng(0))
    with as_file(files(__package__).joinpath("measured", "denoising.npz")) as path, np.load(path) as stored:
        network.theta[...] = stored[f"{spread:g}"]
    return network


def measured():
    """Spread learned with, as text → mean squared errors (seeds, noises) on the noisy test digits."""
    return measurements(__package__, "denoising")


@cache
def noise():
    """Normal numbers (449, 64) that are multiplied by σ and added to the test digits."""
    return np.random.default_rng(99).normal(size=(449, 64)).astype(np.float32)


def wiener(noisy, spread):
    """The best linear estimate x̂ = μ + Σ (Σ + σ² I)⁻¹ (x̃ − μ) from the training digits' mean and covariance, given σ.

    Along each principal axis it keeps the share λ / (λ + σ²).
    """
    mean, variances, axes = digit_codes.digit_axes()
    share = variances / np.maximum(variances + spread**2, 1e-12)
    return ((noisy - mean) @ axes * share) @ axes.T + mean


@cache
def curves():
    """Way → mean squared error for each of `NOISES`: of the noise itself, and of the Wiener filter."""
    X = images()[1]
    noisy = [X + spread * noise() for spread in NOISES]
    return {
        "left as it is": np.array([_error(x, X) for x in noisy]),
        "best linear": np.array([_error(wiener(x, s), X) for x, s in zip(noisy, NOISES, strict=True)]),
    }


def _error(came, X):
    return float(np.square(came - X, dtype=np.float64).sum(axis=1).mean())


def errors(network):
    """The mean squared error on the noisy test digits for each of `NOISES`."""
    X = images()[1]
    return np.array([_error(network(X + np.float32(spread) * noise()), X) for spread in NOISES])


def take_away(spread, learned, digit):
    """The instrument's compute: one digit with noise of that spread, and what each way makes of it."""
    x = images()[1][digit]
    noisy = x + np.float32(spread) * noise()[digit]
    came = {
        "left as it is": noisy,
        "autoencoder": trained(0.0)(noisy[None])[0],
        "denoiser": trained(learned)(noisy[None])[0],
        "best linear": wiener(noisy[None], spread)[0],
    }
    return {
        "spread": spread,
        "learned": learned,
        "image": x,
        "came": came,
        "errors": {name: float(np.square(y - x, dtype=np.float64).sum()) for name, y in came.items()},
        "curves": curves()
        | {"autoencoder": measured()["0"].mean(axis=0), "denoiser": measured()[f"{learned:g}"].mean(axis=0)},
    }
