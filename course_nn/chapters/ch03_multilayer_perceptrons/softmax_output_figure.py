"""A picture of the softmax: logits beside the probabilities they become."""

import numpy as np

from ...plots.style import CLASS_COLORS, GREY
from .activation_functions_figure import two_digits


def draw_softmax_output(figure, result):
    """``result`` of `softmax_output.class_probabilities`: three logits beside the probabilities they become."""
    left, right = figure.subplots(1, 2)
    where = np.arange(3)
    for ax, values in ((left, result["logits"]), (right, result["p"])):
        ax.axhline(0, color=GREY, linewidth=0.8)
        ax.bar(where, values, color=CLASS_COLORS[:3], width=0.6)
        for k, value in enumerate(values):
            ax.annotate(
                two_digits(value),
                (k, value),
                (0, 3 if value >= 0 else -3),
                textcoords="offset points",
                ha="center",
                va="bottom" if value >= 0 else "top",
            )
        ax.set(xticks=where, xticklabels=("class 0", "class 1", "class 2"), xlim=(-0.6, 2.6))
    left.set(ylim=(-9, 9), title="Logits $z$", ylabel="$z$")
    right.set(ylim=(0, 1.12), yticks=(0, 0.5, 1), ylabel="$p$", title="softmax($z$): adds up to 1")


def describe_softmax_output(result):
    """The most probable class, and how many times as probable as the next it is."""
    p = result["p"]
    _, second, first = np.sort(p)
    if first - second < 1e-9:
        return f"No class is ahead: the largest logits are equal, and each of them gets {100 * first:.0f} %."
    ratio = f"{float(f'{first / second:.3g}'):,.10g}" if second > 1e-9 else "more than a billion"
    share = f"{100 * first:.0f} %" if first < 0.995 else "more than 99 %"
    much = f"Class {np.argmax(p)} gets {share}, {ratio} times as much as the next"
    return f"{much}: e to the power of the gap between their logits."
