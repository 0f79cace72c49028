"""Pictures of XOR and its hidden space: the best line, the values in the network, and the plane that it folds."""

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.patheffects import withStroke

from ... import data
from ...plots.field import draw_field
from ...plots.network import draw_network, short
from ...plots.points import draw_points
from ...plots.style import GREY, GRID, INK, ORANGE

CORNER_NAMES = ("00", "01", "10", "11")
#: The stages of the way through the hidden layer: title, what the sentence says, name of the axes.
STAGES = (
    ("x, the plane as given", "The plane as given", "x"),
    ("on the way to z = xW + c", "The weights move the plane", None),
    ("z = xW + c", "z = xW + c", "z"),
    ("on the way to h = max(0, z)", "max(0, ·) bends the plane", None),
    ("h = max(0, z)", "The hidden space", "h"),
)
_HALO = [withStroke(linewidth=2.5, foreground="white")]


def draw_best_line(figure, result):
    """``result`` of `hidden_space.best_line`, (w (2,), b, ŷ (4,)): the corners, and what the line says of each."""
    w, b, prediction = result
    left, right = figure.subplots(1, 2, width_ratios=(1, 1.25))
    X, y = data.xor()
    for shift, name, at in ((0.5, "OR", (0.3, 0.3)), (1.5, "NAND", (0.8, 0.8))):
        left.plot([shift - 2, shift + 2], [2, -2], color=GREY, linewidth=1.3, linestyle="--")
        left.text(*at, name, color=GREY, fontsize=9, ha="right", path_effects=_HALO)
    draw_points(left, X, y, size=9)
    left.set(
        xlim=(-0.5, 1.6),
        ylim=(-0.5, 1.6),
        xticks=(0, 1),
        yticks=(0, 1),
        xlabel="$x_1$",
        ylabel="$x_2$",
        title="Every line leaves a corner wrong",
        aspect="equal",
    )
    where = np.arange(4)
    right.vlines(where, y, prediction, color=GREY, linewidth=1.2, linestyle=":")
    right.plot(where, prediction, color=INK, marker="_", markersize=16, markeredgewidth=2)
    draw_points(right, np.column_stack([where, y]), y, size=9)
    right.annotate(
        f"ŷ = {w[0]:.0f} x₁ + {w[1]:.0f} x₂ + {b:.1f}".replace("-0", "0"),
        (1.5, 0.5),
        (0, 7),
        ha="center",
        textcoords="offset points",
        path_effects=_HALO,
    )
    right.set(
        xticks=where,
        xticklabels=CORNER_NAMES,
        xlim=(-0.4, 3.4),
        ylim=(-0.15, 1.15),
        yticks=(0, 0.5, 1),
        xlabel="input $x_1 x_2$",
        ylabel="target $y$ and fit $ŷ$",
        title="The best linear fit says 1/2 to all",
    )


def draw_flow(figure, networks_and_inputs):
    """Four networks with the values of an input in their units: [(network, x, title), …]."""
    axes = figure.subplots(2, 2).ravel()
    for ax, (network, x, title) in zip(axes, networks_and_inputs, strict=True):
        draw_network(ax, network, x=x, numbers=True)
        ax.set_title(title)


def draw_hidden_space(figure, result):
    """``result`` of `hidden_space.fold`: the moving plane beside the output over the plane of the inputs."""
    left, right = figure.subplots(1, 2)
    title, _, name = _stage(result)
    left.axhline(0, color=GRID, linewidth=0.8)
    left.axvline(0, color=GRID, linewidth=0.8)
    left.add_collection(LineCollection(result["lines"], colors=GREY, linewidths=0.9, alpha=0.6))
    if name == "h":
        _draw_boundary(left, result)
    draw_points(left, result["corners"], result["y"], size=8)
    for point, names in _groups(result["corners"]):
        _label(left, names, point, (-6, 7), ha="right")
    left.set(xlim=(-3.2, 3.2), ylim=(-3.2, 3.2), xticks=(-2, 0, 2), yticks=(-2, 0, 2), title=title, aspect="equal")
    left.set(
        xlabel=f"${name}_1$" if name else "first unit",
        ylabel=f"${name}_2$" if name else "second unit",
    )
    draw_input_plane(right, result, (-0.5, 1.5), colors=(GREY, ORANGE), widths=(1.4, 1.4), size=8)
    for corner, value in zip(result["X"], np.round(result["output"], 2), strict=True):
        _label(right, short(value), corner, (7, 6))
    right.set(title=f"The output ŷ: {result['right']} of 4 right")


def describe_hidden_space(result):
    """Where the plane is, how many places the corners have there, and how many of them come out right."""
    _, where, _ = _stage(result)
    places = ("one place", "two places", "three places", "four places")[len(_groups(result["corners"])) - 1]
    outcome = f"with the output's weights {result['right']} of 4 corners come out right"
    return f"{where}: four corners at {places}; {outcome}."


def draw_input_plane(ax, result, ends, colors, widths, size):
    """The ``field`` over the plane of the inputs, the line x W + c = 0 of every hidden unit, and the four corners.

    ``ends`` are the field's values at the two end colors; every unit has its color and width.
    """
    axis = result["axis"]
    draw_field(ax, axis, axis, result["field"], low=ends[0], high=ends[1], boundary=0.5)
    window = axis[[0, -1]]
    for (w1, w2), c, color, width in zip(result["W"].T, result["c"], colors, widths, strict=True):
        if abs(w1) + abs(w2) < 1e-9:
            continue
        line = (window, -(w1 * window + c) / w2) if abs(w2) >= abs(w1) else (-(w2 * window + c) / w1, window)
        ax.plot(*line, color=color, linewidth=width, linestyle=(0, (4, 2)), zorder=2)
    draw_points(ax, result["X"], result["y"], size=size)
    ax.set(xlim=window, ylim=window, xticks=(0, 1), yticks=(0, 1), xlabel="$x_1$", ylabel="$x_2$", aspect="equal")


def _stage(result):
    way = result["way"]
    return STAGES[int(np.floor(way) + np.ceil(way))]


def _label(ax, text, point, offset, ha="left"):
    ax.annotate(text, point, offset, textcoords="offset points", fontsize=9, ha=ha, path_effects=_HALO, zorder=5)


def _draw_boundary(ax, result):
    """The line h·w + b = 1/2 in the plane of the hidden units."""
    w, b = result["w"], result["b"]
    ends = np.array([-4.0, 4.0])
    if abs(w[1]) > 1e-9:
        ax.plot(ends, (0.5 - b - w[0] * ends) / w[1], color=INK, linewidth=1.6)
    elif abs(w[0]) > 1e-9:
        ax.axvline((0.5 - b) / w[0], color=INK, linewidth=1.6)


def _groups(corners):
    """Corners that lie on one another share a label."""
    groups = {}
    for point, name in zip(corners, CORNER_NAMES, strict=True):
        groups.setdefault(tuple(np.round(point, 6)), []).append(name)
    return [(point, " ".join(names)) for point, names in groups.items()]
