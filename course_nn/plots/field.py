"""Fields over the plane: a probability, a score, a decision surface."""

import numpy as np
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize

from .. import _checks
from .style import FIELD_CMAP, GREY, INK


def draw_field(ax, xx, yy, Z, low=None, high=None, boundary=None, cmap=FIELD_CMAP):
    """``Z`` over a regular grid as a pale surface, and the line where it equals ``boundary``.

    ``xx`` and ``yy`` are ``(rows, columns)`` as from ``np.meshgrid(x, y)``, or the two axes ``x (columns,)``
    and ``y (rows,)``; ``Z`` is ``(rows, columns)``. ``low`` and ``high`` are the values of the two end colors;
    without them the map is symmetric about zero. The axes' limits become those of the grid. Returns the colors,
    for ``add_colorbar``.
    """
    Z = _checks.as_array(Z, "draw_field: Z", ndim=2).astype(float)
    x = _axis(xx, "xx", Z.shape, 1)
    y = _axis(yy, "yy", Z.shape, 0)
    if low is None or high is None:
        high = float(np.abs(Z).max()) or 1.0
        low = -high
    dx, dy = (x[-1] - x[0]) / (len(x) - 1), (y[-1] - y[0]) / (len(y) - 1)
    # A pixel lies around its point; the half pixels outside the grid are cut off by the limits.
    extent = (x[0] - dx / 2, x[-1] + dx / 2, y[0] - dy / 2, y[-1] + dy / 2)
    # Colored before it is enlarged: half the time, and the same picture, as the map is straight on both sides.
    colors = ScalarMappable(Normalize(low, high), cmap)
    colors.set_array(Z)
    ax.imshow(
        colors.to_rgba(Z, bytes=True),
        extent=extent,
        origin="lower",
        aspect="auto",
        interpolation="bilinear",
        zorder=0,
    )
    if boundary is not None and Z.min() < boundary < Z.max():  # otherwise there is no line, and a warning
        ax.contour(x, y, Z, levels=[boundary], colors=[INK], linewidths=1.6, zorder=2)
    ax.set(xlim=(x[0], x[-1]), ylim=(y[0], y[-1]))
    ax.spines[["left", "bottom"]].set_visible(False)
    return colors


def add_colorbar(figure, colors, ax, label, ticks=None):
    """A slim bar beside ``ax`` that says what the ``colors`` of a field mean."""
    bar = figure.colorbar(colors, ax=ax, shrink=0.8, aspect=22, pad=0.02, ticks=ticks)
    bar.outline.set_visible(False)
    bar.set_label(label, color=GREY)
    return bar


def _axis(grid, name, shape, direction):
    grid = _checks.as_array(grid, f"draw_field: {name}", ndim=(1, 2)).astype(float)
    if grid.ndim == 2:
        if grid.shape != shape:
            raise ValueError(f"draw_field: expected {name} of the shape of Z, {shape}, got {grid.shape}")
        grid = grid[0] if direction == 1 else grid[:, 0]
    if len(grid) != shape[direction] or len(grid) < 2 or not grid[0] < grid[-1]:
        raise ValueError(
            f"draw_field: expected {name} to be {shape[direction]} growing values, got {len(grid)} "
            f"from {grid[0]:g} to {grid[-1]:g}"
        )
    return grid
