"""Rates below and above the limit, and what a unit of measurement does to the cost surface."""

import numpy as np

from ...plots.points import label_line_ends
from ...plots.style import BLUE, GREEN, GREY, VERMILION
from .cost_surface_figure import draw_contours


def draw_rates(figure, result):
    """J − J(w*) against steps, for rates below and above the limit."""
    ax = figure.subplots()
    lines, names = [], []
    looks = [(GREY, "-"), (BLUE, "-"), (GREEN, (0, (5, 1.5))), (VERMILION, (0, (2, 1.2)))]
    for (share, excess), (color, style) in zip(result["excess"].items(), looks, strict=True):
        shown = np.maximum(excess, 1e-8)
        lines += ax.plot(np.arange(len(shown)), shown, color=color, linestyle=style)
        names.append(f"{share:.0%} of the limit")
    ax.set(yscale="log", xlim=(0, 60), xlabel="step", ylabel="$J(w) - J(w^*)$")
    ax.minorticks_off()
    ax.grid(axis="y")
    label_line_ends(ax, lines, names, gap=13)
    ax.set_title(r"Just below $2/\lambda_{\max}$ it arrives, just above it does not")


def draw_valleys(figure, panels):
    """The same number of steps in a long valley and in a round one."""
    for ax, panel, word in zip(figure.subplots(1, 2), panels, ("a valley", "a bowl"), strict=True):
        draw_contours(ax, panel, levels=3890.0 + 60.0 * 3.0 ** np.arange(9))
        ax.plot(*panel["path"].T, "o-", color=BLUE, markersize=3.5, linewidth=1.1, markeredgewidth=0, zorder=3)
        ax.set_title(f"{panel['name'][0].upper()}{panel['name'][1:]}: {word}")
