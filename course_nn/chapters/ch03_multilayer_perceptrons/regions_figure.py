"""Pictures of the linear pieces of ReLU networks."""

import numpy as np
from contourpy import contour_generator
from matplotlib.collections import LineCollection
from matplotlib.colors import to_rgb

from ...plots.points import label_line_ends
from ...plots.style import BLUE, GREY, INK, VERMILION

#: The lines of the first, second and third layer: color, width, style.
EDGES = ((INK, 1.8, "-"), (VERMILION, 1.3, "-"), (BLUE, 1.1, (0, (3, 1.5))))


def draw_line(figure, result):
    """``result`` of `demos.regions.line`: the function with its breaks, and the number of pieces for every depth."""
    left, right = figure.subplots(1, 2, width_ratios=(1.3, 1))
    x, y = result["x"], result["y"]
    folded = result["kind"] == "sawtooth"
    few = len(x) <= 200
    left.plot(x, y, color=BLUE, linewidth=1.8 if few else 0.5)
    if len(x) > 700:
        left.text(
            0.5,
            0.5,
            "finer than the screen",
            transform=left.transAxes,
            ha="center",
            va="center",
            color=INK,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 3},
        )
    if len(x) <= 70:
        left.plot(x[1:-1], y[1:-1], "o", color=INK, markersize=4.5)
    low, high = (0.0, 1.0) if folded else (float(min(y.min(), -0.1)), float(max(y.max(), 0.1)))
    room = 0.08 * (high - low)
    left.set(xlabel="$x$", ylabel="$y$", xlim=(x[0], x[-1]), ylim=(low - room, high + room))
    left.set_title(f"{result['units']} hidden units: {result['pieces']} linear piece{'s' * (result['pieces'] > 1)}")
    depths = result["depths"]
    lines = [
        *right.plot(depths, result["folded"], color=BLUE, marker="o", markersize=5),
        *right.plot(depths, result["one_layer"], color=GREY, marker="^", markersize=5, linestyle="--"),
        *right.plot(depths, result["random"], color=VERMILION, marker="s", markersize=4.5, linestyle=":"),
    ]
    own = result["folded"] if folded else result["random"]
    right.plot(
        result["depth"],
        own[result["depth"] - 1],
        "o",
        markersize=12,
        markerfacecolor="none",
        markeredgecolor=INK,
    )
    right.set(
        yscale="log",
        yticks=(1, 10, 100, 1000),
        xlim=(0.7, 7.4),
        ylim=(0.7, 1e4),
        xticks=depths,
        xlabel="hidden layers",
        ylabel="pieces",
        title=f"Pieces, {result['width']} units a layer",
    )
    right.minorticks_off()  # they would take longer than all the rest
    right.grid(axis="y")
    label_line_ends(right, lines, ["sawtooth", "most in\none layer", "random"], gap=22)


def draw_plane(figure, result):
    """``result`` of `demos.regions.plane`: shades say how many units are on, lines where one switches."""
    ax, words = figure.subplots(1, 2, width_ratios=(1.45, 1))
    axis, shade = result["axis"], result["active"][..., None]
    off, on = np.array(to_rgb("#FFFFFF")), np.array(to_rgb("#84B9DC"))
    ax.imshow(
        off + (on - off) * shade,
        extent=(axis[0], axis[-1], axis[0], axis[-1]),
        origin="lower",
        interpolation="nearest",
        aspect="equal",
    )
    coarse = axis[::2]
    for k, z in enumerate(result["z"]):
        color, width, style = EDGES[k]
        found = [line for unit in z for line in contour_generator(coarse, coarse, unit).lines(0)]
        ax.add_collection(LineCollection(found, colors=color, linewidths=width, linestyles=[style]))
    ax.spines[["left", "bottom"]].set_visible(False)
    ax.set(xlabel="$x_1$", ylabel="$x_2$", xticks=(-2, 0, 2), yticks=(-2, 0, 2))
    ax.set_title(f"{result['units']} hidden units cut the window into {result['regions']} regions")
    names = ("first layer: straight lines", "second layer: bent lines", "third layer: dashed")
    for k in range(result["depth"]):
        words.text(0, 0.95 - 0.09 * k, names[k], color=EDGES[k][0], va="top")
    words.text(0, 0.1, "white: no unit is on\nblue: all units are on", color=GREY)
    words.set_axis_off()
