"""Two densities with the best discriminator and a trained one; and the Jensen–Shannon divergence as each sees it."""

import numpy as np

from ...plots.points import label_shifts
from ...plots.powers import with_power
from ...plots.style import BLUE, GREEN, GREY, INK, VERMILION
from .best_discriminator import ALL_DISTANCES, GRID, WINDOW

MOST_DENSITY, MARGIN = 0.9, 0.04
JSD_LIMITS = (-0.55, 0.8)


def draw_best_discriminator(figure, result):
    """Left: p, q, D* and D, and where 99 % of the examples are. Right: JSD by distance, and (V(D) + log 4)/2."""
    left, right = figure.subplots(1, 2, width_ratios=(1.25, 1))
    _draw_discriminators(left, result)
    _draw_divergence(right, result)


def _draw_discriminators(ax, result):
    x = result["x"]
    ax.set(xlim=WINDOW, ylim=(-0.12, 1.04), xlabel="$x$", ylabel="$D(x)$, probability of real", yticks=(0, 0.5, 1))
    for density, color, name in (("p", BLUE, "data $p$"), ("q", VERMILION, "generator $q$")):
        ax.fill_between(x, result[density] * MOST_DENSITY, color=color, alpha=0.22, linewidth=0, label=name)
    ax.plot(x, result["best"], color=INK, lw=1.6, label="$D^*$, the best")
    ax.plot(x, result["D"], "--", color=GREEN, label="your $D$" if result["steps"] is None else "trained $D$")
    bar = np.where(result["held"], -0.075, np.nan)
    ax.plot(x, bar, color=GREY, lw=4, solid_capstyle="butt", label="99 % of the examples")
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.2), ncols=3, columnspacing=1.2, handlelength=1.6)
    ax.set_title(f"On average over the examples $D$ is {_short(result['gap'])} from $D^*$")


def _draw_divergence(ax, result):
    ax.set(xlim=(ALL_DISTANCES[0] - 0.1, ALL_DISTANCES[-1] + 3.2), ylim=JSD_LIMITS, xlabel="center of $q$")
    ax.set(ylabel="nats", xticks=range(7), yticks=(-0.4, -0.2, 0, 0.2, 0.4, 0.6))
    ax.plot(ALL_DISTANCES[[0, -1]], np.log([2, 2]), ":", color=GREY, lw=1)
    curve, seen, low = result["jsd_by_distance"], result["seen_by_distance"], JSD_LIMITS[0] + MARGIN
    ax.plot(ALL_DISTANCES, curve, color=INK, lw=1.6)
    inside = np.where(seen > low, seen, np.nan)
    ax.plot(ALL_DISTANCES, inside, "--", color=GREEN)
    # A mark where the line leaves the axes.
    leaves = np.flatnonzero((seen[:-1] > low) != (seen[1:] > low))
    outer = [k + 1 if seen[k] > low else k for k in leaves]
    ax.plot(ALL_DISTANCES[outer], np.full(len(outer), low), "v", color=GREEN, mec="white")
    ax.plot(result["distance"], result["jsd"], "o", mec=INK, mfc="none", ms=13, mew=1.8, zorder=6)  # around the diamond
    if result["seen"] > low:
        ax.plot(result["distance"], result["seen"], "D", color=GREEN, ms=7, mec="white", zorder=5)
    else:
        mark = {"xytext": (0, 14), "textcoords": "offset points", "ha": "left", "color": GREEN, "fontsize": 9}
        ax.plot(result["distance"], low, "v", color=GREEN, ms=9, mec="white", zorder=5)
        ax.annotate(_nats(result["seen"]), (result["distance"], low), **mark)
    ends = [float(np.log(2)), float(curve[-1]), max(float(seen[-1]), low + MARGIN)]
    names, colors = ["log 2", "JSD", "as this $D$ sees it"], (GREY, INK, GREEN)
    for end, name, color, shift in zip(ends, names, colors, label_shifts(ax, ends), strict=True):
        at = {"xytext": (5, shift), "textcoords": "offset points", "va": "center", "color": color, "fontsize": 9}
        ax.annotate(name, (ALL_DISTANCES[-1], end), **at)
    ax.set_title(f"JSD {result['jsd']:.3f}; this $D$ sees {_nats(result['seen'])}")


def describe_best_discriminator(result):
    """How far D is from D*, where there are examples and where not, and V(D) beside the largest possible."""
    who = "Your D" if result["steps"] is None else f"After {result['steps']} steps D"
    return (
        f"{who} is {_short(result['gap'])} from D* on average over the examples, at most {_short(result['inside'])} "
        f"where 99 % are and {_short(result['outside'])} elsewhere from {_whole(GRID[0])} to {_whole(GRID[-1])}; "
        f"V(D) = {_nats(result['value'])}, 2 JSD − log 4 = {_nats(result['best_value'])}."
    )


def _whole(place):
    return f"{place:.0f}".replace("-", "−")


def _short(gap):
    return f"{gap:.3f}" if gap < 0.0995 else f"{gap:.2f}"


def _nats(value):
    if abs(value) >= 100:
        return with_power(value, 3)
    return f"{round(value, 3) + 0.0:.3f}".replace("-", "−")
