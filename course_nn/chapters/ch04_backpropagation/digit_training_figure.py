"""Training with one's own backpropagation as a picture: the learning curve, and the mistakes that are left."""

import numpy as np

from ...plots.style import BLUE


def draw_digit_training(figure, result):
    """Left the cost of each batch and its mean over 25; right the first eight mistakes, each as it was taken."""
    left, right = figure.subfigures(1, 2, width_ratios=[1.25, 1])
    ax = left.subplots()
    costs, k = result["costs"], 25
    ax.plot(costs, color=BLUE, lw=0.6, alpha=0.45)
    if len(costs) >= 2 * k:
        ax.plot(np.arange(k - 1, len(costs)), np.convolve(costs, np.full(k, 1 / k), "valid"), color=BLUE, lw=2)
    ax.set(yscale="log", xlabel="step", ylabel="cost $J$ of a batch")
    ax.grid(axis="y")
    ax.set_title(f"The cost falls; {result['accuracy']:.0%} of new digits are right")
    right.suptitle(f"Mistakes: {result['wrong']} of {result['tried']}", x=0.02, ha="left")
    for k, ax in enumerate(right.subplots(2, 4).ravel()):
        ax.axis("off")
        if k < len(result["images"]):
            ax.imshow(result["images"][k], cmap="gray_r")
            ax.set_title(f"{result['labels'][k]}, said {result['said'][k]}", fontsize=8.5, fontweight="normal")
