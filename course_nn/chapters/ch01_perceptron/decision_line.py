"""A neuron with two inputs cuts the plane in two: its line, and the points on either side."""

from dataclasses import dataclass

import numpy as np

from ..._checks import number
from ...activations import heaviside
from .point_sets import points

#: The largest weight and bias of the instrument.
STRONGEST = 2.0


@dataclass(frozen=True, eq=False)
class Line:
    """A neuron on labeled points: z (n,), fired (n,) 0 or 1, right (n,) booleans.

    ``reach`` is the largest abs(z) within the sliders' ranges; ``distance`` is that of the line from the origin, None
    without a line, that is for w = 0.
    """

    X: np.ndarray
    y: np.ndarray
    window: tuple
    labels: tuple
    w: np.ndarray
    b: float
    z: np.ndarray
    fired: np.ndarray
    right: np.ndarray
    reach: float
    distance: float | None


def classify(name="AND", w1=1.0, w2=0.5, b=-0.7):
    """The neuron with weights (w1, w2) and bias b on a set of `point_sets.points`. Returns a `Line`."""
    X, y, window, labels = points(name)
    w = np.array([number(w1, "w1"), number(w2, "w2")])
    b = number(b, "b")
    # On the line, z is 0 and not −1e−16: the sliders' tenths are no whole numbers in binary.
    z = np.round(X @ w + b, 9)
    fired = heaviside(z).astype(int)
    norm = np.linalg.norm(w)
    distance = abs(b) / norm if norm > 0 else None
    reach = STRONGEST * (1 + np.abs(X).sum(axis=1).max())
    return Line(X, y, window, labels, w, b, z, fired, fired == y, float(reach), distance)


def half_plane(w, b, window, sign):
    """The corners (k, 2) of that part of the window where sign · (x w + b) >= 0; empty if there is none."""
    low1, high1, low2, high2 = window
    corners = np.array([[low1, low2], [high1, low2], [high1, high2], [low1, high2]], dtype=float)
    z = sign * (corners @ w + b)
    kept = []
    # Sutherland and Hodgman: keep the inner corners, cut the edges that cross.
    for k in range(4):
        here, there, z0, z1 = corners[k], corners[(k + 1) % 4], z[k], z[(k + 1) % 4]
        if z0 >= 0:
            kept.append(here)
        if (z0 >= 0) != (z1 >= 0):
            kept.append(here + (there - here) * z0 / (z0 - z1))
    return np.array(kept).reshape(-1, 2)


def line_ends(w, b, window):
    """Where x w + b = 0 enters and leaves the window, (2, 2), or None."""
    if not np.any(w):
        return None
    corners = half_plane(w, b, window, 1)
    on = corners[np.abs(corners @ w + b) <= 1e-9 * (np.abs(corners) @ np.abs(w) + abs(b) + 1e-300)]
    if len(on) < 2:
        return None
    far = np.argmax(np.sum((on - on[0]) ** 2, axis=1))
    return None if np.allclose(on[0], on[far]) else np.array([on[0], on[far]])
