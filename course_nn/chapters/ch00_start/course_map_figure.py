"""The map of the course as a picture: boxes for chapters, arrows from what each needs."""

import textwrap

from matplotlib.patches import FancyBboxPatch

from ...plots.style import BLUE, GREY, INK

#: Column and row of each chapter on the map.
PLACES = {
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
    "13": (2, 0),
    "14": (6, 4),
}
#: Arrows that leave a box at its lower edge, so that they don't run together with another chapter's.
FROM_BELOW = {("03", "12")}
_HALF_WIDTH, _HALF_HEIGHT = 0.39, 0.41


def draw_course_map(figure, chapters):
    """Boxes for chapters, arrows from what a chapter needs. Written ones are filled, with their minutes."""
    ax = figure.subplots()
    ax.set(xlim=(-0.45, 6.45), ylim=(-0.5, 4.5))
    ax.axis("off")
    for chapter in chapters:
        x, y = PLACES[chapter.number]
        for need in chapter.needs:
            xs, ys = route(need, chapter.number)
            ax.plot(xs, ys, color="#A9B0B9", lw=1.1, zorder=1)
            ax.plot(xs[-1] - 0.01, y, ">", color="#A9B0B9", ms=5, mec="none", zorder=1)
        _box(ax, x, y, chapter)


def route(need, number):
    """The corners, xs and ys, of the arrow from a chapter to one that needs it."""
    (x0, y0), (x, y) = PLACES[need], PLACES[number]
    end = x - _HALF_WIDTH - 0.04
    if (need, number) in FROM_BELOW:
        return [x0, x0, end], [y0 - _HALF_HEIGHT, y, y]
    return [x0 + _HALF_WIDTH, (x0 + x) / 2, (x0 + x) / 2, end], [y0, y0, y, y]


def describe_course_map(chapters):
    """What each chapter needs, those with the same needs together."""
    groups = {}
    for chapter in chapters:
        groups.setdefault(chapter.needs, []).append(chapter.number)
    parts = [
        f"{_listed(numbers)} {'need' if len(numbers) > 1 else 'needs'} {_listed(needs) if needs else 'nothing'}"
        for needs, numbers in groups.items()
    ]
    return f"A map of the chapters: {'; '.join(parts)}."


def _listed(numbers):
    *most, last = numbers
    return f"{', '.join(most)} and {last}" if most else last


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
