"""Test surfaces: functions of two numbers on which optimizers can be watched, with their gradients."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ... import _checks


@dataclass(frozen=True, eq=False)
class Surface:
    """J(x, y) with its gradient, both for numbers or arrays of one shape.

    minima : the places of least J, which is 0. window : (x low, x high, y low, y high), what is drawn. start : the
    usual start. unit : J is drawn by its height log(1 + J / unit), so that a deep valley and high walls are both seen.
    """

    name: str
    value: object
    gradient: object
    minima: tuple
    window: tuple
    start: tuple
    unit: float

    def grid(self, n=81):
        """Places x (n,) and y (n,) over the window, and J on them (n, n), rows along y."""
        x, y = np.linspace(*self.window[:2], n), np.linspace(*self.window[2:], n)
        return x, y, self.value(*np.meshgrid(x, y))

    @cached_property
    def _top(self):
        return np.log1p(self.grid()[2].max() / self.unit)

    def height(self, J):
        """log(1 + J / unit) as a share of its largest value in the window: what a drawing calls height."""
        return np.log1p(np.maximum(J, 0) / self.unit) / self._top

    @property
    def levels(self):
        """The J of contour lines at even heights."""
        return self.unit * np.expm1(np.linspace(0, self._top, 14)[1:-1])

    @property
    def diagonal(self):
        """How long the window is from corner to corner."""
        return np.hypot(*np.subtract(self.window[1::2], self.window[::2]))

    def place(self, across, up):
        """The place for two numbers from −1 to 1: 0 is the usual start, −1 and 1 are the window's borders."""
        found = []
        for share, usual, low, high in zip((across, up), self.start, self.window[::2], self.window[1::2], strict=True):
            share = _checks.number(share, "place: a share of the window", low=-1, high=1)
            found.append(np.clip(usual + share * ((high - usual) if share > 0 else (usual - low)), low, high))
        return np.array(found)

    def inside(self, path):
        """Which places (n, 2) lie in the window."""
        low, high = np.array(self.window[::2]), np.array(self.window[1::2])
        return ((path >= low) & (path <= high)).all(axis=-1)

    def to_border(self, path):
        """``path`` (n, 2) with every place outside the window moved to its border.

        A step that leaves stops where it crosses the border; what follows outside is moved to the nearest place.
        """
        low, high = np.array(self.window[::2]), np.array(self.window[1::2])
        shown = np.clip(path, low, high)
        inside = self.inside(path)
        for k in np.flatnonzero(inside[:-1] & ~inside[1:]) + 1:
            a, d = path[k - 1], path[k] - path[k - 1]
            with np.errstate(divide="ignore", invalid="ignore"):
                reach = np.where(d > 0, (high - a) / d, np.where(d < 0, (low - a) / d, np.inf))
            shown[k] = np.clip(a + min(1.0, reach.min()) * d, low, high)
        return shown

    def hessian(self, x, y, h=1e-4):
        """The Hessian (2, 2) at a place, from differences of the gradient; (…, 2, 2) for arrays of places."""
        rows = []
        for dx, dy in ((h, 0), (0, h)):
            ahead, behind = self.gradient(x + dx, y + dy), self.gradient(x - dx, y - dy)
            rows.append([(a - b) / (2 * h) for a, b in zip(ahead, behind, strict=True)])
        rows = np.moveaxis(np.array(rows), (0, 1), (-2, -1))
        return (rows + np.swapaxes(rows, -1, -2)) / 2

    def flat_near(self, places):
        """Which places (n, 2) have a place without slope close by: four of Newton's steps find it, or there is none."""
        found, reach = places, 0.01 * self.diagonal
        for _ in range(4):
            step = np.linalg.pinv(self.hessian(*found.T)) @ np.stack(self.gradient(*found.T), axis=-1)[..., None]
            found = found - np.clip(step[..., 0], -reach, reach)
        return (np.hypot(*self.gradient(*found.T)) < 1e-6) & (np.hypot(*(found - places).T) < reach)


def _valley(x, y):
    return 0.5 * (0.3 * x**2 + 12 * y**2)


def _valley_gradient(x, y):
    return 0.3 * x, 12 * y


def _rosenbrock(x, y):
    return ((1 - x) ** 2 + 100 * (y - x**2) ** 2) / 50


def _rosenbrock_gradient(x, y):
    return (-2 * (1 - x) - 400 * x * (y - x**2)) / 50, 200 * (y - x**2) / 50


def _beale(x, y):
    return ((1.5 - x + x * y) ** 2 + (2.25 - x + x * y**2) ** 2 + (2.625 - x + x * y**3) ** 2) / 10


def _beale_gradient(x, y):
    a, b, c = 1.5 - x + x * y, 2.25 - x + x * y**2, 2.625 - x + x * y**3
    dx = 2 * (a * (y - 1) + b * (y**2 - 1) + c * (y**3 - 1))
    return dx / 10, 2 * x * (a + 2 * b * y + 3 * c * y**2) / 10


def _saddle(x, y):
    return 2 * x**2 + 0.5 * (y**2 - 1) ** 2


def _saddle_gradient(x, y):
    return 4 * x, 2 * y * (y**2 - 1)


def _rugged(x, y):
    return 0.2 * (x**2 + y**2) + 1 - 0.5 * np.cos(3 * x) - 0.5 * np.cos(3 * y)


def _rugged_gradient(x, y):
    return 0.4 * x + 1.5 * np.sin(3 * x), 0.4 * y + 1.5 * np.sin(3 * y)


#: Rosenbrock's (1960) and Beale's (1958) functions are divided by 50 and by 10, so that the same learning rates suit
#: all five surfaces. The places of their minima do not change.
SURFACES = {
    surface.name: surface
    for surface in (
        Surface("long valley", _valley, _valley_gradient, ((0, 0),), (-5, 2, -1.75, 1.75), (-4.2, 1.2), 2),
        Surface("Rosenbrock", _rosenbrock, _rosenbrock_gradient, ((1, 1),), (-2, 2, -1, 3), (-1.2, 1), 1),
        Surface("Beale", _beale, _beale_gradient, ((3, 0.5),), (-1, 4.5, -2, 2), (0.8, 1.6), 0.5),
        Surface("saddle", _saddle, _saddle_gradient, ((0, 1), (0, -1)), (-2, 2, -1.7, 1.7), (-1.6, 0), 0.5),
        Surface("rugged", _rugged, _rugged_gradient, ((0, 0),), (-4, 4, -4, 4), (-3.1, 2.7), 4),
    )
}
