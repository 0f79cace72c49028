"""Weights under an L1 and an L2 penalty, and which of them become exactly zero."""

import numpy as np

from ...plots.style import BLUE, GREY, GRID, INK, ORANGE

SIGNS = {"o": "●", "s": "■"}
PENALTIES = {"L1": (BLUE, "o", "-"), "L2": (ORANGE, "s", (0, (4, 2)))}


def draw_sparse_weights(figure, result):
    """30 weights under either penalty, and the error for every strength: `lasso_and_ridge`."""
    left, right = figure.subplots(1, 2, width_ratios=(1.35, 1))
    places = np.arange(len(result["plain"]))
    left.axvspan(-0.7, result["real"] - 0.5, color="#F3F4F6", zorder=0)
    left.axhline(0, color=GRID, linewidth=1, zorder=1)
    for name, shift in (("L2", 0.18), ("L1", -0.18)):
        color, marker, _ = PENALTIES[name]
        w = result["w"][name]
        left.vlines(places + shift, 0, w, color=color, linewidth=1.4)
        for chosen, face in ((w != 0, color), (w == 0, "white")):
            left.plot(
                places[chosen] + shift,
                w[chosen],
                marker,
                color=color,
                markersize=4.2,
                markerfacecolor=face,
                markeredgewidth=1,
            )
    # In one of the draws, weights of features that go together are three times as large.
    limit = 40 if result["largest"] < 40 else 100
    left.set(xlim=(-0.7, len(places) - 0.3), ylim=(-limit, limit), xticks=[])
    left.set_ylabel("weight" if limit == 40 else f"weight, to ±{limit}")
    left.set_xlabel(f"{result['real']} real features (gray), {len(places) - result['real']} of noise")
    zeros = {name: sum(counts) for name, counts in result["zeros"].items()}
    left.set_title(f"Exactly 0: {zeros['L1']} with L1, {zeros['L2']} with L2")
    for row, (name, errors) in enumerate(result["errors"].items()):
        color, marker, dashes = PENALTIES[name]
        # As far as the slider is: what comes is to be predicted.
        shown = slice(result["k"] + 1)
        right.plot(result["strengths"][shown], errors[shown], color=color, ls=dashes)
        marked = {"markersize": 8, "markeredgecolor": INK, "clip_on": False}
        right.plot(result["strength"], result["error"][name], marker, color=color, **marked)
        right.text(0.05, 0.95 - 0.08 * row, f"{SIGNS[marker]} {name}", transform=right.transAxes, color=color, va="top")
    right.axhline(result["plain_error"], color=GREY, linewidth=1, ls=":")
    right.text(0.52, result["plain_error"] + 0.4, "without", color=GREY, fontsize=9)
    right.set(
        xscale="log",
        xlim=(0.45, 220),
        ylim=(52, 82),
        xlabel=r"strength $\lambda$",
        ylabel="error in validation",
    )
    right.set_xticks([1, 10, 100], ["1", "10", "100"])
    right.minorticks_off()
    right.set_title(f"L1: {result['error']['L1']:.1f}, L2: {result['error']['L2']:.1f}")


def describe_sparse_weights(result):
    """One sentence on the result of `lasso_and_ridge`."""
    (real, noise), error = result["zeros"]["L1"], result["error"]
    return (
        f"λ = {result['strength']:g}: L1 makes {noise} of 20 noise features and {real} of 10 real ones exactly 0, "
        f"L2 none; error {error['L1']:.1f} with L1, {error['L2']:.1f} with L2, {result['plain_error']:.1f} without."
    )
