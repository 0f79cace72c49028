"""The time line as a picture: the milestones on a line of years, and a card about the chosen one."""

import textwrap

from ...plots.style import BLUE, GREY, INK, SKY, VERMILION


def draw_time_line(figure, result):
    """Milestones on a line of years above, the three waves behind it; below, what the chosen one gave and lacked."""
    above, below = figure.subplots(2, 1, height_ratios=[1.5, 1])
    _years(above, result)
    _card(below, result["milestones"][result["chosen"]])


def describe_time_line(result):
    """The chosen milestone: its year, its people, its name."""
    m = result["milestones"][result["chosen"]]
    return f"{m.year}, {m.who}: {m.label}."


def _years(ax, result):
    ax.set(xlim=(1938, 2024), ylim=(-1.75, 1.9))
    for name, first, last in result["waves"]:
        ax.axvspan(first, last, color=SKY, alpha=0.22, lw=0)
        ax.text((first + last) / 2, 1.88, name, ha="center", va="top", fontsize=8.5, color=GREY)
    for middle in (1977.5, 2003.5):
        ax.text(middle, 1.88, "winter", ha="center", va="top", fontsize=8.5, color=GREY, style="italic")
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
