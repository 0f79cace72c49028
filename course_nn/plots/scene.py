"""A scene: what arrays say about a part of the plane. A field of numbers, lines, and points of several kinds.

Here it is drawn as a figure, once; `course_nn.widgets.stage` draws the same in the browser, many times a second.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.collections import LineCollection

from .. import _checks
from .style import BLUE, FIELD_CMAP, GREEN, GREY, INK, ORANGE, PINK, SKY, VERMILION

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


@dataclass
class Points:
    """Points ``xy (n, 2)`` of one kind: its name in the legend, a color of `COLORS`, a marker, ``size`` in pixels."""

    name: str
    xy: Any
    color: str = "blue"
    marker: str = "circle"
    size: float = 6.0

    def __post_init__(self):
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
        where = f"Lines {self.name!r}"
        self.paths = _checks.as_array(self.paths, where, shape=(None, None, 2), finite=False, empty=True)
        self.color = _checks.one_of(self.color, COLORS, f"{where}: color")
        self.width = _checks.number(self.width, f"{where}: width", low=0.2, high=10)


@dataclass
class Field:
    """``values (rows, columns)`` at places even in x and y, from edge to edge of the scene, the lowest y first.

    ``low`` and ``high`` are the values of the two end colors, and ``ends`` what they mean, for the legend.
    """

    name: str
    values: Any
    low: float = -1.0
    high: float = 1.0
    ends: tuple = ()

    def __post_init__(self):
        where = f"Field {self.name!r}"
        self.values = _checks.as_array(self.values, where, ndim=2, finite=False)
        self.low, self.high = _checks.number(self.low, f"{where}: low"), _checks.number(self.high, f"{where}: high")
        if min(self.values.shape) < 2 or not self.low < self.high:
            raise ValueError(
                f"{where}: expected two rows and columns or more, and low below high, "
                f"got shape {self.values.shape}, {self.low:g} and {self.high:g}"
            )


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
            low, high = (_checks.number(end, f"Scene: {name}") for end in getattr(self, name))
            if not low < high:
                raise ValueError(f"Scene: expected the ends of {name} to grow, got {low:g} and {high:g}")
            setattr(self, name, (low, high))

    def inside(self, xy):
        """(n,) booleans: which of the points lie within."""
        return ((xy >= (self.x[0], self.y[0])) & (xy <= (self.x[1], self.y[1]))).all(axis=1)

    def outside(self, xy):
        """(k, 2), (k,): where at the edge each finite point beyond it is marked, and in which of '<>v^' direction."""
        low, high = np.array([self.x[0], self.y[0]]), np.array([self.x[1], self.y[1]])
        with np.errstate(over="ignore"):
            far = xy[np.isfinite(xy).all(axis=1) & ~self.inside(xy)].astype(np.float64)
            beyond = np.concatenate([low - far, far - high], axis=1) / np.tile(high - low, 2)  # left, down, right, up
        return far.clip(low, high), np.array(list("<v>^"))[beyond.argmax(axis=1)]


def draw_scene(figure, scene):
    """The ``scene`` as a figure, legend and note beside it; returns its axes. What lies beyond an edge is an arrow."""
    ax, side = figure.subplots(1, 2, width_ratios=[1, 0.5])
    side.axis("off")
    if scene.field is not None:
        _draw_field(ax, scene, scene.field)
        for end, color in zip(scene.field.ends, ENDS[::2], strict=False):
            label = f"{scene.field.name}: {end}"
            ax.plot([], [], "s", color=color, markeredgecolor="#8A9099", markeredgewidth=0.7, label=label)
    for lines in scene.lines:
        how = {"colors": COLORS[lines.color], "linewidths": 0.75 * lines.width, "label": lines.name, "zorder": 2}
        ax.add_collection(LineCollection(lines.paths, **how), autolim=False)
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
    values = np.nan_to_num(field.values.astype(np.float64), nan=(field.low + field.high) / 2)
    rgb = FIELD_CMAP(((values - field.low) / (field.high - field.low)).clip(0, 1), bytes=True)
    dx, dy = ((side[1] - side[0]) / (n - 1) / 2 for side, n in ((scene.x, rgb.shape[1]), (scene.y, len(rgb))))
    extent = (scene.x[0] - dx, scene.x[1] + dx, scene.y[0] - dy, scene.y[1] + dy)
    ax.imshow(rgb, extent=extent, origin="lower", interpolation="bilinear", aspect="auto", zorder=0)


def _draw_points(ax, scene, points):
    marker, color, size = MARKERS[points.marker], COLORS[points.color], 0.72 * points.size
    edge = {"markeredgecolor": color if marker == "x" else "white", "markeredgewidth": 1.2 if marker == "x" else 0.5}
    shown = points.xy[scene.inside(points.xy)]
    style = {"linestyle": "none", "color": color, "zorder": 3}
    ax.plot(*shown.T, marker=marker, markersize=size, label=points.name, **edge, **style)
    places, ways = scene.outside(points.xy)
    for way in set(ways):
        ax.plot(*places[ways == way].T, marker=way, markersize=size + 2, clip_on=False, **style)
