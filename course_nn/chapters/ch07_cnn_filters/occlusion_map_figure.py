"""The occlusion map in a picture: the image with the patch that hurts most, the map, and the classes."""

import numpy as np

from ...plots.field import add_colorbar
from ...plots.style import BLUE, GREY, INK, SEQUENTIAL_CMAP, VERMILION
from .own_network import as_picture

#: More classes than these have no room for a bar each.
MOST = 12


def draw_occlusion_map(figure, result):
    """``result`` of `occlusion_map.occlude`: the worst patch on its image, the map, p with and without the patch."""
    image, field, bars = figure.subplots(1, 3, width_ratios=[1, 1.25, 1.1])
    low, high = result["range"]
    h, w = result["image"].shape[1:]
    (top, left), size = result["worst"], result["size"]
    corners = (left - 0.5, left + size - 0.5, left + size - 0.5, left - 0.5, left - 0.5)
    image.imshow(as_picture(result["worst_image"], low, high), cmap="gray_r", vmin=low, vmax=max(high, low + 1e-12))
    image.plot(corners, [top - 0.5, top - 0.5, top + size - 0.5, top + size - 0.5, top - 0.5], color=VERMILION)
    image.set_title(f"it is {result['label']}; the worst patch")
    # Each number stands at the center of its patch, in the image's own pixels.
    first, step, (rows, columns) = result["first"], result["step"], result["map"].shape
    edge = first - step / 2
    extent = (edge, edge + step * columns, edge + step * rows, edge)
    colors = field.imshow(result["map"], cmap=SEQUENTIAL_CMAP, vmin=0, vmax=1, extent=extent)
    center = (left + first, top + first)
    field.plot(*center, "x", color=VERMILION, markersize=9, markeredgewidth=2.5)
    add_colorbar(figure, colors, field, f"p of {result['label']}")
    field.set_title("p by place of the patch")
    for ax in (image, field):
        ax.set(xlim=(-0.5, w - 0.5), ylim=(h - 0.5, -0.5), xticks=[], yticks=[])
        ax.spines[:].set_visible(True)
        ax.set_anchor("N")
    _draw_classes(bars, result)


def _draw_classes(ax, result):
    p, with_patch, label = result["p"], result["worst_p"], result["label"]
    shown = np.arange(len(p))
    if len(p) > MOST:
        largest = np.argsort(-np.maximum(p, with_patch), kind="stable")[: MOST - 2]
        shown = np.unique(np.append(largest, label))
    said = with_patch.argmax()
    colors = [BLUE if k == label else VERMILION if k == said else GREY for k in shown]
    places = np.arange(len(shown))
    ax.barh(places, with_patch[shown], color=colors)
    ax.plot(p[shown], places, "|", color=INK, markersize=9, markeredgewidth=2, clip_on=False)
    ax.set(yticks=places, xlim=(0, 1), ylim=(len(shown) - 0.5, -0.5), xlabel="p; mark: without a patch")
    ax.set_yticklabels([str(k) for k in shown])
    ax.tick_params(axis="y", length=0)
    ax.grid(axis="x")
    ax.set_title("with the worst patch")


def describe_occlusion_map(result):
    """What the patch does to the probability of the true class, at most and at least, in a sentence."""
    label, (top, left), size = result["label"], result["worst"], result["size"]
    said = int(result["worst_p"].argmax())
    then = "the network stays right" if said == label else f"the network says {said}"
    return (
        f"Without a patch p of {label} is {result['p'][label]:.2f}; with one of {size} × {size} it lies between "
        f"{result['map'].min():.2f} and {result['map'].max():.2f}. At the worst place, from row {top}, column {left}, "
        f"{then}."
    )
