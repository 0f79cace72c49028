"""Two samples sorted to each other, the critic beside the best one, and what it says beside the exact distance."""

import numpy as np
from matplotlib.collections import LineCollection

from ...plots.points import label_line_ends
from ...plots.powers import with_power
from ...plots.style import BLUE, GREEN, GREY, INK, VERMILION

WINDOW, HEIGHTS, SAID = (-6.2, 10.2), (-7.5, 7.5), (2e-3, 100.0)
FLOOR = SAID[0] * 1.3  # where what is below the axis is marked


def draw_wasserstein_line(figure, result):
    """Left: who goes where. Middle: the critic, over its steepest slope. Right: what it says, step by step."""
    left, middle, right = figure.subplots(1, 3, width_ratios=(1, 1, 1.1))
    _draw_samples(left, result)
    _draw_critic(middle, result)
    _draw_values(right, result)


def _draw_samples(ax, result):
    rank = (np.arange(len(result["real"])) + 0.5) / len(result["real"])
    moves = [[(b, r), (a, r)] for a, b, r in zip(result["real"], result["fake"], rank, strict=True)]
    ax.add_collection(LineCollection(moves, colors=GREY, linewidths=0.6, alpha=0.5))
    ax.plot(result["fake"], rank, "s", color=VERMILION, ms=3, label="generated")
    ax.plot(result["real"], rank, "o", color=BLUE, ms=3, label="real")
    ax.set(xlim=WINDOW, ylim=(0, 1), xlabel="$x$, sorted", ylabel="share of the sample up to $x$", yticks=(0, 0.5, 1))
    ax.set_title(f"Mean move: $W_1$ = {written(result['w1'])}")


def _draw_critic(ax, result):
    ax.plot(result["x"], result["best"], color=INK, lw=1.6)
    ax.plot(result["x"], result["f"], "--", color=GREEN)
    ax.set(xlim=WINDOW, ylim=HEIGHTS, xlabel="$x$", ylabel="$f(x)$ / steepest slope")
    ax.set_title(f"Steepest slope {written(result['slope'])}")


def _draw_values(ax, result):
    kept, values = result["kept"], result["values"]
    ax.set(xscale="log", yscale="log", xlim=(kept[0], kept[-1] * 7), ylim=SAID, xlabel="step", xticks=(1, 10, 100))
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_ticks([], minor=True)
    ax.set(xticklabels=("1", "10", "100"), ylabel=r"$E\,f($real$) - E\,f($generated$)$")
    ax.grid(axis="y")
    exact = ax.plot(kept[[0, -1]], [result["w1"]] * 2, color=INK, lw=1.6)
    seen = values > FLOOR
    said = ax.plot(kept, np.where(seen, values, np.nan), "--", color=GREEN)
    ax.plot(kept[~seen], np.full((~seen).sum(), FLOOR), "v", color=GREEN, ms=4)
    ax.plot([result["steps"]], [max(result["said"], FLOOR)], "D", color=GREEN, ms=7, mec="white", zorder=4)
    label_line_ends(ax, [*exact, *said], ["$W_1$", "critic"])
    ax.set_title(f"The critic says {written(result['said'])}")


def describe_wasserstein_line(result):
    """The exact distance, what the critic says, and what can be concluded from it with its steepest slope."""
    ratio = written(result["said"] / result["w1"])
    w1, said, slope, bound = (written(result[key]) for key in ("w1", "said", "slope", "bound"))
    return (
        f"W₁ by sorting is {w1}; after {result['steps']} steps the critic says {said}, {ratio} times as much. "
        f"Over its steepest slope, {slope}, that is {bound}, a lower bound."
    )


def written(value):
    """The number with two digits, also where the second one is a 0."""
    return f"{value:.1f}" if 0.995 <= value < 9.95 else with_power(value)
