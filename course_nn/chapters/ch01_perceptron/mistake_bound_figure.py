"""The margin and the mistakes as a picture, and the proof of their bound as another."""

import numpy as np

from ...plots.points import draw_points, label_line_end, label_line_ends
from ...plots.style import BLUE, GREY, GRID, INK, VERMILION
from .decision_line_figure import draw_boundary, draw_half_planes


def draw_mistake_bound(figure, result):
    """Points with a `Margin` and the widest street between them; right, mistakes and bound for this gap and wider ones.

    What narrower ones bring is not shown: the reader is asked about it.
    """
    left, right = figure.subplots(1, 2)
    draw_half_planes(left, result.w, result.b, result.window)
    draw_boundary(left, result.w, result.b, result.window)
    for side in (-1, 1):
        edge = result.b + side * result.gaps[result.now]
        draw_boundary(left, result.w, edge, result.window, linestyle=":", linewidth=1.2)
    draw_points(left, result.X, result.y, size=5.5)
    left.set_title(f"Nobody nearer than {result.gaps[result.now]:.2f}")
    gaps, now = result.gaps, result.now
    right.axvline(gaps[now], color=GRID, linewidth=8, zorder=0)
    (bound,) = right.plot(gaps[now:], result.bounds[now:], color=INK)
    (most,) = right.plot(gaps[now:], result.mistakes[now:].max(axis=1), color=BLUE, linewidth=1.2)
    right.plot(
        np.repeat(gaps[now:], result.mistakes.shape[1]),
        result.mistakes[now:].ravel(),
        "o",
        color=BLUE,
        markersize=2.5,
        alpha=0.6,
        markeredgewidth=0,
    )
    right.plot([gaps[now]], [result.bounds[now]], "o", color=INK)
    right.plot([gaps[now]], [result.mistakes[now].max()], "o", color=BLUE)
    right.set(
        xlim=(0, 1.02),
        ylim=(0.9, 2000),
        yscale="log",
        yticks=[1, 10, 100, 1000],
        yticklabels=["1", "10", "100", "1000"],
    )
    right.minorticks_off()
    right.set(xlabel="distance of the nearest points", ylabel="mistakes")
    label_line_ends(right, [bound, most], ["bound", "most made"])
    right.set_title("Mistakes stay below the bound")


def describe_mistake_bound(result):
    """How many mistakes the runs make at this gap, and the bound."""
    mistakes, bound = result.mistakes[result.now], result.bounds[result.now]
    return (
        f"With the nearest points {result.gaps[result.now]:.2f} away, {len(mistakes)} runs make "
        f"{mistakes.min()} to {mistakes.max()} mistakes; the bound is {bound:.0f}."
    )


def draw_squeeze(figure, result):
    """‖w‖ after each mistake between its two limits, which cross at the bound: a `Squeeze`."""
    ax = figure.subplots()
    ax.plot(result.k, result.upper, color=VERMILION, linestyle="--")
    ax.plot(result.k, result.lower, color=INK)
    made = np.arange(len(result.length))
    (line,) = ax.plot(made, result.length, "o-", color=BLUE, markersize=3.5, linewidth=1.2)
    ax.fill_between(result.k, result.lower, result.upper, color=GRID, alpha=0.5, linewidth=0)
    ax.axvline(result.bound, color=GREY, linewidth=1, linestyle=":")
    ax.text(result.bound, 0, f" bound {result.bound:.0f}", ha="left", va="bottom", color=GREY)
    ax.set(xlim=(0, result.bound * 1.18), ylim=(0, result.upper[-1] * 1.12))
    ax.set(xlabel="mistakes so far, $k$", ylabel=r"length of $\tilde{w}$")
    ax.annotate(
        "at most $R\\sqrt{k}$",
        (result.k[len(result.k) // 3], result.upper[len(result.k) // 3]),
        xytext=(-6, 8),
        textcoords="offset points",
        ha="right",
        color=VERMILION,
    )
    ax.annotate(
        "at least $k\\,m\\,/\\,\\|\\tilde{w}^*\\|$",
        (result.k[len(result.k) // 2], result.lower[len(result.k) // 2]),
        xytext=(8, -8),
        textcoords="offset points",
        ha="left",
        va="top",
        color=INK,
    )
    label_line_end(ax, line, f"{made[-1]}")
    ax.set_title(f"Squeezed from both sides: {made[-1]} mistakes, and never more than {result.bound:.0f}")
