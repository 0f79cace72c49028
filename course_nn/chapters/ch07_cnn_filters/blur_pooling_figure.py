"""Accuracy and confidence against shift in a picture, with and without a blur."""

import numpy as np

from ...plots.points import label_line_ends
from ...plots.style import BLUE, GREY, INK, VERMILION
from .blur_pooling import MOST

LOOKS = {"max pool": (VERMILION, "s", "--"), "max, blur, subsample": (BLUE, "o", "-")}
NAMES = {"max pool": "no blur", "max, blur, subsample": "blur"}


def draw_blur_pooling(figure, result):
    """A digit where it now is; accuracy and confidence against the shift to the right, for each network."""
    grid = figure.subplots(1, 3, width_ratios=(0.62, 1, 1))
    picture, *panels = grid
    picture.imshow(result["image"], cmap="gray", vmin=0, vmax=1, interpolation="nearest")
    picture.set(xticks=[], yticks=[])
    picture.spines[:].set(visible=True, color=GREY)
    picture.set_title("A digit, moved" if result["down"] or result["right"] else "A digit, not moved")
    shifts = result["shifts"]
    for ax, what in zip(panels, ("accuracy", "confidence"), strict=True):
        ax.axvline(result["right"], color=INK, linewidth=1, linestyle=(0, (3, 2)))
        lines, names = [], []
        for pool, found in result["curves"].items():
            color, marker, style = LOOKS.get(pool, (BLUE, "o", "-"))
            mean, half = found[what]
            ax.fill_between(shifts, np.clip(mean - half, 0, 1), np.clip(mean + half, 0, 1), color=color, alpha=0.15)
            lines += ax.plot(shifts, mean, color=color, marker=marker, linestyle=style, markersize=4.5)
            names.append(NAMES.get(pool, pool))
        # Room for the names on the right, and above for two of them at 1.
        ax.set(xlim=(-MOST - 0.3, MOST + 2.6), ylim=(0, 1.12), xlabel="shift to the right (pixels)")
        ax.set_xticks(range(-MOST, MOST + 1, 2))
        ax.grid(axis="y")
        ax.set_title(what.capitalize())
        if len(lines) > 1:
            label_line_ends(ax, lines, names)


def describe_blur_pooling(result):
    """At this shift: accuracy and confidence of each network, and how often one pixel changes its class."""
    at, parts = int(np.flatnonzero(result["shifts"] == result["right"])[0]), []
    for pool, found in result["curves"].items():
        part = (
            f"{NAMES.get(pool, pool)} {found['accuracy'][0][at]:.0%} right, confidence {found['confidence'][0][at]:.0%}"
        )
        if len(found["change"][0]):
            part += f", one pixel changes {found['change'][0].mean():.0%} of answers"
        parts.append(part)
    return f"{_way(result)}: {'; '.join(parts)}."


def _way(result):
    right, down = result["right"], result["down"]
    ways = [f"{abs(right)} to the {'left' if right < 0 else 'right'}"] * (right != 0)
    ways += [f"{abs(down)} {'up' if down < 0 else 'down'}"] * (down != 0)
    return f"Moved {', '.join(ways)}" if ways else "Not moved"
