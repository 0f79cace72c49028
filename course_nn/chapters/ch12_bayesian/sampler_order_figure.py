"""The joint distribution test as a picture: a function's two histograms, and the z of all functions."""

import numpy as np

from ...plots.style import BLUE, GREY, INK, SKY, VERMILION
from .sampler_order import FUNCTIONS, LIMIT

#: The order of a sweep, in words.
WORDS = {"collapsed": "γ, β, then the rest", "printed": "β, γ, then the rest"}
MOST_Z = 150
#: Names that a picture sets as formulas.
FORMULAS = {"μ_β": r"$\mu_\beta$", "log |γ − μ_γ|²": r"$\log\,|\gamma-\mu_\gamma|^2$"}


def draw_sampler_order(figure, result):
    """``result`` of `sampler_order.two_histograms`."""
    histogram, scores = figure.subplots(1, 2, width_ratios=[1.15, 1])
    edges, name = result["edges"], result["function"]
    k = FUNCTIONS.index(name)
    wrong = abs(result["z"][k]) > LIMIT
    histogram.stairs(result["here"], edges, fill=True, color=VERMILION if wrong else SKY, alpha=0.45, label="chains")
    histogram.stairs(result["prior"], edges, color=INK, lw=1.4, label="draws from the prior")
    for mean, color, style in ((result["prior_mean"], INK, "--"), (result["mean"], VERMILION if wrong else BLUE, "-")):
        histogram.axvline(mean, 0, 0.82, color=color, lw=1.4, ls=style)
    histogram.set(xlim=(edges[0], edges[-1]), ylim=(0, 0.14), xlabel=FORMULAS.get(name, name), ylabel="share")
    histogram.legend(loc="upper right", fontsize=8.5)
    histogram.set_title(f"{after(result)}: z = {number(result['z'][k])}")
    place = np.arange(len(FUNCTIONS))[::-1]
    scores.axvspan(-LIMIT, LIMIT, color=GREY, alpha=0.12, lw=0)
    scores.axvline(0, color=GREY, lw=0.8)
    scores.hlines(place, 0, result["z"], color=GREY, lw=1)
    off = np.abs(result["z"]) > LIMIT
    for these, marker, color in ((~off, "o", BLUE), (off, "s", VERMILION)):
        scores.plot(result["z"][these], place[these], marker, color=color, ms=7, mec="white", zorder=4)
    scores.plot(result["z"][k], place[k], "o", ms=13, mfc="none", mec=INK, mew=1.3, zorder=5)
    scores.set_xscale("symlog", linthresh=5)
    scores.set_xticks([-100, -20, -5, 0, 5, 20, 100], ["−100", "−20", "−5", "0", "5", "20", "100"])
    scores.minorticks_off()
    scores.set(xlim=(-MOST_Z, MOST_Z), ylim=(-0.7, len(FUNCTIONS) - 0.3), xlabel="$z$")
    scores.set_yticks(place, [FORMULAS.get(one, one) for one in FUNCTIONS])
    scores.tick_params(axis="y", length=0)
    scores.set_title(f"{off.sum()} of {len(FUNCTIONS)} beyond ±{LIMIT}")


def after(result):
    count = result["sweeps"]
    return "At the start" if count == 0 else "After 1 sweep" if count == 1 else f"After {count} sweeps"


def number(value, digits=1):
    return f"{round(float(value), digits) + 0.0:.{digits}f}".replace("-", "−")


def describe_sampler_order(result):
    """The order, how far this function's means are apart, and how many functions are wrong."""
    off = int((np.abs(result["z"]) > LIMIT).sum())
    mean, prior = number(result["mean"], 2), number(result["prior_mean"], 2)
    z = number(result["z"][FUNCTIONS.index(result["function"])])
    return (
        f"Order {WORDS[result['order']]}. {after(result)} {result['function']} has the mean {mean}, in draws from the "
        f"prior {prior}: z = {z}. Beyond ±{LIMIT} are {off} of {len(FUNCTIONS)} functions."
    )
