"""A linear autoencoder on its way to the subspace of the principal axes (Baldi and Hornik, 1989)."""

from functools import cache
from importlib.resources import as_file, files

import numpy as np

from ... import _checks
from ...core import Sequential
from ...layers import Dense
from ...losses import SquaredError
from ...optimizers import Adam
from ...schedules import CosineDecay
from ...training import train
from .digit_codes import digit_axes, floor
from .digit_vae import images

MOST, STEPS, RATE = 8, 1000, 0.02
#: The steps after which a network is looked at.
MOMENTS = (0, 10, 30, 100, 200, 300, 500, 700, 1000)


def linear_network(k, seed=0):
    """64-k-64 without activations and biases, float64, for images less their mean."""
    rng = np.random.default_rng(_checks.whole(seed, "linear_network: seed", low=0))
    return Sequential(*(Dense(*shape, rng, bias=False, dtype=np.float64) for shape in ((64, k), (k, 64))))


def centered():
    """The training digits less their mean, float64."""
    return images()[0].astype(np.float64) - digit_axes().mean


def learning(network, steps=STEPS):
    """The steps of training on all images at once: Adam, rate 0.02 with cosine decay."""
    X = centered()
    return train(network, SquaredError(), Adam(CosineDecay(RATE, steps)), [(X, X)], steps)


def largest_angle(rows, axes):
    """The largest principal angle in degrees between the spans of ``rows`` (k, d) and of orthonormal ``axes`` (d, k).

    Its sine is the length of what is left of a unit vector of one span outside the other, at most: so small angles keep
    their digits, which the cosine, near 1, would lose (Björck and Golub, 1973).
    """
    basis = np.linalg.qr(np.asarray(rows, np.float64).T)[0]
    sine = np.linalg.norm(basis - axes @ (axes.T @ basis), ord=2)
    return float(np.degrees(np.arcsin(min(sine, 1.0))))


def train_linear(k, seed=0, moments=MOMENTS):
    """``rows, losses``: the decoder's W (k, 64) after each of the moments, and the mean squared error there."""
    network, rows, losses = linear_network(k, seed), [], []
    X = centered()
    steps = learning(network)
    for step in range(STEPS + 1):
        if step in moments:
            rows.append(network[1].W.value.copy())
            losses.append(float(np.square(network(X) - X).sum(axis=1).mean()))
        next(steps, None)
    return np.array(rows), np.array(losses)


@cache
def stored(k):
    """What `train_linear` gave for seed 0: W in single precision."""
    with as_file(files(__package__).joinpath("measured", "linear_autoencoder.npz")) as path, np.load(path) as found:
        return found[f"rows{k}"].astype(np.float64), found[f"losses{k}"]


def compare_subspaces(k, moment):
    """The instrument's compute: decoder and principal axes, the angle and the loss at each of the moments."""
    rows, losses = stored(k)
    axes = digit_axes().axes[:, :k]
    angles = np.array([largest_angle(W, axes) for W in rows])
    at = MOMENTS.index(moment)
    unit = rows[at] / np.linalg.norm(rows[at], axis=1, keepdims=True)
    return {
        "k": k,
        "moment": moment,
        "at": at,
        "axes": axes.T,
        "rows": unit,
        "angles": angles,
        "losses": losses,
        "floor": floor(k),
        "cosines": np.abs(unit @ axes).max(axis=1),
    }
