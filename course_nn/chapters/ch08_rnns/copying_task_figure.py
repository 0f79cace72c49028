"""The copying task in pictures: one sequence, and the cost of the four cells against that of remembering nothing."""

import numpy as np
from matplotlib.ticker import PercentFormatter

from ...plots.points import label_line_ends
from ...plots.style import GREY, INK, picture
from .copying_task import BLANK, GO, LENGTH, STEPS, baseline
from .memory_cells_figure import look

#: Of the cost in units of the baseline.
LOWEST, HIGHEST = 0.25, 8


def draw_copying_task(figure, result):
    """``result`` of `copying_task.standings`: for each T the cost of each cell against the steps.

    Lines: the middle one of the seeds; bands: from the least to the largest.
    """
    axes = figure.subplots(1, len(result))
    for ax, (T, cells) in zip(axes, result.items(), strict=True):
        lines = []
        for name, found in cells.items():
            color, dashes = look(name)
            cost = found["cost"] / baseline(T)
            low, middle, high = np.quantile(cost, [0, 0.5, 1], axis=0)
            ax.fill_between(found["steps"], low, high, color=color, alpha=0.12, linewidth=0)
            lines += ax.plot(found["steps"], middle, color=color, linestyle=dashes)
        ax.hlines(1, 0, STEPS, color=INK, linewidth=1, linestyle=":")  # not through the names at the ends
        ax.set(xlim=(0, 1.33 * STEPS), yscale="log", ylim=(LOWEST, HIGHEST), xlabel="steps")
        ax.set_yticks([0.25, 0.5, 1, 2, 4])
        ax.minorticks_off()
        ax.set_xticks([0, STEPS // 2, STEPS])
        ax.yaxis.set_major_formatter(PercentFormatter(1))
        ax.set_title(f"T = {T}: {_ahead(cells)}")
        label_line_ends(ax, lines, list(cells))
    axes[0].set_ylabel("cost (100 %: remembers nothing)")


def _ahead(cells):
    """The cell that ends with less cost, from its worst seed, than any other from its best one; if there is one."""
    ends = {name: found["cost"][:, -1] for name, found in cells.items()}
    best = min(ends, key=lambda name: ends[name].max())
    alone = all(ends[best].max() < end.min() for name, end in ends.items() if name != best)
    return f"{best} is ahead" if alone else "none is ahead from every seed"


def describe_copying_task(result):
    """The share of right symbols of each cell after all steps, in the median over the seeds."""
    words = []
    for T, cells in result.items():
        told = (f"{name} {np.median(found['right'][:, -1]):.0%}" for name, found in cells.items())
        words.append(f"with T = {T} {', '.join(told)}")
    return f"Right symbols after {STEPS:,} steps, where guessing gives 12.5 %: {'; '.join(words)}."


def show_copying_task(result):
    """`draw_copying_task` as a figure with its sentence."""
    return picture(draw_copying_task, result, describe_copying_task(result), size=(9.4, 3.3))


def draw_copying_sequence(figure, sequence):
    """``sequence``: tokens X and y (n, t) of `copying_task.copying_sequences`, of which the first is drawn."""
    axes = figure.subplots(2, 1, sharex=True)
    for ax, row, name in zip(axes, (sequence[0][0], sequence[1][0]), ("in", "out"), strict=True):
        for step, token in enumerate(row):
            known = token < BLANK
            ax.bar([step], [1], width=0.92, color="#B5D4E9" if known else "#EEF0F3")
            text = "go" if token == GO else "·" if token == BLANK else str(token)
            ax.text(step, 0.5, text, ha="center", va="center", color=INK if known or token == GO else GREY, fontsize=9)
        ax.set(ylim=(0, 1), yticks=[], xlim=(-0.7, len(row) - 0.3))
        ax.set_ylabel(name, rotation=0, ha="right", va="center")
        ax.spines[:].set_visible(False)
        ax.tick_params(length=0)
    axes[1].set_xlabel("step")
    T = len(sequence[0][0]) - 2 * LENGTH
    axes[0].set_title(f"{LENGTH} symbols, {T} other step{'s' * (T > 1)}, then all {LENGTH} again")


def show_copying_sequence(sequence):
    """`draw_copying_sequence` as a figure with its sentence."""
    symbols = " ".join(map(str, sequence[0][0][:LENGTH]))
    waiting = "blanks and a sign" if len(sequence[0][0]) > 2 * LENGTH + 1 else "a sign"
    alt = f"In come the symbols {symbols}, then {waiting} to begin; out come blanks, then {symbols}."
    return picture(draw_copying_sequence, sequence, alt, size=(9.4, 1.7))
