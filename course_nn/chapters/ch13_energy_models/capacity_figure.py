"""Capacity as a picture: the share found again by load, for four sizes, and where the recalls of one ended."""

import numpy as np

from ...plots.style import BLUE, GREEN, GREY, INK, ORANGE, PINK, VERMILION
from .capacity import EDGES, FOUND, LIMIT, LOADS, NETWORKS

LOOKS = dict(zip(NETWORKS, ((GREEN, "^"), (PINK, "D"), (BLUE, "o"), (VERMILION, "s")), strict=True))


def draw_capacity(figure, result):
    """``result`` of `capacity.recall_by_load`."""
    ax, ends = figure.subplots(1, 2, width_ratios=[1.5, 1])
    upto = LOADS.index(result["load"]) + 1
    for n, (mean, error) in result["curves"].items():
        color, marker = LOOKS[n]
        now = n == result["n"]
        look = {"lw": 2.4 if now else 1.2, "elinewidth": 1, "alpha": 1 if now else 0.7}
        ax.errorbar(LOADS[:upto], mean[:upto], 2 * error[:upto], color=color, **look)
        ax.plot(LOADS[:upto], mean[:upto], marker, color=color, ms=5, label=f"n = {n:,}")
    ax.axvline(LIMIT, color=GREY, lw=1, ls=":")
    ax.plot(result["load"], result["share"], "o", mfc="none", mec=INK, ms=13, mew=1.4, zorder=4)
    ax.set(xlim=(0.095, 0.205), ylim=(-0.03, 1.05), xlabel="load $α = p/n$")
    exact = result["counted"] == "exact"
    ax.set_ylabel("share that ends right in every bit" if exact else f"share that ends with |m| > {FOUND}")
    ax.annotate("0.138", (LIMIT, 0.9 if exact else 0.02), (4, 0), textcoords="offset points", color=GREY)
    ax.legend(loc="upper right" if exact else "lower left", fontsize=8.5)
    ax.set_title(f"n = {result['n']:,}, α = {result['load']:.2f}: {result['share']:.3f}")
    middles, wide = (EDGES[1:] + EDGES[:-1]) / 2, EDGES[1] - EDGES[0]
    shares = result["ends"]
    above = shares[::-1].cumsum()[::-1] - shares
    counts = np.clip(result["share"] - above, 0, shares)  # what counts is what ended nearest
    ends.bar(middles, shares, 0.9 * wide, color=ORANGE)
    ends.bar(middles, counts, 0.9 * wide, color=BLUE)
    ends.set(xlim=(0, 1.02), ylim=(0, 1.05), xlabel="|overlap| with the pattern at rest", ylabel="share of the starts")
    ends.set_title("Where they ended")


def describe_capacity(result):
    """The share that counts at this size and load."""
    return (
        f"{result['n']:,} units, {round(result['load'] * result['n']):,} patterns (load {result['load']:.2f}): let go "
        f"at a pattern, a share of {result['share']:.3f} ends "
        + ("right in every bit." if result["counted"] == "exact" else f"with an overlap above {FOUND}.")
    )
