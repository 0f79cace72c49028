"""Pictures of networks that learn XOR: one from step to step, and how many starts succeed."""

import numpy as np

from ...plots.points import label_line_ends
from ...plots.style import BLUE, GREEN, GREY, VERMILION
from .hidden_space_figure import draw_input_plane


def draw_learning_xor(figure, result):
    """``result`` of `learning_xor.snapshot`: the probability with the hidden units' lines, and the loss so far."""
    left, right = figure.subplots(1, 2, width_ratios=(1.05, 1))
    strength = np.abs(result["w"])
    widths = 0.6 + 2 * strength / (strength.max() or 1)
    draw_input_plane(left, result, (0, 1), colors=[GREY] * len(widths), widths=widths, size=9)
    left.set(title=f"After {result['step']} steps: {result['right']} of 4 right")
    losses, step = np.maximum(result["losses"], 1e-5), result["step"]
    right.plot(np.arange(step + 1), losses[: step + 1], color=BLUE)
    right.plot([step], [losses[step]], "o", color=BLUE, markeredgecolor="white")
    right.axhline(np.log(2), color=GREY, linewidth=1, linestyle=":")
    right.text(600, np.log(2) * 1.12, r"$\log 2$: always 1/2", ha="right", va="bottom", fontsize=8.5, color=GREY)
    right.set(
        yscale="log",
        yticks=(1e-4, 1e-2, 1),
        ylim=(1e-5, 12),
        xlim=(-8, 608),
        xlabel="step",
        ylabel=r"$J(\theta)$",
        title=f"$J$ = {float(losses[step]):.2g}",
    )
    right.minorticks_off()  # they would take longer than all the rest
    right.grid(axis="y")


def describe_learning_xor(result):
    """How many corners are right now, the cost now, and what the network says of the four corners."""
    step, said = result["step"], ", ".join(f"{p:.2f}" for p in result["p"])
    return (
        f"After {step} steps {result['right']} of 4 corners are right and J = {float(result['losses'][step]):.2g}; "
        f"00, 01, 10, 11 get the probabilities {said}."
    )


def draw_share_solved(figure, result):
    """``result``: a dict from an activation's name to (hidden units (k,), share of starts that succeed (k,))."""
    ax = figure.subplots()
    lines = []
    for (_, (hidden, share)), color, marker in zip(result.items(), (BLUE, VERMILION, GREEN), "os^", strict=False):
        lines += ax.plot(hidden, share, color=color, marker=marker)
    ax.set(
        xlim=(0.8, max(hidden) + 0.9),
        ylim=(-0.03, 1.06),
        yticks=(0, 0.25, 0.5, 0.75, 1),
        xticks=hidden,
        yticklabels=("0", "25 %", "50 %", "75 %", "100 %"),
        xlabel="hidden units $h$",
        ylabel="starts that solve XOR",
        title="More hidden units than needed make success likely",
    )
    ax.grid(axis="y")
    label_line_ends(ax, lines, list(result))
