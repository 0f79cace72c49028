"""Pictures of XOR: the best line, the folded plane, and networks that learn it."""

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.patheffects import withStroke

from ...plots.field import draw_field
from ...plots.network import draw_network, short
from ...plots.points import draw_points, label_line_ends
from ...plots.style import BLUE, GREY, GRID, INK, ORANGE, VERMILION

CORNER_NAMES = ("00", "01", "10", "11")
_HALO = [withStroke(linewidth=2.5, foreground="white")]


def draw_best_line(figure, result):
    """``result`` = (w (2,), b, ŷ (4,)) of the best linear fit: the corners, and what it says of each."""
    w, b, prediction = result
    left, right = figure.subplots(1, 2, width_ratios=(1, 1.25))
    X, y = np.array([[0, 0], [0, 1], [1, 0], [1, 1]]), np.array([0, 1, 1, 0])
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


def draw_fold(figure, result):
    """``result`` of `demos.xor.fold`: the moving plane beside the output over the plane of the inputs."""
    left, right = figure.subplots(1, 2)
    way, y = result["way"], result["y"]
    left.axhline(0, color=GRID, linewidth=0.8)
    left.axvline(0, color=GRID, linewidth=0.8)
    left.add_collection(LineCollection(result["lines"], colors=GREY, linewidths=0.9, alpha=0.6))
    if way == 2:
        _boundary(left, result)
    draw_points(left, result["corners"], y, size=8)
    for point, names in _groups(result["corners"]):
        left.annotate(
            names,
            point,
            (-6, 7),
            textcoords="offset points",
            fontsize=9,
            ha="right",
            path_effects=_HALO,
            zorder=5,
        )
    stage = (
        "x, the plane as given"
        if way == 0
        else "on the way to z = xW + c"
        if way < 1
        else "z = xW + c"
        if way == 1
        else "on the way to h = max(0, z)"
        if way < 2
        else "h = max(0, z)"
    )
    names = ("x", "x") if way == 0 else ("z", "z") if way == 1 else ("h", "h") if way == 2 else ("", "")
    left.set(xlim=(-2.2, 3.2), ylim=(-2.6, 2.8), xticks=(-2, 0, 2), yticks=(-2, 0, 2), title=stage)
    left.set(
        xlabel=f"${names[0]}_1$" if names[0] else "first unit", ylabel=f"${names[1]}_2$" if names[1] else "second unit"
    )
    left.set_aspect("equal")
    axis = result["axis"]
    draw_field(right, axis, axis, result["field"], low=-0.5, high=1.5, boundary=0.5)
    _unit_lines(right, result["W"], result["c"], axis, [GREY, ORANGE])
    draw_points(right, np.array([[0, 0], [0, 1], [1, 0], [1, 1]]), y, size=8)
    for corner, value in zip([(0, 0), (0, 1), (1, 0), (1, 1)], result["output"], strict=True):
        right.annotate(
            short(round(float(value), 2)),
            corner,
            (7, 6),
            textcoords="offset points",
            fontsize=9,
            path_effects=_HALO,
            zorder=5,
        )
    right.set(
        xticks=(0, 1),
        yticks=(0, 1),
        xlabel="$x_1$",
        ylabel="$x_2$",
        title=f"The output ŷ: {result['right']} of 4 right",
    )
    right.set_aspect("equal")


def _boundary(ax, result):
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


def _unit_lines(ax, W, c, axis, colors, widths=None):
    """The line x W + c = 0 of every hidden unit, cut to the window."""
    low, high = axis[0], axis[-1]
    for j, (w1, w2) in enumerate(W.T):
        if abs(w1) + abs(w2) < 1e-9:
            continue
        if abs(w2) >= abs(w1):
            x1 = np.array([low, high])
            x2 = -(w1 * x1 + c[j]) / w2
        else:
            x2 = np.array([low, high])
            x1 = -(w2 * x2 + c[j]) / w1
        width = 1.4 if widths is None else widths[j]
        ax.plot(x1, x2, color=colors[j % len(colors)], linewidth=width, linestyle=(0, (4, 2)), zorder=2)
    ax.set(xlim=(low, high), ylim=(low, high))


def draw_share(figure, result):
    """``result``: a dict from an activation's name to (hidden units (k,), share of starts that succeed (k,))."""
    ax = figure.subplots()
    lines = []
    for (_, (hidden, share)), color, marker in zip(result.items(), (BLUE, VERMILION), "os", strict=False):
        lines += ax.plot(hidden, share, color=color, marker=marker)
    ax.set(
        xlim=(0.8, max(hidden) + 0.9),
        ylim=(-0.03, 1.06),
        yticks=(0, 0.25, 0.5, 0.75, 1),
        xticks=hidden,
        yticklabels=("0", "25 %", "50 %", "75 %", "100 %"),
        xlabel="hidden units $h$",
        ylabel="starts that solve XOR",
        title="More hidden units than needed make success likely",
    )
    ax.grid(axis="y")
    label_line_ends(ax, lines, list(result))


def draw_watch(figure, result):
    """``result`` of `demos.learning_xor.watch`: the probability with the hidden units' lines, and the loss so far."""
    left, right = figure.subplots(1, 2, width_ratios=(1.05, 1))
    axis = result["axis"]
    draw_field(left, axis, axis, result["field"], low=0, high=1, boundary=0.5)
    strength = np.abs(result["w"])
    widths = 0.6 + 2 * strength / (strength.max() or 1)
    _unit_lines(left, result["W"], result["c"], axis, [GREY], widths)
    draw_points(left, result["X"], result["y"], size=9)
    left.set(
        xticks=(0, 1),
        yticks=(0, 1),
        xlabel="$x_1$",
        ylabel="$x_2$",
        title=f"After {result['step']} steps: {result['right']} of 4 right",
    )
    left.set_aspect("equal")
    losses, step = np.maximum(result["losses"], 1e-5), result["step"]
    right.plot(losses, color="#B4BAC3", linewidth=1.4)
    right.plot(np.arange(step + 1), losses[: step + 1], color=BLUE)
    right.plot([step], [losses[step]], "o", color=BLUE, markeredgecolor="white")
    right.axhline(np.log(2), color=GREY, linewidth=1, linestyle=":")
    right.text(600, np.log(2) * 1.12, r"$\log 2$: always 1/2", ha="right", va="bottom", fontsize=8.5, color=GREY)
    right.set(
        yscale="log",
        yticks=(1e-4, 1e-2, 1),
        ylim=(1e-5, 12),
        xlim=(-8, 608),
        xlabel="step",
        ylabel=r"$J(\theta)$",
        title=f"$J$ = {float(losses[step]):.2g}",
    )
    right.minorticks_off()  # they would take longer than all the rest
    right.grid(axis="y")


def draw_between(figure, result):
    """``result`` = (shares, costs) on the straight way between two minima that are the same function."""
    shares, costs = result
    ax = figure.subplots()
    ax.plot(shares, costs, color=BLUE)
    ax.plot(shares[[0, -1]], costs[[0, -1]], "o", color=BLUE, markersize=7, markeredgecolor="white", clip_on=False)
    top = int(np.argmax(costs))
    ax.annotate(
        f"{costs[top]:.2f}", (shares[top], costs[top]), (0, 5), ha="center", textcoords="offset points", color=GREY
    )
    ax.set(
        xlabel=r"share of the way from $\theta$ to the permuted $\theta'$",
        ylabel=r"$J$",
        ylim=(0, costs[top] * 1.15),
        title="Between two equal minima stands a hill",
    )
    ax.grid(axis="y")
