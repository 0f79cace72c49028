"""Chapter 06's figures on what a penalty does to the weights, on priors, and on normalization."""

import numpy as np

from ...plots.points import label_line_ends
from ...plots.style import BLUE, GREEN, GREY, GRID, INK, ORANGE, PINK, VERMILION

DASHED = (0, (4, 2))
PENALTIES = {"L1": (BLUE, "o", "-"), "L2": (ORANGE, "s", DASHED)}


def draw_sparse(figure, result):
    """30 weights under either penalty; the error for every strength. ``demos.sparse`` `sparse_weights`."""
    left, right = figure.subplots(1, 2, width_ratios=(1.35, 1))
    places = np.arange(len(result["plain"]))
    left.axvspan(-0.7, result["real"] - 0.5, color="#F3F4F6", zorder=0)
    left.axhline(0, color=GRID, linewidth=1, zorder=1)
    for name, shift in (("L2", 0.18), ("L1", -0.18)):
        color, marker, _ = PENALTIES[name]
        w = result["w"][name]
        left.vlines(places + shift, 0, np.clip(w, -60, 60), color=color, linewidth=1.4)
        for chosen, face in ((w != 0, color), (w == 0, "white")):
            left.plot(
                places[chosen] + shift,
                np.clip(w[chosen], -60, 60),
                marker,
                color=color,
                markersize=4.2,
                markerfacecolor=face,
                markeredgewidth=1,
            )
    left.set(xlim=(-0.7, len(places) - 0.3), ylim=(-60, 60), ylabel="weight", xticks=[])
    left.set_xlabel(f"{result['real']} real features (gray), {len(places) - result['real']} of noise")
    zeros = {name: sum(counts) for name, counts in result["zeros"].items()}
    left.set_title(f"Exactly 0: {zeros['L1']} with L1, {zeros['L2']} with L2")
    ends = []
    for name, errors in result["errors"].items():
        color, marker, dashes = PENALTIES[name]
        ends += right.plot(result["strengths"], errors, color=color, ls=dashes)
        right.plot(result["strength"], result["error"][name], marker, color=color, markersize=8, markeredgecolor=INK)
    right.axhline(result["plain_error"], color=GREY, linewidth=1, ls=":")
    right.text(0.52, result["plain_error"] + 0.4, "without", color=GREY, fontsize=9)
    right.set(
        xscale="log",
        xlim=(0.45, 220),
        ylim=(54, 82),
        xlabel=r"strength $\lambda$",
        ylabel="error in validation",
    )
    right.set_xticks([1, 10, 100], ["1", "10", "100"])
    right.minorticks_off()
    label_line_ends(right, ends, list(result["errors"]))
    right.set_title(f"L1: {result['error']['L1']:.1f}, L2: {result['error']['L2']:.1f}")


def draw_penalty_and_decay(figure, result):
    """Three groups of weights on their way to 0, with a penalty and with decay. ``demos.decay`` `penalty_and_decay`."""
    axes = figure.subplots(1, 2, sharey=True)
    looks = ((BLUE, "-"), (VERMILION, DASHED), (GREEN, (0, (1, 1.5))))
    titles = {"L2 penalty": "L2 penalty, in the cost", "decay": "Weight decay, beside it"}
    for ax, (kind, means) in zip(axes, result["kinds"].items(), strict=True):
        steps = np.arange(len(means))
        ax.plot(steps, result["theory"], color=GRID, linewidth=5, zorder=1)
        ends = [
            ax.plot(steps, means[:, k], color=color, ls=dashes, linewidth=1.6)[0]
            for k, (color, dashes) in enumerate(looks)
        ]
        ax.set(xlim=(0, len(means) - 1), ylim=(-0.15, 1.15), xlabel="step")
        ax.set_yticks([0, 0.5, 1])
        ax.set_title(titles[kind])
        label_line_ends(ax, ends, [f"{size:g}" for size in result["sizes"]])
    axes[0].set_ylabel("mean weight")
    axes[1].text(1.0, 0.985, "size of the gradients:", transform=axes[1].transAxes, ha="right", fontsize=9, color=GREY)


