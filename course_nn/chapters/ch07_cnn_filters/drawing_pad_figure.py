"""A picture that follows a pen: the drawing, what the network gets of it, the ten probabilities, and feature maps."""

import numpy as np

from ...plots.field import add_colorbar
from ...plots.style import BLUE, GREY, INK, SEQUENTIAL_CMAP, WEIGHT_CMAP

#: Pixels of the picture's lower part, width and height: its maps are laid out to be as large as they can.
PANEL = (600, 175)


def draw_drawing_pad(figure, result):
    """What stands still while one draws: frames and names. Returns what `move_drawing_pad` moves."""
    grid = figure.add_gridspec(2, 3, width_ratios=[1, 1, 1.7], height_ratios=[1, 1.05])
    drawn, image, bars, ax = map(figure.add_subplot, (grid[0, 0], grid[0, 1], grid[0, 2], grid[1, :]))
    kept = {
        "drawn": _image(drawn, result["ink"], "gray_r", 0, 1),
        "image": _image(image, result["image"], "gray_r", 0, 1),
        "bars": bars.bar(range(10), [0.5] * 10, color=BLUE, visible=False),
        "number": bars.text(0, 1, "", ha="center", va="bottom", color=INK, fontweight="bold", visible=False),
        "empty": bars.text(4.5, 0.75, "nothing is drawn", ha="center", va="center", color=GREY, visible=False),
    }
    for box, title in ((drawn, "Drawn"), (image, "What it gets"), (bars, "What it reads")):
        box.set_title(title)
    image.set_xlabel(f"{len(result['image'])} × {len(result['image'])} pixels", color=GREY)
    drawn.set_xlabel(f"{len(result['ink'])} × {len(result['ink'])} squares", color=GREY)
    bars.set(xlim=(-0.6, 9.6), ylim=(0, 1.17), xticks=range(10), yticks=[0, 0.5, 1], xlabel="class", ylabel="$p$")
    bars.grid(axis="y")
    maps, top = result["maps"], result["top"]
    low, cmap = (-top, WEIGHT_CMAP) if result["signed"] else (0, SEQUENTIAL_CMAP)
    kept["maps"] = _image(ax, mosaic(maps), cmap, low, top)
    channels, height, width = maps.shape
    ax.set_title(f"{channels} maps of {height} × {width} after layer {result['layer']}")
    ax.axis("off")
    add_colorbar(figure, kept["maps"], ax, "output")
    return kept


def move_drawing_pad(result, kept):
    """All that follows the pen, set to the result, in the order of drawing; ``kept`` is what the drawing returned."""
    kept["drawn"].set_data(result["ink"])
    kept["image"].set_data(result["image"])
    kept["maps"].set_data(mosaic(result["maps"]))
    p = result["p"]
    for bar, height in zip(kept["bars"], np.zeros(10) if p is None else p, strict=True):
        bar.set_height(height)
    words = kept["empty"]
    if p is not None:
        best, words = int(p.argmax()), kept["number"]
        words.set(text=f"{p[best]:.2f}", position=(best, p[best] + 0.02))
    for unused in {kept["empty"], kept["number"]} - {words}:
        unused.set_visible(False)
    artists = [kept["drawn"], kept["image"], kept["maps"], *kept["bars"], words]
    for artist in artists:
        artist.set_visible(True)
    return artists


def describe_drawing_pad(result):
    """What the network reads, how sure it is, and how the drawing was prepared."""
    done = {
        (True, True): "It was centered and scaled as the training images were.",
        (True, False): "It was centered and not scaled.",
        (False, True): "It was scaled and not centered.",
        (False, False): "It was neither centered nor scaled.",
    }[result["center"], result["scale"]]
    if result["p"] is None:
        return "Nothing is drawn: draw a digit on the pad, and the network says what it reads."
    p = result["p"]
    best, second = np.argsort(-p, kind="stable")[:2]
    return f"The network reads {_a(best)}, p = {p[best]:.2f}; next comes {second}, p = {p[second]:.2f}. {done}"


def mosaic(maps):
    """Maps (c, h, w) side by side in one array, rows of them as they fill the panel best; NaN between them."""
    channels, height, width = maps.shape
    columns = max(range(1, channels + 1), key=lambda n: (_size(channels, n, height + 1, width + 1), -n))
    rows = -(-channels // columns)
    tiles = np.full((rows * columns, height + 1, width + 1), np.nan)
    tiles[:channels, :height, :width] = maps
    whole = tiles.reshape(rows, columns, height + 1, width + 1).swapaxes(1, 2)
    return whole.reshape(rows * (height + 1), columns * (width + 1))[:-1, :-1]


def _size(channels, columns, height, width):
    """How large a number of the maps would be drawn with so many columns, in pixels."""
    return min(PANEL[0] / (columns * width), PANEL[1] / (-(-channels // columns) * height))


def _a(digit):
    return f"an {digit}" if digit == 8 else f"a {digit}"


def _image(ax, pixels, cmap, low, high):
    ax.set(xticks=[], yticks=[])
    ax.spines[:].set_visible(True)
    return ax.imshow(pixels, cmap=cmap, vmin=low, vmax=high, interpolation="nearest", visible=False)
