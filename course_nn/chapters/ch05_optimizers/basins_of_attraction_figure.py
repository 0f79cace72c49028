"""The window of starts, colored by where they lead."""

from matplotlib.colors import ListedColormap

from ...plots.style import BLUE, GREY, ORANGE, VERMILION
from .basins_of_attraction import FATES
from .surfaces_figure import contours

_ENDS = ListedColormap(["#84B9DC", "#F6D7BF", "#EFB945", "#8A9099"])
_LOOKS = (BLUE, "o"), (VERMILION, "s"), (ORANGE, "^"), (GREY, "x")


def draw_basins_of_attraction(figure, result):
    """The window of starts, colored by where they lead, and the places where the runs ended."""
    left, right = figure.subplots(1, 2)
    surface = result["surface"]
    x, y = result["x"], result["y"]
    half = [(x[1] - x[0]) / 2, (y[1] - y[0]) / 2]
    extent = (x[0] - half[0], x[-1] + half[0], y[0] - half[1], y[-1] + half[1])
    left.imshow(result["where"], origin="lower", extent=extent, aspect="auto", cmap=_ENDS, vmin=0, vmax=3, alpha=0.85)
    for ax in (left, right):
        contours(ax, surface)
    share = result["shares"][0]
    left.set_title(f"{_percent(share)} of the starts lead to a star" if share else "No start leads to a star")
    ends, where = result["ends"], result["where"]
    for k in (1, 2, 0):  # what has diverged is far outside
        color, marker = _LOOKS[k]
        chosen = where == k
        right.plot(
            ends[0][chosen],
            ends[1][chosen],
            marker,
            color=color,
            markersize=4,
            markeredgewidth=0,
            alpha=0.35,
            zorder=2,
        )
    right.set(ylabel="")
    outside = int((~surface.inside(ends.reshape(2, -1).T)).sum())
    right.set_title(f"After 200 steps ({outside:,} outside)" if outside else "Where they are after 200 steps")


def describe_basins_of_attraction(result):
    """Which shares of the starts lead where."""
    said = [f"{_percent(share)} {fate}" for share, fate in zip(result["shares"], FATES, strict=True) if share]
    return f"Of 1,681 starts, after 200 steps: {', '.join(said)}."


def _percent(share):
    return "under 1%" if share < 0.01 else "over 99%" if 0.99 < share < 1 else f"{share:.0%}"
