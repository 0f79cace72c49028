"""Gates in a picture: a heat map of all units over the characters read, and one unit's gates as lines."""

import numpy as np
from matplotlib.markers import CARETLEFT, CARETRIGHT

from ...plots.field import add_colorbar
from ...plots.powers import with_power
from ...plots.style import BLUE, GREEN, INK, ORANGE, PINK, SEQUENTIAL_CMAP, WEIGHT_CMAP
from ...plots.words import drawn

_LINES = {
    "forget gate f": ("f", BLUE, "-", "o"),
    "input gate i": ("i", GREEN, "-", "s"),
    "output gate o": ("o", ORANGE, "-", "^"),
    "cell c": ("c", INK, "--", "D"),
}


def draw_gate_readout(figure, result):
    """``result`` of `gate_readout.read_out`: the map of what is read, with the unit marked, and the unit's lines."""
    field, lines = figure.subplots(1, 2, width_ratios=[1.15, 1])
    h, steps = result["map"].shape
    gate = "gate" in result["what"]
    top = 1 if gate else _rounded_up(result["range"], 1 if result["range"] < 10 else 0)
    limits = (0 if gate else -top, top)
    colors = field.imshow(
        result["map"],
        cmap=SEQUENTIAL_CMAP if gate else WEIGHT_CMAP,
        vmin=limits[0],
        vmax=limits[1],
        aspect="auto",
        interpolation="nearest",
        extent=(-0.5, steps - 0.5, h + 0.5, 0.5),
    )
    unit = result["unit"] + 1  # marked outside of the map: a frame would hide half of a row among 64
    for edge, marker in ((0, CARETRIGHT), (1, CARETLEFT)):
        how = {"transform": field.get_yaxis_transform(), "clip_on": False}
        field.plot(edge, unit, marker=marker, color=INK, markersize=7, markeredgewidth=0, **how)
    ticks = [limits[0], sum(limits) / 2, limits[1]]
    bar = add_colorbar(figure, colors, field, "", ticks)
    bar.ax.set_yticklabels([with_power(tick) for tick in ticks])
    field.set(ylabel="unit", xlabel="character read")
    if h < 10:  # Matplotlib would mark halves
        field.set_yticks(range(1, h + 1))
    field.tick_params(axis="y", length=0, pad=8)
    field.set_title(f"{result['what']}; marked: unit {unit}")
    for ax in (field, lines):
        ax.set_xticks(range(steps), [drawn(symbol) for symbol in result["read"]])
        ax.tick_params(axis="x", length=0, labelsize=9 if steps <= 13 else 7)  # so many W stand apart
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
        opened, closed = (f"{100 * result[which]:.0f} %" for which in ("opened", "closed"))
        return (
            f"The {result['what']} has mean {result['mean']:.2f} over all units and steps: {opened} of its values are "
            f"above 0.9, {closed} below 0.1. {unit}."
        )
    within, mean = _rounded_up(np.abs(result["map"]).max(), 2), _signed(result["mean"])
    return f"The {result['what']} lies within ±{within:.2f}, with mean {mean}. {unit}."


def _rounded_up(value, digits):
    """The next number with so many digits behind the point: a bound of what is not above the value."""
    return float(np.ceil(value * 10**digits - 1e-9) / 10**digits)


def _signed(value):
    """Two digits behind the point, with a minus as it is typeset; 0 has none."""
    return f"{round(float(value), 2) + 0:.2f}".replace("-", "−")
