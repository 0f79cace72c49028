"""Labeled points, and names at the ends of lines."""

from itertools import pairwise

import numpy as np

from .. import _checks
from .style import CLASS_COLORS, CLASS_MARKERS, INK


def draw_points(ax, X, y=None, size=6.0, ring=None, names=None):
    """Points ``X (n, 2)`` with the color and marker of their class: 0 a vermilion square, 1 a blue circle.

    ``y (n,)`` holds whole numbers 0 to 5 (or -1 and 1 for two classes); without it all are ink dots. ``size``
    is the marker's width in points. ``ring (n,)`` booleans put a dark ring around some points (mistakes).
    ``names`` label the classes for a legend. Returns one line artist per class; no points, no artists.
    """
    X = _checks.as_array(X, "draw_points: X", shape=(None, 2), empty=True)
    style = {"linestyle": "none", "markeredgecolor": "white", "markeredgewidth": 0.8, "zorder": 3}
    if y is None:
        return ax.plot(X[:, 0], X[:, 1], "o", color=INK, markersize=size, **style)
    y = _checks.as_array(y, "draw_points: y", shape=(len(X),), empty=True).astype(int)
    if len(X) == 0:
        return []
    if y.min() == -1 and not (y == 0).any():
        y = (y + 1) // 2
    if y.min() < 0 or y.max() >= len(CLASS_COLORS):
        raise ValueError(f"draw_points: expected class labels from 0 to 5, got {y.min()} to {y.max()}")
    artists = []
    for k in np.unique(y):
        chosen = X[y == k]
        artists += ax.plot(
            chosen[:, 0],
            chosen[:, 1],
            marker=CLASS_MARKERS[k],
            color=CLASS_COLORS[k],
            markersize=size * (0.92 if CLASS_MARKERS[k] == "s" else 1.05),
            label=None if names is None else names[k],
            **style,
        )
    if ring is not None:
        ring = _checks.as_array(ring, "draw_points: ring", shape=(len(X),)).astype(bool)
        ax.plot(
            X[ring, 0],
            X[ring, 1],
            "o",
            markersize=size * 2,
            markerfacecolor="none",
            markeredgecolor=INK,
            markeredgewidth=1.3,
            zorder=4,
        )
    return artists


def label_line_end(ax, line, text, dy=0):
    """``text`` in the line's color right of its last finite point, ``dy`` points higher: no legend needed."""
    return ax.annotate(
        text,
        _last_point(line, text),
        xytext=(5, dy),
        textcoords="offset points",
        va="center",
        ha="left",
        color=line.get_color(),
        fontsize=9,
        annotation_clip=False,
    )


def label_line_ends(ax, lines, texts, gap=11):
    """``label_line_end`` for several lines: names that would overlap are moved at least ``gap`` points apart.

    Set the limits of the axes first; the room is measured in them.
    """
    ends = [_last_point(line, text)[1] for line, text in zip(lines, texts, strict=True)]
    shifts = label_shifts(ax, ends, gap)
    return [label_line_end(ax, lines[k], texts[k], dy=float(shifts[k])) for k in np.argsort(ends, kind="stable")]


def label_shifts(ax, values, gap=11):
    """How many points each name beside ``values`` of the y-axis is to be moved up, so that all are ``gap`` apart.

    The group of them stays in place.
    """
    height = ax.bbox.height * 72 / ax.figure.dpi
    to_axes = ax.transData + ax.transAxes.inverted()
    wanted = np.array([to_axes.transform((1, value))[1] * height for value in values])
    placed = wanted.copy()
    # Where two are at one place but for rounding, the order in which they come decides, not the last digit.
    for below, above in pairwise(np.argsort(np.round(wanted, 6), kind="stable")):
        placed[above] = max(placed[above], placed[below] + gap)
    return placed - wanted - (np.mean(placed - wanted) if len(placed) else 0)


def _last_point(line, text):
    x, y = (np.asarray(part, dtype=float) for part in line.get_data())
    known = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
    if known.size == 0:
        raise ValueError(f"label_line_end: expected a line with a finite point for {text!r}, got none")
    return x[known[-1]], y[known[-1]]
