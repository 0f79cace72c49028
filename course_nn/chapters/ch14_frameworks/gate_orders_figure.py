"""The blocks of a recurrent layer's matrix as a picture, beside what comes out when they are read otherwise."""

import numpy as np
from matplotlib.patches import Rectangle

from ...plots.style import BLUE, GREEN, INK, ORANGE, PINK, SKY, VERMILION
from .gate_orders import D_IN, STEPS, UNITS

#: Our letter → color and meaning.
GATES = {
    "i": (SKY, "input"),
    "f": (GREEN, "forget"),
    "g": (ORANGE, "new"),
    "o": (PINK, "output"),
    "r": (GREEN, "reset"),
    "z": (PINK, "update"),
    "n": (ORANGE, "new"),
}


def draw_gate_orders(figure, result):
    """``result`` of `gate_orders.read_blocks`."""
    blocks, curve = figure.subplots(1, 2, width_ratios=[1, 1.15])
    _draw_blocks(blocks, result)
    t = np.arange(STEPS)
    curve.plot(t, result["right"][:, 0], color=BLUE, lw=2.6)
    curve.plot(t, result["other"][:, 0], color=VERMILION, lw=1.8, ls="--")
    curve.set(xlim=(0, STEPS - 1), ylim=(-1.05, 1.05), xlabel="step", ylabel="output of the first unit")
    curve.set_title(_finding(result))


def _draw_blocks(ax, result):
    """One matrix, [W; U], a color for each gate: above, what its blocks were written as, below, what they pass for."""
    rows, every = D_IN + UNITS, len(result["gates"])
    for k, gate in enumerate(result["gates"]):
        (color, meaning), left = GATES[gate], k * UNITS
        wrong = result["taken for another"][k]
        ax.add_patch(Rectangle((left, 0), UNITS, rows, facecolor=color, edgecolor="white", lw=3, alpha=0.55))
        middle = left + UNITS / 2
        ax.text(middle, rows / 2, meaning, ha="center", va="center", color=INK)
        ax.text(middle, rows + 0.9, result["meant"][k], ha="center", va="center", color=INK, weight="bold", size=13)
        ax.text(
            middle, -0.9, result["understood"][k], ha="center", va="center",
            color=VERMILION if wrong else INK, weight="bold", size=13,
        )  # fmt: skip
        if wrong:
            ax.plot([left + 0.3, left + UNITS - 0.3], [-0.1, -0.1], color=VERMILION, lw=3, solid_capstyle="butt")
    for at in range(1, rows):
        ax.plot([0, every * UNITS], [at, at], color="white", lw=0.6)
    for at in range(1, every * UNITS):
        ax.plot([at, at], [0, rows], color="white", lw=0.6)
    ax.text(0, rows + 2.2, f"written by {result['written']}", color=INK, va="center")
    ax.text(0, -2.2, f"read as {result['read']}'s", color=INK, va="center")
    ax.text(-0.4, UNITS + D_IN / 2, "$W$", ha="right", va="center")
    ax.text(-0.4, UNITS / 2, "$U$", ha="right", va="center")
    ax.set(xlim=(-1.5, 4 * UNITS + 0.3), ylim=(-3, rows + 3))
    ax.axis("off")
    ax.set_title(f"{result['cell']}: {_count(result)}")


def _count(result):
    wrong = sum(result["taken for another"])
    return f"{wrong} of {len(result['gates'])} blocks taken for others" if wrong else "every block taken for itself"


def _finding(result):
    if not any(result["taken for another"]):
        return "The same outputs"
    return f"First unit up to {result['of the first unit']:.2f} apart"


def describe_gate_orders(result):
    """Both orders, how many blocks are taken for others, and how far outputs are apart: the first unit's, and all."""
    apart = (
        f"its first unit's outputs are up to {result['of the first unit']:.2f} apart, those of "
        f"all {UNITS} up to {result['difference']:.2f}"
        if any(result["taken for another"])
        else "the outputs are the same"
    )
    return (
        f"{result['cell']}, written by {result['written']} as {' '.join(result['meant'])}, read as {result['read']}'s "
        f"{' '.join(result['understood'])}: {_count(result)}; {apart}."
    )
