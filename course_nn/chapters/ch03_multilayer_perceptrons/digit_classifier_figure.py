"""A picture of what came out of learning digits: the learning curve beside the mistakes."""

import numpy as np

from ...plots.style import BLUE


def draw_digit_classifier(figure, result):
    """``result`` of `digit_classifier.what_came_out`: the cost by epoch, and the first eight mistakes."""
    left, right = figure.subfigures(1, 2, width_ratios=[1, 1.15])
    ax = left.subplots()
    ax.plot(np.arange(1, len(result["costs"]) + 1), result["costs"], color=BLUE, marker=".")
    ax.set(yscale="log", xlabel="epoch", ylabel="cost $J$, training set")
    ax.set_title(f"{result['accuracy']:.1%} of {result['tried']} new digits are right")
    ax.grid(axis="y")
    right.suptitle(f"{result['wrong']} mistakes", x=0.02, ha="left")
    for k, ax in enumerate(right.subplots(2, 4).ravel()):
        ax.axis("off")
        if k < len(result["images"]):
            ax.imshow(result["images"][k], cmap="gray_r")
            said, sure = result["said"][k], f"{result['sure'][k]:.2f}"
            ax.set_title(f"{result['labels'][k]}, said {said}\n$p$ = {sure}", fontsize=8.5, fontweight="normal")
