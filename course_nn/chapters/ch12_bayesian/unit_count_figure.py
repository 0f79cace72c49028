"""The number of units along a chain, and how often each was there, beside the prior and a long run."""

import numpy as np

from ...plots.style import BLUE, GREEN, GREY, INK, ORANGE, SKY
from .unit_count import COUNTS, LARGEST, STEPS, THIN


def draw_unit_count(figure, result):
    """``result`` of `unit_count.count_units`."""
    ax, bars = figure.subplots(1, 2, width_ratios=[1.25, 1])
    truth, sweeps, last = result["truth"], result["sweeps"], STEPS * THIN
    ax.axhline(truth, color=GREEN, lw=1.3, ls=(0, (4, 2)))
    ax.plot(result["trace"][: sweeps + 1], color=SKY, lw=0.9, drawstyle="steps-post")
    ax.plot([sweeps], [result["now"]], "o", color=BLUE, ms=8, mec="white", zorder=4, clip_on=False)
    ax.text(last * 1.01, truth + 0.08, "truth", color=GREEN, ha="right", va="bottom")
    ax.set(xlim=(-0.01 * last, last * 1.01), ylim=(-0.4, LARGEST + 0.4), xlabel="sweep", ylabel="units M")
    ax.set_title(f"{swept(sweeps)}: {units(result['now'])}")
    bars.bar(COUNTS, result["shares"], width=0.62, color=SKY, label="chain so far")
    if result["posterior"] is not None:
        bars.bar(COUNTS, result["posterior"], width=0.8, fill=False, ec=INK, lw=1.2, label="long run")
    bars.plot(COUNTS, result["prior"], "D", color=ORANGE, ms=6, mec="white", mew=0.6, label="prior")
    bars.axvline(truth, ymax=0.8, color=GREEN, lw=1.1, ls=(0, (4, 2)), zorder=0)
    bars.set(xlim=(-0.6, LARGEST + 0.6), ylim=(0, 1.25), xlabel="units M", ylabel="probability")
    bars.set_xticks(COUNTS)
    bars.set_yticks(np.linspace(0, 1, 5))
    bars.tick_params(colors=GREY)
    bars.legend(loc="upper center", ncols=3, handlelength=1.2, columnspacing=1, handletextpad=0.5)
    bars.set_title(f"P(M = {truth}): {percent(result['shares'][truth])} so far")


def swept(sweeps):
    return f"After {sweeps:,} sweeps" if sweeps else "The start, from the prior"


def units(count):
    return "1 unit" if count == 1 else f"{count} units"


def percent(share):
    """A share in whole percent; what isn't 0 or all of it isn't told as if it were."""
    if 0 < share < 0.005:
        return "< 1 %"
    if 0.995 <= share < 1:
        return "> 99 %"
    return f"{share:.0%}".replace("%", " %")


def describe_unit_count(result):
    """Where the chain is, and what prior, chain and long run say of the true number of units."""
    truth, inputs = result["truth"], {"plane": "two inputs", "line": "one input"}[result["place"]]
    end = "."
    if result["posterior"] is not None:
        likeliest = result["likeliest"]
        end = f", {percent(result['posterior'][truth])} in the long run, where {likeliest} is the likeliest."
    return (
        f"Truth: {units(truth)}, {inputs}; α = {result['alpha']:g}. {swept(result['sweeps'])}: {units(result['now'])}. "
        f"P(M = {truth}) is {percent(result['prior'][truth])} in the prior, {percent(result['shares'][truth])} in the "
        f"chain so far{end}"
    )
