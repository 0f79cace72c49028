"""Shift and convolve, in both orders, and where the results agree."""

import numpy as np
from matplotlib.colors import ListedColormap, PowerNorm
from matplotlib.patches import Rectangle

from ...plots.style import GREY, INK, SEQUENTIAL_CMAP, VERMILION

AGREE = "#CFE3EF"


def draw_shift_equivariance(figure, result):
    """The moved image, what comes of it, what comes of the image and is moved, and where the two are equal."""
    axes = figure.subplots(1, 4)
    axes[0].imshow(result["moved"], cmap="gray", vmin=0, vmax=255, interpolation="nearest")
    axes[0].set_title(f"moved by {result['shift']}")
    most = max(result["first"].max(), result["second"].max()) or 1
    for ax, part, title in ((axes[1], "first", "move, then filter"), (axes[2], "second", "filter, then move")):
        ax.imshow(result[part], cmap=SEQUENTIAL_CMAP, norm=PowerNorm(0.5, 0, most), interpolation="nearest")
        ax.set_title(title)
    h, w = result["first"].shape
    by = f"by {result['step']} column{'s' * (result['step'] != 1)}"
    side = len(result["moved"])
    for ax, words in zip(axes, (f"{side} × {side} pixels", f"{h} × {w}", by, "vermilion: differ"), strict=True):
        ax.set_xlabel(words, color=GREY)
        ax.set(xticks=[], yticks=[])
        ax.spines[:].set(visible=True, color=GREY)
    _draw_agreement(axes[3], result, w, h)


def _draw_agreement(ax, result, w, h):
    ax.imshow(result["same"], cmap=ListedColormap([VERMILION, AGREE]), vmin=0, vmax=1, interpolation="nearest")
    unknown = int(np.isnan(result["same"]).all(axis=0).sum())
    if unknown:
        box = Rectangle((-0.5, -0.5), unknown, h, facecolor="white", edgecolor="#B4BAC3", hatch="////", linewidth=0)
        ax.add_patch(box)
    inside = np.flatnonzero(result["interior"])
    if len(inside) and len(inside) < w - unknown:
        for x in (inside[0] - 0.5, inside[-1] + 0.5):
            ax.axvline(x, color=INK, linewidth=1.2, linestyle=(0, (3, 2)))
    ax.set(xlim=(-0.5, w - 0.5), ylim=(h - 0.5, -0.5))
    different = result["inside"][0] + result["outside"][0]
    ax.set_title(f"{different} of {result['inside'][1] + result['outside'][1]} differ")


def describe_shift_equivariance(result):
    """How many numbers differ, where no border reaches and where one does."""
    shift, total = result["shift"], result["total"]
    move = f"Moved by {shift} pixel{'s' * (shift != 1)}" + (f", subsampled by {total}" if total > 1 else "")
    (inside, of), (outside, rest) = result["inside"], result["outside"]
    if result["padding"] == "wrapped around":
        return f"{move}, no border at all: {inside} of {of} numbers differ."
    if not of:
        return f"{move}: a border reaches everywhere, and {outside} of {rest} numbers differ."
    away = f"{inside} of {of} numbers differ where no border reaches"
    return f"{move}: {away}" + (f", and {outside} of {rest} where one does." if rest else ".")
