"""What comes back through a code of k numbers: by principal axes, a dense autoencoder, a convolutional one."""

from functools import cache
from importlib.resources import as_file, files

import numpy as np

from ... import _checks
from ...core import Layer
from ...data.measured import measurements
from . import digit_codes
from .digit_vae import images

SIZES = (1, 2, 4, 8, 16, 32)
SEEDS, SHOWN = 3, 20


@cache
def _stored(k, kind):
    network = digit_codes.autoencoder(k, np.random.default_rng(0), kind)
    with as_file(files(__package__).joinpath("measured", "bottleneck.npz")) as path, np.load(path) as stored:
        network.theta[...] = stored[f"{kind}{k}"]
    return network


def trained(k, kind="dense"):
    """A new copy of what `digit_codes.train_codes` gave for seed 0, its θ rounded to half precision."""
    return _stored(k, kind).copy()


def measured():
    """The mean squared errors of `SEEDS` seeds: "dense", "dense, training", … each (seeds, sizes).

    "dense, as small" has about as many parameters as the convolutional one, see `digit_codes.hidden_as_small`.
    """
    return measurements(__package__, "bottleneck")


@cache
def pca_errors():
    """The mean squared error on the test digits for each of `SIZES`, by the principal axes of the training digits."""
    X, axes = images()[1].astype(np.float64), digit_codes.digit_axes()
    return np.array([np.square(axes.reconstruct(X, k) - X).sum(axis=1).mean() for k in SIZES])


def reconstruct(network=None):
    """The instrument's compute; ``network`` is an autoencoder of the reader's own, (n, 64) to (n, 64)."""
    X = images()[1]
    own = None if network is None else own_autoencoder(network, "bottleneck")
    own_error = None if own is None else float(digit_codes.squared_errors(own, X).mean())

    def through(k, digit):
        x = X[digit : digit + 1]
        came = {"PCA": digit_codes.digit_axes().reconstruct(x, k)[0]}
        came |= {kind: _stored(k, kind)(x)[0] for kind in digit_codes.KINDS}
        came |= {} if own is None else {"yours": own(x)[0]}
        return {
            "k": k,
            "image": x[0],
            "came": came,
            "errors": {name: float(np.square(y - x[0], dtype=np.float64).sum()) for name, y in came.items()},
            "curves": {"PCA": pca_errors()[None], **{kind: measured()[kind] for kind in digit_codes.KINDS}},
            "small": measured()["dense, as small"].mean(axis=0),
            "own": own_error,
        }

    return through


def own_autoencoder(network, who):
    """A copy of the reader's network, if it gives 64 finite numbers of 64."""
    if not isinstance(network, Layer):
        raise TypeError(
            f"{who}: expected an autoencoder, as Sequential(encoder, decoder), got {_checks.describe(network)}"
        )
    network = network.copy()
    try:
        with np.errstate(over="ignore", invalid="ignore"):
            y = network(images()[1][:2])
    except (TypeError, ValueError) as error:
        raise type(error)(f"{who}: {error}") from error
    if y.shape != (2, 64):
        raise ValueError(
            f"{who}: expected a network that gives images back, (n, 64) of (n, 64), its output is "
            f"{_checks.shape_text(('n', *y.shape[1:]))}"
        )
    if not np.isfinite(y).all():
        raise ValueError(f"{who}: expected a network with finite outputs, got NaN or infinite ones")
    return network
