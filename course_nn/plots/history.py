"""The learning curves of a training."""

import math

import numpy as np
from matplotlib.ticker import MaxNLocator

from .points import label_line_ends
from .style import BLUE, GREY, VERMILION, picture


def draw_history(figure, records):
    """One panel for each quantity against the epoch: training in blue, validation in vermilion and dashed.

    ``records`` maps names (``loss``, ``accuracy``, ``validation_loss``, …) to one number for each epoch. A cost that is
    positive and falls by more than a factor of ten gets a logarithmic axis.
    """
    names = _panels(records)
    panels = figure.subplots(*_grid(names), squeeze=False).ravel()
    for ax in panels[len(names) :]:
        ax.remove()
    for ax, name in zip(panels, names, strict=False):
        ends = {}
        for label, key, color, dashes in (
            ("train", name, BLUE, "-"),
            ("validation", f"validation_{name}", VERMILION, (0, (4, 2))),
        ):
            values = np.asarray(records.get(key, ()), float)
            known = np.isfinite(values)
            if known.any():
                epochs = np.arange(1, values.size + 1)
                mark = "o" if known.sum() == 1 or not known.all() else None  # a number alone has no line
                ends[label] = ax.plot(epochs, values, color=color, ls=dashes, marker=mark)[0]
        if ends:
            _choose_scale(ax, [float(y) for line in ends.values() for y in line.get_ydata() if math.isfinite(y)])
            ax.grid(axis="y")
        else:
            ax.text(0.5, 0.5, "nothing to draw", ha="center", va="center", color=GREY, transform=ax.transAxes)
            ax.set(yticks=[], xlim=(0.5, len(_both(name, records)[0]) + 0.5))
        ax.set(xlabel=f"epoch{_gaps(name, records)}", ylabel="cost $J$" if name == "loss" else name)
        ax.xaxis.set_major_locator(MaxNLocator(integer=True))
        ax.set_title(_finding(name, records))
        label_line_ends(ax, list(ends.values()), list(ends))


def _choose_scale(ax, drawn):
    """A logarithmic axis for what falls far, as far as Matplotlib can count."""
    low, high = min(drawn), max(drawn)
    if low > 0 and 10 * low < high < 1e200 * low:
        ax.set_yscale("log")


def _panels(records):
    """The quantities, each once, whether it was measured in training, in validation or in both."""
    return list(dict.fromkeys(name.removeprefix("validation_") for name in records))


def _grid(names):
    """Rows and columns: two panels side by side at most."""
    columns = min(2, len(names))
    return -(-len(names) // columns), columns


def _finding(name, records):
    values = records.get(name) or records[f"validation_{name}"]
    known = [value for value in values if math.isfinite(value)]
    if not known:
        return f"The {_called(name)} was never a finite number{' in training' if len(_both(name, records)) > 1 else ''}"
    first, last = known[0], known[-1]
    if len(values) == 1:
        return f"After one epoch the {_called(name)} is {last:.3g}"
    if len(known) == 1:
        return f"The {_called(name)} was finite in one epoch: {last:.3g}"
    change = "did not change" if first == last else "fell" if last < first else "rose"
    return f"The {_called(name)} {change} from {first:.3g} to {last:.3g}"


def _both(name, records):
    return [records[key] for key in (name, f"validation_{name}") if records.get(key)]


def _gaps(name, records):
    """A word on the epochs that can't be drawn."""
    values = [value for part in _both(name, records) for value in part]
    missing = sum(not math.isfinite(value) for value in values)
    return f" ({missing} of {len(values)} numbers not finite)" if missing else ""


def _called(name):
    return "cost" if name == "loss" else name


def show_history(records):
    """`draw_history` as a figure with its sentence."""
    if not records:
        raise ValueError("show_history: expected at least one epoch, got an empty history")
    panels = _panels(records)
    alt = ". ".join(f"{_finding(name, records)}{_gaps(name, records)}" for name in panels) + "."
    rows, columns = _grid(panels)
    return picture(draw_history, records, alt, size=(4.6 * columns, 3.2 * rows))
