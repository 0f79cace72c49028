"""Feature maps in a picture: all layers of a network for one image, and the arithmetic of one number in them."""

import math

import numpy as np
from matplotlib.colors import Normalize, to_rgba
from matplotlib.patches import Rectangle

from ...plots.style import FIELD_CMAP, GREY, GRID, INK, ORANGE, WEIGHT_CMAP
from .layer_maps import seen

WIDE, HIGH = 9.2, 2.5  # of the arithmetic, in its own units
BLOCKS = 9  # so many layers stand side by side
MOST_MAPS = 64  # so many maps of a layer are drawn
FRAME = {"fill": False, "edgecolor": ORANGE, "linewidth": 1.6, "zorder": 4}


def draw_feature_maps(figure, result):
    """``result`` of `feature_maps.opened`: the layers above, the chosen number's arithmetic below."""
    above, below = figure.subplots(2, 1, height_ratios=(1, 1.75))
    _draw_layers(above, result)
    below.set(xlim=(0, WIDE), ylim=(HIGH, 0))
    below.set_axis_off()
    above.set_axis_off()
    draw = {"conv": _draw_terms, "dense": _draw_terms, "max": _draw_pool, "mean": _draw_pool}
    draw.get(result["kind"], _draw_plain)(below, result)


def describe_feature_maps(result):
    """How the chosen number comes about, in one sentence."""
    write, net = _writer(result), result["net"]
    value = write(result["total"])
    says = f"Image {result['image']}, layer {net.name(result['layer'])}, {_place(result)}: "
    kind, count = result["kind"], len(result["terms"]) + result["left_out"]
    if kind in ("conv", "dense"):
        of = "channel" if kind == "conv" else "unit"
        plural = f"{count} {of}s give" if count > 1 else f"1 {of} gives"
        says += (
            f"{plural} {write(result['total'] - result['bias'])}, the bias {write(result['bias'])}, together {value}"
        )
    elif kind == "max":
        says += f"{value} is the largest of the {result['terms'][0]['window'].size} numbers in its window"
    elif kind == "mean":
        says += f"{value} is the mean of the {result['terms'][0]['window'].size} numbers in its window"
    elif kind == "in place":
        says += f"{write(result['terms'][0]['sum'])} becomes {value}"
    elif kind == "flat":
        says += f"{value} stood in channel {result['terms'][0]['of'][0]}, row and column {result['terms'][0]['of'][1:]}"
    else:
        says += value
    if result["after"]:
        says += f"; {result['after'][1]} makes {write(result['after'][0])} of it"
    return says + "."


def _place(result):
    channel, row, column = result["place"]
    if len(result["net"].shapes[result["layer"]]) == 1:
        return f"unit {channel}"
    return f"channel {channel}, row {row}, column {column}"


def _writer(result):
    """How the numbers of one arithmetic are written: all with as many decimals, three digits for the largest."""
    sums = [abs(term["sum"]) for term in result["terms"]]
    largest = max([abs(result["total"]), abs(result["bias"]), abs(result["rest"]), *sums])
    return writer(largest)


def writer(largest, digits=3):
    """The function that writes numbers up to ``largest`` with as many decimals as give that one so many digits."""
    if largest and not 1e-4 <= largest < 1e5:
        return lambda value: f"{value:.2e}".replace("-", "−") if value else "0"
    decimals = max(0, digits - 1 - math.floor(math.log10(largest or 1.0)))
    return lambda value: f"{round(value, decimals) + 0.0:.{decimals}f}".replace("-", "−")


# The layers, side by side.


