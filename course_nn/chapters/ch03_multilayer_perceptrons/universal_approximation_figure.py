"""Pictures of shallow networks that approximate a curve."""

import numpy as np
from matplotlib.collections import LineCollection

from ...plots.points import label_line_ends
from ...plots.style import BLUE, GREEN, GREY, GRID, ORANGE, VERMILION
from .activation_functions_figure import cut_at_jumps


def draw_universal_approximation(figure, result):
    """``result`` of `universal_approximation.approximate`: the fit with its parts, and the error by size."""
    left, right = figure.subplots(1, 2, width_ratios=(1.25, 1))
    x = result["x"]
    every = 2 if len(result["parts"]) <= 16 else 8  # many thin lines take long
    parts = np.clip(result["parts"][:, ::every], -3, 3)
    highest = float(np.abs(result["parts"]).max())
    beyond = f", up to {_whole(highest)} ↕" if highest > 2.6 else ""
    strips = np.stack(np.broadcast_arrays(x[::every], parts), axis=-1)
    left.add_collection(LineCollection(strips, colors=GREY, linewidths=0.8, alpha=0.35))
    left.plot(x, cut_at_jumps(result["target"]), color=ORANGE, linewidth=4, alpha=0.7)
    left.plot(x, result["fit"], color=BLUE, linewidth=1.8)
    left.text(-0.98, 2.5, "target", va="top", color=ORANGE)
    left.text(-0.62, 2.5, "fit", va="top", color=BLUE)
    left.text(
        -0.98,
        -2.5,
        rf"gray: the parts $\beta_j\,\psi(x'\gamma_j)${beyond}",
        va="bottom",
        fontsize=9,
        color=GREY,
        bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.7, "pad": 1},
    )
    units = result["units"]
    left.set(
        xlim=(-1, 1),
        ylim=(-2.6, 2.6),
        xticks=(-1, 0, 1),
        yticks=(-2, -1, 0, 1, 2),
        xlabel="$x$",
        ylabel="$y$",
        title=f"{units} unit{'s' if units > 1 else ''}: largest error {_in_words(result['error'])}",
    )
    sizes, errors = result["sizes"], np.maximum(result["errors"], 1e-4)
    right.plot(sizes, errors, color=GREY, marker=".", linewidth=1.4)
    right.plot(sizes[-1:], errors[-1:], "o", color=BLUE, markersize=8, markeredgecolor="white")
    right.set(
        xscale="log",
        yscale="log",
        yticks=(1e-4, 1e-2, 1),
        yticklabels=(r"$\leq 10^{-4}$", "0.01", "1"),
        xlim=(0.9, 72),
        ylim=(8e-5, 12),
        xticks=(1, 4, 16, 64),
        xticklabels=("1", "4", "16", "64"),
        xlabel="hidden units",
        ylabel="largest error",
        title="The error up to this size",
    )
    right.minorticks_off()
    right.grid(axis="y")


def describe_universal_approximation(result):
    """The largest error, and that of half as many units."""
    units, error = result["units"], _in_words(result["error"])
    if units == 1:
        return f"With 1 unit the largest error is {error}."
    half = units // 2
    return f"With {units} units the largest error is {error}; with {half} it is {_in_words(result['half'])}."


def draw_ways(figure, result):
    """``result``: a dict with ``x``, ``target`` and ``fits``, a dict from a name to a curve: one panel for each."""
    axes = figure.subplots(1, len(result["fits"]), sharey=True)
    for ax, (name, fit), color in zip(axes, result["fits"].items(), (BLUE, GREEN, VERMILION), strict=False):
        ax.plot(result["x"], result["target"], color=ORANGE, linewidth=4, alpha=0.7)
        ax.plot(result["x"], fit, color=color, linewidth=1.8)
        error = np.abs(fit - result["target"]).max()
        ax.axhline(0, color=GRID, linewidth=0.8)
        ax.set(xlim=(-1, 1), ylim=(-1.8, 1.8), xticks=(-1, 0, 1), xlabel="$x$", title=name)
        ax.text(0.98, -1.72, f"largest error {_in_words(error)}", ha="right", va="bottom", color=color)
    axes[0].set_ylabel("$y$")


def draw_bumps(figure, result):
    """``result``: ``x`` and a list ``steps`` of three (curve, name): two steps and the bump they make."""
    ax = figure.subplots()
    lines = []
    looks = (("#B4BAC3", "-", 5), (VERMILION, "--", 2), (BLUE, "-", 2))
    for (curve, _), (color, style, width) in zip(result["steps"], looks, strict=True):
        lines += ax.plot(result["x"], curve, color=color, linestyle=style, linewidth=width)
    ax.set(xlim=(result["x"][0], result["x"][-1]), ylim=(-0.1, 1.15), xlabel="$x$", yticks=(0, 0.5, 1))
    ax.set_title("A step up minus a later step up is a bump")
    label_line_ends(ax, lines, [name for _, name in result["steps"]])


def _in_words(error):
    return f"{error:.2g}" if error >= 1e-4 else "less than 0.0001"


def _whole(value):
    """A number of any size with two digits, the way one writes it: ``2.7``, ``4,500``, ``3,200,000``."""
    rounded = float(f"{value:.2g}")
    return f"{rounded:,.0f}" if rounded >= 10 else f"{rounded:g}"
