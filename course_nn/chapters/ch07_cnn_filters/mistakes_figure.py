"""The confusion matrix, and beside it one of the mistakes with the probability of every class."""

import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Rectangle

from ...plots.style import BLUE, GREY, GRID, INK, VERMILION
from .own_network import as_picture

_PALE = LinearSegmentedColormap.from_list("mistakes", ["white", VERMILION])
#: More classes than these have no room for a number in each cell, or for a bar each.
MOST = 12


def draw_mistakes(figure, result):
    """``result`` of `mistakes.look_at`: the matrix with a frame around the image's cell, the image, and its classes."""
    table, image, bars = figure.subplots(1, 3, width_ratios=[1.5, 1, 1.1])
    draw_confusions(table, result["counts"])
    right = result["said"] == result["label"]
    color = BLUE if right else VERMILION
    corner = result["said"] - 0.5, result["label"] - 0.5
    table.add_patch(Rectangle(corner, 1, 1, fill=False, edgecolor=color, linewidth=2, clip_on=False))
    low, high = result["range"]
    image.imshow(as_picture(result["image"], low, high), cmap="gray_r", vmin=low, vmax=max(high, low + 1e-12))
    image.set_axis_off()
    image.set_anchor("N")
    image.set_title(f"it is {result['label']}, it said {result['said']}", color=color)
    _draw_classes(bars, result)


def draw_confusions(ax, counts):
    """Counts (k, k), true classes in rows: mistakes in color, what is right in gray, 0 left out."""
    k = len(counts)
    mistakes = counts * (1 - np.eye(k, dtype=int))
    ax.imshow(mistakes, cmap=_PALE, vmin=0, vmax=1.6 * max(1, mistakes.max()))
    if k <= MOST:
        for i, j in np.argwhere(counts):
            ax.text(j, i, f"{counts[i, j]}", ha="center", va="center", color=GREY if i == j else INK, fontsize=8)
    ticks = np.arange(0, k, -(-k // MOST))
    ax.set(xticks=ticks, yticks=ticks, xlabel="said", ylabel="is")
    between, width = np.arange(k - 1) + 0.5, 0.7 if k <= MOST else 0.2
    ax.hlines(between, -0.5, k - 0.5, color=GRID, linewidth=width, zorder=0.5)  # faster than minor ticks
    ax.vlines(between, -0.5, k - 0.5, color=GRID, linewidth=width, zorder=0.5)
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    ax.set_title(f"{counts.trace():,} of {counts.sum():,} right")


def _draw_classes(ax, result):
    """A bar for each class, of many for those with the largest probabilities."""
    p, label, said = result["p"], result["label"], result["said"]
    shown = np.arange(len(p)) if len(p) <= MOST else np.sort(np.argsort(-p, kind="stable")[: MOST - 2])
    if label not in shown:
        shown = np.append(shown, label)
    colors = [BLUE if k == label else VERMILION if k == said else GREY for k in shown]
    ax.barh(np.arange(len(shown)), p[shown], color=colors)
    ax.set(yticks=np.arange(len(shown)), xlim=(0, 1), ylim=(len(shown) - 0.5, -0.5), xlabel="probability")
    ax.set_yticklabels([str(k) for k in shown])
    ax.tick_params(axis="y", length=0)
    ax.grid(axis="x")
    ax.set_title("what it held for possible")


def describe_mistakes(result):
    """Which of the mistakes this is, or that there are none, and how sure the network was."""
    label, said, p = result["label"], result["said"], result["p"]
    place, wrong = result["place"], result["wrong"]
    if place <= wrong:
        which = f"Mistake {place} of {wrong}, image {result['row']}"
        return (
            f"{which}: it is {label}, and the network says {said} with p = {p[said]:.2f}; {label} got {p[label]:.2f}."
        )
    none = "" if wrong else f"No mistake among {result['tried']:,} images. "
    rank = place - wrong
    least = (
        "the right answer it was least sure of" if rank == 1 else f"number {rank} of the right answers it doubted most"
    )
    return f"{none}Image {result['row']} is {least}: {label} with p = {p[label]:.2f}."
