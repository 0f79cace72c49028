"""Vanishing and exploding gradients as a picture: the gradient's norm by layer, beside the activations."""

import numpy as np

from ...plots.powers import with_power
from ...plots.style import BLUE, GREY, VERMILION

NAMES = {"sigmoid": "sigmoid", "tanh": "tanh", "relu": "ReLU", "leaky_relu": "leaky ReLU", "elu": "ELU"}
USUAL = (-15, 5)  # the powers of ten that the axes hold; where that is too few, they grow in steps of STEP
STEP = 15
MOST_LAYERS = 31


def draw_vanishing_gradients(figure, result):
    """Norm of the gradient by layer, on a logarithmic axis, and the size of the activations beside it."""
    left, right = figure.subplots(1, 2, width_ratios=[1.5, 1])
    style = {"marker": "o", "ms": 4}
    _axes(left, result["norm"], r"$\|\partial J/\partial z\|$")
    left.plot(result["layer"], _positive(result["norm"]), color=VERMILION, ls="--", **style)
    left.set_title(_title(result["ratio"]))
    _axes(right, result["activations"], "mean $|a|$")
    right.plot(result["layer"][:-1], _positive(result["activations"]), color=BLUE, **style)
    right.set_title("Activations on the way there")


def _axes(ax, values, name):
    """Limits that hold all values: the usual ones, or longer by whole steps, with a word that they are."""
    low, high = USUAL
    there = values[values > 0]
    if there.size:
        while there.min() < 10.0 ** (low + 0.5):
            low -= STEP
        while there.max() > 10.0 ** (high - 0.5):
            high += STEP
    ax.set(yscale="log", ylim=(10.0**low, 10.0**high), xlim=(0, MOST_LAYERS + 1), xlabel="layer", ylabel=name)
    ax.grid(axis="y")
    if (low, high) != USUAL:
        word = f"a longer axis: {high - low} powers of ten"
        ax.text(0.98, 0.02, word, transform=ax.transAxes, ha="right", va="bottom", color=GREY, fontsize=8)


def _positive(values):
    return np.where(values > 0, values, np.nan)


def _title(ratio):
    if ratio == 0:
        return "No gradient reaches layer 1"
    return f"The gradient {fate(ratio)}: {_times(ratio)} at layer 1"


def fate(ratio):
    """What becomes of a gradient that is ``ratio`` times as large at layer 1, by the factor as it is shown."""
    factor = float(f"{max(ratio, 1 / ratio):.1e}")  # two digits, as in `_times`
    if factor <= 10:
        return "arrives"
    if ratio > 1:
        return "explodes" if factor > 1e3 else "grows"
    return "vanishes" if factor > 1e3 else "shrinks"


def _times(ratio):
    factor = with_power(max(ratio, 1 / ratio))
    if factor == "1":
        return "equally large"
    return f"{factor} times larger" if ratio > 1 else f"{factor} times smaller"


def describe_vanishing_gradients(result):
    """The gradient's norm at both ends, and the factor between them."""
    first, last = (with_power(result["norm"][k]) for k in (0, -1))
    units = f"{NAMES.get(result['activation'], result['activation'])} units"
    factor = f", {_times(result['ratio'])}" if result["ratio"] else ""
    return f"With {units} the gradient has norm {last} at the output and {first} at layer 1{factor}."
