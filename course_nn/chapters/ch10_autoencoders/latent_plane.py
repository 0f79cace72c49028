"""The plane of the codes of an autoencoder with two numbers: where the digits lie, and what a point is decoded to."""

import numpy as np

from ... import _checks, data
from ...core import Layer
from . import bottleneck
from .digit_vae import images


def plane_range(codes):
    """The middle (2,) of the codes, and half the side of the square around it with 98 of 100 or more each way."""
    low, high = np.quantile(codes, [0.005, 0.995], axis=0)
    return (low + high) / 2, float((high - low).max() / 2) or 1.0


def show_point(encoder=None, decoder=None):
    """The instrument's compute; an encoder (n, 64) → (n, 2) and a decoder back may be the reader's own."""
    if (encoder is None) != (decoder is None):
        raise TypeError("latent_plane: expected an encoder and its decoder together, got one of them")
    encoder, decoder = _own(encoder, decoder) if encoder is not None else bottleneck.trained(2).layers
    X, labels = images()[1], data.digits().split()[1].y
    codes = np.asarray(encoder(X), np.float64)
    middle, half = plane_range(codes)

    def point(first, second):
        z = middle + half * np.array([first, second])
        distance = np.linalg.norm(codes - z, axis=1)
        nearest = int(distance.argmin())
        decoded = decoder(z[None].astype(np.float32))[0]
        return {
            "place": (first, second),
            "codes": (codes - middle) / half,
            "digits": labels,
            "decoded": decoded,
            "nearest": X[nearest],
            "digit": int(labels[nearest]),
            "at": nearest,
            "distance": float(distance[nearest] / half),
            "difference": float(np.sqrt(np.square(decoded - X, dtype=np.float64).sum(axis=1).min())),
        }

    return point


def _own(encoder, decoder):
    for part in (encoder, decoder):
        if not isinstance(part, Layer):
            raise TypeError(f"latent_plane: expected two networks, got {_checks.describe(part)}")
    encoder, decoder = encoder.copy(), decoder.copy()
    codes = _through(encoder, images()[1])
    if codes.shape != (449, 2):
        raise ValueError(
            f"latent_plane: expected an encoder that gives two numbers for an image, (n, 2) of (n, 64), its output is "
            f"{_checks.shape_text(('n', *codes.shape[1:]))}"
        )
    if not np.isfinite(codes).all():
        raise ValueError("latent_plane: expected an encoder with finite codes, got NaN or infinite ones")
    came = _through(decoder, codes[:2])
    if came.shape != (2, 64):
        raise ValueError(
            f"latent_plane: expected a decoder that gives an image of two numbers, (n, 64) of (n, 2), its output is "
            f"{_checks.shape_text(('n', *came.shape[1:]))}"
        )
    return encoder, decoder


def _through(network, X):
    try:
        with np.errstate(over="ignore", invalid="ignore"):
            return network(X)
    except (TypeError, ValueError) as error:
        raise type(error)(f"latent_plane: {error}") from error
