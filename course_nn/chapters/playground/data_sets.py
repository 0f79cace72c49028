"""The playground's data: points of the plane, some to train on and some to test.

Circle, XOR, Gaussians, spiral, plane and "Gaussians up and down" follow the formulas of TensorFlow's playground
(Smilkov, Carter, Sculley, Viégas and Wattenberg, 2017), which has two classes; with k classes there are k rings, clouds
or arms. Noise is a share from 0 on: it moves a point before its class is told (circle, XOR, y > f(x)) or its number
(plane, Gaussians up and down), spreads the clouds, and moves the points themselves (spiral, moons).
"""

from typing import NamedTuple

import numpy as np

from .rule import as_rule
from .settings import OWN, REACH, RULE

#: Of the clouds: their distance from 0 along each axis, and their variance without noise and with a noise of ½.
CLOUD, VARIANCES = 2.0, (0.5, 4.0)
RADIUS, PADDING, TURNS = 5.0, 0.3, 1.75
#: Gaussians up and down: (x, y, sign), each a cone of radius 2.
HILLS = ((-4, 2.5, 1), (0, 2.5, -1), (4, 2.5, 1), (-4, -2.5, -1), (0, -2.5, 1), (4, -2.5, -1))


class Data(NamedTuple):
    """X (n, 2) in the plane; y (n,) are classes 0, 1, … (int64), or numbers (float64)."""

    X_train: np.ndarray
    y_train: np.ndarray
    X_test: np.ndarray
    y_test: np.ndarray


def make_data(settings):
    """The data of the settings. They follow from data set, noise, number of points, share and seed alone.

    In an order of their own, so that both parts are of one kind. Each part has one point at least, where there are two.
    """
    rng = np.random.default_rng([settings.seed, 1])
    if settings.data == OWN:
        points = np.array(settings.own, np.float64).reshape(-1, 3)
        X, y = points[:, :2], points[:, 2]
    else:
        X, y = MAKERS[settings.data](settings, rng, settings.noise / 100)
    y = y.astype(np.int64 if settings.problem == "classification" else np.float64)
    order = rng.permutation(len(X))
    n = round(len(X) * settings.train_share / 100)
    n = min(max(n, 1), max(len(X) - 1, 1))
    train, test = order[:n], order[n:]
    return Data(X[train], y[train], X[test], y[test])


def _turns(settings):
    """The class of each point: they take turns."""
    return np.arange(settings.points) % settings.classes


def _moved(rng, X, noise, radius):
    return X + noise * rng.uniform(-radius, radius, X.shape)


def _circle(settings, rng, noise):
    """k classes from the middle out: a disk, and rings with a gap before each. With two the disk is class 1, as there.

    A point's class is that of the place where the noise takes it.
    """
    k, label = settings.classes, _turns(settings)
    # Two: up to 0.5 and from 0.7 to 1 of the radius. More: bands of equal width, of which the last 0.7 are filled.
    ends = np.array([0.5, 1.0]) if k == 2 else np.arange(1, k + 1) / k
    starts = np.array([0.0, 0.7]) if k == 2 else (np.arange(k) + 0.3 * (np.arange(k) > 0)) / k
    r = RADIUS * rng.uniform(starts[label], ends[label])
    angle = rng.uniform(0, 2 * np.pi, len(r))
    X = np.stack([r * np.sin(angle), r * np.cos(angle)], axis=1)
    far = np.hypot(*_moved(rng, X, noise, RADIUS).T)
    ring = np.searchsorted(RADIUS * ends[:-1], far, side="right")
    return X, 1 - ring if k == 2 else ring


def _xor(settings, rng, noise):
    X = rng.uniform(-RADIUS, RADIUS, (settings.points, 2))
    X += np.where(X > 0, PADDING, -PADDING)
    return X, _moved(rng, X, noise, RADIUS).prod(axis=1) >= 0


def _gaussians(settings, rng, noise):
    """Clouds: two on the diagonal, as there; more on a circle through them, from the upper right on."""
    k, label = settings.classes, _turns(settings)
    angles = np.pi / 4 + 2 * np.pi * np.arange(k) / k
    centers = CLOUD * np.sqrt(2) * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    if k == 2:
        centers = centers[::-1]  # class 1 is up
    low, high = VARIANCES
    sigma = np.sqrt(low + (high - low) * noise / 0.5)
    return centers[label] + sigma * rng.standard_normal((len(label), 2)), label


def _spiral(settings, rng, noise):
    k, label = settings.classes, _turns(settings)
    along = np.arange(settings.points) // k / np.bincount(label, minlength=k)[label]
    angle = TURNS * along * 2 * np.pi + 2 * np.pi * ((k - 1 - label) if k == 2 else label) / k
    X = RADIUS * along[:, None] * np.stack([np.sin(angle), np.cos(angle)], axis=1)
    return _moved(rng, X, noise, 1.0), label


def _moons(settings, rng, noise):
    """Two half circles that reach into each other."""
    label = _turns(settings)
    angle = rng.uniform(0, np.pi, len(label))
    sign = np.where(label == 1, 1, -1)
    X = np.stack([sign * (np.cos(angle) * 3 - 1.5), sign * (np.sin(angle) * 3 - 0.75)], axis=1)
    return _moved(rng, X, noise, RADIUS), label


def _above(settings, rng, noise):
    """Class 1 where y > f(x); where f has no value there is no above."""
    X = rng.uniform(-REACH, REACH, (settings.points, 2))
    x, y = _moved(rng, X, noise, RADIUS).T
    return X, y > np.nan_to_num(as_rule(settings.rule)(x), nan=np.inf)


def _plane(settings, rng, noise):
    X = rng.uniform(-REACH, REACH, (settings.points, 2))
    return X, _moved(rng, X, noise, REACH).sum(axis=1) / 10


def _hills(settings, rng, noise):
    """At each place the hill or hollow that is largest there: 1 at its center, 0 from a distance of 2 on."""
    X = rng.uniform(-REACH, REACH, (settings.points, 2))
    hills = np.array(HILLS)
    away = np.linalg.norm(_moved(rng, X, noise, REACH)[:, None] - hills[:, :2], axis=2)
    heights = hills[:, 2] * (1 - away / 2).clip(0, 1)
    return X, np.take_along_axis(heights, np.abs(heights).argmax(axis=1)[:, None], axis=1)[:, 0]


MAKERS = {
    "circle": _circle,
    "XOR": _xor,
    "Gaussians": _gaussians,
    "spiral": _spiral,
    "moons": _moons,
    RULE: _above,
    "plane": _plane,
    "Gaussians up and down": _hills,
}
