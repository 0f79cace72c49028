"""A picture of the linear regions of ReLU networks with two inputs."""

import numpy as np
from contourpy import contour_generator
from matplotlib.collections import LineCollection
from matplotlib.colors import to_rgb

from ...plots.style import BLUE, GREY, INK, VERMILION

#: The lines of the first, second and third layer: color, width, style.
EDGES = ((INK, 1.8, "-"), (VERMILION, 1.3, "-"), (BLUE, 1.1, (0, (3, 1.5))))


def draw_linear_regions(figure, result):
    """``result`` of `linear_regions.activation_patterns`: shades for units that are on, lines where one switches."""
    ax, words = figure.subplots(1, 2, width_ratios=(1.45, 1))
    axis, shade = result["axis"], result["active"][..., None]
    off, on = np.array(to_rgb("#FFFFFF")), np.array(to_rgb("#84B9DC"))
    ax.imshow(
        off + (on - off) * shade,
        extent=(axis[0], axis[-1], axis[0], axis[-1]),
        origin="lower",
        interpolation="nearest",
        aspect="equal",
    )
    coarse = axis[::2]
    for k, z in enumerate(result["z"]):
        color, width, style = EDGES[k]
        found = [line for unit in z for line in contour_generator(coarse, coarse, unit).lines(0)]
        ax.add_collection(LineCollection(found, colors=color, linewidths=width, linestyles=[style]))
    ax.spines[["left", "bottom"]].set_visible(False)
    ax.set(xlabel="$x_1$", ylabel="$x_2$", xticks=(-2, 0, 2), yticks=(-2, 0, 2))
    ax.set_title(f"{result['units']} hidden units, {result['regions']} regions seen")
    names = ("first layer: straight lines", "second layer: may bend", "third layer: may bend, dashed")
    for k in range(result["depth"]):
        words.text(0, 0.95 - 0.09 * k, names[k], color=EDGES[k][0], va="top")
    words.text(0, 0.1, "white: no unit is on\nblue: all units are on", color=GREY)
    words.set_axis_off()


def describe_linear_regions(result):
    """The network, its regions in the window, and for one layer the most that its lines can make."""
    depth, width = result["depth"], result["width"]
    text = f"{depth} layer{'s' * (depth > 1)} of {width} units: {result['regions']} regions seen in this window"
    if depth == 1:
        return f"{text}; {width} lines cut the whole plane into at most {result['straight']}."
    return f"{text}, in each of which the network is one linear function."
