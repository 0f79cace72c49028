"""Normalization and the learning rate: the losses of three networks at one rate, their accuracy at every rate."""

import numpy as np

from ...plots.points import label_line_ends
from ...plots.style import BLUE, INK, ORANGE

LOOKS = {
    "without": ("#7B828C", "o", (0, (1, 1.5))),
    "BatchNorm": (BLUE, "s", "-"),
    "LayerNorm": (ORANGE, "^", (0, (4, 2))),
}


def draw_batch_normalization(figure, result):
    """The losses of three networks at one rate, and their accuracy for every rate: `normalized`."""
    left, right = figure.subplots(1, 2)
    ends = []
    for kind, losses in result["losses"].items():
        color, _, dashes = LOOKS[kind]
        smooth = np.convolve(losses, np.ones(10) / 10, mode="valid")
        ends += left.plot(np.arange(10, len(losses) + 1), smooth, color=color, ls=dashes, linewidth=1.8)
    left.set(xlim=(0, 80), ylim=(0, 5.2), xlabel="step of training", ylabel="cost of the last 10 batches")
    left.set_yticks(range(6), ["0", "1", "2", "3", "4", "5+"])
    label_line_ends(left, ends, list(result["losses"]))
    left.set_title(rf"$\alpha$ = {result['rate']:g}, batches of {result['size']}")
    # As far as the slider is: what comes is to be predicted.
    rates = np.append(result["rates"][result["rates"] < result["rate"]], result["rate"])
    for kind, one in result["averages"].items():
        color, marker, dashes = LOOKS[kind]
        mean, error = (np.interp(np.log(rates), np.log(result["rates"]), one[name]) for name in ("mean", "error"))
        right.plot(rates, mean, color=color, ls=dashes, linewidth=1.8)
        right.fill_between(rates, mean - 2 * error, mean + 2 * error, color=color, alpha=0.15, lw=0)
        marked = {"markersize": 7, "markeredgecolor": INK, "clip_on": False}
        right.plot(result["rate"], mean[-1], marker, color=color, **marked)
    right.set(
        xscale="log",
        xlim=(0.0027, 11),
        ylim=(0, 1.02),
        xlabel=r"learning rate $\alpha$",
        ylabel="right in validation",
    )
    right.set_xticks([0.01, 0.1, 1, 10], ["0.01", "0.1", "1", "10"])
    right.set_yticks([0, 0.5, 1], ["0 %", "50 %", "100 %"])
    right.minorticks_off()
    right.set_title("Mean of ten draws")


def describe_batch_normalization(result):
    """One sentence on the result of `normalized`."""
    names = {"without": "without", "BatchNorm": "with BatchNorm", "LayerNorm": "with LayerNorm"}
    right = ", ".join(f"{value:.0%} {names[kind]}" for kind, value in result["accuracy"].items())
    return f"This training, after 80 steps with α = {result['rate']:g} and batches of {result['size']}: {right}."
