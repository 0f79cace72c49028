"""Generated digits in a picture: the same latent points at a moment of the training, and the judges so far."""

import math

import numpy as np
from matplotlib.ticker import PercentFormatter

from ...plots.points import label_line_ends
from ...plots.style import BLUE, GREY, VERMILION, picture
from .digit_gan import JUDGED
from .mode_plane_figure import percent

#: Columns of a sheet of samples, and white pixels between two of them, of 8.
COLUMNS, GAP = 8, 1


def tiled(images, columns=COLUMNS):
    """Square images (n, d) as one sheet, ink from 0 to 1, white between them; missing places stay white."""
    images = np.asarray(images, float)
    side = math.isqrt(images.shape[1])
    gap = max(1, GAP * side // 8)
    rows = -(-len(images) // columns)
    sheet = np.zeros((rows * (side + gap) - gap, columns * (side + gap) - gap))
    for k, image in enumerate(images):
        top, left = k // columns * (side + gap), k % columns * (side + gap)
        sheet[top : top + side, left : left + side] = image.reshape(side, side)
    return sheet


def draw_tiles(ax, images, columns=COLUMNS):
    """A sheet of images from 0 (paper) to 1 (ink), each 1 wide and high, one unit and the gap from the next."""
    sheet = tiled(images, columns)
    side = math.isqrt(np.asarray(images).shape[1])
    high, wide = np.array(sheet.shape) / side
    ax.imshow(sheet, cmap="gray_r", vmin=0, vmax=1, extent=(0, wide, high, 0), interpolation="nearest")
    ax.set(xlim=(-0.06, wide + 0.06), ylim=(high + 0.06, -0.06))
    ax.set_axis_off()
    ax.set_anchor("N")


def corner(k, columns=COLUMNS, side=8):
    """``left, top`` of the k-th image of a sheet."""
    pitch = 1 + max(1, GAP * side // 8) / side
    return k % columns * pitch, k // columns * pitch


def draw_digit_gan(figure, result):
    """``result`` of `digit_gan.replay`: a sheet of samples, and two of the scores up to this moment."""
    sheet, curves = figure.subplots(1, 2, width_ratios=(1.25, 1))
    now, steps = result["moment"], result["step"]
    draw_tiles(sheet, result["images"][now] / 255)
    sheet.set_title(f"After {steps[now]:,} of {steps[-1]:,} steps")
    lines = []
    for key, color, dashes, marker in (("neighbor", VERMILION, (0, (4, 2)), "s"), ("confident", BLUE, "-", "o")):
        x, y = steps[: now + 1], result[key][: now + 1]
        lines += curves.plot(x, y, color=color, ls=dashes, clip_on=False)
        curves.plot(x[-1], y[-1], marker, color=color, markeredgecolor="white", markersize=8, clip_on=False, zorder=4)
    curves.axhline(0.5, color=GREY, linewidth=0.8, linestyle=":")
    curves.set_xscale("symlog", linthresh=max(1, steps[-1] / 50))  # much happens in the first fiftieth
    curves.set(xlim=(0, 5 * steps[-1]), ylim=(0, 1.04), xlabel="step")
    curves.set_xticks([0, *(steps[-1] // part for part in (50, 10, 1) if steps[-1] >= 100 or part == 1)], minor=False)
    curves.set_xticks([], minor=True)
    curves.yaxis.set_major_formatter(PercentFormatter(1))
    curves.xaxis.set_major_formatter("{x:,.0f}")
    curves.annotate(
        "chance", (5 * steps[-1], 0.5), (0, -3), textcoords="offset points", ha="right", va="top", color=GREY,
        fontsize=8.5,
    )  # fmt: skip
    curves.grid(axis="y")
    label_line_ends(curves, lines, ["told apart", "confident"], gap=13)
    curves.set_title(f"{percent(result['confident'][now])} confident, {percent(result['neighbor'][now])} told apart")


def describe_digit_gan(result):
    """How far the training is, and what two judges say of the samples."""
    now = result["moment"]
    return (
        f"After {result['step'][now]:,} steps the judge is sure of {percent(result['confident'][now])} of {JUDGED:,} "
        f"samples, and {percent(result['neighbor'][now])} of nearest neighbors, among samples and real digits that "
        "nobody learned from, are of their own kind; 50 % would be chance."
    )


def show_samples(images, what="Samples"):
    """The first 40 images (n, d), square and from 0 to 1, as a figure; ``what`` is its title and its sentence."""
    images = np.asarray(images)[: 5 * COLUMNS]
    rows = -(-len(images) // COLUMNS)
    side = math.isqrt(images[0].size)

    def draw(figure, images):
        ax = figure.subplots()
        draw_tiles(ax, images)
        ax.set_title(what)

    said = f"{what}: {len(images)} images of {side} by {side} pixels"
    return picture(draw, images.reshape(len(images), -1), said, size=(5.2, 0.5 + 0.62 * rows))
