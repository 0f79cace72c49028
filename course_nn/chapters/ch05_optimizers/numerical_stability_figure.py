"""The numbers that a softmax needs on the way, and what is left of it when they don't fit."""

import math

import numpy as np

from ...plots.style import BLUE, GREY, INK, VERMILION
from .numerical_stability import SMALLEST

EXPONENTS = (-450, 450)


def draw_numerical_stability(figure, result):
    """The sizes of the exponentials within what the type can hold; both softmaxes; both losses against the size."""
    left, middle, right = figure.subplots(1, 3, width_ratios=[1.25, 1, 1.1])
    _number_line(left, result)
    _softmaxes(middle, result)
    _losses(right, result)


def describe_numerical_stability(result):
    """What both formulas say of the last class."""
    stable, naive = result["stable_loss"], result["naive_loss"]
    if math.isfinite(naive) and abs(naive - stable) <= 1e-3 * max(stable, 1):
        return f"In {result['dtype']} both formulas say that −log p of the last class is {stable:.4g}."
    said = f"{naive:.4g}, which is wrong" if math.isfinite(naive) else "no number" if math.isnan(naive) else "infinity"
    return f"−log p of the last class in {result['dtype']}: the naive formula gives {said}, the other {stable:.4g}."


def _number_line(ax, result):
    low, high = result["range"]
    ax.axvspan(low, high, color=BLUE, alpha=0.12, lw=0)
    ax.text(
        (low + high) / 2,
        0.5,
        f"{result['dtype']} holds\n$10^{{{low:.0f}}}$ to $10^{{{int(high)}}}$",
        ha="center",
        va="center",
        fontsize=8.5,
        color=GREY,
    )
    for height, key, color, marker in ((1, "exponents", VERMILION, "s"), (0, "shifted", BLUE, "o")):
        at = result[key]
        fits = (at > low) & (at < high)
        style = {"ls": "none", "marker": marker, "ms": 7, "mec": color, "alpha": 0.85}
        ax.plot(at[fits], np.full(fits.sum(), height), color=color, **style)
        ax.plot(at[~fits], np.full((~fits).sum(), height), mfc="white", **(style | {"alpha": 1}))
    ax.set(xlim=EXPONENTS, ylim=(-0.45, 1.45), xlabel=r"decimal exponent: $\log_{10}$ of the number")
    ax.set_xticks([-400, 0, 400])
    ax.set_yticks([1, 0], ["$e^{z}$", r"$e^{z - \max}$"], fontsize=14)
    ax.tick_params(axis="y", length=0)
    large, small = int((result["exponents"] > high).sum()), int((result["exponents"] < low).sum())
    words = [f"{count} too {word}" for count, word in ((large, "large"), (small, "small")) if count]
    ax.set_title(f"Of five $e^z$ {', '.join(words)}" if words else "All five $e^z$ fit")


def _softmaxes(ax, result):
    k = np.arange(5)
    p = result["naive_p"]
    broken = ~np.isfinite(p)
    ax.bar(k + 0.2, result["stable_p"], 0.36, color=BLUE)
    ax.bar(k - 0.2, np.where(broken, 0, p), 0.36, color="white", edgecolor=VERMILION, lw=1.6)
    if broken.any():
        ax.plot(k[broken] - 0.2, np.full(broken.sum(), 0.05), "X", color=VERMILION, ms=10, mec="white")
    ax.set(ylim=(0, 1.05), xlim=(-0.6, 4.6), ylabel="softmax $p$")
    labels, shift = [_short(z) for z in result["z"]], result["shift"]
    apart = len(set(labels)) == len(labels)  # otherwise the shift hides what differs
    ax.set_xticks(k, labels if apart else [_short(z - shift) for z in result["z"]], fontsize=8)
    ax.set_xlabel("logit $z$" if apart else f"logit $z$, without the {_short(shift)} added to all")
    ax.text(4.5, 1.0, "stable", color=BLUE, ha="right", va="center", fontsize=9)
    ax.text(4.5, 0.92, "naive (hollow)", color=VERMILION, ha="right", va="center", fontsize=9)
    ax.set_yticks([0, 1])
    if broken.any():
        title = "The naive softmax breaks (✕)"
    elif np.abs(p - result["stable_p"]).max() > 0.005:
        title = "The naive softmax is wrong"
    else:
        title = "Both softmaxes agree"
    ax.set_title(title)


def _losses(ax, result):
    naive, stable = result["naive_curve"], result["stable_curve"]
    ax.plot(result["sizes"], stable, color=BLUE, lw=2)
    ax.plot(result["sizes"], np.ma.masked_invalid(naive), color=VERMILION, ls=(0, (4, 2)), lw=3, label="naive")
    if result["end"]:
        at = np.interp(result["end"], result["sizes"], stable)
        ax.plot(result["end"], at, "X", color=VERMILION, ms=10, mec="white", zorder=4)
    ax.axvline(max(result["size"], 0.1), color=INK, lw=0.9, ls=":")
    ax.plot(max(result["size"], 0.1), result["stable_loss"], "o", color=BLUE, mec="white", ms=8, zorder=5)
    ax.set(xscale="log", yscale="log", xlim=(SMALLEST, 600), ylim=(1, 1500), xlabel="size of the logits")
    ax.set_ylabel(r"$-\log p$ of the last class", labelpad=2)
    ax.set_xticks([0.1, 1, 10, 100], ["0.1", "1", "10", "100"])
    ax.set_yticks([1, 10, 100, 1000], ["1", "10", "100", "1000"])
    ax.minorticks_off()
    end = result["end"]
    if end:
        ax.set_title(f"The naive loss ends at {end:.3g}")
    else:
        ax.set_title("The naive loss holds so far" if end is None else "No naive loss with this shift")


def _short(z):
    return f"{z:.0f}".replace("-", "−") if abs(z) >= 10 else f"{z:.2g}".replace("-", "−")
