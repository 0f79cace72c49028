"""A neuron as a diagram, its line in the plane, and the parts of that picture which the chapter's others share."""

import numpy as np
from matplotlib.patches import Circle, Polygon
from matplotlib.patheffects import withStroke

from ...plots.points import draw_points
from ...plots.style import BLUE, FIELD_CMAP, GREY, GRID, INK, VERMILION
from .decision_line import half_plane, line_ends

#: Where the neuron is silent, where it fires.
SIDES = (FIELD_CMAP(0.3), FIELD_CMAP(0.7))


def draw_decision_line(figure, line):
    """The plane cut by the neuron's line, and beside it where every point lands on the step: a `Line`."""
    left, right = figure.subplots(1, 2)
    size = point_size(line.y)
    draw_half_planes(left, line.w, line.b, line.window, line.labels)
    draw_boundary(left, line.w, line.b, line.window)
    draw_normal(left, line.w, line.b, line.window, line.X)
    draw_points(left, line.X, line.y, size=size, ring=~line.right)
    left.set_title(f"{int(line.right.sum())} of {len(line.y)} points on their side")
    _step(right)
    right_points = np.column_stack([line.z, line.fired + _stack(line)])
    draw_points(right, right_points, line.y, size=size, ring=~line.right)
    right.set(xlim=(-1.08 * line.reach, 1.08 * line.reach), ylim=(-0.4, 1.4), yticks=[0, 1])
    right.set(xlabel="weighted sum $z$", ylabel="output $a$")
    right.set_title("The same points on the step")


def describe_decision_line(line):
    """How many points are on their side, and how far the line lies from the origin."""
    right = f"{int(line.right.sum())} of {len(line.y)} points are on their side"
    if line.distance is None:
        return f"{right}; with w = 0 there is no line, and every point gets {int(line.b >= 0)}."
    away = "" if line_ends(line.w, line.b, line.window) is not None else ", outside the picture"
    return f"{right}; the line lies {line.distance:.2f} from the origin{away}."


def _stack(line):
    """Heights above (class 1) or below (class 0) the step, so that points with the same z don't hide each other."""
    heights = np.empty(len(line.y))
    for label, sign in ((0, -1), (1, 1)):
        rows = np.flatnonzero(line.y == label)
        order = rows[np.argsort(line.z[rows], kind="stable")]
        heights[order] = sign * (0.07 + 0.07 * (np.arange(len(order)) % 3))
    return heights


def draw_neuron(figure, weights):
    """A neuron as a diagram and its step: ``weights`` is a dict from the name of an input to its weight.

    Lines are blue for positive weights, vermilion and dashed for negative ones, and as wide as the weight is large.
    """
    left, right = figure.subplots(1, 2, width_ratios=(1.5, 1))
    left.set(xlim=(-0.35, 4.2), ylim=(-0.5, len(weights) - 0.5), aspect="equal")
    left.axis("off")
    middle = (len(weights) - 1) / 2
    largest = max(abs(w) for w in weights.values()) or 1
    for k, (name, w) in enumerate(weights.items()):
        y = len(weights) - 1 - k
        color, style = (BLUE, "-") if w >= 0 else (VERMILION, (0, (3, 1.5)))
        left.plot([0, 2], [y, middle], linestyle=style, color=color, linewidth=0.8 + 3 * abs(w) / largest, zorder=1)
        left.text(
            0.8,
            y + (middle - y) * 0.4,
            f"${w:g}$",
            color=color,
            ha="center",
            va="center",
            bbox={"boxstyle": "round,pad=0.15", "fc": "white", "ec": "none"},
        )
        _unit(left, 0, y, name)
    _unit(left, 2, middle, r"$z$", 0.36)
    left.annotate("", (3.2, middle), (2.36, middle), arrowprops={"arrowstyle": "-|>", "color": INK})
    _unit(left, 3.5, middle, r"$a$")
    left.text(2.9, middle + 0.14, "step", ha="center", va="bottom", color=GREY, fontsize=9)
    left.set_title("Weigh, add up, decide")
    _step(right)
    right.set(xlim=(-3, 3), ylim=(-0.25, 1.25), xlabel="weighted sum $z$", ylabel="output $a$", yticks=[0, 1])
    right.set_title("It fires from zero on")


