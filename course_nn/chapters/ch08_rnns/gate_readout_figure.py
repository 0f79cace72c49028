"""Gates in a picture: a heat map of all units over the characters read, and one unit's gates as lines."""

import numpy as np

from ...plots.field import add_colorbar
from ...plots.powers import with_power
from ...plots.style import BLUE, GREEN, INK, ORANGE, PINK, SEQUENTIAL_CMAP, VERMILION, WEIGHT_CMAP
from ...plots.words import drawn_symbol

_LINES = {
    "forget gate f": ("f", BLUE, "-", "o"),
    "input gate i": ("i", GREEN, "-", "s"),
    "output gate o": ("o", ORANGE, "-", "^"),
    "cell c": ("c", INK, "--", "D"),
}


def draw_gate_readout(figure, result):
    """``result`` of `gate_readout.read_out`: the map of what is read, with the unit framed, and the unit's lines."""
    field, lines = figure.subplots(1, 2, width_ratios=[1.15, 1])
    h, steps = result["map"].shape
    gate = "gate" in result["what"]
    limits = (0, 1) if gate else (-result["range"], result["range"])
    colors = field.imshow(
        result["map"],
        cmap=SEQUENTIAL_CMAP if gate else WEIGHT_CMAP,
        vmin=limits[0],
        vmax=limits[1],
        aspect="auto",
        interpolation="nearest",
        extent=(-0.5, steps - 0.5, h + 0.5, 0.5),
    )
    unit = result["unit"] + 1
    for edge in (unit - 0.5, unit + 0.5):
        field.axhline(edge, color=VERMILION, linewidth=1.2)
    ticks = [limits[0], sum(limits) / 2, limits[1]]
    bar = add_colorbar(figure, colors, field, result["what"], ticks)
    bar.ax.set_yticklabels([with_power(tick) for tick in ticks])
    field.set(ylabel="unit", xlabel="character read")
    if h < 10:  # Matplotlib would mark halves
        field.set_yticks(range(1, h + 1))
    field.set_title(f"{result['what']}; framed: unit {unit}")
    for ax in (field, lines):
        ax.set_xticks(range(steps), [drawn_symbol(symbol) for symbol in result["read"]])
        ax.tick_params(axis="x", length=0)
    _draw_lines(lines, result, steps)


def _draw_lines(ax, result, steps):
    cell = result["lines"]["cell c"]  # limits in whole steps, so that they seldom jump from unit to unit
    low, high = min(-1, np.floor(cell.min())), max(1, np.ceil(cell.max()))
    for name, (letter, color, style, marker) in _LINES.items():
        values = result["lines"][name]
        ax.plot(range(steps), values, style, color=color, marker=marker, markersize=4, linewidth=1.5, label=letter)
    ax.axhline(0, color=PINK, linewidth=0.6, zorder=0)
    ax.legend(loc="upper center", ncols=4, bbox_to_anchor=(0.5, -0.16), borderaxespad=0, handlelength=1.6)
    ax.set(xlim=(-0.5, max(steps - 0.5, 0.5)), ylim=(low - 0.1, high + 0.1))
    ax.grid(axis="y")
    ax.set_title(f"unit {result['unit'] + 1}")


def describe_gate_readout(result):
    """What holds of the map and of the unit, in a sentence."""
    forget, cell = result["lines"]["forget gate f"], result["lines"]["cell c"]
    ends = _signed(cell[-1])
    unit = f"Unit {result['unit'] + 1} has f from {forget.min():.2f} to {forget.max():.2f}, and c ends at {ends}"
    if "gate" in result["what"]:
        return (
            f"The {result['what']} has mean {result['mean']:.2f} over all units and steps: {result['opened']:.0%} of "
            f"its values are above 0.9, {result['closed']:.0%} below 0.1. {unit}."
        )
    within, mean = np.abs(result["map"]).max(), _signed(result["mean"])
    return f"The {result['what']} lies within ±{within:.2f}, with mean {mean}. {unit}."


def _signed(value):
    """Two digits behind the point, with a minus as it is typeset; 0 has none."""
    return f"{round(float(value), 2) + 0:.2f}".replace("-", "−")
