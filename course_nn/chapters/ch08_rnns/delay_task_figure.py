"""The delay task in a picture: who is right after how many steps, and what they answer while one sequence goes by."""

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.patches import Rectangle
from matplotlib.ticker import PercentFormatter

from ...plots.style import GREY, INK, SEQUENTIAL_CMAP
from .delay_task import HOLDS, LAST, PRACTICES, SEEDS
from .memory_cells import CELLS
from .memory_cells_figure import look


def draw_delay_task(figure, result):
    """Above, for each cell and in a row for each seed: right or wrong, by the steps since the bit. Below a sequence."""
    cells = result["cells"]
    grid = figure.add_gridspec(2, len(cells), height_ratios=[1, 1.15])
    for k, (name, found) in enumerate(cells.items()):
        ax = figure.add_subplot(grid[0, k])
        image = _draw_accuracy(ax, found, result)
        ax.set_title(_title(name, found), fontsize=10.5 if len(cells) <= len(CELLS) else 8.8)
        if k == 0:
            ax.set_ylabel("seed")
    _draw_sequence(figure.add_subplot(grid[1, :]), result)
    bar = figure.colorbar(image, ax=figure.axes[: len(cells)], ticks=[0, 0.5, 1], pad=0.01, aspect=12)
    bar.ax.yaxis.set_major_formatter(PercentFormatter(1))
    bar.set_label("right")


def _draw_accuracy(ax, found, result):
    rows, last = len(found["accuracy"]), steps_shown(result["delay"])
    how = {"cmap": SEQUENTIAL_CMAP, "vmin": 0, "vmax": 1, "aspect": "auto", "interpolation": "nearest"}
    image = ax.imshow(found["accuracy"][:, : last + 1], **how)
    _mark_delay(ax, result["delay"])
    ax.set(xticks=range(0, last + 1, last // 4), yticks=[], xlabel="steps since the bit")
    ax.spines[:].set(visible=True, color=GREY)
    if rows > 1:
        ax.set_yticks([result["seed"]])
        frame = {"facecolor": "none", "edgecolor": INK, "linewidth": 1.6, "clip_on": False, "zorder": 3}
        ax.add_patch(Rectangle((-0.5, result["seed"] - 0.5), last + 1, 1, **frame))
    return image


def _title(name, found):
    """The cell, and how many of its seeds hold the bit over the delay."""
    if len(found["accuracy"]) == 1:
        return f"{name}: {'holds' if found['holds'] else 'fails'}"
    return f"{name}: {found['holds']} of {SEEDS}"


def _mark_delay(ax, delay):
    ax.axvline(delay, color="white", linewidth=2.6)
    ax.axvline(delay, color=INK, linewidth=1.2, linestyle=(0, (3, 2)))


def steps_shown(delay):
    """How many steps are drawn: 40, 100 or 200, as the delay asks for."""
    return next(steps for steps in (40, 100, LAST) if 1.5 * delay <= steps)


def _draw_sequence(ax, result):
    last = steps_shown(result["delay"])
    steps, bits = np.arange(last + 1), result["bits"][: last + 1]
    ends = [[[t, 1.2], [t, 1.2 + 0.11 * bit]] for t, bit in zip(steps, bits, strict=True)]
    ax.add_collection(LineCollection(ends, colors=INK, linewidths=1.6))
    ax.plot([0], [1.26], marker="o", color=INK, markerfacecolor="none", markersize=9, clip_on=False)
    lines = []
    for name, found in result["cells"].items():
        color, dashes = look(name)
        lines += ax.plot(steps, found["answers"][: last + 1], color=color, linestyle=dashes, linewidth=1.6)
    _mark_delay(ax, result["delay"])
    ax.hlines(0.5, -0.01 * last, last, color=GREY, linewidth=0.8, linestyle=":")  # not through the names at the ends
    ax.set(xlim=(-0.01 * last, 1.1 * last), ylim=(-0.12, 1.36), xlabel="steps since the bit", ylabel="answer: +1")
    ax.set_xticks(range(0, last + 1, last // 4))
    ax.set_yticks([0, 0.5, 1])
    ax.yaxis.set_major_formatter(PercentFormatter(1))
    _name_ends(ax, lines, list(result["cells"]))
    ax.set_title(f"Seed {result['seed']} reads a sequence whose first bit, +1, is asked for")


def _name_ends(ax, lines, names):
    """Names at the ends of lines, between the axis of steps and the bits."""
    ends = np.array([line.get_ydata()[-1] for line in lines])
    order = np.argsort(np.round(ends, 6), kind="stable")
    for k, height in zip(order, places(ends[order]), strict=True):
        place = (lines[k].get_xdata()[-1], height)
        style = {"va": "center", "color": lines[k].get_color(), "fontsize": 9, "annotation_clip": False}
        ax.annotate(names[k], place, (5, 0), textcoords="offset points", **style)


def places(wanted, gap=0.17, low=0.0, high=1.05):
    """Heights ``gap`` apart, from ``low`` to ``high``, as near as may be to those ``wanted``, which rise."""
    groups = []  # of what touches: where its first would stand, and how many
    for k, height in enumerate(wanted):
        groups.append((height - k * gap, 1))
        while len(groups) > 1 and groups[-2][0] > groups[-1][0]:
            (first, n), (second, m) = groups[-2:]
            groups[-2:] = [((first * n + second * m) / (n + m), n + m)]
    first = np.concatenate([np.full(n, height) for height, n in groups])
    return np.clip(first, low, high - gap * (len(wanted) - 1)) + gap * np.arange(len(wanted))


def describe_delay_task(result):
    """What was practiced, how many seeds of each cell are right in 95 % of the sequences, and the reader's own."""
    cells, delay = dict(result["cells"]), result["delay"]
    yours = cells.pop("yours", None)
    told = ", ".join(f"{name} {found['holds']}" for name, found in cells.items())
    own = "" if yours is None else f"; your network is right in {100 * yours['accuracy'][0, delay]:.3g}%"
    said = next(said for said, practice in PRACTICES.items() if practice == result["practice"])
    learned = f"Practice with D = {delay}, {said}. "
    return learned + f"Asked {delay} steps after the bit, right in {HOLDS:.0%} or more, of {SEEDS} seeds: {told}{own}."
