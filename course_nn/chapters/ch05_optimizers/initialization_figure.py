"""Activations and gradients by layer in an untrained network: histograms, and sizes beside what theory predicts."""

import numpy as np
from matplotlib.collections import PolyCollection

from ...plots.style import BLUE, GRID, VERMILION

DECADES = (2, 6, 12, 20)  # the windows of the sizes, of which the smallest is taken that holds all
ROWS = 10  # layers that there is room for


def draw_initialization(figure, result):
    """Histograms of a and of |∂L/∂z|, a row for each layer, and their sizes beside what theory predicts."""
    left, middle, right = figure.subplots(1, 3, width_ratios=[1.15, 1.15, 1])
    up, down = signals_fate(result)
    _ridges(left, result["a_edges"], result["a"], BLUE)
    _ridges(middle, result["g_edges"], result["g"], VERMILION)
    left.set(ylabel="hidden layer", xlabel=f"activation $a${_zeros(result['a_zero'])}")
    left.set_yticks([1, 4, 7, 10])
    left.set_xticks(_three(result["window"]))
    left.set_title(up)
    middle.set_xticks([-12, -8, -4, 0, 4], [f"$10^{{{k}}}$" for k in (-12, -8, -4, 0, 4)])
    middle.set(xlabel=r"gradient $|\partial L/\partial z|$" + _zeros(result["g_zero"]))
    middle.set_title(down)
    layers = np.arange(1, result["depth"] + 1)
    for name, color, marker, dashes in (("a", BLUE, "o", "-"), ("g", VERMILION, "s", (0, (4, 2)))):
        seen, told = (np.ma.masked_less_equal(result[f"{name}_{kind}"], 0) for kind in ("size", "theory"))
        right.plot(told, layers, color=color, ls=dashes, lw=1.4, marker="|" if len(layers) == 1 else None, ms=16)
        right.plot(seen, layers, marker, color=color, mec="white", ms=6, clip_on=False, zorder=3)
    k = _decades(result)
    right.set(xscale="log", xlim=(10.0**-k, 10.0**k), xlabel="root mean square: $a$ ●, gradient ■")
    right.set_xticks([10.0**-k, 10.0 ** (-k // 2), 1, 10.0 ** (k // 2), 10.0**k])
    right.xaxis.minorticks_off()
    right.axvline(1, color=GRID, lw=1, zorder=0)
    right.set_title("Sizes, and theory (lines)")
    for ax in (left, middle, right):
        ax.set_ylim(ROWS + 0.35, -0.15)
        ax.tick_params(axis="y", length=0)
    for ax in (middle, right):
        ax.set_yticks([])
        ax.spines["left"].set_visible(False)


def describe_initialization(result):
    """What becomes of activations and gradients, and their sizes in the first and the last layer."""
    up, down = signals_fate(result)
    a, g = result["a_size"], result["g_size"]
    measure = "root mean square"
    if result["activation"] == "sigmoid":
        a, measure = result["a_spread"], "standard deviation over the examples"
    if result["depth"] == 1:
        return f"{up}: {measure} {a[0]:.2g}. {down}: {g[0]:.2g}."
    return (
        f"{up}: {measure} {a[0]:.2g} in layer 1, {a[-1]:.2g} in layer {result['depth']}. "
        f"{down}: {g[-1]:.2g} in layer {result['depth']}, {g[0]:.2g} in layer 1."
    )


def _decades(result):
    """How many powers of ten to either side of 1 hold all sizes."""
    sizes = np.concatenate([result[f"{name}_{kind}"] for name in "ag" for kind in ("size", "theory")])
    most = np.abs(np.log10(sizes[sizes > 0])).max(initial=0)
    return next(k for k in DECADES if k >= most)


def _three(window):
    return [window[0], sum(window) / 2, window[1]]


def _ridges(ax, edges, counts, color):
    """A histogram on each row, its highest bin 0.85 rows high."""
    x = np.repeat(edges, 2)[1:-1]
    rows = []
    for layer, row in enumerate(counts, start=1):
        height = np.repeat(row, 2) * (0.85 / max(row.max(), 1))
        rows.append(np.r_[[(edges[0], layer)], np.c_[x, layer - height], [(edges[-1], layer)]])
    ax.add_collection(PolyCollection(rows, facecolor=color, edgecolor=color, alpha=0.75, linewidth=0.6))
    margin = 0.03 * (edges[-1] - edges[0])
    ax.set_xlim(edges[0] - margin, edges[-1] + margin)


def _zeros(shares):
    """How many entries are exactly 0 and so in no histogram."""
    share = float(np.mean(shares))
    if share == 1:
        return ": all are 0"
    return f" ({100 * share:.0f} % are 0: not shown)" if share > 0.005 else ""


def signals_fate(result):
    """What becomes of activations from the first layer to the last, and of gradients from the last to the first.

    A sigmoid's root mean square is about ½ whatever arrives: there the differences between the examples are compared.
    """
    a, g = result["a_size"], result["g_size"]
    if a[-1] == 0:
        up = "All activations are 0"
    elif result["activation"] in ("tanh", "sigmoid") and _outer_share(result) > 0.5:
        up = "Most units are saturated"
    elif result["a_spread"][-1] == 0:
        up = "Nothing of the input arrives"
    elif result["depth"] == 1:
        up = "Activations of one layer"
    elif result["activation"] == "sigmoid":
        up = "Differences " + _change(result["a_spread"][-1] / result["a_spread"][0], "fade", "explode")
    else:
        up = "Activations " + _change(a[-1] / a[0], "fade", "explode")
    if not g[0]:
        return up, "No gradient arrives"
    if result["depth"] == 1:
        return up, "Gradients at one layer"
    return up, "Gradients " + _change(g[0] / g[-1], "vanish", "explode")


def _change(ratio, lost, grown):
    if 0.5 <= ratio <= 2:
        return "keep their size"
    if ratio < 1:
        return lost if ratio < 0.01 else f"shrink {1 / ratio:.2g}-fold"
    return grown if ratio > 100 else f"grow {ratio:.2g}-fold"


def _outer_share(result):
    """The share of the last layer's activations in the outermost twentieths of the window."""
    row = result["a"][-1]
    k = len(row) // 20
    return (row[:k].sum() + row[-k:].sum()) / max(row.sum(), 1)
