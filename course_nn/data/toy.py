"""Toy sets: small enough to draw, hard enough to show one thing each.

In all of them the classes take turns (row i belongs to class i mod k), so that any beginning of the rows
holds all classes, and ``noise`` is the standard deviation of the Gaussian noise added to every coordinate.
"""

import numpy as np

from .._checks import as_array, generator, number, one_of, whole

CORNERS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])

GATES = {
    "and": (0, 0, 0, 1),
    "or": (0, 1, 1, 1),
    "nand": (1, 1, 1, 0),
    "nor": (1, 0, 0, 0),
    "xor": (0, 1, 1, 0),
    "xnor": (1, 0, 0, 1),
}

# Targets on [-1, 1] for regression, all with values of order one.
CURVES = {
    "line": lambda x: 0.5 + 0.8 * x,
    "parabola": lambda x: 2 * x**2 - 1,
    "cubic": lambda x: 4 * x**3 - 3 * x,
    "sine": lambda x: np.sin(np.pi * x),
    "waves": lambda x: np.sin(3 * np.pi * x),
    "bump": lambda x: np.exp(-((x / 0.25) ** 2)),
    "corner": lambda x: 2 * np.abs(x) - 1,
    "step": lambda x: np.where(x < 0, -1.0, 1.0),
}


def logic_gate(name):
    """The truth table of a gate as data: X (4, 2) in the order 00, 01, 10, 11 and y (4,).

    ``name`` is one of ``"and"``, ``"or"``, ``"nand"``, ``"nor"``, ``"xor"``, ``"xnor"``; another raises
    ValueError.
    """
    name = one_of(name, GATES, "logic_gate")
    return CORNERS.copy(), np.array(GATES[name], dtype=np.int64)


def xor(n=4, noise=0.0, rng=None):
    """XOR: label 1 where exactly one of the two inputs is 1. X (n, 2), y (n,).

    The default is the truth table itself, in the order 00, 01, 10, 11. With more points the corners take
    turns, and ``noise`` spreads them; the label is that of the corner.

    >>> from course_nn import data
    >>> X, y = data.xor()
    >>> X.tolist(), y
    ([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]], array([0, 1, 1, 0]))
    """
    n, noise = _size(n, 1), _noise(noise)
    corner = np.arange(n) % 4
    y = np.array(GATES["xor"], dtype=np.int64)[corner]
    return _jitter(CORNERS[corner], noise, rng), y


def blobs(n=200, centers=((-1.5, -1.0), (1.5, 1.0)), noise=0.6, rng=None):
    """Gaussian clouds, one class a center. ``centers`` is (k, d); X (n, d), y (n,) in 0 .. k - 1."""
    n, noise = _size(n, 1), _noise(noise)
    centers = as_array(centers, "centers", ndim=2).astype(np.float64)
    y = np.arange(n) % len(centers)
    return _jitter(centers[y], noise, rng), y


def moons(n=200, noise=0.1, rng=None):
    """Two half circles that reach into each other. X (n, 2), y (n,).

    Class 0 is the upper half of the unit circle, class 1 the lower half of one around (1, 1/2).

    >>> import numpy as np
    >>> from course_nn import data
    >>> X, y = data.moons(100, noise=0.1, rng=np.random.default_rng(1))
    >>> X.shape, int(y.sum())
    ((100, 2), 50)
    """
    n, noise = _size(n, 2), _noise(noise)
    y = np.arange(n) % 2
    angle = np.pi * _along(n, 2)
    upper = np.column_stack([np.cos(angle), np.sin(angle)])
    lower = np.column_stack([1 - np.cos(angle), 0.5 - np.sin(angle)])
    return _jitter(np.where(y[:, None] == 0, upper, lower), noise, rng), y


def circles(n=200, noise=0.08, inner=0.5, rng=None):
    """A ring in a ring: class 0 has radius 1, class 1 radius ``inner`` between 0 and 1. X (n, 2), y (n,)."""
    n, noise = _size(n, 2), _noise(noise)
    inner = number(inner, "inner", above=0, below=1)
    y = np.arange(n) % 2
    angle = 2 * np.pi * (np.arange(n) // 2) / ((n + 1) // 2)
    radius = np.where(y == 0, 1.0, inner)
    return _jitter(np.column_stack([radius * np.cos(angle), radius * np.sin(angle)]), noise, rng), y


def spirals(n=200, noise=0.03, turns=1.0, classes=2, rng=None):
    """Arms that wind around each other, one class an arm, out to radius 1. X (n, 2), y (n,)."""
    n, noise = _size(n, 2), _noise(noise)
    turns = number(turns, "turns", above=0, high=10)
    classes = whole(classes, "classes", low=2, high=20)
    y = np.arange(n) % classes
    radius = 0.1 + 0.9 * _along(n, classes)
    angle = 2 * np.pi * (turns * radius + y / classes)
    return _jitter(np.column_stack([radius * np.cos(angle), radius * np.sin(angle)]), noise, rng), y


def curve(name="sine", n=100, noise=0.1, rng=None):
    """Noisy values of a curve at ``n`` evenly spaced places in [-1, 1]. X (n, 1), y (n,) float64.

    ``name`` is one of ``CURVES``, where the noiseless functions stand. The noise is on y alone.
    """
    n, noise = _size(n, 2), _noise(noise)
    function = CURVES[one_of(name, CURVES, "curve")]
    x = np.linspace(-1.0, 1.0, n)
    return x[:, None], _jitter(function(x), noise, rng)


def _along(n, classes):
    """How far along its own arm each point lies: 0 for a class's first point, 1 for its last."""
    turn = np.arange(n) // classes
    last = (n - 1 - np.arange(n) % classes) // classes
    return turn / np.maximum(last, 1)


def _jitter(clean, noise, rng):
    rng = np.random.default_rng(0) if rng is None else generator(rng)
    if noise == 0:
        return np.array(clean, dtype=np.float64)
    return clean + rng.normal(0.0, noise, size=clean.shape)


def _size(n, low):
    return whole(n, "n", low=low)


def _noise(noise):
    return number(noise, "noise", low=0)


def grid_points(x, y):
    """All points of a grid over the plane, (len(y) · len(x), 2): row by row of ``np.meshgrid(x, y)``, x first.

    What is computed at them becomes a field over the window again with ``.reshape(len(y), len(x))``.
    """
    x, y = as_array(x, "x", ndim=1), as_array(y, "y", ndim=1)
    return np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
