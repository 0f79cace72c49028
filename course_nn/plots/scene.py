"""A scene: what arrays say about a part of the plane. A field of numbers, lines, and points of several kinds.

Here it is drawn as a figure, once; `course_nn.widgets.stage` draws the same in the browser, many times a second.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.collections import LineCollection

from .. import _checks
from .style import BLUE, DPI, FIELD_CMAP, GREEN, GREY, INK, ORANGE, PINK, SKY, VERMILION

#: Colors by name, and what a marker is called in the browser.
COLORS = {
    "blue": BLUE,
    "vermilion": VERMILION,
    "green": GREEN,
    "pink": PINK,
    "orange": ORANGE,
    "sky": SKY,
    "ink": INK,
    "gray": GREY,
}
MARKERS = {"circle": "o", "square": "s", "cross": "x"}
#: The end colors of a field, for its lowest and its highest value; between them it is white (`FIELD_CMAP`).
ENDS = ("#EDB184", "#FFFFFF", "#84B9DC")
#: Matplotlib's points for a pixel of the page.
PX = 72 / DPI
#: Lines break off so many sides of the scene away from it, and points lie no farther out: float32 holds what is left.
FAR = 1000.0
#: The ends of a scene reach so far.
MOST = 1e30


@dataclass
class Points:
    """Points ``xy (n, 2)`` of one kind: its name in the legend, a color of `COLORS`, a marker, ``size`` in pixels."""

    name: str
    xy: Any
    color: str = "blue"
    marker: str = "circle"
    size: float = 6.0

    def __post_init__(self):
        _check_name(self)
        self.xy = _checks.as_array(self.xy, f"Points {self.name!r}", shape=(None, 2), finite=False, empty=True)
        self.color = _checks.one_of(self.color, COLORS, f"Points {self.name!r}: color")
        self.marker = _checks.one_of(self.marker, MARKERS, f"Points {self.name!r}: marker")
        self.size = _checks.number(self.size, f"Points {self.name!r}: size", low=1, high=40)


@dataclass
class Lines:
    """Lines ``paths (k, m, 2)``, each through m points, of one kind: name, color, ``width`` in pixels."""

    name: str
    paths: Any
    color: str = "gray"
    width: float = 1.0

    def __post_init__(self):
        _check_name(self)
        where = f"Lines {self.name!r}"
        self.paths = _checks.as_array(self.paths, where, shape=(None, None, 2), finite=False, empty=True)
        self.color = _checks.one_of(self.color, COLORS, f"{where}: color")
        self.width = _checks.number(self.width, f"{where}: width", low=0.2, high=10)


@dataclass
class Field:
    """``values (rows, columns)`` at places even in x and y, from edge to edge of the scene, the lowest y first.

    ``low`` and ``high`` are the values of the two end colors, and ``ends`` what they mean, for the legend (two strings,
    or none). What is NaN has the middle color.
    """

    name: str
    values: Any
    low: float = -1.0
    high: float = 1.0
    ends: tuple = ()

    def __post_init__(self):
        _check_name(self)
        where = f"Field {self.name!r}"
        self.values = _checks.as_array(self.values, where, ndim=2, finite=False)
        self.low, self.high = _checks.number(self.low, f"{where}: low"), _checks.number(self.high, f"{where}: high")
        if min(self.values.shape) < 2 or not self.low < self.high or not np.isfinite(self.high - self.low):
            raise ValueError(
                f"{where}: expected two rows and columns or more, and low below high, "
                f"got shape {self.values.shape}, {self.low:g} and {self.high:g}"
            )
        self.ends = _texts(self.ends, f"{where}: ends", (0, 2))


@dataclass
class Scene:
    """What lies between ``x = (low, high)`` and ``y = (low, high)``; ``names`` of the axes. Drawn in the order given.

    ``note`` is a short line that says how far things are; the sentence that tells all stands elsewhere.
    """

    x: tuple
    y: tuple
    field: Field | None = None
    lines: tuple = ()
    points: tuple = ()
    names: tuple = ("x₁", "x₂")
    note: str = ""

    def __post_init__(self):
        for name in "xy":
            ends = getattr(self, name)
            if not isinstance(ends, (list, tuple, np.ndarray)) or len(ends) != 2:
                raise TypeError(f"Scene: expected {name} as a pair (low, high), got {_checks.describe(ends)}")
            low, high = (_checks.number(end, f"Scene: {name}", low=-MOST, high=MOST) for end in ends)
            if not low < high:
                raise ValueError(f"Scene: expected the ends of {name} to grow, got {low:g} and {high:g}")
            setattr(self, name, (low, high))
        if not isinstance(self.field, Field | None):
            raise TypeError(f"Scene: expected field as a Field or None, got {_checks.describe(self.field)}")
        self.lines = _all_of(self.lines, Lines, "Scene: lines")
        self.points = _all_of(self.points, Points, "Scene: points")
        self.names = _texts(self.names, "Scene: names", (2,))
        if not isinstance(self.note, str):
            raise TypeError(f"Scene: expected note as a string, got {_checks.describe(self.note)}")

    @property
    def _corners(self):
        """The lowest and the highest (x, y)."""
        return np.array([self.x, self.y]).T

    def inside(self, xy):
        """(n,) booleans: which of the points lie within."""
        low, high = self._corners
        return ((xy >= low) & (xy <= high)).all(axis=1)

    def near(self, paths):
        """The paths (k, m, 2) with NaN for whatever lies too far out to be drawn."""
        low, high = self._corners
        with np.errstate(invalid="ignore", over="ignore"):
            far = ~(np.abs(paths - (low + high) / 2) <= FAR * (high - low)).all(axis=-1, keepdims=True)
        return np.where(far, np.nan, paths)

    def held(self, xy):
        """The points (n, 2), those too far out at the place `FAR` sides from the middle; what is not finite stays."""
        low, high = self._corners
        middle, far = (low + high) / 2, FAR * (high - low)
        return np.where(np.isfinite(xy), np.clip(xy, middle - far, middle + far), xy)

    def outside(self, xy):
        """(k, 2), (k,): where at the edge each finite point beyond it is marked, and in which of '<>^v' direction."""
        low, high = self._corners
        far = self.held(xy[np.isfinite(xy).all(axis=1) & ~self.inside(xy)])
        left, down, right, up = np.concatenate([low - far, far - high], axis=1).T
        return far.clip(low, high), np.array(list("<>^v"))[np.argmax([left, right, up, down], axis=0)]


def _check_name(one):
    if not isinstance(one.name, str) or not one.name.strip():
        kind, got = type(one).__name__, _checks.describe(one.name)
        raise TypeError(f"{kind}: expected a name for the legend as the first argument, got {got}")


def _all_of(ones, kind, where):
    """A tuple of things of this kind."""
    if not isinstance(ones, (list, tuple)) or not all(isinstance(one, kind) for one in ones):
        got = ", ".join(map(_checks.describe, ones)) if isinstance(ones, (list, tuple)) else _checks.describe(ones)
        raise TypeError(f"{where}: expected a tuple of {kind.__name__}, got {got}")
    return tuple(ones)


def _texts(texts, where, lengths):
    """A tuple of so many strings."""
    right = isinstance(texts, (list, tuple)) and len(texts) in lengths and all(isinstance(one, str) for one in texts)
    if not right:
        raise TypeError(f"{where}: expected {lengths[-1]} strings, got {_checks.describe(texts)}")
    return tuple(texts)


def draw_scene(figure, scene):
    """The ``scene`` as a figure, legend and note beside it; returns its axes. What lies beyond an edge is an arrow."""
    if not isinstance(scene, Scene):
        raise TypeError(f"draw_scene: expected a Scene, got {_checks.describe(scene)}")
    ax, side = figure.subplots(1, 2, width_ratios=[1, 0.5])
    side.axis("off")
    if scene.field is not None:
        _draw_field(ax, scene, scene.field)
        for end, color in zip(scene.field.ends, ENDS[::2], strict=False):
            label = f"{scene.field.name}: {end}"
            ax.plot([], [], "s", color=color, markeredgecolor="#8A9099", markeredgewidth=0.7, label=label)
    for lines in scene.lines:
        how = {"colors": COLORS[lines.color], "linewidths": PX * lines.width, "label": lines.name, "zorder": 2}
        ax.add_collection(LineCollection(scene.near(lines.paths), **how), autolim=False)
    for points in scene.points:
        _draw_points(ax, scene, points)
    ax.set(xlim=scene.x, ylim=scene.y, xlabel=scene.names[0], ylabel=scene.names[1], aspect="equal")
    ax.spines[["left", "bottom"]].set_visible(False)
    shown = ax.get_legend_handles_labels()
    if shown[0]:
        side.legend(*shown, loc="upper left", bbox_to_anchor=(-0.05, 1), borderaxespad=0, borderpad=0)
    side.text(-0.03, 0.5, scene.note, transform=side.transAxes, va="top", fontsize=9, linespacing=1.5, color=GREY)
    return ax


def _draw_field(ax, scene, field):
    values = field.values.astype(np.float64).clip(field.low, field.high)  # what is infinite has the color of its end
    values = np.nan_to_num(values, nan=(field.low + field.high) / 2)
    rgb = FIELD_CMAP((values - field.low) / (field.high - field.low), bytes=True)
    dx, dy = ((side[1] - side[0]) / (n - 1) / 2 for side, n in ((scene.x, rgb.shape[1]), (scene.y, len(rgb))))
    extent = (scene.x[0] - dx, scene.x[1] + dx, scene.y[0] - dy, scene.y[1] + dy)
    ax.imshow(rgb, extent=extent, origin="lower", interpolation="bilinear", aspect="auto", zorder=0)


def _draw_points(ax, scene, points):
    """The same sizes as on the page: ``size`` is the colored part, around which the white edge lies."""
    marker, color, size = MARKERS[points.marker], COLORS[points.color], PX * points.size
    edge, thick = (color, PX * 1.6) if marker == "x" else ("white", PX * 0.8)
    style = {"linestyle": "none", "color": color, "zorder": 3}
    how = {"markersize": size if marker == "x" else size + thick, "markeredgecolor": edge, "markeredgewidth": thick}
    shown = points.xy[scene.inside(points.xy)]  # none at all would count as lying in the figure's corner
    ax.plot(*shown.T, marker=marker, label=points.name, clip_on=not len(shown), **how, **style)
    places, ways = scene.outside(points.xy)
    for way in set(ways):
        ax.plot(*places[ways == way].T, marker=way, markersize=size + PX * 3, markeredgewidth=0, clip_on=False, **style)
