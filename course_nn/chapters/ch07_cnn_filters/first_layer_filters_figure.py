"""First-layer filters in a picture: before and now, side by side in one order, and what one makes of an image."""

import math

import numpy as np
from matplotlib.patches import Rectangle

from ...plots.field import add_colorbar
from ...plots.style import BLUE, GREY, GRID, INK, ORANGE, WEIGHT_CMAP
from .first_layer_filters import SHOWN
from .own_network import as_picture


def draw_first_layer_filters(figure, result):
    """``result`` of `first_layer_filters.first_layer_filters`: filters before and now, cosines, and two maps."""
    before, now, angles, maps = figure.subplots(1, 4, width_ratios=(1.35, 1.35, 0.9, 0.75))
    first = result["filter"] // SHOWN * SHOWN
    shown = range(first, min(first + SHOWN, len(result["now"])))
    _draw_filters(before, result["start"], shown, result)
    colors = _draw_filters(now, result["now"], shown, result)
    add_colorbar(figure, colors, now, "weight")
    before.set_title("Before training")
    now.set_title(_moment(result).capitalize())
    _draw_cosines(angles, result, shown)
    _draw_maps(maps, result)


def _draw_maps(ax, result):
    """The image, and what the chosen filter made of it before and makes of it now, below one another."""
    limit = max(float(np.abs(one).max()) for one in result["maps"]) or 1.0
    image = as_picture(result["image"])
    looks = {"cmap": "gray_r"}, {"cmap": WEIGHT_CMAP, "vmin": -limit, "vmax": limit}
    names = "the image", f"filter {result['filter']} before", f"filter {result['filter']} now"
    for k, pixels in enumerate((np.clip(image, 0, 1) if image.ndim == 3 else image, *result["maps"])):
        high, wide = np.array(pixels.shape[:2]) / max(pixels.shape[:2])
        top = 1.3 * k
        place = (1 - wide) / 2, (1 + wide) / 2, top + high, top
        ax.imshow(pixels, extent=place, interpolation="nearest", **looks[k > 0])
        frame = {"fill": False, "edgecolor": GRID, "linewidth": 0.8}
        ax.add_patch(Rectangle((place[0], top), wide, high, **frame))
        ax.text(0.5, top - 0.06, names[k], ha="center", va="bottom", fontsize=8.5)
    ax.set(xlim=(-0.1, 1.1), ylim=(3.65, -0.25), aspect="equal")
    ax.set_axis_off()


def _moment(result):
    m, last = result["moment"], result["moments"]
    if m == 0:
        return "before training"
    if last == 1:
        return "after training"
    return f"moment {m} of {last}" if result["run"] is None else f"after epoch {m} of {last}"


def _draw_filters(ax, W, shown, result):
    """The filters ``shown`` of W (f, c, k, k) as a mosaic of one channel; returns the colors."""
    columns = math.ceil(math.sqrt(len(shown)))
    rows, (h, w), gap = -(-len(shown) // columns), W.shape[2:], max(1, round(0.35 * W.shape[2]))
    sheet = np.full((rows * (h + gap) - gap, columns * (w + gap) - gap), np.nan)
    for i, k in enumerate(shown):
        top, left = i // columns * (h + gap), i % columns * (w + gap)
        sheet[top : top + h, left : left + w] = W[k, result["channel"]]
        ax.add_patch(Rectangle((left - 0.5, top - 0.5), w, h, fill=False, edgecolor=GRID, linewidth=0.8))
        if len(shown) <= 32:
            ax.text(left - 0.5, top - 0.6, k, ha="left", va="bottom", fontsize=7, color=GREY)
        if k == result["filter"]:
            frame = {"fill": False, "edgecolor": ORANGE, "linewidth": 2.2, "zorder": 3, "clip_on": False}
            ax.add_patch(Rectangle((left - 0.5, top - 0.5), w, h, **frame))
    colors = ax.imshow(sheet, cmap=WEIGHT_CMAP, vmin=-result["limit"], vmax=result["limit"])
    ax.set(xlim=(-1, sheet.shape[1]), ylim=(sheet.shape[0], -1.5))
    ax.set_axis_off()
    return colors


def _draw_cosines(ax, result, shown):
    cosine = result["cosine"][shown.start : shown.stop]
    chosen = np.array(shown) == result["filter"]
    ax.axvline(0, color=GRID, linewidth=0.8)
    ax.hlines(shown, 0, cosine, color=np.where(chosen, ORANGE, GREY), linewidth=1.2)
    ax.plot(cosine[~chosen], np.array(shown)[~chosen], "o", color=BLUE, markersize=4)
    ax.plot(cosine[chosen], np.array(shown)[chosen], "D", color=ORANGE, markersize=6)
    ax.set(xlim=(-1.08, 1.08), xticks=(-1, 0, 1), ylim=(shown.stop - 0.3, shown.start - 0.7), ylabel="filter")
    ax.set_xlabel("cosine with its start")
    ax.set_title(f"Filter {result['filter']}: {_number(result['cosine'][result['filter']])}", color=INK)


def describe_first_layer_filters(result):
    """How much the chosen filter changed, and how much all of them did."""
    f, cosine, norms = result["filter"], result["cosine"], result["norms"]
    run = "" if result["run"] is None else f"Seed {result['run']}, "
    when = _moment(result)
    first = f"{run}{when}: " if run else f"{when.capitalize()}: "
    if result["moment"] == 0:
        return (
            f"{first}filter {f} is as it was drawn, of length {_number(norms[0, f])}; every cosine with the start is 1."
        )
    low, middle, high = (_number(value) for value in (cosine.min(), np.median(cosine), cosine.max()))
    return (
        f"{first}filter {f} has length {_number(norms[1, f])}, from {_number(norms[0, f])}, and cosine "
        f"{_number(cosine[f])} with its start; all {len(cosine)} cosines: {low} to {high}, median {middle}."
    )


def _number(value):
    return f"{value + 0.0:.2f}".replace("-", "−") if abs(value) < 1000 else f"{value:.2e}"
