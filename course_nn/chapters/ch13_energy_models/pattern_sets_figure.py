"""A state of −1 and +1 as a picture: paper and ink, and marks on chosen units."""

import numpy as np

from ...plots.style import ORANGE


def draw_pattern(ax, x, title="", marked=None, color=None):
    """The state (n,) as a square, +1 black; with an orange square on each unit of ``marked``, (n,) True or False."""
    side = int(np.sqrt(len(x)))
    ax.imshow(np.reshape(x, (side, side)), cmap="gray_r", vmin=-1.6, vmax=1.2, interpolation="nearest")
    if marked is not None:
        rows, columns = np.nonzero(np.reshape(marked, (side, side)))
        ax.plot(columns, rows, "s", color=ORANGE, ms=62 / side, mec="white", mew=0.5)
    ax.set(xticks=[], yticks=[])
    ax.spines[:].set_visible(True)
    if color is not None:
        ax.spines[:].set(color=color, linewidth=2.2)
    ax.set_title(title, fontsize=9)