def _draw_layers(ax, result):
    net, chosen, maps = result["net"], result["layer"], result["maps"]
    first = max(1, min(chosen - BLOCKS // 2, len(maps) - BLOCKS + 1))
    shown = [0, *range(first, min(first + BLOCKS - 1, len(maps)))] if len(maps) > BLOCKS else range(len(maps))
    for block, k in enumerate(shown):
        shape = " × ".join(map(str, net.shapes[k]))
        color, weight = (INK, "bold") if k == chosen else (GREY, "normal")
        name = net.name(k) if len(net.name(k)) < 15 else net.name(k)[:13] + "…"
        ax.text(block + 0.5, 1.04, name, ha="center", va="top", fontsize=8, color=color, weight=weight)
        ax.text(block + 0.5, 1.19, shape, ha="center", va="top", fontsize=7.5, color=GREY)
        place = _mosaic(ax, block, maps[k], k == 0)
        if k == chosen:
            channel, row, column = result["place"]
            _frame(ax, place, channel, (row, column, row + 1, column + 1))
        if k == chosen - 1:
            for term in result["terms"]:
                _frame_window(ax, place, maps[k], term, result)
        if k == 0 and chosen > 1:
            _frame(ax, place, 0, seen(net, chosen, *result["place"][1:]))
    ax.set(xlim=(0, max(len(shown), 6)), ylim=(1.32, -0.1))
    if first > 1:
        ax.text(1, 0.5, "…", ha="center", va="center", color=GREY)
    title = f"Layer {net.name(chosen)}, {_place(result)}: {_writer(result)(result['total'])}"
    ax.set_title(title)


def _mosaic(ax, block, output, gray):
    """Draws the maps of one layer as a mosaic one unit wide; returns the place of a map within it."""
    maps = output if output.ndim == 3 else output[:, None, None]
    if gray and len(maps) in (1, 3):  # the image itself, as it looks
        low, high = min(0.0, maps.min()), max(1e-12, maps.max())
        pixels = (maps - low) / (high - low)
        pixels = 1 - pixels[0] if len(maps) == 1 else np.moveaxis(pixels, 0, -1)
        pixels = np.broadcast_to(pixels[..., None], (*pixels.shape, 3)) if pixels.ndim == 2 else pixels
        columns, rows, colored, gap = 1, 1, (255 * pixels).astype(np.uint8), 0
        count, (h, w) = 1, maps.shape[1:]
    else:
        count, h, w = min(len(maps), MOST_MAPS if output.ndim == 3 else 256), *maps.shape[1:]
        columns = max(1, round(math.sqrt(count * h / w)))
        columns = 1 if output.ndim == 1 and count <= 12 else columns
        rows, gap = -(-count // columns), 0 if output.ndim == 1 else max(1, h // 8)
        sheet = np.full((rows * (h + gap) - gap, columns * (w + gap) - gap), np.nan)
        for i in range(count):
            top, left = i // columns * (h + gap), i % columns * (w + gap)
            sheet[top : top + h, left : left + w] = maps[i]
        limit = float(np.abs(maps).max()) or 1.0
        colored = WEIGHT_CMAP(Normalize(-limit, limit)(np.ma.masked_invalid(sheet)), bytes=True)
    scale = min(0.88 / colored.shape[0], 0.88 / colored.shape[1])
    high, wide = scale * colored.shape[0], scale * colored.shape[1]
    left, top = block + (1 - wide) / 2, (1 - high) / 2
    ax.imshow(colored, extent=(left, left + wide, top + high, top), aspect="auto", interpolation="nearest")
    ax.add_patch(Rectangle((left, top), wide, high, fill=False, edgecolor=GRID, linewidth=0.7))

    def place(channel):
        if channel >= count:
            return None
        y, x = channel // columns * (h + gap), channel % columns * (w + gap)
        return left + scale * x, top + scale * y, scale, (h, w)

    return place


def _frame(ax, place, channel, box):
    """Frames the rows and columns (top, left, bottom, right) of a map, as far as they lie in it."""
    found = place(channel)
    if found is None:
        return
    x, y, scale, (h, w) = found
    top, left, bottom, right = np.clip(box, 0, (h, w, h, w))
    if top < bottom and left < right:
        corner = x + scale * left - 0.01, y + scale * top - 0.01
        ax.add_patch(Rectangle(corner, scale * (right - left) + 0.02, scale * (bottom - top) + 0.02, **FRAME))


def _frame_window(ax, place, output, term, result):
    if result["window"]:
        top, left, rows, columns, *steps = result["window"]
        bottom, right = top + steps[0] * (rows - 1) + 1, left + steps[1] * (columns - 1) + 1
        _frame(ax, place, term["of"], (top, left, bottom, right))
    elif output.ndim == 1:
        _frame(ax, place, term["of"], (0, 0, 1, 1))
    elif result["kind"] == "flat":
        channel, row, column = term["of"]
        _frame(ax, place, channel, (row, column, row + 1, column + 1))
    else:
        channel, row, column = result["place"]
        _frame(ax, place, channel, (row, column, row + 1, column + 1))


# The arithmetic of one number.


def _draw_terms(ax, result):
    """Windows above, weights below them, and the sums in a row that adds up."""
    write, terms = _writer(result), result["terms"]
    before = result["maps"][result["layer"] - 1]
    limits = float(np.abs(before).max()), max(float(np.abs(np.asarray(t["weights"])).max()) for t in terms)
    of = "channel" if result["kind"] == "conv" else "unit"
    pitch = (WIDE - 3.1) / max(len(terms), 3)
    labels = (("window" if result["kind"] == "conv" else "input", 0.7), ("× weights", 1.6), ("= sum", 2.28))
    for label, y in labels:
        ax.text(0.62, y, label, ha="right", va="center", color=GREY, fontsize=8.5)
    for i, term in enumerate(terms):
        middle = 0.72 + pitch * (i + 0.5)
        ax.text(
            middle,
            0.22 if not term.get("at") else 0.12,
            f"{of} {term['of']}",
            ha="center",
            va="bottom",
            fontsize=8,
            color=GREY,
        )
        if term.get("at"):
            at = "channel {}, row {}, column {}".format(*term["at"])
            ax.text(middle, 0.16, at, ha="center", va="top", fontsize=6.5, color=GREY)
        wide = min(pitch - 0.12, 1.9)
        _cells(ax, middle, 0.7, term["window"], wide, 0.86, limits[0], result.get("inside"))
        _cells(ax, middle, 1.62, term["weights"], wide, 0.86, limits[1])
        ax.text(middle, 2.28, write(term["sum"]), ha="center", va="center", fontsize=10)
        if i:
            ax.text(middle - pitch / 2, 2.28, "+", ha="center", va="center", color=GREY)
    lines = [(f"the {len(terms)} sums" if len(terms) > 1 else "the sum", sum(term["sum"] for term in terms))]
    if result["left_out"]:
        lines.append((f"{result['left_out']} other {of}s", result["rest"]))
    lines += [("bias", result["bias"]), ("together", result["total"])]
    _column(ax, result, lines, write)


def _column(ax, result, lines, write):
    """Named numbers below one another, at the right; the last one is what comes out, before the activation."""
    y = 0.5
    for i, (name, value) in enumerate(lines):
        last = i == len(lines) - 1
        if last and i:
            ax.plot([WIDE - 2.2, WIDE - 0.1], [y - 0.17, y - 0.17], color=INK, linewidth=0.9)
        ax.text(WIDE - 0.95, y, name, ha="right", va="center", color=INK if last else GREY)
        ax.text(WIDE - 0.1, y, write(value), ha="right", va="center", weight="bold" if last else "normal")
        y += 0.34
    if result["after"]:
        value, name = result["after"]
        ax.text(WIDE - 0.95, y + 0.06, f"after {name[:12]}", ha="right", va="center", color=GREY)
        ax.text(WIDE - 0.1, y + 0.06, write(value), ha="right", va="center", weight="bold")


def _draw_pool(ax, result):
    write, (term,) = _writer(result), result["terms"]
    limit = float(np.abs(result["maps"][result["layer"] - 1]).max())
    ax.text(0.62, 1.2, "window", ha="right", va="center", color=GREY, fontsize=8.5)
    ax.text(3.1, 0.1, f"channel {term['of']}", ha="center", va="center", fontsize=8, color=GREY)
    place = _cells(ax, 3.1, 1.25, term["window"], 4.0, 2.0, limit, result.get("inside"), write)
    size = term["window"].size
    if result["kind"] == "max":
        corner, wide, high = place(*result["winner"])
        ax.add_patch(Rectangle(corner, wide, high, **FRAME))
    what = "largest" if result["kind"] == "max" else "mean"
    _column(ax, result, [(f"{what} of {size}", result["total"])], write)


def _draw_plain(ax, result):
    """A number that is made from one other number, or in a way that is not known."""
    write, net = _writer(result), result["net"]
    layer = net.layers[result["layer"] - 1]
    lines = [(f"after {type(layer).__name__[:14]}", result["total"])]
    if result["kind"] == "unknown":
        words = f"How {type(layer).__name__[:20]} makes it is not known here."
    elif result["kind"] == "flat":
        words = (
            "Flatten lays the maps in one row: channel by channel, row by row.\n"
            "This number stood in channel {}, row {}, column {}.".format(*result["terms"][0]["of"])
        )
    else:
        words = f"{type(layer).__name__} makes each number from the one at the same place."
        lines.insert(0, ("before", result["terms"][0]["sum"]))
    ax.text(0.1, 0.5, words, va="top")
    _column(ax, result, lines, write)


def _cells(ax, x, y, values, wide, high, limit, inside=None, write=None):
    """A small table of numbers around (x, y); returns where a cell lies. Without numbers where they would not fit."""
    values = np.atleast_2d(values)
    rows, columns = values.shape
    side = min(wide / columns, high / rows * 1.8, 0.62), min(high / rows, 0.44)
    left, top = x - columns * side[0] / 2, y - rows * side[1] / 2
    drawn = np.where(np.isfinite(values), values, 0.0)
    colored = FIELD_CMAP(Normalize(-(limit or 1.0), limit or 1.0)(drawn), bytes=True)
    if inside is not None:
        colored[~inside] = np.multiply(to_rgba(GRID), 255)  # the padding
    ax.imshow(
        colored,
        extent=(left, left + columns * side[0], top + rows * side[1], top),
        aspect="auto",
        interpolation="nearest",
    )
    ax.add_patch(Rectangle((left, top), columns * side[0], rows * side[1], fill=False, edgecolor=GREY, linewidth=0.6))
    write = write or writer(limit, 3 if columns < 5 else 2)
    size = min(8.0, 72 * 0.9 * side[0] / (0.62 * max(len(write(v)) for v in (-limit, limit))))
    if size >= 5.5 and side[1] > 0.13:
        for row in range(rows):
            for column in range(columns):
                text = "–" if not np.isfinite(values[row, column]) else write(values[row, column])
                middle = left + (column + 0.5) * side[0], top + (row + 0.5) * side[1]
                ax.text(*middle, text, ha="center", va="center", fontsize=size, color=INK)
    return lambda row, column: ((left + column * side[0], top + row * side[1]), *side)