def _unit(ax, x, y, text, radius=0.3):
    ax.add_patch(Circle((x, y), radius, facecolor="white", edgecolor=INK, linewidth=1.3, zorder=2))
    ax.text(x, y, text, ha="center", va="center", zorder=3, fontsize=11)


def _step(ax):
    ax.axvline(0, color=GRID, linewidth=1, zorder=0)
    ax.plot([-1e3, 0], [0, 0], color=INK, linewidth=1.6, zorder=1)
    ax.plot([0, 1e3], [1, 1], color=INK, linewidth=1.6, zorder=1)
    ax.plot([0], [0], "o", color=INK, markerfacecolor="white", markersize=5, zorder=2)
    ax.plot([0], [1], "o", color=INK, markersize=5, zorder=2)


# --- Parts


def draw_half_planes(ax, w, b, window, labels=("$x_1$", "$x_2$")):
    """The window, with the two sides of the line in the pale colors of their classes."""
    ax.set(xlim=window[:2], ylim=window[2:], aspect="equal", anchor="N")
    step = 10 if window[1] - window[0] > 10 else 1
    ticks = [np.arange(np.ceil(low / step) * step, high, step) for low, high in (window[:2], window[2:])]
    ax.set(xlabel=labels[0], ylabel=labels[1], xticks=ticks[0], yticks=ticks[1])
    ax.spines[["left", "bottom"]].set_visible(False)
    for sign, color in zip((-1, 1), SIDES, strict=True):
        # Without a line the whole plane has one color.
        if not np.any(w) and (b >= 0) != (sign > 0):
            continue
        corners = half_plane(w, b, window, sign)
        if len(corners) > 2:
            ax.add_patch(Polygon(corners, closed=True, facecolor=color, edgecolor="none", zorder=0))


def point_size(y):
    """Large markers for the four points of a gate, smaller ones for more."""
    return 9.0 if len(y) <= 4 else 5.5


def draw_boundary(ax, w, b, window, **style):
    """The line x w + b = 0 inside the window; nothing if it passes by or if w = 0."""
    ends = line_ends(w, b, window)
    if ends is not None:
        style = {"color": INK, "linewidth": 1.8, "zorder": 2, **style}
        ax.plot(ends[:, 0], ends[:, 1], **style)


def draw_normal(ax, w, b, window, X):
    """The weight vector as an arrow that stands on the line, longer with ‖w‖, with its name clear of the points X."""
    ends = line_ends(w, b, window)
    if ends is None:
        return
    norm = np.linalg.norm(w)
    span = min(window[1] - window[0], window[3] - window[2])
    arrow = w / norm * span * (0.08 + 0.22 * norm / (1 + norm))
    name = 1.25 * arrow
    # In the middle of the line if there is room for the name, else at the next place that has it.
    feet = [ends[0] + part * (ends[1] - ends[0]) for part in (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8)]
    room = [_room(foot + name, X, window) / span for foot in feet]
    best = next((k for k, free in enumerate(room) if free > 0.09), int(np.argmax(room)))
    foot = feet[best]
    tip = foot + arrow
    if not (window[0] < tip[0] < window[1] and window[2] < tip[1] < window[3]):
        return
    style = {"arrowstyle": "-|>", "color": INK, "linewidth": 1.8, "shrinkA": 0, "shrinkB": 0}
    ax.annotate("", tip, foot, arrowprops=style, zorder=5)
    ax.annotate(
        "$w$",
        # Behind the line where the picture ends before it.
        tip if room[best] > 0.06 else foot,
        xytext=tuple((7 if room[best] > 0.06 else -9) * w / norm),
        textcoords="offset points",
        ha="center",
        va="center",
        fontsize=12,
        zorder=5,
        path_effects=[withStroke(linewidth=3, foreground="white")],
    )


def _room(place, X, window):
    """How far the place is from the nearest of the points X, and twice as far from the edges; negative beyond them."""
    low1, high1, low2, high2 = window
    edge = min(place[0] - low1, high1 - place[0], place[1] - low2, high2 - place[1])
    return min(2 * float(edge), float(np.linalg.norm(X - place, axis=1).min()))
