"""The learning curves of a training."""

import numpy as np
from matplotlib.ticker import MaxNLocator

from .points import label_line_ends
from .style import BLUE, VERMILION, picture


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
            if values.size:
                epochs = np.arange(1, values.size + 1)
                mark = "o" if values.size == 1 else None
                ends[label] = ax.plot(epochs, values, color=color, ls=dashes, marker=mark)[0]
        drawn = np.concatenate([line.get_ydata() for line in ends.values()])
        if drawn.min() > 0 and drawn.max() > 10 * drawn.min():
            ax.set_yscale("log")
        ax.set(xlabel="epoch", ylabel="cost $J$" if name == "loss" else name)
        ax.xaxis.set_major_locator(MaxNLocator(integer=True))
        ax.grid(axis="y")
        ax.set_title(_finding(name, records))
        label_line_ends(ax, list(ends.values()), list(ends))


def _panels(records):
    """The quantities, each once, whether it was measured in training, in validation or in both."""
    return list(dict.fromkeys(name.removeprefix("validation_") for name in records))


def _grid(names):
    """Rows and columns: two panels side by side at most."""
    columns = min(2, len(names))
    return -(-len(names) // columns), columns


def _finding(name, records):
    values = records.get(name) or records[f"validation_{name}"]
    first, last = values[0], values[-1]
    if len(values) == 1:
        return f"After one epoch the {_called(name)} is {last:.3g}"
    change = "did not change" if first == last else "fell" if last < first else "rose"
    return f"The {_called(name)} {change} from {first:.3g} to {last:.3g}"


def _called(name):
    return "cost" if name == "loss" else name


def show_history(records):
    """`draw_history` as a figure with its sentence."""
    if not records:
        raise ValueError("show_history: expected at least one epoch, got an empty history")
    panels = _panels(records)
    alt = ". ".join(_finding(name, records) for name in panels) + "."
    rows, columns = _grid(panels)
    return picture(draw_history, records, alt, size=(4.6 * columns, 3.2 * rows))
