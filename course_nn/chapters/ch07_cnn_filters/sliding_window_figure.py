"""The window on the image, the products under it, and the output as far as it is computed."""

import numpy as np
from matplotlib.patches import Rectangle

from ...plots.style import FIELD_CMAP, GRID, INK, ORANGE, VERMILION


def draw_sliding_window(figure, result):
    """What stands still while the window slides, and the artists that move: for the result of `Slides`."""
    left, middle, right = figure.subplots(1, 3, width_ratios=(1.25, 1, 1))
    padding = result["padding"]
    draw_table(left, result["image"], _limit(result["image"]), empty=padding)
    left.set_title("Image" + (f", and {padding} of zeros" if padding else ""))
    for ax in (middle, right):
        ax.set_axis_off()
    if not result["fits"]:
        middle.text(0, 0.5, "The window is larger\nthan the image:\nno output", fontsize=11, color=VERMILION)
        return None
    _draw_padding_edge(left, result["image"].shape, padding)
    middle.set_title("Pixel · weight" + (", turned" if result["flip"] else ""))
    right.set_title("Output {} × {}".format(*result["shape"]))
    W, y = result["filter"], result["y"]
    kept = {
        "window": [left.add_patch(_frame()) for _ in range(W.size)],
        "products": middle.imshow(np.zeros(W.shape), cmap=FIELD_CMAP, animated=True),
        "factors": _texts(middle, W.shape, 9 if W.size < 10 else 7),
        "sum": middle.text(0.5, -0.04, "", transform=middle.transAxes, ha="center", va="top", fontsize=11),
        "output": right.imshow(np.zeros((*y.shape, 4)), animated=True),
        "numbers": _texts(right, y.shape, _size(y)),
        "here": right.add_patch(_frame()),
    }
    draw_grid(middle, W.shape)
    draw_grid(right, y.shape)
    for one in _moving(kept):
        one.set_visible(False)
    return kept


def move_sliding_window(result, kept):
    """The window, its products and the output up to it, at another place."""
    if kept is None:
        return []
    i, j = result["at"]
    corners = [(column - 0.5, row - 0.5) for row in result["rows"] for column in result["columns"]]
    for patch, corner in zip(kept["window"], corners, strict=True):
        patch.set_xy(corner)
    products, y = result["products"], result["y"]
    limit = _limit(products)
    kept["products"].set_data(products)
    kept["products"].set_clim(-limit, limit)
    factors = zip(result["seen"].ravel(), result["filter"].ravel(), strict=True)
    for text, (pixel, weight) in zip(kept["factors"], factors, strict=True):
        text.set_text(_product(pixel, weight, "\n" if result["filter"].size > 9 else ""))
    kept["sum"].set_text(f"sum {plain(y[i, j])}")
    done = np.arange(y.size).reshape(y.shape) <= i * y.shape[1] + j
    shown = FIELD_CMAP(0.5 + 0.5 * y / _limit(y))
    shown[~done] = 0
    kept["output"].set_data(shown)
    for text, number, known in zip(kept["numbers"], y.ravel(), done.ravel(), strict=True):
        text.set_text(plain(number) if known else "")
    kept["here"].set_xy((j - 0.5, i - 0.5))
    moved = _moving(kept)
    for one in moved:
        one.set_visible(True)
    return moved


def _moving(kept):
    """All artists that move, in the order of drawing."""
    return [
        *(kept["products"], kept["output"]),
        *kept["factors"],
        *kept["numbers"],
        *kept["window"],
        *(kept["here"], kept["sum"]),
    ]


def _frame():
    return Rectangle((0, 0), 1, 1, fill=False, edgecolor=ORANGE, linewidth=2.2, clip_on=False)


def _texts(ax, shape, size):
    style = {"ha": "center", "va": "center", "fontsize": size, "linespacing": 1.1}
    return [ax.text(j, i, "", **style) for i, j in np.ndindex(*shape)]


def _draw_padding_edge(ax, shape, padding):
    if padding:
        height, width = (side - 2 * padding for side in shape)
        style = {"fill": False, "edgecolor": INK, "linestyle": (0, (3, 2)), "linewidth": 1.2, "zorder": 3}
        ax.add_patch(Rectangle((padding - 0.5, padding - 0.5), width, height, **style))


def draw_table(ax, values, limit, size=None, empty=0):
    """A matrix as cells with their numbers; white is 0, pale blue above it, pale vermilion below it.

    The outermost ``empty`` rows and columns are left without numbers.
    """
    ax.imshow(values, cmap=FIELD_CMAP, vmin=-limit, vmax=limit)
    inner = values[empty : len(values) - empty, empty : values.shape[1] - empty]
    for (i, j), value in np.ndenumerate(inner):
        style = {"ha": "center", "va": "center", "fontsize": size or _size(values), "color": INK}
        ax.text(j + empty, i + empty, plain(value), **style)
    draw_grid(ax, values.shape)
    ax.set_axis_off()


def draw_grid(ax, shape):
    """Lines between the cells, within them and around them."""
    height, width = shape
    ax.hlines(np.arange(height + 1) - 0.5, -0.5, width - 0.5, color=GRID, linewidth=1)
    ax.vlines(np.arange(width + 1) - 0.5, -0.5, height - 0.5, color=GRID, linewidth=1)
    ax.set(xlim=(-0.6, width - 0.4), ylim=(height - 0.4, -0.6))


def _size(values):
    """Of the letters: the more cells, the smaller; and smaller where numbers have digits behind the point."""
    most = max(values.shape)
    if most > 4 and (values != np.round(values)).any():
        return 7.5 if most <= 6 else 6
    return 10 if most <= 7 else 7 if most <= 9 else 6


def _limit(values):
    """White is 0; the largest number of all has the end's color."""
    return float(np.abs(values).max()) or 1.0


def plain(number):
    """A number in four signs at most, so that it fits a cell: −1, .25, −.04, 1.3, −12, 34k, and ≈0 below 0.005."""
    number = float(number)
    if abs(number) >= 9999.5:
        text = f"{number / 1000:.0f}k"
    elif abs(number) >= 9.95 or number == round(number):
        text = f"{number:.0f}"
    elif abs(number) >= 0.995:
        text = f"{number:.1f}"
    elif abs(number) >= 0.005:
        text = f"{number:.2f}".replace("0.", ".")
    else:
        return "≈0"
    return "0" if text == "-0" else text.replace("-", "−")


def _product(pixel, weight, gap=""):
    return f"{plain(pixel)}{gap}·{plain(weight)}"


def describe_sliding_window(result):
    """One sentence: where the window is, and the sum that it gives."""
    height, width = result["image"].shape
    if not result["fits"]:
        reach = [result["dilation"] * (side - 1) + 1 for side in result["filter"].shape]
        return f"A window that reaches over {reach[0]} × {reach[1]} does not fit into {height} × {width}: no output."
    i, j = result["at"]
    total = plain(result["y"][i, j])
    pairs = list(zip(result["seen"].ravel(), result["filter"].ravel(), strict=True))
    sentence = f"Row {i + 1}, column {j + 1} of the output: {' + '.join(_spoken(x, w) for x, w in pairs)} = {total}"
    if len(sentence) > 150:
        sentence = f"Row {i + 1}, column {j + 1} of the output: {len(pairs)} products, which add up to {total}"
    turned = "; turned by 180°, this filter is the same" if result["flip"] and result["symmetric"] else ""
    return f"{sentence}{turned}."


def _spoken(pixel, weight):
    weight = plain(weight)
    return f"{plain(pixel)}·({weight})" if weight[0] == "−" else f"{plain(pixel)}·{weight}"
