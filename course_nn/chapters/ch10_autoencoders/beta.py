"""β before the KL of a VAE: what it costs in reconstruction, how many latent dimensions are used, what is drawn."""

from functools import cache
from importlib.resources import as_file, files

import numpy as np

from ...data.measured import measurements
from . import digit_vae

BETAS = (0.0, 0.01, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0)
SEEDS = 3
SHOWN, DRAWN = 8, 16
#: A latent dimension with more nats than these is in use.
USED = 0.01


def train_beta(beta, seed=0):
    """A VAE of 8 latent dimensions and σ = 0.15, trained with this β."""
    return digit_vae.train_vae(beta=beta, seed=seed)


def judge_beta(vae):
    """Of unseen digits: ELBO (that of β = 1), reconstruction, KL, mean squared error of a pixel, dimensions in use."""
    X = digit_vae.images()[1]
    bound = vae.elbo(X, 10)
    error = float(np.square(vae.decode(vae.encode(X)[0]) - X).mean())
    used = int((digit_vae.kl_by_dimension(vae, X) > USED).sum())
    return {"elbo": bound.value, "reconstruction": bound.reconstruction, "kl": bound.kl, "error": error, "used": used}


def pictures(vae):
    """Unseen digits as they come back, (8, 64), and what is decoded of z ~ N(0, I), (16, 64), from 0 to 1."""
    X = digit_vae.images()[1][:SHOWN]
    back, drawn = vae.decode(vae.encode(X)[0]), vae.sample(DRAWN, np.random.default_rng(0))
    return np.clip(np.concatenate([back, drawn]), 0, 1)


def measured():
    """Of each β and seed: "elbo", "reconstruction", "kl", "error" and "used", each (β, seeds)."""
    return measurements(__package__, "beta")


@cache
def _stored():
    with as_file(files(__package__).joinpath("measured", "beta.npz")) as path, np.load(path) as stored:
        return stored["pictures"]


def show_beta(beta):
    """The instrument's compute: pictures of seed 0 at this β, and what the measurements of every β say."""
    place = BETAS.index(beta)
    stored = _stored()[place].astype(np.float64) / 255
    return {
        "beta": beta,
        "place": place,
        "images": digit_vae.images()[1][:SHOWN],
        "back": stored[:SHOWN],
        "drawn": stored[SHOWN:],
        "every": measured(),
    }
