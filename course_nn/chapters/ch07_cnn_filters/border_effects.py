"""Borders leak position: what zeros around an image tell a convolutional network about where it looks."""

import numpy as np

from ... import _checks
from ...core import Sequential
from ...layers import ReLU
from .shift_equivariance import PADDINGS, padded

SIDE, MAPS, DEPTHS = 16, 16, (1, 2, 3, 4, 5, 6)


def random_network(depth, padding, seed=0, maps=MAPS):
    """``depth`` convolutions 3 × 3 with ReLU and random weights, and one of `PADDINGS`; one channel comes in."""
    rng = np.random.default_rng(seed)
    found, c = [], 1
    for _ in range(_checks.whole(depth, "random_network: depth", low=1)):
        found += [*padded(padding, c, maps, rng, dtype=np.float64), ReLU()]
        c = maps
    return Sequential(*found)


def response_to_constant(depth=2, padding="zeros", seed=0, side=SIDE):
    """What a `random_network` makes of an image that is 1 everywhere: the first map that answers, (h, w)."""
    maps = random_network(depth, padding, seed)(np.ones((1, 1, side, side)))[0]
    middle = maps[:, maps.shape[1] // 2, maps.shape[2] // 2]
    return maps[int(np.argmax(middle > 0))]


def position_probe(depth=4, padding="zeros", seed=0, images=40, side=SIDE):
    """How well a linear function of the maps at a place tells its distance from the middle column: R² on new images.

    The images are noise, equally likely everywhere, and the network is random: what is read is what the border put
    in. The probe is least squares on half of the images. Around 0, or a little below, nothing can be read. All maps
    have ``side`` columns: without padding the images are as much larger as it takes.
    """
    more = 2 * depth if padding == "none" else 0
    noise = np.random.default_rng(1000 + seed).normal(size=(images, 1, side + more, side + more))
    maps = random_network(depth, padding, seed)(noise)
    n, c, h, w = maps.shape
    features = maps.transpose(0, 2, 3, 1).reshape(n, h * w, c)
    distance = np.tile(np.abs(np.arange(w) - (w - 1) / 2), h)
    learn, test = features[: n // 2].reshape(-1, c), features[n // 2 :].reshape(-1, c)
    A, B = (np.column_stack([part, np.ones(len(part))]) for part in (learn, test))
    target = np.tile(distance, n // 2)
    weights = np.linalg.lstsq(A, target, rcond=None)[0]
    wanted = np.tile(distance, n - n // 2)
    return float(1 - np.mean((B @ weights - wanted) ** 2) / np.var(wanted))


def probes(seeds=5):
    """R² of `position_probe`: padding → (depths, seeds)."""
    return {
        padding: np.array([[position_probe(depth, padding, seed) for seed in range(seeds)] for depth in DEPTHS])
        for padding in PADDINGS
    }
