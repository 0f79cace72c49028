"""The race of the batch sizes: what every rate reaches in one pass, and what is reached in more, at its best rate."""

import numpy as np

from ...plots.points import label_line_ends
from ...plots.style import BLUE, GREEN, GREY, ORANGE, VERMILION

_LOOKS = ((BLUE, "o", "-"), (GREEN, "s", (0, (5, 1.5))), (ORANGE, "^", (0, (3, 1.2))), (VERMILION, "D", (0, (1, 1))))


def draw_batch_sizes(figure, result):
    """Left the excess after one pass against the rate, right the best against the passes, a line for each size."""
    left, right = figure.subplots(1, 2, sharey=True)
    lines, names = [], []
    for k, (size, (color, marker, style)) in enumerate(zip(result["sizes"], _LOOKS, strict=False)):
        curve = result["after_one"][k]
        shown = curve < result["start"]  # beyond it one would rather not have moved
        left.plot(result["rates"][shown], curve[shown], color=color, linestyle=style, linewidth=1.6)
        left.plot(result["chosen"][k, 0], result["reached"][k, 0], marker, color=color, markersize=8, mec="white")
        lines += right.plot(result["passes"], result["reached"][k], marker, color=color, linestyle=style, mec="white")
        names.append("all rows" if k == 0 else f"{size} rows")
    left.axhline(result["start"], color=GREY, linewidth=1, linestyle=":")
    note = {"color": GREY, "fontsize": 9, "va": "bottom", "ha": "right"}
    left.text(result["rates"][-1], result["start"] * 1.1, "before the first step", **note)
    left.set(xscale="log", yscale="log", xlabel=r"learning rate $\alpha$", ylabel="$J(w) - J(w^*)$")
    right.set(xscale="log", xlabel="passes over the data", xlim=(0.85, 60))
    right.set_xticks(result["passes"], [f"{k}" for k in result["passes"]])
    left.set_ylim(5, 2.2 * result["start"])
    for ax in (left, right):
        ax.minorticks_off()
        ax.grid(axis="y")
    label_line_ends(right, lines, names)
    left.set_title("After one pass small batches are ahead")
    late = result["reached"][:, np.array(result["passes"]) == 10]
    right.set_title("After ten the lead is gone" if late.max() < 2 * late.min() else "Each size at its best rate")
