"""Trajectories of optimizers on the contours of their surface."""

from ...plots.style import BLUE, GREEN, INK, ORANGE, PINK, SKY, VERMILION
from .surfaces_figure import contours

#: Color and marker of every optimizer, the same in all of the chapter.
LOOKS = {
    "gradient descent": (INK, "o"),
    "momentum": (BLUE, "s"),
    "Nesterov": (SKY, "D"),
    "AdaGrad": (ORANGE, "^"),
    "RMSProp": (GREEN, "v"),
    "Adam": (VERMILION, "P"),
    "AdamW": (PINK, "X"),
}


def draw_trajectories(figure, result):
    """Paths of some optimizers over one surface, the result of `walks`."""
    surface, paths = result
    ax = figure.subplots()
    contours(ax, surface)
    for name, path in paths.items():
        color, marker = LOOKS[name]
        shown = surface.to_border(path)
        ax.plot(
            *shown.T,
            marker + "-",
            color=color,
            markersize=3.6,
            linewidth=1.3,
            markeredgewidth=0,
            label=name,
        )
    ax.plot(*next(iter(paths.values()))[0], "o", color=INK, markersize=8, markeredgecolor="white", zorder=5)
    ax.legend(loc="lower right", frameon=True, framealpha=0.9, edgecolor="none")
