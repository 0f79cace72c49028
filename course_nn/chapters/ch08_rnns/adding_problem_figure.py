"""The adding problem in pictures: one sequence, and how the four cells come to solve it or don't."""

import math
from decimal import Decimal

import numpy as np
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import blended_transform_factory

from ...plots.style import BLUE, GREY, INK, picture
from .adding_problem import BASELINE, MOST, SOLVED
from .memory_cells_figure import look

LOWEST, HIGHEST = 1e-3, 1.0
IN_A_ROW = 4


def draw_adding_problem(figure, result):
    """``result`` of `adding_problem.standings`: a panel for each cell, its error against the steps, seed by seed.

    Four panels stand in a row. The axis of steps holds all that was measured, and all looks of the reader's own.
    """
    rows, columns = _rows(result), min(len(result), IN_A_ROW)
    axes = figure.subplots(rows, columns, sharex=True, sharey=True, squeeze=False)
    looks = [80 / 0.8, MOST, *(step for found in result.values() for steps, _ in found["curves"] for step in steps)]
    for ax in axes.flat[len(result) :]:
        ax.set_axis_off()
    for ax, (name, found) in zip(axes.flat, result.items(), strict=False):
        _draw_curves(ax, found, look(name.split(",")[0])[0])  # "GRU, T = 50" is a GRU, too
        ax.set_title(_title(name, found, 96 // columns))
    for ax in axes.flat[max(0, len(result) - columns) : len(result)]:  # nothing stands below these
        ax.set_xlabel("steps")
        ax.tick_params(labelbottom=True)
    first = axes.flat[0]
    first.set(xscale="log", yscale="log", xlim=(0.8 * min(looks), 1.25 * max(looks)), ylim=(LOWEST, HIGHEST))
    for ax in axes[:, 0]:
        ax.set_ylabel("mean squared error")
    at = blended_transform_factory(first.transAxes, first.transData)
    first.text(0.03, BASELINE * 1.8, "always 1", color=GREY, fontsize=8.5, transform=at)
    first.text(0.03, SOLVED * 0.88, "solved", color=INK, fontsize=8.5, va="top", transform=at)


def _rows(result):
    return -(-len(result) // IN_A_ROW)


def _draw_curves(ax, found, color):
    ax.axhline(BASELINE, color=GREY, linewidth=1, linestyle=":")
    ax.axhline(SOLVED, color=INK, linewidth=1, linestyle=(0, (3, 2)))
    for (steps, error), needed in zip(found["curves"], found["steps"], strict=True):
        if not len(error):
            ax.text(0.5, 0.5, "no look taken", transform=ax.transAxes, ha="center", va="center", color=GREY)
            continue
        shown = np.clip(np.nan_to_num(error, nan=np.inf), LOWEST, HIGHEST)
        ax.plot(steps, shown, color=color, linewidth=1.2, alpha=0.6)
        ends = {"marker": "x"} if needed is None else {"marker": "o", "markeredgecolor": "white"}
        ax.plot(steps[-1:], shown[-1:], color=color, zorder=3, **ends)
        for beyond, mark in ((~(error <= HIGHEST), "^"), (error < LOWEST, "v")):
            if beyond.any():
                ax.plot(steps[beyond], shown[beyond], mark, color=color, markersize=5, clip_on=False, zorder=3)


def _title(name, found, room):
    """In one line if there is room for so many letters, else in two, a longer name cut."""
    of = len(found["steps"])
    if of > 1:
        return f"{name}: {found['solved']} of {of}"
    came = "solved" if found["solved"] else "not solved"
    if len(f"{name}: {came}") <= room:
        return f"{name}: {came}"
    return f"{name if len(name) <= room else name[: room - 1] + '…'}\n{came}"


def describe_adding_problem(result):
    """From how many seeds each cell solved the problem, and after how many steps in the median."""
    words = []
    for name, found in result.items():
        needed = "" if found["median"] is None else f" after {found['median']:,} steps"
        if needed and len(found["steps"]) > 1:
            needed += " in the median"
        words.append(f"{name} from {found['solved']} of {len(found['steps'])}{needed}")
    return f"Solved: {'; '.join(words)}."


def show_adding_problem(result):
    """`draw_adding_problem` as a figure with its sentence."""
    return picture(draw_adding_problem, result, describe_adding_problem(result), size=(9.4, 2.9 * _rows(result)))


def draw_adding_sequence(figure, sequence):
    """``sequence``: X (n, T, 2) and y (n, 1) of `adding_problem.adding_sequences`, of which the first is drawn."""
    X, _ = sequence
    ax, steps = figure.subplots(), np.arange(X.shape[1])
    values, marked = X[0, :, 0], X[0, :, 1] > 0
    ax.bar(steps[~marked], values[~marked], width=0.7, color="#C3CAD3")
    ax.bar(steps[marked], values[marked], width=0.9, color=BLUE)
    *numbers, total = _shown_sum(values[marked])
    for step, number in zip(steps[marked], numbers, strict=True):
        ax.text(step, _above(values, step, number), number, ha="center", va="bottom", color=BLUE)
    middle = len(steps) // 2 - 0.5
    ax.axvline(middle, color=GREY, linewidth=1, linestyle=(0, (3, 2)))
    for words, side in (("first half ", "right"), (" second half", "left")):
        ax.text(middle, 1.27, words, ha=side, va="center", color=GREY, fontsize=8.5)
    ax.set(xlim=(-0.7, len(steps) - 0.3), ylim=(0, 1.34), xlabel="step", ylabel="number")
    ax.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    ax.set_yticks([0, 0.5, 1])
    ax.set_title(f"Asked for at the end: the sum of the two marked numbers, {total}")


def _shown_sum(numbers):
    """Two numbers and their sum in so many decimals, two or more, that they add up as they are shown."""
    numbers = [*map(float, numbers), math.fsum(map(float, numbers))]
    for digits in range(2, 30):  # the fractions of float32 end before
        shown = [f"{number:.{digits}f}" for number in numbers]
        if sum(map(Decimal, shown[:-1])) == Decimal(shown[-1]):
            break
    return shown


def _above(values, step, number):
    """The height at which a number over a bar stands over those neighbors, too, across which it is written."""
    reach = int((0.006 * len(number) + 0.002) * len(values) + 0.35)  # a letter is about 1/80 of the axis wide
    return values[max(step - reach, 0) : step + reach + 1].max() + 0.03


def show_adding_sequence(sequence):
    """`draw_adding_sequence` as a figure with its sentence."""
    X, _ = sequence
    first, second = np.flatnonzero(X[0, :, 1])
    one, other, total = _shown_sum(X[0, [first, second], 0])
    alt = f"Of {X.shape[1]} numbers those at steps {first} and {second} are marked: {one} and {other}, in sum {total}."
    return picture(draw_adding_sequence, sequence, alt, size=(9.4, 2.2))
