"""Images of digits in a picture: one with its title, and many on a sheet."""

import numpy as np
from matplotlib.patches import Rectangle

from ...plots.style import GRID, ORANGE, WEIGHT_CMAP


def draw_digit(ax, x, title="", color=None):
    """An image of 64 numbers from 0 (paper) to 1 (ink), in gray; what lies outside is cut to that."""
    ax.imshow(np.reshape(x, (8, 8)), cmap="gray_r", vmin=0, vmax=1, interpolation="nearest")
    ax.set(xticks=[], yticks=[])
    ax.spines[:].set_visible(True)
    if color is not None:
        ax.spines[:].set(color=color, linewidth=1.8)
    ax.set_title(title, fontsize=9)


def draw_sheet(ax, rows, columns, framed=(), places=None, gap=2):
    """Images of 64 signed numbers on a sheet with so many columns, blue positive, vermilion negative, of one scale.

    ``framed`` are the places of those with a frame. The sheet has room for as many, or for ``places``.
    """
    height = -(-(places or len(rows)) // columns) * (8 + gap) - gap
    sheet = np.full((height, columns * (8 + gap) - gap), np.nan)
    for i, x in enumerate(rows):
        top, left = i // columns * (8 + gap), i % columns * (8 + gap)
        sheet[top : top + 8, left : left + 8] = np.reshape(x, (8, 8))
        chosen = i in framed
        look = {"edgecolor": ORANGE, "linewidth": 2.0, "zorder": 3} if chosen else {"edgecolor": GRID, "linewidth": 0.6}
        ax.add_patch(Rectangle((left - 0.5, top - 0.5), 8, 8, fill=False, clip_on=False, **look))
    limit = float(np.abs(rows).max()) or 1.0
    ax.imshow(sheet, cmap=WEIGHT_CMAP, vmin=-limit, vmax=limit, interpolation="nearest")
    ax.set(xlim=(-1.5, sheet.shape[1] + 0.5), ylim=(sheet.shape[0] + 0.5, -1.5))
    ax.set_axis_off()
