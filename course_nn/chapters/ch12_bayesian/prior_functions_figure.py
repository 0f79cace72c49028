"""Functions from a prior as a picture, beside how often they turn and change their sign."""

import numpy as np

from ...plots.powers import with_power
from ...plots.style import BLUE, GREEN, GREY, INK, ORANGE, PINK, VERMILION
from .prior_functions import COUNTED, GRID, HIGH, LAST, LOW

#: Of the functions: the first that holds all that are seen.
LIMITS = tuple(step * 10.0**power for power in range(-2, 3) for step in (1, 2, 5))


def draw_prior_functions(figure, result):
    """``result`` of `prior_functions.draw_functions`."""
    ax, counts = figure.subplots(1, 2, width_ratios=[1.35, 1])
    for curve, color in zip(result["curves"], (BLUE, ORANGE, GREEN, PINK, VERMILION, INK), strict=True):
        ax.plot(GRID, curve, color=color, lw=1.4)
    limit = next(one for one in LIMITS if np.abs(result["curves"]).max() <= one)
    ax.axhline(0, color=GREY, lw=0.7, zorder=0)
    ax.set(xlim=(LOW, HIGH), ylim=(-limit, limit), xlabel="$x$", ylabel=f"$f(x)$, up to ±{limit:g}")
    ax.set_title(f"Height {amount(result['height'])}, steepest slope {amount(result['slope'])}")
    _draw_counts(counts, result)


def _draw_counts(ax, result):
    turns, crossings = result["counts"]
    at = np.arange(LAST + 1)
    ax.bar(at, turns, 0.8, color=BLUE)
    ax.bar(at, -crossings, 0.8, color="white", edgecolor=ORANGE, hatch="////")
    ax.axhline(0, color=INK, lw=0.8)
    ax.text(0.98, 0.95, "turns", transform=ax.transAxes, color=BLUE, ha="right", va="top", weight="bold")
    ax.text(0.98, 0.05, "changes of sign", transform=ax.transAxes, color=INK, ha="right", weight="bold")
    ax.set(xlim=(-0.7, LAST + 0.7), ylim=(-108, 108), ylabel=f"functions, of {COUNTED}", xlabel="how many")
    ax.set_xticks(range(0, LAST + 1, 4), [*map(str, range(0, LAST, 4)), f"{LAST}+"])
    ax.set_yticks([-100, -50, 0, 50, 100], ["100", "50", "0", "50", "100"])
    ax.set_title(f"{result['turns']:.1f} turns, {result['crossings']:.1f} changes of sign")


def amount(value):
    return with_power(value)


def describe_prior_functions(result):
    """The spread of each β, and the means over all functions that were counted."""
    units = "1 unit" if result["units"] == 1 else f"{result['units']} units"
    return (
        f"{units}, each β of spread {amount(result['spread'])}. {COUNTED} functions: height (root mean square) "
        f"{amount(result['height'])}, steepest slope {amount(result['slope'])}, {result['turns']:.1f} turns and "
        f"{result['crossings']:.1f} changes of sign on average."
    )
