"""Chapter 00's figures: the map of the course, the time line, one neuron's curve."""

import textwrap

import numpy as np
from matplotlib.patches import FancyBboxPatch

from ...plots.style import BLUE, GREY, GRID, INK, ORANGE, SKY, VERMILION

#: Column and row of each chapter on the map.
_PLACES = {
    "00": (0, 2),
    "01": (1, 2),
    "02": (2, 3),
    "03": (2, 2),
    "04": (3, 2.5),
    "05": (4, 2.5),
    "06": (5, 4),
    "07": (5, 3),
    "08": (5, 2),
    "09": (5, 1),
    "10": (5, 0),
    "11": (6, 2),
    "12": (3, 1),
    "13": (2, 0.5),
    "14": (6, 4),
}
_HALF_WIDTH, _HALF_HEIGHT = 0.39, 0.41


def draw_course_map(figure, chapters):
    """Boxes for chapters, arrows from what a chapter needs. Written ones are filled, with their minutes."""
    ax = figure.subplots()
    ax.set(xlim=(-0.45, 6.45), ylim=(-0.5, 4.5))
    ax.axis("off")
    for chapter in chapters:
        x, y = _PLACES[chapter.number]
        for need in chapter.needs:
            x0, y0 = _PLACES[need]
            start, end, turn = x0 + _HALF_WIDTH, x - _HALF_WIDTH, (x0 + x) / 2 if x - x0 < 1.5 else x - 0.5
            ax.plot([start, turn, turn, end - 0.04], [y0, y0, y, y], color="#A9B0B9", lw=1.1, zorder=1)
            ax.plot(end - 0.05, y, ">", color="#A9B0B9", ms=5, mec="none", zorder=1)
        _box(ax, x, y, chapter)


def _box(ax, x, y, chapter):
    ready = bool(chapter.file)
    corner = (x - _HALF_WIDTH + 0.05, y - _HALF_HEIGHT + 0.05)
    ax.add_patch(
        FancyBboxPatch(
            corner,
            2 * _HALF_WIDTH - 0.1,
            2 * _HALF_HEIGHT - 0.1,
            boxstyle="round,pad=0.05,rounding_size=0.08",
            facecolor="#DCEBF5" if ready else "white",
            edgecolor=BLUE if ready else "#A9B0B9",
            linestyle="-" if ready else (0, (3, 2)),
            linewidth=1.2,
            zorder=2,
        )
    )
    color = INK if ready else GREY
    ax.text(x, y + 0.26, chapter.number, ha="center", va="center", fontsize=9, fontweight="bold", color=color)
    title = "\n".join(textwrap.wrap(chapter.title, 15, break_long_words=False))
    ax.text(x, y + (0.01 if ready else -0.06), title, ha="center", va="center", fontsize=8, color=color)
    if ready:
        ax.text(x, y - 0.3, f"{chapter.minutes} min", ha="center", va="center", fontsize=8, color=GREY)


def draw_time_line(figure, result):
    """Milestones on a line of years above, the three waves behind it; below, what the chosen one gave and lacked."""
    above, below = figure.subplots(2, 1, height_ratios=[1.5, 1])
    _years(above, result)
    _card(below, result["milestones"][result["chosen"]])


def _years(ax, result):
    ax.set(xlim=(1938, 2024), ylim=(-1.75, 1.9))
    for name, first, last in result["waves"]:
        ax.axvspan(first, last, color=SKY, alpha=0.22, lw=0)
        ax.text((first + last) / 2, 1.88, name, ha="center", va="top", fontsize=8.5, color=GREY)
    for name, middle in (("winter", 1977.5), ("winter", 2003.5)):
        ax.text(middle, 1.88, name, ha="center", va="top", fontsize=8.5, color=GREY, style="italic")
    ax.axhline(0, color=INK, lw=1.4)
    levels = {
        1943: 0.7,
        1958: -0.7,
        1969: 0.7,
        1986: -0.7,
        1989: 1.2,
        1995: -1.35,
        1997: 0.55,
        2012: -0.7,
        2014: 0.7,
    }
    for i, m in enumerate(result["milestones"]):
        chosen = i == result["chosen"]
        y = levels.get(m.year, -1.35)
        color = VERMILION if chosen else BLUE
        ax.plot([m.year, m.year], [0, y], color=color, lw=1.6 if chosen else 0.9)
        ax.plot(m.year, 0, "D" if chosen else "o", color=color, ms=9 if chosen else 5.5, mec="white")
        ax.text(
            m.year,
            y + (0.07 if y > 0 else -0.07),
            f"{m.year} {m.label}",
            fontsize=8.6,
            color=color if chosen else INK,
            ha="right" if m.year > 2005 else "left" if m.year < 1950 else "center",
            va="bottom" if y > 0 else "top",
            fontweight="bold" if chosen else "normal",
        )
    ax.spines[:].set_visible(False)
    ax.set_yticks([])
    ax.tick_params(axis="x", length=0)
    ax.set_xticks(range(1940, 2021, 20))
    ax.set_title("Three waves of work on neural networks, and two winters between them")


def _card(ax, m):
    ax.axis("off")
    ax.set(xlim=(0, 1), ylim=(0, 1))
    ax.text(0, 0.98, f"{m.year}   {m.who}", fontsize=10.5, fontweight="bold", va="top", color=VERMILION)
    ax.text(0, 0.72, "\n".join(textwrap.wrap("Gave: " + m.gave, 116)), fontsize=9.5, va="top", linespacing=1.4)
    ax.text(
        0,
        0.26,
        "\n".join(textwrap.wrap("Then: " + m.limit, 116)),
        fontsize=9.5,
        va="top",
        color=GREY,
        linespacing=1.4,
    )


def draw_one_input_neuron(figure, result):
    """The curve a = g(wx + b), with the input at which z = 0 marked."""
    ax = figure.subplots()
    ax.set(xlim=(-4, 4), ylim=(-1.35, 2.35), xlabel="input $x$", ylabel="output $a = g(w x + b)$")
    ax.axhline(0, color=GRID, lw=1)
    ax.axvline(0, color=GRID, lw=1)
    ax.plot(result["x"], result["a"], color=BLUE, lw=2.4)
    if result["switch"] is not None:
        ax.axvline(result["switch"], color=ORANGE, lw=1.6, ls=(0, (4, 2)))
        right = result["switch"] < 2.6
        ax.annotate(
            "$z = 0$",
            (result["switch"], 2.15),
            xytext=(5 if right else -5, 0),
            textcoords="offset points",
            ha="left" if right else "right",
            va="center",
            color="#8A5E00",
        )
    ax.set_yticks(np.arange(-1, 3))
    ax.set_title(_neuron_title(result["w"], result["b"]))


def _neuron_title(w, b):
    if w == 0:
        return "With $w = 0$ the neuron does not see its input"
    return f"The weight is the steepness, the bias shifts: $z = {w:g}\\,x {'+' if b >= 0 else '-'} {abs(b):g}$"
