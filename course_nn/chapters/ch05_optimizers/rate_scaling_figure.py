"""The best rate of each batch size, and how far a rule for it holds."""

import numpy as np

from ...plots.points import label_line_ends
from ...plots.style import BLUE, GREEN, INK, PINK, VERMILION
from .batch_size_figure import plain_log, size_axis


def draw_rate_scaling(figure, results, along):
    """The best rate of each size, for SGD and Adam, and the cost along the rule: `best_rates`, `along_the_rule`."""
    left, right = figure.subplots(1, 2)
    lines = []
    for result, color, marker in zip(results, (INK, VERMILION), ("o", "P"), strict=True):
        sizes, best = result["sizes"], result["best"]
        lines += left.plot(sizes, best, color=color, marker=marker, markersize=7, markeredgecolor="white")
        rising = sizes <= result["upto"]
        power = {1.0: "m", 0.5: r"\sqrt{m}"}.get(round(2 * result["slope"]) / 2, f"m^{{{result['slope']:.2f}}}")
        middle = int(np.flatnonzero(rising)[len(np.flatnonzero(rising)) // 2])
        left.annotate(
            rf"$\alpha \propto {power}$",
            (sizes[middle], best[middle]),
            xytext=(0, 11),
            textcoords="offset points",
            ha="right",
            color=color,
        )
    left.set(yscale="log", ylabel=r"best learning rate $\alpha$")
    left.set_title(f"{results[0]['who']}'s best rate grows up to $m = {results[0]['upto']}$")
    looks = (
        ("kept", PINK, "v", (0, (2, 1.2))),
        ("scaled", BLUE, "s", "-"),
        ("best", GREEN, "*", (0, (5, 1.5))),
    )
    ends = []
    names = {"kept": "rate kept", "scaled": "rate ∝ m", "best": "best rate"}
    for part, color, marker, style in looks:
        values = np.where(along[part] < 4, along[part], np.nan)
        ends += right.plot(
            along["sizes"],
            values,
            marker,
            color=color,
            linestyle=style,
            markeredgecolor="white",
            markersize=8,
        )
    right.set(yscale="log", ylabel="cost after 5 epochs of SGD", ylim=(0.003, 5))
    right.set_title("The linear rule holds, up to a limit")
    for ax in (left, right):
        size_axis(ax, results[0]["sizes"])
        plain_log(ax)
        ax.grid(axis="y")
    label_line_ends(left, lines, [result["who"] for result in results])
    label_line_ends(right, ends, list(names.values()))
