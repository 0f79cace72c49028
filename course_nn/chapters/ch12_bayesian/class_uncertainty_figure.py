"""Maps of the classes by one network and by the mean of all draws, and where the draws disagree."""

import numpy as np
from matplotlib.colors import to_rgb

from ...plots.style import CLASS_COLORS, CLASS_MARKERS, INK, SEQUENTIAL_CMAP
from .class_uncertainty import CERTAIN, LENGTHS, NAMES, WIDTHS

#: What a map of the two kinds of uncertainty reaches up to.
TOPS = {"mutual information": 1.2, "spread of p": 0.5}
SHAPE = len(WIDTHS), len(LENGTHS)
_HALF = (LENGTHS[1] - LENGTHS[0]) / 2, (WIDTHS[1] - WIDTHS[0]) / 2
EXTENT = LENGTHS[0] - _HALF[0], LENGTHS[-1] + _HALF[0], WIDTHS[0] - _HALF[1], WIDTHS[-1] + _HALF[1]


def draw_class_uncertainty(figure, result):
    """``result`` of `class_uncertainty.look_at_flower`."""
    if result["shown"]:
        one, mean, unsure = figure.subplots(1, 3, sharey=True, width_ratios=[1, 1, 1.14])
        _draw_classes(mean, result, result["mean"], f"Mean of 400: {whole(result['sure'][1])} sure")
        _draw_unsure(figure, unsure, result)
    else:
        one = figure.subplots()
    _draw_classes(one, result, result["one"], f"{title_of(result)}: {whole(result['sure'][0])} sure")
    one.set_ylabel("petal's width (cm)")


def _draw_classes(ax, result, p, title):
    ax.imshow(mixed(p).reshape(*SHAPE, 3), extent=EXTENT, origin="lower", aspect="auto", interpolation="bilinear")
    surest = p.max(axis=1).reshape(SHAPE)
    if surest.min() < CERTAIN < surest.max():
        ax.contour(LENGTHS, WIDTHS, surest, [CERTAIN], colors=INK, linewidths=0.9)
    _draw_flowers(ax, result)
    ax.set_title(title)
    ax.set(xlim=EXTENT[:2], ylim=EXTENT[2:], xlabel="petal's length (cm)")


def _draw_unsure(figure, ax, result):
    look = {"cmap": SEQUENTIAL_CMAP, "vmin": 0, "vmax": TOPS[result["kind"]], "interpolation": "bilinear"}
    field = result["unsure"].reshape(SHAPE)
    image = ax.imshow(field, extent=EXTENT, origin="lower", aspect="auto", **look)
    figure.colorbar(image, ax=ax, fraction=0.06, pad=0.03)
    ax.plot(*result["flower"], "*", color="white", ms=13, mec=INK, mew=1)
    ax.set_title(f"{unsure_words(result)}: {result['here']:.2f} at ☆")
    ax.set(xlim=EXTENT[:2], ylim=EXTENT[2:], xlabel="petal's length (cm)")


def _draw_flowers(ax, result):
    X, y = result["flowers"]
    for k, (color, marker) in enumerate(zip(CLASS_COLORS[:3], CLASS_MARKERS[:3], strict=True)):
        ax.plot(*X[y == k].T, marker, color=color, ms=4, mec="white", mew=0.5, ls="none")
    ax.plot(*result["flower"], "*", color="white", ms=13, mec=INK, mew=1, zorder=4)


def mixed(p):
    """The pale colors of the classes, mixed as p (n, 3) says: (n, 3)."""
    colors = np.array([to_rgb(color) for color in CLASS_COLORS[:3]])
    return 1 - 0.55 * (1 - p @ colors)


def whole(share):
    return f"{100 * share:.0f} %"


def title_of(result):
    return f"Draw {result['number']}" if result["number"] else "Plug-in"


def unsure_words(result):
    return "Disagreement" if result["kind"] == "mutual information" else "Spread of p"


def likeliest(p):
    """The likeliest class and its probability, which is never told as 100 %."""
    k, share = int(np.argmax(p)), float(np.max(p))
    return f"{NAMES[k]} {'> 99' if share > 0.99 else format(100 * share, '.0f')} %"


def describe_class_uncertainty(result):
    """Where one network is sure and what it says of the flower; and the mean of all, where it is shown."""
    (one, mean), (single, of_all), (length, width) = result["sure"], result["said"], result["flower"]
    head = f"{title_of(result)} is more than 95 % sure on {whole(one)} of the plane"
    flower = f"A petal of {length:g} × {width:g} cm: {likeliest(single)}"
    if not result["shown"]:
        return f"{head}. {flower}."
    unit = " bit" if result["kind"] == "mutual information" else ""
    return (
        f"{head}, the mean on {whole(mean)}. {flower} there, {likeliest(of_all)} in the mean; "
        f"{result['kind']} {result['here']:.2f}{unit}."
    )
