"""What each way costs, as bars: a disk, memory, the import, and a small step of training."""

import numpy as np

from ...plots.style import BLUE, ORANGE
from .costs import SIZES, WAYS

#: Title, unit, and what is shown of a way.
PANELS = (
    ("On the disk, with all it needs", "MB", lambda cost, size: cost["whole"] / 1e6),
    ("Memory after the import", "MB", lambda cost, size: cost["memory"] / 1e6),
    ("Import", "s", lambda cost, size: cost["imported"]),
    ("A step of training", "µs", lambda cost, size: cost["step"][size] * 1e6),
)


def draw_costs(figure, costs):
    """``costs`` of `costs.measured_costs`: four panels, each with its own logarithmic axis."""
    names = list(WAYS)
    rows = np.arange(len(names))[::-1]
    for ax, (title, unit, value) in zip(figure.subplots(2, 2, sharey=True).flat, PANELS, strict=True):
        steps = unit == "µs"
        for place, (size, color) in enumerate(zip(SIZES, (ORANGE, BLUE), strict=True)):
            if place and not steps:
                continue
            values = [value(costs[name], size) for name in names]
            height = 0.38 if steps else 0.7
            at = rows + (0.2 - 0.4 * place if steps else 0)
            ax.barh(at, values, height, color=color if steps else BLUE)
            for y, number in zip(at, values, strict=True):
                ax.text(
                    number * 1.1,
                    y,
                    _number(number),
                    va="center",
                    fontsize=8,
                )
            if steps:
                ax.text(0.98, 0.97 - 0.09 * place, size, color=color, transform=ax.transAxes, ha="right", va="top")
        ax.set(xscale="log", title=title, xlabel=unit)
        low, high = ax.get_xlim()
        ax.set_xlim(low, high * 4)
        ax.set_yticks(rows, names)
        ax.tick_params(axis="y", length=0)


def describe_costs(costs):
    """The smallest and the largest of each panel."""
    size = list(SIZES)[-1]
    parts = []
    for title, unit, value in PANELS:
        by_name = {name: value(costs[name], size) for name in WAYS}
        least, most = (pick(by_name, key=by_name.get) for pick in (min, max))
        parts.append(
            f"{title}: from {_number(by_name[least])} {unit} ({least}) to {_number(by_name[most])} {unit} ({most})"
        )
    return ". ".join(parts) + "."


def _number(number):
    return f"{number:,.{2 if number < 1 else 1 if number < 10 else 0}f}"
