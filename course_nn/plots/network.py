"""A network as circles and lines, drawn from the network object: what is seen is what computes."""

import numpy as np
from matplotlib.collections import LineCollection

from .. import _checks
from ..core import Sequential
from ..layers import Dense, Flatten, PReLU
from .style import BLUE, GREY, INK, VERMILION


def draw_network(ax, network, x=None, numbers=False, most=8):
    """Layers from left to right, units as circles, weights as lines: blue positive, vermilion and dashed negative.

    ``network`` is a Sequential of Dense layers with activations between them (or one Dense layer). A line is the wider
    the larger its weight is within its layer. ``x`` (d,) is an input whose values are written into the units as they
    flow; ``numbers`` writes the weights on the lines, which then are as wide as they are large within the whole
    network, and the biases above the units. Of a layer with more than ``most`` units only the first ones and the last
    are drawn.
    """
    columns = _columns(network)
    most = _checks.whole(most, "most", low=3)
    places = [_heights(width, most) for width, _, _, _ in columns]
    largest = [float(np.abs(dense.W.value).max()) or 1.0 for _, _, _, dense in columns[1:]]
    if numbers:  # equal numbers look equal
        largest = [max(largest)] * len(largest)
    for k in range(1, len(columns)):
        _draw_weights(ax, k, columns[k][3], places[k - 1], places[k], numbers, largest[k - 1])
    values = _values(network, x) if x is not None else [None] * len(columns)
    tall = max(max(y) - min(y) for _, y in places)
    for k, (width, title, shape, dense) in enumerate(columns):
        shown, heights = places[k]
        size = 25 if x is not None else 17
        if tall > 4:
            size *= 4.6 / (tall + 0.6)
        ax.plot(
            np.full(len(shown), k),
            heights,
            "o",
            markersize=size,
            color="white",
            markeredgecolor=INK,
            markeredgewidth=1.2,
            zorder=3,
        )
        if len(shown) < width:
            ax.plot(np.full(3, k), heights[-1] + np.array([0.8, 1.0, 1.2]), ".", color=GREY, markersize=3.5)
        for unit, height in zip(shown, heights, strict=True):
            if values[k] is not None:
                ax.text(k, height, short(values[k][unit]), ha="center", va="center", color=BLUE, zorder=4)
            elif k == 0 and width <= most:
                ax.text(k, height, f"$x_{{{unit + 1}}}$", ha="center", va="center", zorder=4)
            if numbers and dense is not None and dense.b is not None:
                ax.annotate(
                    f"{_signed(dense.b.value[unit])}",
                    (k, height),
                    (0, size / 2 + 2),
                    ha="center",
                    va="bottom",
                    textcoords="offset points",
                    color=GREY,
                    fontsize=8,
                )
        ax.text(k, -tall / 2 - 0.6, f"{title}\n{shape}", ha="center", va="top", fontsize=8.5, color=GREY)
    ax.set(xlim=(-0.45, len(columns) - 0.55), ylim=(-tall / 2 - 1.25, tall / 2 + 0.55))
    ax.set_axis_off()


def _columns(network):
    """[(units, what they are, shape of a batch, the Dense layer into them)] from the input on."""
    layers = network.layers if isinstance(network, Sequential) else (network,)
    columns = []
    for layer in layers:
        if isinstance(layer, Dense):
            if not columns:
                columns.append([layer.d_in, "input", f"(n, {layer.d_in})", None])
            columns.append([layer.d_out, "Dense", f"(n, {layer.d_out})", layer])
        elif layer.parameters() and not isinstance(layer, PReLU):
            raise ValueError(f"draw_network: expected Dense layers and activations, got {layer!r}")
        elif columns:
            columns[-1][1] += f", {type(layer).__name__}"
        elif not isinstance(layer, Flatten):
            raise ValueError(f"draw_network: expected a Dense layer first, got {layer!r}")
    if not columns:
        raise ValueError(f"draw_network: expected a network of Dense layers, got {network!r}")
    return columns


def _heights(width, most):
    """Which units are drawn, and how high: centered, 1 apart, with a gap before the last where some are left out."""
    if width <= most:
        return list(range(width)), (width - 1) / 2 - np.arange(width)
    shown = [*range(most - 2), width - 1]
    heights = -np.arange(len(shown), dtype=float)
    heights[-1] -= 1
    return shown, heights - (heights[0] + heights[-1]) / 2


def _draw_weights(ax, k, dense, left, right, numbers, largest):
    W = dense.W.value
    ends, widths, colors, styles = [], [], [], []
    for i, y0 in zip(*left, strict=True):
        for j, y1 in zip(*right, strict=True):
            ends.append([(k - 1, y0), (k, y1)])
            widths.append(0.4 + 3.2 * abs(W[i, j]) / largest)
            colors.append(BLUE if W[i, j] >= 0 else VERMILION)
            styles.append("-" if W[i, j] >= 0 else (0, (2.2, 1.2)))
            if numbers:
                at = 0.3
                ax.text(
                    k - 1 + at,
                    y0 + at * (y1 - y0),
                    short(W[i, j]),
                    ha="center",
                    va="center",
                    fontsize=8.5,
                    color=colors[-1],
                    zorder=2.5,
                    bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.8},
                )
    ax.add_collection(LineCollection(ends, linewidths=widths, colors=colors, linestyles=styles, alpha=0.85, zorder=2))


def _values(network, x):
    x = _checks.as_array(x, "x", ndim=1)[None].astype(float)
    layers = network.layers if isinstance(network, Sequential) else (network,)
    values = [x[0]]
    for layer in layers:
        x = layer(x)
        if isinstance(layer, Dense):
            values.append(x[0])
        else:
            values[-1] = x[0]
    return values


def short(value):
    """A number for a small place: ``−1``, ``0.5``, ``12``."""
    return f"{float(value):.2g}".replace("-", "−") if value else "0"


def _signed(value):
    return f"+ {short(value)}" if value >= 0 else f"− {short(-value)}"
