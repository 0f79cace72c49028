"""The causal mask of a word in a picture: who may look at whom, and what is asked at one place."""

import numpy as np
from matplotlib.patches import Rectangle

from ...plots.style import BLUE, GREY, GRID, INK, ORANGE
from ...plots.words import drawn, said, said_symbol


def draw_causal_rows(figure, result):
    """``result`` of `causal_rows.ask`: the mask, the chosen row, and the answer wanted there."""
    ax = figure.subplots()
    mask, row = result["mask"], result["row"]
    t = len(mask)
    line = f"·{result['word']}·"
    for i in range(t):
        for j in range(t):
            color = (ORANGE if i == row - 1 else BLUE) if mask[i, j] else "#FFFFFF"
            ax.add_patch(_cell(j, i, color))
    letters = [drawn(one) if one != " " else "␣" for one in line]
    ax.set(xlim=(-0.5, t + 1.5), ylim=(t - 0.5, -0.5), aspect="equal")
    ax.set_xticks(range(t), letters[:-1], fontsize=12)
    ax.set_yticks(range(t), letters[:-1], fontsize=12)
    ax.tick_params(top=True, labeltop=True, bottom=False, labelbottom=False, length=0)
    ax.text(t + 0.2, row - 1, letters[row], color=INK, fontsize=13, va="center", ha="center", weight="bold")
    ax.annotate("", (t - 0.15, row - 1), (t - 0.5, row - 1), arrowprops={"arrowstyle": "->", "color": GREY})
    ax.spines[:].set_visible(False)
    ax.set_title(f"Place {row}: what it may see, and what comes next", pad=22)


def _cell(x, y, color):
    return Rectangle((x - 0.5, y - 0.5), 1, 1, facecolor=color, edgecolor=GRID, lw=1)


def describe_causal_rows(result):
    """What is read at the place, and what is asked."""
    following = "the end" if result["row"] == len(result["mask"]) else said_symbol(result["next"])
    read = result["read"][1:]
    seen = f"the boundary and {said(read)}" if read else "the boundary alone"
    count = int(np.count_nonzero(result["mask"][result["row"] - 1]))
    return (
        f"At place {result['row']} the model sees {seen} ({count} of {len(result['mask'])} places), and is asked for "
        f"{following}."
    )
