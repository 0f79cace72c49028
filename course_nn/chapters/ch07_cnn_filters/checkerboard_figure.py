"""Checkerboards in a picture: the counts along an axis, in the plane, and after the mend."""

import numpy as np
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

from ...plots.style import BLUE, GREY, INK, SEQUENTIAL_CMAP, WEIGHT_CMAP

PALE = "#B9CFDE"


def draw_checkerboard(figure, result):
    """How many inputs reach each output in a row; what comes of an image of ones; and the same with the mend."""
    bars, *maps = figure.subplots(1, 3, width_ratios=(1.25, 1, 1))
    counts, ends = result["counts"], result["ends"]
    place = np.arange(len(counts))
    inside = (place >= ends) & (place < len(counts) - ends)
    bars.bar(place[inside], counts[inside], color=BLUE, width=0.8)
    bars.bar(place[~inside], counts[~inside], color=PALE, width=0.8)
    bars.set(xlim=(-0.7, len(counts) - 0.3), ylim=(0, 7.3), yticks=range(8), xlabel="output in a row", ylabel="inputs")
    bars.xaxis.set_major_locator(MaxNLocator(integer=True))
    bars.grid(axis="y")
    bars.set_title("Inputs that reach an output")
    largest = max(np.abs(result["transposed"]).max(), np.abs(result["mended"]).max(), 1e-9)
    look = {"cmap": WEIGHT_CMAP if result["drawn"] else SEQUENTIAL_CMAP, "vmax": largest, "interpolation": "nearest"}
    for ax, name, title in zip(maps, ("transposed", "mended"), ("Transposed", "Repeat, then convolve"), strict=True):
        ax.imshow(result[name], vmin=-largest if result["drawn"] else 0, **look)
        h, w = result[name].shape
        low, high = (number_text(end) for end in (result[name].min(), result[name].max()))
        ax.set(xticks=[], yticks=[], xlabel=f"{h} × {w}: " + (f"all {low}" if low == high else f"{low} to {high}"))
        ax.spines[:].set(visible=True, color=GREY)
        ax.set_title(title)
    side = len(counts) - 2 * ends
    if ends:
        frame = {"fill": False, "edgecolor": INK, "linewidth": 1.2, "linestyle": (0, (3, 2))}
        maps[0].add_patch(Rectangle((ends - 0.5, ends - 0.5), side, side, **frame))


def describe_checkerboard(result):
    """The counts of one period, and by how much the two outputs vary."""
    pattern, spread = result["pattern"].tolist(), [number_text(one) for one in result["spread"]]
    turns = " in turn" if len(set(pattern)) > 1 else ""
    counts = ", ".join(map(str, pattern if turns else pattern[:1]))
    inputs = f"{counts} input{'s' * (counts != '1')}{turns}"
    weights = "drawn weights" if result["drawn"] else "weights 1"
    return (
        f"Kernel {result['kernel']}, stride {result['stride']}: away from the ends an output in a row gets {inputs}. "
        f"From ones, with {weights}: transposed varies by {spread[0]}, repeat and convolve by {spread[1]}."
    )


def number_text(value):
    """Two digits; what is 0 but for rounding is 0."""
    return f"{value:.2g}".replace("-", "−") if abs(value) > 1e-9 else "0"
