"""The window of starts, colored by where they lead."""

from matplotlib.colors import ListedColormap

from ...plots.style import BLUE, VERMILION
from .surfaces_figure import contours

_ENDS = ListedColormap(["#84B9DC", "#F6D7BF", "#8A9099"])


def draw_basins_of_attraction(figure, result):
    """The window of starts, colored by where they lead, and the places where the runs ended."""
    left, right = figure.subplots(1, 2)
    surface = result["surface"]
    x, y = result["x"], result["y"]
    half = [(x[1] - x[0]) / 2, (y[1] - y[0]) / 2]
    extent = (x[0] - half[0], x[-1] + half[0], y[0] - half[1], y[-1] + half[1])
    left.imshow(result["where"], origin="lower", extent=extent, aspect="auto", cmap=_ENDS, vmin=0, vmax=2, alpha=0.85)
    for ax in (left, right):
        contours(ax, surface)
    left.set_title(f"{result['shares'][0]:.0%} of the starts lead to a star")
    ends, where = result["ends"], result["where"]
    for k, color, marker in ((1, VERMILION, "s"), (0, BLUE, "o")):
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
    right.set_title("Where they are after 200 steps")


def describe_basins_of_attraction(result):
    """Which shares of the starts lead where."""
    best, elsewhere, lost = result["shares"]
    said = f"Of 1,681 starts {best:.0%} lead to a lowest minimum and {elsewhere:.0%} elsewhere"
    return f"{said}; {lost:.0%} diverge." if lost else f"{said}."
