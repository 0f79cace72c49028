"""The effect of one input on the line, on the units, and on both together, each with its band."""

import numpy as np

from ...plots.style import BLUE, GREEN, GREY, ORANGE, PINK
from .line_and_units import AT

LIMIT = 2.2
COLORS = (ORANGE, PINK, BLUE)
HATCHES = ("//", "..", None)


def draw_line_and_units(figure, result):
    """``result`` of `line_and_units.part_effects`."""
    panels = figure.subplots(1, 3, sharey=True)
    words = ("Line", "Units", "Both")
    for k, (ax, word, ends) in enumerate(zip(panels, words, result["bands"], strict=True)):
        ax.axhline(0, color=GREY, lw=0.7, ls=":")
        ax.fill_between(AT, ends[0], ends[2], color=COLORS[k], alpha=0.25, lw=0, hatch=HATCHES[k])
        ax.plot(AT, ends[1], color=COLORS[k])
        if result["truth"] is not None:
            ax.plot(AT, result["truth"][k], color=GREEN, lw=1.5, ls=(0, (4, 2)))
        ax.set(xlim=(AT[0], AT[-1]), ylim=(-LIMIT, LIMIT), xlabel=result["input"])
        ax.set_xticks(np.arange(-2, 3))
        ax.set_title(f"{word}: {result['widths'][k]:.2f} wide at 2")
    panels[0].set_ylabel("change of f from input = 0")


def describe_line_and_units(result):
    """How wide the bands of the parts and of their sum are, and how sure it is that a unit is there."""
    line, units, both = result["widths"]
    share = 100 * result["shares"][0]
    none = "< 1" if share < 0.5 else f"{share:.0f}"
    return (
        f"{result['case'].capitalize()}, {result['input']}: from its mean 0 to 2, the band of 90 % is {line:.2f} wide "
        f"for the line, {units:.2f} for the units, {both:.2f} for both together. No unit at all: {none} %."
    )