def draw_prior(figure, result):
    """Functions drawn from a prior; the fit with that prior; the error for every strength. `weight_prior`."""
    left, middle, right = figure.subplots(1, 3, width_ratios=(1, 1.25, 1))
    grid = result["grid"]
    for k, values in enumerate(np.clip(result["drawn"].T, -6, 6)):
        left.plot(grid, values, color=(BLUE, ORANGE, GREEN, PINK, VERMILION, INK)[k], linewidth=1.1)
    left.set(xlim=(-1, 1), ylim=(-5, 5), xlabel="$x$", ylabel="$y$")
    left.set_title("Before the data")
    band = result["band"]
    middle.fill_between(
        grid,
        np.clip(result["fit"] - band, -3, 3),
        np.clip(result["fit"] + band, -3, 3),
        color=BLUE,
        alpha=0.16,
        lw=0,
    )
    middle.plot(grid, result["true"], color=GREEN, linewidth=1.3, ls=DASHED)
    middle.plot(grid, np.clip(result["fit"], -3, 3), color=BLUE)
    middle.plot(result["x"], result["y"], "o", color=INK, markersize=4.5, markeredgecolor="white", markeredgewidth=0.5)
    middle.set(xlim=(-1, 1), ylim=(-2.5, 2.5), xlabel="$x$")
    middle.set_title(f"After {result['n']} points")
    right.plot(result["strengths"], np.clip(result["errors"], 0, 3), color=VERMILION)
    right.plot(result["strength"], result["error"], "o", color=VERMILION, markersize=8, markeredgecolor=INK)
    right.axhline(result["noise"], color=GRID, linewidth=1.6, zorder=0)
    right.text(1e-4, result["noise"] - 0.015, "noise", color=GREY, fontsize=9, va="top")
    right.set(xscale="log", xlim=(7e-5, 140), ylim=(0.15, 1.2), xlabel=r"$\lambda$", ylabel="error in validation")
    right.set_xticks([1e-4, 1e-2, 1, 100], ["0.0001", "0.01", "1", "100"])
    right.minorticks_off()
    right.set_title(f"Error {result['error']:.2f}")


KINDS = {
    "without": ("#7B828C", "o", (0, (1, 1.5))),
    "BatchNorm": (BLUE, "s", "-"),
    "LayerNorm": (ORANGE, "^", DASHED),
}


def draw_normalized(figure, result):
    """The losses of three networks at one rate; their accuracy for every rate. ``demos.normalization`` `normalized`."""
    left, right = figure.subplots(1, 2)
    ends = []
    for kind, losses in result["losses"].items():
        color, _, dashes = KINDS[kind]
        smooth = np.convolve(losses, np.ones(10) / 10, mode="valid")
        ends += left.plot(np.arange(10, len(losses) + 1), smooth, color=color, ls=dashes, linewidth=1.8)
    left.set(xlim=(0, 80), ylim=(0, 5.2), xlabel="step of training", ylabel="cost of the last 10 batches")
    label_line_ends(left, ends, list(result["losses"]))
    left.set_title(rf"$\alpha$ = {result['rate']:g}, batches of {result['size']}")
    ends = []
    for kind, one in result["averages"].items():
        color, marker, dashes = KINDS[kind]
        ends += right.plot(result["rates"], one["mean"], color=color, ls=dashes, linewidth=1.8)
        low, high = one["mean"] - 2 * one["error"], one["mean"] + 2 * one["error"]
        right.fill_between(result["rates"], low, high, color=color, alpha=0.15, lw=0)
        here = np.interp(np.log(result["rate"]), np.log(result["rates"]), one["mean"])
        right.plot(result["rate"], here, marker, color=color, markersize=7, markeredgecolor=INK)
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
