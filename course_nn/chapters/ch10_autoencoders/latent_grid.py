"""The plane of two latent dimensions of a VAE, decoded at the points of a grid in a window that can be moved."""

from functools import cache
from importlib.resources import as_file, files

import numpy as np

from ... import _checks, data
from ...models.vae import VAE
from . import digit_vae

SIDE = 9  # images in a row
CENTERS, WIDTHS = (-2.0, 2.0), (0.5, 2.0)


def train_plane(seed=0):
    """A VAE of the gray digits with two latent dimensions, trained as in the chapter."""
    return digit_vae.train_vae(latent=2, seed=seed)


@cache
def _stored():
    vae = digit_vae.untrained(latent=2)
    with as_file(files(__package__).joinpath("measured", "latent_grid.npz")) as path, np.load(path) as stored:
        vae.theta[...] = stored["theta"]
    return vae


def trained():
    """A new copy of what `train_plane` gave for seed 0, its θ rounded to half precision."""
    return _stored().copy()


def decode_window(vae, x, y, half):
    """z (9, 9, 2) on a grid over the window x ± half, y ± half, y growing upward, and its decoded means (9, 9, 64)."""
    across, up = np.linspace(x - half, x + half, SIDE), np.linspace(y + half, y - half, SIDE)
    z = np.stack(np.meshgrid(across, up), axis=-1)
    return z, vae.decode(z.reshape(-1, 2).astype(np.float32)).reshape(SIDE, SIDE, 64)


def density(z):
    """p(z), the standard normal density of the plane, as a share of its highest."""
    return np.exp(-0.5 * np.square(z).sum(axis=-1))


def show_plane(vae=None):
    """The instrument's compute; ``vae`` is one of the reader's own, from 64 pixels to two latent dimensions."""
    vae = _stored() if vae is None else _own(vae)
    test = data.digits().split()[1]
    means = vae.encode(_fitting(vae, test.X))[0].astype(np.float64)

    def show(x, y, half):
        z, decoded = decode_window(vae, x, y, half)
        inside = (np.abs(means - (x, y)) <= half).all(axis=1)
        return {
            "center": (x, y),
            "half": half,
            "means": means,
            "digits": test.y,
            "inside": np.bincount(test.y[inside], minlength=10),
            "images": np.clip(decoded, 0, 1),
            "z": z,
        }

    return show


def _fitting(vae, X):
    return (X if vae.loss.likelihood == "gaussian" else X > 0.5).astype(np.float32)


def _own(vae):
    wanted = "latent_grid: expected a VAE of 64 pixels and 2 latent dimensions"
    if not isinstance(vae, VAE):
        raise TypeError(f"{wanted}, got {_checks.describe(vae)}")
    if not np.isfinite(vae.theta).all():
        raise ValueError("latent_grid: expected a VAE with finite weights, got NaN or infinite ones")
    vae = vae.copy()
    try:
        mean, _ = vae.encode(_fitting(vae, digit_vae.images()[1][:1]))
        fits = mean.shape[1] == 2 and vae.decode(mean).shape == (1, 64)
    except ValueError:
        fits = False
    if not fits:
        raise ValueError(f"{wanted}, got {vae!r}")
    return vae
