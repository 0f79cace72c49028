"""Exciting patches in a picture: three rows of patches with their values, and how all images excite the unit."""

import numpy as np
from matplotlib.colors import to_rgb

from ...plots.style import BLUE, GREY, GRID, INK, ORANGE
from .exciting_patches import PATCHES
from .feature_maps_figure import writer

ROWS = {"most": "most", "middle": "middling", "least": "least"}


def draw_exciting_patches(figure, result):
    """``result`` of `exciting_patches.exciting_patches`: the patches at the left, all images at the right."""
    left, right = figure.subplots(1, 2, width_ratios=(2.1, 1))
    _draw_patches(left, result)
    _draw_images(right, result)


def _draw_patches(ax, result):
    gap, side, write = 0.12, 1.0, _writer(result)
    for row, (name, words) in enumerate(ROWS.items()):
        top = row * 1.38
        patches = result["rows"][name]
        ax.text(-0.12, top + 0.5, words, ha="right", va="center", color=GREY)
        for i, one in enumerate(patches):
            pixels = _pixels(one["patch"])
            scale = side / max(pixels.shape[:2])
            high, wide = scale * pixels.shape[0], scale * pixels.shape[1]
            x, y = i * (side + gap) + (side - wide) / 2, top + (side - high) / 2
            ax.imshow(pixels, extent=(x, x + wide, y + high, y), interpolation="nearest", aspect="auto")
            ax.plot([x, x + wide, x + wide, x, x], [y, y, y + high, y + high, y], color=GREY, linewidth=0.6)
            ax.text(i * (side + gap) + 0.5, top + 1.05, write(one["value"]), ha="center", va="top", fontsize=8.5)
    ax.set(xlim=(-1.05, PATCHES * (side + gap)), ylim=(4.05, -0.08), aspect="equal")
    ax.set_axis_off()
    unit = _unit(result)
    ax.set_title(f"{unit[0].upper()}{unit[1:]}, {result['network']} weights")


def _writer(result):
    """How the values are written: all with as many decimals, three digits for the largest."""
    return writer(max(abs(one["value"]) for row in result["rows"].values() for one in row))


def _unit(result):
    return f"{'unit' if result['vector'] else 'channel'} {result['channel']} of layer {result['name']}"


def _pixels(patch):
    """A patch as colors: ink dark, padding gray."""
    outside = np.isnan(patch).any(axis=0)
    inside = np.nan_to_num(patch)
    low, high = min(0.0, inside.min()), max(1.0, inside.max())
    inside = (inside - low) / (high - low)
    colors = np.moveaxis(inside, 0, -1) if len(patch) == 3 else np.repeat(1 - inside.mean(axis=0)[..., None], 3, axis=2)
    colors[outside] = 0.6 * np.array(to_rgb(GRID)) + 0.4 * np.array(to_rgb(ORANGE))
    return colors


def _draw_images(ax, result):
    best, labels, top = result["best"], result["labels"], result["top"]
    rank = np.empty(len(best))
    rank[np.argsort(best, kind="stable")] = np.arange(len(best))
    if labels is None:
        x = rank + 1
        ax.set(xlabel="images, in order", xlim=(0, len(best) + 1))
    else:
        x = labels + 0.5 * ((rank * 0.618034) % 1 - 0.5)  # beside one another, the same each time
        few = labels.max() < 12
        ax.set(xlabel="class of the image", xlim=(-0.7, labels.max() + 0.7))
        if few:
            ax.set_xticks(range(labels.max() + 1))
    others = np.ones(len(best), bool)
    others[top] = False
    ax.plot(x[others], best[others], "o", color=BLUE, markersize=3, alpha=0.45, markeredgewidth=0)
    ax.plot(x[top], best[top], "D", color=ORANGE, markersize=5, markeredgecolor=INK, markeredgewidth=0.5)
    low, high = float(best.min()), float(best.max())
    room = 0.06 * (high - low) or 0.5
    ax.set(ylim=(low - room, high + room))
    ax.set_title("Largest value in each image")


def describe_exciting_patches(result):
    """What the most exciting patches have in common, and how far from the average they are."""
    most, rows, write = result["rows"]["most"], result["rows"], _writer(result)
    outside = sum(one["outside"] for one in most)
    far = ""
    if result["spread"]:
        spreads = (most[0]["value"] - result["mean"]) / result["spread"]
        far = f", {spreads:.1f} spreads above its mean {write(result['mean'])}"
    says = (
        f"{result['network'].capitalize()} weights, {_unit(result)}: values {write(rows['least'][0]['value'])} to "
        f"{write(most[0]['value'])}{far}"
    )
    if result["common"]:
        says += f"; of the {PATCHES} best, {result['common'][1]} are of class {result['common'][0]}"
    return (
        says
        + (
            f", {outside} reach{'es' if outside == 1 else ''} over the border"
            if outside
            else ", none reaches over the border"
        )
        + "."
    )
