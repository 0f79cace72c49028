"""The bands of f and of y as a picture, beside what data and prior know of each direction of β."""

import numpy as np

from ...plots.powers import with_power
from ...plots.style import BLUE, GREEN, GREY, INK, ORANGE, VERMILION
from .known_units import GAP, GRID, PLACES, UNITS, truth

#: Of y: the first that holds the mean; bands may go beyond.
LIMITS = (2.5, 5, 10, 20, 50)
#: Of the precisions, as powers of ten.
LOW, HIGH = -4, 6


def draw_known_units(figure, result):
    """``result`` of `known_units.see_points`."""
    ax, parts = figure.subplots(1, 2, width_ratios=[1.45, 1])
    mean, band, new = result["mean"], result["band"], result["new"]
    limit = next(one for one in LIMITS if np.abs(mean).max() <= one)
    ax.fill_between(GRID, np.maximum(mean - band, -limit), np.minimum(mean + band, limit), color=BLUE, alpha=0.2, lw=0)
    for side in (-1, 1):
        ax.plot(GRID, mean + side * new, color=BLUE, lw=1, ls=(0, (1, 1.6)))
    ax.plot(GRID, truth(GRID), color=GREEN, lw=1.3, ls=(0, (4, 2)))
    ax.plot(GRID, mean, color=BLUE)
    ax.plot(result["x"], result["y"], "o", color=INK, ms=5, mec="white", mew=0.6, zorder=4)
    for border in (-GAP, GAP):
        ax.axvline(border, color=GREY, lw=0.7, ls=":")
    highest = np.abs(np.stack([mean - new, mean + new])).max()
    if highest > limit:
        card = {"bbox": {"facecolor": "white", "edgecolor": "none", "pad": 1, "alpha": 0.8}}
        ax.text(0.02, 0.97, f"bands to ±{highest:.1f}", transform=ax.transAxes, va="top", color=BLUE, **card)
    ax.set(xlim=(GRID[0], GRID[-1]), ylim=(-limit, limit), xlabel="$x$", ylabel=f"$y$, up to ±{limit:g}")
    ax.set_title(f"{points_seen(result)}: f({PLACES[0]:g}) to ± {amount(result['places'][0])}")
    _draw_precisions(parts, result)


def _draw_precisions(ax, result):
    at, known, before = np.arange(1, UNITS + 1), result["data"], result["prior"]
    floor = 10.0**LOW
    shown = known >= 2 * floor
    ax.axhline(before, color=ORANGE, lw=1.7, ls=(0, (5, 2)), label="prior")
    ax.plot(at[shown], known[shown], "s", color=VERMILION, ms=5, label="data", zorder=3)
    ax.plot(at[~shown], np.full((~shown).sum(), 1.7 * floor), "v", color=VERMILION, ms=5, zorder=3)
    ax.plot(at, known + before, "o", mfc="none", mec=BLUE, ms=9, mew=1.4, label="sum")
    ax.set(yscale="log", xlim=(0.2, UNITS + 0.8), ylim=(floor, 10.0**HIGH), xlabel="direction of β", ylabel="precision")
    ax.set_xticks([1, 5, 10, 15, 20])
    ax.set_yticks([10.0**k for k in range(LOW, HIGH + 1, 2)])
    ax.minorticks_off()
    ax.legend(loc="upper right", ncols=3, handlelength=1.6, columnspacing=1)
    ax.set_title(f"Data know {result['better']} of {UNITS} better")


def points_seen(result):
    return "1 point" if result["n"] == 1 else f"{result['n']} points"


def amount(value):
    return with_power(value)


def describe_known_units(result):
    """The bands in the gap and in a cluster, and in how many directions data outweigh the prior."""
    (gap, cluster), sigma = result["places"], result["sigma"]
    more = [amount(2 * np.sqrt((one / 2) ** 2 + sigma**2)) for one in (gap, cluster)]
    return (
        f"{points_seen(result)}, σ = {sigma:g}, σ_β = {result['spread']:g}. Two deviations: f ± {amount(gap)} at x = 0 "
        f"and ± {amount(cluster)} at {PLACES[1]:g}; a new y ± {more[0]} and ± {more[1]}. Data outweigh the prior in "
        f"{result['better']} of {UNITS} directions."
    )
