"""The autoencoders of the 8×8 digits: 64 pixels through a code of k numbers and back, and the linear way, PCA."""

from functools import cache
from typing import NamedTuple

import numpy as np

from ... import _checks
from ...core import Sequential
from ...layers import Conv2D, ConvTranspose2D, Dense, Flatten, LeakyReLU, ReLU, Reshape
from ...losses import SquaredError
from ...optimizers import Adam
from ...schedules import CosineDecay
from ...training import batches, train
from .digit_vae import images

#: Units beside the code, channels of the convolutional one.
HIDDEN, CHANNELS = 64, 8
EPOCHS, SIZE, RATE = 200, 64, 0.006
KINDS = ("dense", "convolutional")


def autoencoder(k, rng, kind="dense", hidden=HIDDEN):
    """A chain of two: the encoder from 64 pixels to k numbers, and the decoder from them to 64 pixels."""
    k = _checks.whole(k, "autoencoder: k", low=1)
    if _checks.one_of(kind, KINDS, "autoencoder") == "dense":
        encoder = Dense(64, hidden, rng, init="he"), ReLU(), Dense(hidden, k, rng)
        decoder = Dense(k, hidden, rng, init="he"), ReLU(), Dense(hidden, 64, rng)
        return Sequential(Sequential(*encoder), Sequential(*decoder))
    c = CHANNELS
    encoder = (
        *(Reshape(1, 8, 8), Conv2D(1, c, 3, rng, padding=1, init="he"), LeakyReLU()),
        *(Conv2D(c, c, 2, rng, stride=2, init="he"), LeakyReLU(), Flatten(), Dense(16 * c, k, rng)),
    )
    decoder = (
        *(Dense(k, 16 * c, rng, init="he"), LeakyReLU(), Reshape(c, 4, 4)),
        *(ConvTranspose2D(c, c, 2, rng, stride=2, init="he"), LeakyReLU()),
        *(Conv2D(c, 1, 3, rng, padding=1), Flatten()),
    )
    return Sequential(Sequential(*encoder), Sequential(*decoder))


def learning(network, X=None, epochs=EPOCHS, seed=0):
    """The steps of training to give every image back: squared error, Adam, 64 images a step, rate 0.006 → 0."""
    X = images()[0] if X is None else X
    total = epochs * -(-len(X) // SIZE)
    shuffled = batches(X, X, SIZE, np.random.default_rng([1, seed]))
    return train(network, SquaredError(), Adam(CosineDecay(RATE, total)), shuffled, epochs)


def hidden_as_small(k):
    """The hidden units with which a dense `autoencoder` has as many parameters as the convolutional one, or nearly."""

    def size(*how):
        return autoencoder(k, np.random.default_rng(0), *how).theta.size

    wanted = size("convolutional")
    return min(range(1, HIDDEN + 1), key=lambda hidden: abs(size("dense", hidden) - wanted))


def train_codes(k, kind="dense", seed=0, epochs=EPOCHS, hidden=HIDDEN):
    """An `autoencoder` with a code of k numbers, trained on the 1,348 digits; a dense one takes half a second."""
    network = autoencoder(k, np.random.default_rng(_checks.whole(seed, "train_codes: seed", low=0)), kind, hidden)
    for _ in learning(network, epochs=epochs, seed=seed):
        pass
    return network


def squared_errors(network, X):
    """‖x̂ − x‖² of each image, (n,) float64."""
    return np.square(network(X) - X, dtype=np.float64).sum(axis=1)


class Principal(NamedTuple):
    """The principal axes of data: their ``mean`` (d,), and by variance λ, largest first, λ (d,) and the axes (d, d).

    ``axes`` holds an axis of length 1 in each column: the eigenvectors of the covariance Σ (x − mean)(x − mean)ᵀ / n.
    """

    mean: np.ndarray
    variances: np.ndarray
    axes: np.ndarray

    def reconstruct(self, X, k):
        """The nearest points of the affine subspace along the first k axes."""
        first = self.axes[:, :k]
        return (X - self.mean) @ first @ first.T + self.mean


def principal_axes(X):
    """`Principal` of the rows of X (n, d), float64 (Pearson, 1901; Hotelling, 1933)."""
    X = _checks.as_array(X, "principal_axes: X", ndim=2).astype(np.float64)
    mean = X.mean(axis=0)
    variances, axes = np.linalg.eigh((X - mean).T @ (X - mean) / len(X))
    return Principal(mean, np.maximum(variances[::-1], 0), axes[:, ::-1])


@cache
def digit_axes():
    """The `principal_axes` of the training digits."""
    return principal_axes(images()[0])


def floor(k):
    """The least mean squared error of any linear code of k numbers on the training digits: Σ λ of the other axes."""
    return float(digit_axes().variances[k:].sum())
