"""Synchronous updates as a picture: two states in a row, the energies, and how often two take turns."""

import numpy as np

from ...plots.style import BLUE, GREY, INK, ORANGE, VERMILION
from .pattern_sets_figure import draw_pattern
from .two_cycles import COUNTS


def draw_two_cycles(figure, result):
    """``result`` of `two_cycles.update_together`."""
    often = result["often"]
    widths = [0.6, 0.6, 1.1, 1.1] if often else [0.75, 0.75, 1.6]
    parts = figure.subplot_mosaic("01es" if often else "01e", width_ratios=widths)
    step, changed = result["step"], result["state"] != result["next"]
    draw_pattern(parts["0"], result["state"], f"after {step}", changed)
    draw_pattern(parts["1"], result["next"], f"after {step + 1}: {result['changes']} changed", changed)
    ax, E, L = parts["e"], result["energies"], result["pairs"]
    ax.plot(E[: step + 1], color=BLUE, marker="o", ms=4, label="$E$ of the state")
    ax.plot(
        np.arange(step) + 0.5, L[:step] / 2, color=VERMILION, ls="--", marker="s", ms=3.5, label="of the pair, $L/2$"
    )
    ax.plot(step, E[step], "o", color=ORANGE, ms=9, mec=INK, zorder=4, clip_on=False)
    low, high = min(E.min(), L.min() / 2), max(E.max(), L.max() / 2)
    ax.set(ylim=(low - 0.06 * (high - low) - 0.1, high + 0.35 * (high - low) + 0.1), xlim=(-0.2, len(E) - 0.8))
    ax.set(xlabel="updates of all units", ylabel="energy")
    ax.xaxis.get_major_locator().set_params(integer=True)
    ax.legend(loc="upper right", fontsize=8.5)
    ax.set_title(ending(result).capitalize())
    if often:
        _draw_shares(parts["s"], result)


def _draw_shares(ax, result):
    upto = COUNTS.index(result["count"]) + 1
    ax.plot(COUNTS[:upto], 100 * result["shares"][:upto], color=GREY, marker="o", ms=4)
    ax.plot(result["count"], 100 * result["share"], "o", color=ORANGE, ms=9, mec=INK, zorder=4, clip_on=False)
    ax.set(xscale="log", xlim=(0.9, 36), ylim=(0, 30), xlabel="patterns in 64 units", ylabel="% of random starts")
    ax.set_xticks([1, 2, 4, 8, 16, 32], ["1", "2", "4", "8", "16", "32"])
    ax.minorticks_off()
    ax.set_title("How many take turns")


def ending(result):
    """How it ends, as soon as that can be seen."""
    if not result["ended"]:
        return "still on its way"
    return "two states take turns" if result["period"] == 2 else "at rest"


def describe_two_cycles(result):
    """What the next update changes, how it ends, and, if asked for, the share of all starts."""
    patterns = f"{result['count']} pattern{'' if result['count'] == 1 else 's'}"
    told = f"{patterns}, all units at once: update {result['step'] + 1} changes {result['changes']} of 64 units: "
    share = f" Of random starts {100 * result['share']:.0f} % end between two states." if result["often"] else ""
    return f"{told}{ending(result)}.{share}"
