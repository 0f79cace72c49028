"""Vanishing and exploding gradients as a picture: the gradient's norm by layer, beside the activations."""

import numpy as np

from ...plots.style import BLUE, VERMILION


def draw_vanishing_gradients(figure, result):
    """Norm of the gradient by layer, on a logarithmic axis, and the size of the activations beside it."""
    left, right = figure.subplots(1, 2, width_ratios=[1.5, 1])
    most = 31
    floor = 1e-16
    norms = np.maximum(result["norm"], floor)
    left.set(yscale="log", ylim=(1e-15, 1e9), xlim=(0, most), xlabel="layer", ylabel=r"$\|\partial J/\partial z\|$")
    left.grid(axis="y")
    left.plot(result["layer"], norms, color=VERMILION, ls="--", marker="o", ms=4)
    left.set_title(_fate(result["ratio"]))
    right.set(yscale="log", ylim=(1e-9, 1e9), xlim=(0, most), xlabel="layer", ylabel="mean $|a|$")
    right.grid(axis="y")
    a = np.maximum(result["activations"], 1e-12)
    right.plot(result["layer"][: len(a)], a, color=BLUE, marker="o", ms=4)
    right.set_title("Activations on the way there")


def _fate(ratio):
    if ratio == 0:
        return "No gradient reaches the first layer"
    if ratio < 1e-2:
        return f"The gradient vanishes: {1 / ratio:.1e} times smaller at layer 1"
    if ratio > 1e2:
        return f"The gradient explodes: {ratio:.1e} times larger at layer 1"
    return "The gradient arrives: about the same size at both ends"


def describe_vanishing_gradients(result):
    """The gradient's norm at both ends."""
    first, last = result["norm"][0], result["norm"][-1]
    return f"The gradient has norm {last:.2g} at the output and {first:.2g} at layer 1 ({result['activation']} units)."
