"""The bands of a method as a picture, beside the shares of new points that they hold."""

import numpy as np

from ...plots.style import BLUE, GREEN, GREY, INK, VERMILION
from .methods_compared import GAP
from .predictive_bands import AT, NEW

#: Of y: the first that holds data, truth and bands.
LIMITS = (1.5, 2.5, 4.0, 6.0, 9.0)


def draw_predictive_bands(figure, result):
    """``result`` of `predictive_bands.compare_bands`."""
    ax, shares = figure.subplots(1, 2, width_ratios=[2.1, 1]) if result["shown"] else (figure.subplots(), None)
    mean, f, y = result["mean"], result["f"], result["y"]
    highest = max(np.abs(part).max() for part in (y, f, result["curve"], result["new"][1], result["data"][1]))
    limit = next((one for one in LIMITS if highest <= one), LIMITS[-1])
    ax.fill_between(AT, y[0], y[3], color=BLUE, alpha=0.18, lw=0)
    ax.fill_between(AT, y[1], y[2], color=BLUE, alpha=0.25, lw=0)
    for end in (f[0], f[3]):
        ax.plot(AT, end, color=BLUE, lw=1, ls=(0, (1, 1.6)))
    ax.plot(AT, mean, color=BLUE)
    if result["shown"]:
        _draw_shares(shares, result)
        ax.plot(*result["new"], ".", color=GREEN, ms=3, alpha=0.7, zorder=3)
        ax.plot(AT, result["curve"], color=GREEN, lw=1.5, ls=(0, (4, 2)), zorder=3)
    ax.plot(*result["data"], "o", color=INK, ms=5, mec="white", mew=0.6, zorder=4)
    for border in GAP:
        ax.axvline(border, color=GREY, lw=0.7, ls=":")
    ax.set(xlim=(AT[0], AT[-1]), ylim=(-limit, limit), xlabel="$x$", ylabel=f"$y$, up to ±{limit:g}")
    ax.set_title(f"{first_up(result['method'])}: {result['widths'][1]:.2f} wide at x = 0")


def _draw_shares(ax, result):
    at = np.arange(2)
    share, (low, high) = result["counts"] / NEW, np.transpose(result["wilson"])
    ax.axhline(0.9, color=VERMILION, lw=1.3, ls=(0, (5, 2)))
    ax.text(1.58, 0.915, "promised", color=VERMILION, ha="right", va="bottom", fontsize=9)
    ax.bar(at, share, width=0.5, color=BLUE, alpha=0.35)
    ax.vlines(at, low, high, color=INK, lw=2)
    ax.set(xlim=(-0.6, 1.6), ylim=(0, 1.05), ylabel="new points in the band of 90 %")
    ax.set_xticks(at, ["clusters", "gap"])
    ax.set_yticks(np.linspace(0, 1, 6))
    ax.set_title(f"Held: {held_share(result, 0)}, {held_share(result, 1)}")


def first_up(words):
    return words[0].upper() + words[1:]


def held_share(result, k):
    return f"{100 * result['counts'][k] / NEW:.3g} %"


def describe_predictive_bands(result):
    """The widths of the band of 90 %, and how many new points it holds, in the clusters and in the gap."""
    cluster, gap = result["widths"]
    told = f"{first_up(result['method'])}: its band of 90 % is {cluster:.2f} wide at x = 1.35 and {gap:.2f} at x = 0."
    if not result["shown"]:
        return told
    ends = [f"{100 * low:.0f} to {100 * high:.0f}" for low, high in result["wilson"]]
    return (
        f"{told} It holds {held_share(result, 0)} of new points in the clusters ({ends[0]}), {held_share(result, 1)} "
        f"in the gap ({ends[1]})."
    )
