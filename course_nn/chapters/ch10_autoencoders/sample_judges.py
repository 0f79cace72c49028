"""Samples of 8×8 digits from a GAN, a VAE and PCA, all with eight latent dimensions, under the same judges.

The GAN's generator and the VAE's decoder have the same dense layers, 8-128-128-64; the generator starts as He proposed,
and ends in a sigmoid. Both learn in 6,000 steps of 64 digits. (Four are left of each pass: a batch of the VAE's as
well; the GAN leaves them out.) PCA draws from the Gaussian of the digits' own covariance in their principal subspace. A
VAE has two kinds of sample: the decoder's mean, which papers show, and a draw from p(x|z) around it, which is what its
likelihood is about. Where the judges place them depends on the VAE's σ.
"""

from functools import cache
from importlib.resources import as_file, files

import numpy as np

from ... import _checks, data
from ...core import Sequential
from ...data.measured import measurements
from ...games import NonSaturating
from ...judges import judge_digits
from ...layers import Dense, LeakyReLU, Sigmoid
from ...models.mlp import mlp
from ...models.vae import VAE
from ...optimizers import Adam
from ...schedules import CosineDecay
from ...training import batches, train
from ...training.adversarial import Adversaries, train_adversarial

#: What is read → the name here.
SOURCES = {
    "GAN": "gan",
    "VAE, means": "vae means",
    "VAE, draws": "vae draws",
    "PCA": "pca",
    "uniform noise": "noise",
    "digits, pixels shuffled": "shuffled",
    "digits, held out": "real",
}
#: What is read → the name of the field in a `Judgment`.
JUDGES = {
    "median distance to a training digit": "distance",
    "classifier sure of it, p ≥ 0.9": "confident",
    "nearest neighbor is of its own set": "neighbor_accuracy",
    "Fréchet distance": "frechet",
}
LATENT, WIDTH, SIGMA = 8, 128, 0.15
STEPS, SIZE, N, SEEDS, SHOWN = 6000, 64, 449, 5, 10
#: Of VAEs that are judged by their bound on ln p(x) as well.
SIGMAS = (0.1, 0.15, 0.2)


@cache
def images():
    """``X, X_test``: 1,348 and 449 digits (n, 64), float32; read-only."""
    found = [part.X.astype(np.float32) for part in data.digits().split()]
    for X in found:
        X.setflags(write=False)
    return tuple(found)


class SingleBatches:
    """Batches of 64 digits each, without labels, shuffled anew for each pass; what fills no batch is left out."""

    def __init__(self, X, rng):
        self.X, self.rng = X, rng

    def __iter__(self):
        order = self.rng.permutation(len(self.X))
        for start in range(0, len(order) - SIZE + 1, SIZE):
            yield self.X[order[start : start + SIZE]]


def adversaries(seed=0, steps=STEPS):
    """G 8-128-128-64, which ends in a sigmoid, and D 64-128-128-1; noise at D's input from 0.3 to 0 in half of it."""
    rng = np.random.default_rng(_checks.whole(seed, "adversaries: seed", low=0))
    generator = mlp([LATENT, WIDTH, WIDTH, 64], rng, activation="relu", init="he")
    critic = Sequential(
        Dense(64, WIDTH, rng, init="he"),
        LeakyReLU(0.2),
        Dense(WIDTH, WIDTH, rng, init="he"),
        LeakyReLU(0.2),
        Dense(WIDTH, 1, rng),
    )
    adams = [Adam(CosineDecay(0.002, steps), beta1=0.5, beta2=0.9) for _ in range(2)]
    return Adversaries(
        Sequential(*generator.layers, Sigmoid()),
        critic,
        NonSaturating(),
        adams,
        latent=LATENT,
        rng=rng,
        instance_noise=lambda step: 0.3 * max(0.0, 1 - 2 * step / steps),
        average=0.999,
    )


def train_gan(seed=0, steps=STEPS):
    """The `adversaries` after their steps; its samples are those of the average of θ."""
    pair, X = adversaries(seed, steps), images()[0]
    passes = -(-steps // (len(X) // SIZE))
    for step in train_adversarial(pair, SingleBatches(X, np.random.default_rng([1, seed])), passes):
        if step.index == steps - 1:
            break
    return pair


def train_vae(seed=0, steps=STEPS, sigma=SIGMA):
    """A VAE 64-128-128-[μ | ln σ²] and 8-128-128-64, after as many steps as the GAN."""
    rng, X = np.random.default_rng(_checks.whole(seed, "train_vae: seed", low=0)), images()[0]
    encoder = mlp([64, WIDTH, WIDTH, 2 * LATENT], rng, activation="relu")
    decoder = mlp([LATENT, WIDTH, WIDTH, 64], rng, activation="relu")
    vae, size = VAE(encoder, decoder, rng, sigma=sigma), -(-len(X) // SIZE)
    walk = batches(X, X, SIZE, np.random.default_rng([1, seed]))
    for step in train(vae, vae.loss, Adam(CosineDecay(0.003, steps)), walk, epochs=-(-steps // size)):
        if step.index == steps - 1:
            break
    return vae


def draw_from_pca(n, rng, latent=LATENT):
    """n draws of x = mean + Σ √λⱼ zⱼ vⱼ with z ~ N(0, I) over the ``latent`` principal axes."""
    X = images()[0].astype(np.float64)
    mean = X.mean(axis=0)
    _, s, axes = np.linalg.svd(X - mean, full_matrices=False)
    z = rng.standard_normal((n, latent))
    return mean + z * (s[:latent] / np.sqrt(len(X))) @ axes[:latent]


def shuffled(n, rng):
    """n training digits whose pixels are put in an order of their own each."""
    X = images()[0]
    return rng.permuted(X[rng.choice(len(X), n, replace=False)], axis=1)


def judged(samples):
    """The `Judgment` of samples as a dict; numbers beyond 0 … 1 are cut off before."""
    return judge_digits(np.clip(samples, 0, 1))._asdict()


def real_judged():
    """What the judges say of the held-out digits; neighbors and Fréchet beside as many training digits."""
    found = judge_digits(images()[1])
    return {
        "confident": found.held_out_confident,
        "shares": found.shares,
        "neighbor_accuracy": found.real_neighbor_accuracy,
        "distance": found.held_out_distance,
        "frechet": found.frechet_floor,
    }


def measured():
    """By source "confident", "neighbor_accuracy", "distance", "frechet" (seeds,) and "shares" (seeds, 10).

    And under "sigmas" the first four and "elbo" of unseen digits, (σ, seeds), of VAEs that learned with these σ.
    """
    return measurements(__package__, "sample_judges")


@cache
def _stored():
    with as_file(files(__package__).joinpath("measured", "sample_judges.npz")) as path, np.load(path) as stored:
        return {name: stored[name.replace(" ", "_")] for name in SOURCES.values() if name != "real"}


def side_by_side(judge, seed):
    """The instrument's compute: samples of every source, and one judge's number of each, of this seed and of all."""
    found = measured()
    shown = {
        name: images()[1][SHOWN * seed : SHOWN * (seed + 1)]
        if name == "real"
        else _stored()[name][seed, :SHOWN].astype(np.float64) / 255
        for name in SOURCES.values()
    }
    return {
        "judge": judge,
        "seed": seed,
        "images": shown,
        # (seeds,) each; the real digits have no seed, and are judged once.
        "scores": {name: found[name][judge] for name in shown},
    }
