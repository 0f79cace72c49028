"""Pictures of networks that learn XOR: one from step to step, and how many starts succeed."""

import numpy as np

from ...plots.points import label_line_ends
from ...plots.style import BLUE, GREEN, GREY, VERMILION
from .hidden_space_figure import draw_input_plane

MOST = 12  # of the costs that have room; others stand at the edge


def draw_learning_xor(figure, result):
    """``result`` of `learning_xor.snapshot`: the probability with the hidden units' lines, and the loss so far."""
    left, right = figure.subplots(1, 2, width_ratios=(1.05, 1))
    strength = np.abs(result["w"])
    widths = 0.6 + 2 * strength / (strength.max() or 1)
    draw_input_plane(
        left, result, (0, 1), colors=[GREY] * len(widths), widths=widths, size=9 if len(result["y"]) <= 4 else 5.5
    )
    left.set(title=f"After {result['step']} steps: {result['right']} of {len(result['y'])} right")
    if result["own"]:
        left.set(xlabel="$x_1$, least 0 and most 1", ylabel="$x_2$, least 0 and most 1")
    losses, step = np.clip(result["losses"], 1e-5, MOST), result["step"]
    right.plot(np.arange(step + 1), losses[: step + 1], color=BLUE)
    beyond = losses[step] == MOST
    right.plot([step], [losses[step]], "^" if beyond else "o", color=BLUE, markeredgecolor="white", clip_on=not beyond)
    right.axhline(np.log(2), color=GREY, linewidth=1, linestyle=":")
    right.text(600, np.log(2) * 1.12, r"$\log 2$: always 1/2", ha="right", va="bottom", fontsize=8.5, color=GREY)
    right.set(
        yscale="log",
        yticks=(1e-4, 1e-2, 1),
        ylim=(1e-5, MOST),
        xlim=(-8, 608),
        xlabel="step",
        ylabel=r"$J(\theta)$",
        title=f"$J$ = {float(max(result['losses'][step], 1e-5)):.2g}",
    )
    right.minorticks_off()  # they would take longer than all the rest
    right.grid(axis="y")


def describe_learning_xor(result):
    """How many points are right now, the cost now, and what the network says of the four corners of XOR."""
    step, said = result["step"], ", ".join(f"{p:.2f}" for p in result["p"])
    if result["own"]:
        right = f"{result['right']} of {len(result['y'])} points are right"
        return f"After {step} steps {right} and J = {float(result['losses'][step]):.2g}."
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
