"""The likelihood of a coin, and beside it the cross-entropy: one picture is the other, upside down and logarithmic."""

from ...plots.style import BLUE, GREEN, ORANGE


def draw_likelihood(figure, result):
    """Likelihood and mean cross-entropy against p, with the best p."""
    left, right = figure.subplots(1, 2)
    best = result["heads"] / result["n"]
    left.plot(result["p"], 1000 * result["likelihood"], color=ORANGE)
    right.plot(result["p"], result["loss"], color=BLUE)
    left.set(ylabel=r"likelihood $\times\, 1000$", title="Most probable here …")
    right.set(ylabel="mean cross-entropy $J$", title="… and least here")
    for ax in (left, right):
        ax.axvline(best, color=GREEN, linewidth=1.4, linestyle=(0, (4, 2)))
        ax.set(xlim=(0, 1), xlabel="probability of heads $p$")
    left.text(best - 0.03, 0, f"{result['heads']} of {result['n']}", color=GREEN, fontsize=9, ha="right", va="bottom")
