"""A picture of the linear pieces of ReLU networks with one input."""

import numpy as np

from ...plots.points import label_line_ends
from ...plots.style import BLUE, GREY, INK, VERMILION

#: The y-axis of a random network goes from −4 to 4, or to the next of these that holds all of its values.
HEIGHTS = (4, 16, 64)


def draw_linear_pieces(figure, result):
    """``result`` of `linear_pieces.pieces_by_depth`: the function with its breaks, and the pieces by depth."""
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
    high = 1.0 if folded else next(high for high in HEIGHTS if np.abs(y).max() <= high)
    low, room = (0.0 if folded else -high), 0.08 * high
    left.set(xlabel="$x$", ylabel="$y$", xlim=(x[0], x[-1]), ylim=(low - room, high + room))
    if high > HEIGHTS[0]:
        word = f"a longer axis: from −{high} to {high}"
        left.text(0.98, 0.02, word, transform=left.transAxes, ha="right", va="bottom", color=GREY, fontsize=8)
    left.set_title(f"{result['units']} hidden units: {result['pieces']} linear piece{'s' * (result['pieces'] > 1)}")
    depths = result["depths"]
    so_far = slice(result["depth"])  # what deeper networks do is for the reader to find
    lines = [
        *right.plot(depths[so_far], result["folded"][so_far], color=BLUE, marker="o", markersize=5),
        *right.plot(depths[so_far], result["one_layer"][so_far], color=GREY, marker="^", markersize=5, linestyle="--"),
        *right.plot(
            depths[so_far], result["random"][so_far], color=VERMILION, marker="s", markersize=4.5, linestyle=":"
        ),
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


def describe_linear_pieces(result):
    """The network, its number of pieces, and the most that as many units in one layer can have."""
    depth, width, units = result["depth"], result["width"], result["units"]
    kind = "folded" if result["kind"] == "sawtooth" else "random"
    network = f"{depth} layer{'s' * (depth > 1)} of {width} units, {kind}"
    pieces = f"{result['pieces']} piece{'s' * (result['pieces'] > 1)}"
    return f"{network}: {pieces}; one layer of {units} units has at most {units + 1}."
