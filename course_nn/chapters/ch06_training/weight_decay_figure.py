"""Weights that get nothing but noise, on their way to 0: by a penalty in the cost, and by decay beside it."""

import numpy as np

from ...plots.points import label_line_ends
from ...plots.style import BLUE, GREEN, GREY, GRID, VERMILION


def draw_weight_decay(figure, result):
    """Three groups of weights on their way to 0, with a penalty and with decay: `penalty_and_decay`."""
    axes = figure.subplots(1, 2, sharey=True)
    looks = ((BLUE, "-"), (VERMILION, (0, (4, 2))), (GREEN, (0, (1, 1.5))))
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


def describe_weight_decay(result):
    """One sentence on the result of `penalty_and_decay`."""
    penalty, outside = (result["left"][kind] for kind in ("L2 penalty", "decay"))
    return (
        f"{result['optimizer']}, λ = {result['strength']:g}: weights with gradients of size 0.01, 0.1 and 1 keep "
        f"{_shares(penalty)} with the penalty and {_shares(outside)} with decay."
    )


def _shares(means):
    return ", ".join(f"{max(100 * one, 0):.0f} %" for one in means)
