"""Digits in a picture: one with its title, and many on a sheet."""

import numpy as np
from matplotlib.patches import Rectangle

from ...plots.style import GRID, ORANGE, WEIGHT_CMAP


def draw_digit(ax, x, title="", color=None, covered=None):
    """64 numbers from 0 (paper) to 1 (ink), in gray; pixels that are ``covered`` have an orange ground."""
    shade = 1 - np.clip(np.reshape(x, (8, 8, 1)), 0, 1) * np.ones(3)
    if covered is not None:
        tint = np.where(covered.reshape(8, 8, 1), [1.0, 0.93, 0.80], 1.0)
        shade = shade * tint
    ax.imshow(shade, interpolation="nearest")
    ax.set(xticks=[], yticks=[])
    ax.spines[:].set_visible(True)
    if color is not None:
        ax.spines[:].set(color=color, linewidth=1.8)
    ax.set_title(title, fontsize=9)


def draw_sheet(ax, rows, columns, *, signed=False, framed=(), gap=2):
    """Images of 64 numbers on a sheet with so many columns: in gray, or ``signed`` in blue and vermilion, one scale."""
    height = -(-len(rows) // columns) * (8 + gap) - gap
    sheet = np.full((height, columns * (8 + gap) - gap), np.nan)
    for i, x in enumerate(rows):
        top, left = i // columns * (8 + gap), i % columns * (8 + gap)
        sheet[top : top + 8, left : left + 8] = np.reshape(x, (8, 8))
        look = {"edgecolor": ORANGE, "lw": 2.0, "zorder": 3} if i in framed else {"edgecolor": GRID, "lw": 0.6}
        ax.add_patch(Rectangle((left - 0.5, top - 0.5), 8, 8, fill=False, clip_on=False, **look))
    if signed:
        limit = float(np.abs(rows).max()) or 1.0
        ax.imshow(sheet, cmap=WEIGHT_CMAP, vmin=-limit, vmax=limit, interpolation="nearest")
    else:
        ax.imshow(sheet, cmap="gray_r", vmin=0, vmax=1, interpolation="nearest")
    ax.set(xlim=(-1.5, sheet.shape[1] + 0.5), ylim=(sheet.shape[0] + 0.5, -1.5))
    ax.set_axis_off()
