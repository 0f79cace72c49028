"""Modern recall as a picture: the share found again by count, the right pattern's weight by β, and the cost."""

import numpy as np

from ...plots.style import BLUE, GREY, INK, ORANGE, VERMILION
from .modern_recall import BETAS, COUNTS, FEW, N

#: Of the weights: all that are measured lie inside.
LIMITS = (1e-11, 4.0)


def draw_modern_recall(figure, result):
    """``result`` of `modern_recall.recall_by_beta`."""
    shares, weights = figure.subplots(1, 2, width_ratios=[1.4, 1])
    at, upto = BETAS.index(result["beta"]), COUNTS.index(result["count"]) + 1
    look = {"color": BLUE, "marker": "o", "label": f"modern, β = {result['beta']:g}", "clip_on": False}
    shares.plot(COUNTS[:upto], result["found"][at, :upto], **look)
    shares.plot(
        FEW, result["hebb"][:, 1], color=VERMILION, marker="s", ms=4, label="Hebb's rule, at rest", clip_on=False
    )
    shares.plot(result["count"], result["share"], "o", mfc="none", mec=ORANGE, ms=14, mew=1.8, zorder=5, clip_on=False)
    shares.set(xscale="log", xlim=(1.5, 2e5), ylim=(0, 1.3), xlabel=f"random patterns of {N} bits")
    shares.set_ylabel("share right in all bits")
    shares.minorticks_off()
    shares.set_yticks([0, 0.5, 1])
    shares.legend(loc="upper right", fontsize=8.5)
    shares.set_title(f"β = {result['beta']:g}, {result['count']:,} patterns: {result['share']:.3f}")
    low, middle, high = result["weight"][: at + 1].T
    weights.fill_between(BETAS[: at + 1], low, high, color=BLUE, alpha=0.2, lw=0)
    weights.plot(BETAS[: at + 1], middle, color=BLUE, marker="o", ms=4, clip_on=False)
    weights.plot(result["beta"], middle[at], "o", mfc="none", mec=ORANGE, ms=14, mew=1.8, zorder=5, clip_on=False)
    weights.axvline(1 / np.sqrt(N), color=GREY, lw=1, ls=":")
    weights.annotate("1/√64", (1 / np.sqrt(N), 3e-11), (4, 0), textcoords="offset points", color=INK)
    weights.set(xscale="log", yscale="log", xlim=(0.028, 2.2), ylim=LIMITS, xlabel="β")
    weights.set_xticks([0.03125, 0.125, 0.5, 2], ["1/32", "1/8", "1/2", "2"])
    weights.minorticks_off()
    weights.set_ylabel("weight of the right pattern")
    weights.set_title("What the right one gets")


def describe_modern_recall(result):
    """The share found again, the weight of the right pattern, and what has to be kept."""
    modern, hebb = result["kept"]
    weight = float(f"{result['weight'][BETAS.index(result['beta'])][1]:.2g}")
    return (
        f"{result['count']:,} patterns of {N} bits, {100 * result['damage']:.0f} % turned, β = {result['beta']:g}: one "
        f"update finds {result['share']:.3f}; the right one's weight is {weight:g}. Kept: {modern:,} numbers, by "
        f"Hebb's rule {hebb:,}."
    )
