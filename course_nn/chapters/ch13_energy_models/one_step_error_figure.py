"""The error of one step as a picture: the fields at stored patterns, and the share of bits turned wrong by load."""

import numpy as np

from ...plots.style import BLUE, GREY, INK, ORANGE, VERMILION
from .one_step_error import error


def draw_one_step_error(figure, result):
    """``result`` of `one_step_error.look_at_fields`."""
    fields, ax = figure.subplots(1, 2, width_ratios=[1.2, 1])
    edges, wrong = result["edges"], result["edges"][:-1] < -1e-9
    heights = np.maximum(result["density"], 1e-4)
    fields.bar(edges[:-1], heights, np.diff(edges), align="edge", color=np.where(wrong, ORANGE, BLUE), alpha=0.55)
    fields.plot(result["z"], np.maximum(result["normal"], 1e-4), color=INK, lw=1.3)
    fields.axvline(0, color=GREY, lw=0.8)
    fields.set(yscale="log", xlim=(-3.5, 5.5), ylim=(1e-4, 4), ylabel="density")
    fields.set_xlabel("$s_i h_i$ at a stored pattern")
    fields.set_title(f"{percent(result['found'])} lie below 0")
    loads, upto = np.geomspace(0.04, result["load"], 200), result["loads"].index(result["load"]) + 1
    ax.plot(loads, [error(a) for a in loads], color=INK, lw=1.3, label="½ erfc(1/√(2α))")
    shown = np.maximum(result["curve"][:upto], 1e-6)
    seen = result["curve"][:upto] > 0
    ax.plot(
        np.array(result["loads"][:upto])[seen], shown[seen], "o", color=BLUE, label=f"measured, n = {result['n']:,}"
    )
    ax.plot(np.array(result["loads"][:upto])[~seen], shown[~seen], "v", color=BLUE, ms=7, clip_on=False, zorder=4)
    ax.plot(result["load"], max(result["found"], 1e-6), "o", mfc="none", mec=ORANGE, ms=12, mew=1.8, zorder=5)
    ax.axhline(0.01, color=VERMILION, lw=0.6, ls=":")
    ax.set(xscale="log", yscale="log", xlim=(0.04, 1.2), ylim=(1e-6, 0.5), xlabel="load $α = p/n$")
    ax.set_ylabel("share of bits turned wrong")
    ax.set_xticks([0.05, 0.1, 0.2, 0.5, 1], ["0.05", "0.1", "0.2", "0.5", "1"])
    ax.minorticks_off()
    ax.legend(loc="lower right", fontsize=8.5)
    ax.set_title("After one step from a pattern")


def percent(share):
    """Two decimals below 10 %, and two digits of what they would hide."""
    if 0 < share < 0.001:
        return f"{100 * share:.2g} %"
    return f"{100 * share:.2f} %" if share < 0.1 else f"{100 * share:.1f} %"


def describe_one_step_error(result):
    """The share measured, and the one told."""
    return (
        f"{result['patterns']:,} random patterns in {result['n']:,} units (load {result['load']:g}): one update turns "
        f"{percent(result['found'])} of {result['bits']:,} stored bits wrong; the formula says "
        f"{percent(result['told'])}"
    )
