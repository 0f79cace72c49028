"""Scores with and without 1/√d in a picture: how wide they spread, and how the weights share."""

import numpy as np

from ...plots.style import BLUE, VERMILION
from .score_scale import KEYS

_HOW = (("plain", VERMILION, "q·k", "--"), ("scaled", BLUE, "q·k / √d", "-"))


def draw_score_scale(figure, result):
    """``result`` of `score_scale.spread_scores`: histograms of the scores, and the mean of the ordered weights."""
    spread, share = figure.subplots(1, 2)
    bins = np.linspace(-80, 80, 161)
    for name, color, label, line in _HOW:
        inside = np.clip(result[name].ravel(), -80, 80)
        spread.hist(inside, bins, density=True, histtype="step", color=color, label=label, ls=line, lw=1.6)
        share.plot(range(1, KEYS + 1), result[f"{name} weights"], line, color=color, marker="o", ms=4, label=label)
    spread.set(xlim=(-80, 80), ylim=(1e-4, 1), yscale="log", xlabel="score", ylabel="density")
    spread.legend(loc="upper right")
    spread.set_title(f"Scores of vectors with d = {result['d']}")
    share.set(xlim=(0.5, KEYS + 0.5), ylim=(0, 1.02), xlabel="key, by its rank", ylabel="mean weight")
    share.grid(axis="y")
    share.legend(loc="upper right")
    share.set_title("Weights of 16 keys")


def describe_score_scale(result):
    """Spread of the scores, largest weight and slope, without and with the scale."""
    told = "; ".join(
        f"{how} √d the scores spread by {result[f'{name} spread']:.2g}, the largest weight is "
        f"{result[f'{name} weights'][0]:.2f}, the slopes add up to {result[f'{name} slope']:.2g}"
        for name, how in (("plain", "without"), ("scaled", "divided by"))
    )
    return f"At d = {result['d']}, in the mean, {told}."
