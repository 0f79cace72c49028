"""The time line as a picture: the milestones on a line of years, and a card about the chosen one."""

import itertools
import textwrap

from ...plots.style import BLUE, GREY, GRID, INK, SKY, VERMILION

#: How high above or below the line the name of a year stands: none covers another.
LEVELS = {
    1943: 0.55,
    1958: -0.55,
    1969: 1.1,
    1970: -1.15,
    1986: -0.55,
    1989: 1.6,
    1995: -1.15,
    1997: 0.55,
    2012: -0.55,
    2014: 0.55,
    2017: 1.1,
}
ALIGNED = {1943: "left", 1995: "left", 2014: "right", 2017: "right"}
#: How many years a name is moved, so that it doesn't touch another one's line.
MOVED = {1986: -2}


def draw_time_line(figure, result):
    """The milestones up to the chosen one on a line of years, with the three waves; below, what it gave and lacked.

    Later ones are pale and nameless: the reader is asked about them.
    """
    above, below = figure.subplots(2, 1, height_ratios=[1.3, 1])
    _years(above, result)
    _card(below, result["milestones"][result["chosen"]])


def describe_time_line(result):
    """The chosen milestone: its year, its people, its name."""
    m = result["milestones"][result["chosen"]]
    return f"{m.year}, {m.who}: {m.label}."


def _years(ax, result):
    ax.set(xlim=(1939, 2025), ylim=(-1.75, 2.45))
    for name, first, last in result["waves"]:
        ax.axvspan(first, last, color=SKY, alpha=0.22, lw=0)
        ax.text((first + last) / 2, 2.42, name, ha="center", va="top", fontsize=9, color=GREY)
    for (*_, end), (_, start, _) in itertools.pairwise(result["waves"]):
        ax.text((end + start) / 2, 2.42, "winter", ha="center", va="top", fontsize=9, color=GREY, style="italic")
    ax.axhline(0, color=INK, lw=1.4)
    for i, m in enumerate(result["milestones"]):
        if i > result["chosen"]:
            ax.plot(m.year, 0, "o", color=GRID, ms=5.5, mec="white", zorder=3)
        else:
            _milestone(ax, m, i == result["chosen"])
    ax.spines[:].set_visible(False)
    ax.set_yticks([])
    ax.tick_params(axis="x", length=0)
    ax.set_xticks(range(1940, 2021, 20))
    ax.set_title("Three waves of work on neural networks, and two winters between them")


def _milestone(ax, m, chosen):
    y, color = LEVELS[m.year], VERMILION if chosen else BLUE
    ax.plot([m.year, m.year], [0, y], color=color, lw=1.6 if chosen else 0.9)
    ax.plot(m.year, 0, "D" if chosen else "o", color=color, ms=9 if chosen else 5.5, mec="white", zorder=3)
    ax.text(
        m.year + MOVED.get(m.year, 0),
        y + (0.07 if y > 0 else -0.07),
        f"{m.year} {m.label}",
        fontsize=9.5,
        color=color if chosen else INK,
        ha=ALIGNED.get(m.year, "center"),
        va="bottom" if y > 0 else "top",
        fontweight="bold" if chosen else "normal",
    )


def _card(ax, m):
    """Set line by line, each part under what the one before has taken."""
    ax.axis("off")
    ax.set(xlim=(0, 1), ylim=(0, 1))
    ax.text(0, 0.98, f"{m.year}   {m.who}", fontsize=11, fontweight="bold", va="top", color=VERMILION)
    y = 0.76
    for word, text, color in (("Gave", m.gave, INK), ("Then", m.limit, GREY)):
        lines = textwrap.wrap(f"{word}: {text}", 80)
        ax.text(0, y, "\n".join(lines), fontsize=10, va="top", linespacing=1.35, color=color)
        y -= 0.145 * len(lines) + 0.04
