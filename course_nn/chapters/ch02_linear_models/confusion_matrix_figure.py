"""The confusion matrix as a table: what is right on the diagonal, mistakes in vermilion."""

import numpy as np
from matplotlib.colors import LinearSegmentedColormap

from ...plots.style import GREY, INK, VERMILION

_PALE = LinearSegmentedColormap.from_list("mistakes", ["white", VERMILION])


def draw_confusion_matrix(figure, counts):
    """``counts`` (k, k), true classes in rows: every mistake in color, the right ones in gray, 0 left out."""
    ax = figure.subplots()
    mistakes = counts * (1 - np.eye(len(counts), dtype=int))
    ax.imshow(mistakes, cmap=_PALE, vmin=0, vmax=1.6 * max(1, mistakes.max()))
    for i, j in np.argwhere(counts):
        right = i == j
        ax.text(j, i, f"{counts[i, j]}", ha="center", va="center", color=GREY if right else INK, fontsize=9)
    ticks = np.arange(len(counts))
    ax.set(xticks=ticks, yticks=ticks, xlabel="said", ylabel="is")
    ax.set_xticks(ticks[:-1] + 0.5, minor=True)
    ax.set_yticks(ticks[:-1] + 0.5, minor=True)
    ax.grid(which="minor")
    ax.tick_params(which="both", length=0)
    ax.spines[:].set_visible(False)
    ax.set_title(f"{counts.trace()} of {counts.sum()} right")
