"""A map, its pooled output, and the gradient that comes back."""

import numpy as np
from matplotlib.collections import PatchCollection
from matplotlib.patches import Rectangle

from ...plots.style import BLUE, FIELD_CMAP, GREY, INK
from .sliding_window_figure import draw_grid, draw_table, plain


def draw_pooling_windows(figure, result):
    """Before, after, and the way back: the result of `pooled`."""
    left, middle, right = figure.subplots(1, 3, width_ratios=(1.15, 0.8, 1.15))
    x, y, seen = result["x"], result["y"], result["seen"]
    limit = float(np.abs(x).max()) or 1.0
    size = 9
    draw_table(left, x, limit, size)
    _mark_unseen(left, seen)
    _draw_windows(left, result)
    left.set_title(f"Before: {x.shape[0]} × {x.shape[1]}")
    draw_table(middle, y, limit, size if max(y.shape) < 6 else 7.5)
    middle.set_title(f"After: {y.shape[0]} × {y.shape[1]}")
    _draw_gradient(right, result["gradient"], seen)
    if result["kind"] == "max":
        _boxes(left, np.argwhere(result["gradient"] > 0) - 0.4, 0.8, edgecolor=BLUE, linewidth=2)


def _boxes(ax, corners, side, **style):
    """Squares with their upper left corners (row, column) there, in one artist."""
    squares = [Rectangle((column, row), side, side) for row, column in corners]
    ax.add_collection(PatchCollection(squares, **{"facecolor": "none", "zorder": 3} | style))


def _mark_unseen(ax, seen):
    _boxes(
        ax, np.argwhere(seen == 0) - 0.5, 1, facecolor="#FFFFFFC0", edgecolor=GREY, hatch="////", linewidth=0, zorder=2
    )


def _draw_windows(ax, result):
    """The windows' frames where they don't overlap; else the first one, and its neighbor to the right, dashed."""
    size, stride = result["size"], result["stride"]
    corners = stride * np.argwhere(np.ones(result["y"].shape)) - 0.46
    style = {"edgecolor": INK, "linewidth": 1.5}
    if stride >= size:
        _boxes(ax, corners, size - 0.08, **style)
    else:
        _boxes(ax, corners[:1], size - 0.08, **style)
        _boxes(ax, corners[1:2], size - 0.08, linestyle=(0, (3, 2)), **style)


def _draw_gradient(ax, gradient, seen):
    """Where nothing is written it is 0."""
    ax.imshow(gradient, cmap=FIELD_CMAP.reversed(), vmin=-gradient.max(), vmax=gradient.max())
    for i, j in np.argwhere(gradient):
        ax.text(j, i, plain(gradient[i, j]), ha="center", va="center", fontsize=9)
    draw_grid(ax, gradient.shape)
    _mark_unseen(ax, seen)
    ax.set_axis_off()
    ax.set_title("Gradient of the sum")


def describe_pooling_windows(result):
    """One sentence: what is kept, what is lost, what no window sees."""
    x, y, seen, gradient = (result[name] for name in ("x", "y", "seen", "gradient"))
    unseen = int((seen == 0).sum())
    rest = f"; {unseen} {'is' if unseen == 1 else 'are'} seen by no window" if unseen else ""
    if result["kind"] == "max":
        kept = int((gradient > 0).sum())
        stay = "stays as it is" if kept == 1 else "stay as they are"
        how = f"{kept} of the {x.size} {stay}, and the gradient goes there alone"
    else:
        how = f"each is a mean of {result['size'] ** 2}, which share its gradient equally"
        how = "each is one of them, unchanged" if result["size"] == 1 else how
    return f"{x.size} numbers become {y.size}: {how}{rest}."
