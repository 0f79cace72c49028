"""The bench's picture: the photograph before and after, a part of both enlarged, and the filter between them."""

import numpy as np
from matplotlib.patches import Rectangle

from ...plots.style import GREY, INK, ORANGE, WEIGHT_CMAP

# Where everything stands on a canvas of 100 × 66.7: left, top, width, height. One axes for all: each costs 4 ms.
_PHOTOGRAPHS = {"before": (0, 3.5, 49.2, 33), "after": (50.8, 3.5, 49.2, 33)}
_PARTS = {"before": (0, 42, 35.5, 24), "after": (64.5, 42, 35.5, 24)}
_FILTER = (38, 42, 24, 24)


def draw_filter_bench(figure, result):
    """Before and after, and below them a part of each with the filter between: the result of `bench`."""
    ax = figure.subplots()
    top, left, height, width = result["detail"]
    for when, title, below in (
        ("before", "Before", "the frame, enlarged"),
        ("after", f"After: {_range(result)}", _shown(result)),
    ):
        x, y, scale = _put(ax, result[when], _PHOTOGRAPHS[when])
        rows, columns = result[when].shape[:2]
        _frame(ax, x, y, scale * columns, scale * rows, 0.6, GREY)  # seen where the picture is white
        _frame(ax, x + scale * left, y + scale * top, scale * width, scale * height, 1.5)
        ax.text(_PHOTOGRAPHS[when][0], 2.2, title, fontsize=10.5, fontweight="bold")
        part = result[when][top : top + height, left : left + width]
        x, y, scale = _put(ax, part, _PARTS[when])
        _frame(ax, x, y, scale * width, scale * height, 2.5)
        ax.text(_PARTS[when][0], 40.7, below, fontsize=9)
    _draw_filter(ax, result)
    ax.set(xlim=(-0.5, 100.5), ylim=(66.7, -0.5), aspect="equal")
    ax.set_axis_off()


def _put(ax, pixels, box):
    """The picture as large as the box allows, in its middle; its upper left corner, and the size of a pixel."""
    left, top, width, height = box
    rows, columns = pixels.shape[:2]
    scale = min(width / columns, height / rows)
    x, y = left + (width - scale * columns) / 2, top + (height - scale * rows) / 2
    ax.imshow(pixels, interpolation="nearest", extent=(x, x + scale * columns, y + scale * rows, y))
    return x, y, scale


def _frame(ax, x, y, width, height, line, color=ORANGE):
    ax.add_patch(Rectangle((x, y), width, height, fill=False, edgecolor=color, linewidth=line))


def _draw_filter(ax, result):
    W = result["filter"]
    limit = np.abs(W).max() or 1.0
    x, y, scale = _put(ax, WEIGHT_CMAP(0.5 + 0.5 * W / limit, bytes=True), _FILTER)
    _frame(ax, x, y, scale * len(W), scale * len(W), 1)
    longest = max(len(_weight(weight)) for weight in W.flat)
    size = 9 if len(W) == 3 else min(7, 33 / longest)
    for (i, j), weight in np.ndenumerate(W):
        color = "white" if abs(weight) > 0.6 * limit else INK
        middle = x + scale * (j + 0.5), y + scale * (i + 0.5)
        ax.text(*middle, _weight(weight), ha="center", va="center", fontsize=size, color=color)
    ax.text(x, 40.7, f"filter, sum {_number(result['sum'])}", fontsize=9)


def _weight(weight):
    """Two digits, without the zero before the point: there is not much room."""
    text = f"{weight:.2g}" if abs(weight) < 10 else f"{weight:.0f}"
    if abs(weight) < 1e-4:
        return "≈0" if weight else "0"
    return text.replace("0.", ".", 1).replace("-", "−") if abs(weight) < 1 else text.replace("-", "−")


def _number(value):
    """Two digits behind the point, and no sign before a zero."""
    text = f"{value:,.2f}" if abs(value) < 10 else f"{value:,.0f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "0") else text.replace("-", "−")


def _range(result):
    least, most = map(_number, result["range"])
    return f"{least} everywhere" if least == most else f"{least} to {most}"


def _shown(result):
    return "0 black, 1 white" if result["display"] == "clip" else "−1 black, 0 gray, 1 white"


def _share(result):
    if result["clipped"] == 0:
        return "nothing is clipped"
    percent = 100 * result["clipped"]
    return "under 1 % of it clipped" if percent < 1 else f"{percent:.0f} % of it clipped"


def describe_filter_bench(result):
    """One sentence: which filter, the sum of its weights, the numbers that come out, and how they are shown."""
    name = result["name"][0].upper() + result["name"][1:]
    scale = "from black (0) to white (1)" if result["display"] == "clip" else "with 0 as middle gray, ±1 as its ends"
    return (
        f"{name}, strength {_number(result['strength'])}: the weights add up to {_number(result['sum'])}; "
        f"the result, {_range(result)}, is shown {scale}; {_share(result)}."
    )
