"""Chapter 04's curves: gradients through the layers, finite differences, the cost of a gradient."""

import numpy as np

from ...plots.points import label_line_ends
from ...plots.style import BLUE, GREY, INK, ORANGE, SKY, VERMILION


def draw_gradient_norms(figure, result):
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


def draw_step_sizes(figure, result):
    """Error of the difference quotient against its step, both axes logarithmic, with the best step of each type."""
    ax = figure.subplots()
    ax.set(xscale="log", yscale="log", xlim=(1e-14, 1), ylim=(1e-14, 3))
    ax.set(xlabel="step $h$", ylabel="error of the derivative")
    ax.grid()
    lines = []
    for (name, error), color, style in zip(result["errors"].items(), (ORANGE, BLUE), ("--", "-"), strict=True):
        lines.append(ax.plot(result["h"], np.maximum(error, 1e-16), color=color, ls=style, lw=1.4)[0])
        best = result["best"][name]
        ax.plot(best, max(error.min(), 1.2e-14), "D", color=color, ms=7, mec="white")
    label_line_ends(ax, lines, list(result["errors"]))
    ax.text(2e-14, 3e-14, "rounding error dominates", color=GREY, fontsize=9)
    ax.text(0.8, 3e-14, "the formula's own error dominates", color=GREY, fontsize=9, ha="right")
    kind = "Centered" if result["centered"] else "One-sided"
    ax.set_title(f"{kind} differences: the best step is neither small nor large")


def draw_costs(figure, result):
    """Multiplications for one loss, for all its gradients by backpropagation, and by finite differences."""
    ax = figure.subplots()
    names = ["forward", "backward", "finite differences"]
    values = [result["forward"], result["backward"], result["differences"]]
    ax.barh(names, values, color=[BLUE, VERMILION, SKY], height=0.55)
    ax.set(xscale="log", xlim=(1e2, 1e19), xlabel="multiplications")
    ax.invert_yaxis()
    ax.grid(axis="x")
    for i, value in enumerate(values):
        ax.text(value * 1.6, i, f"{value:.2e}", va="center", fontsize=9.5, color=INK)
    ax.set_title(f"All {result['parameters']:,} derivatives cost {result['ratio']:.2f} forward passes")


def draw_measured_ratio(figure, result):
    """Backward over forward against the width of the network: counted multiplications as a line, times as points."""
    ax = figure.subplots()
    counted = ax.plot(result["width"], result["counted"], color=BLUE)[0]
    measured = ax.plot(result["width"], result["measured"], "D", color=VERMILION, mec="white", ms=8)[0]
    top = max(4.0, 1.1 * float(result["measured"].max()))
    ax.set(xscale="log", ylim=(0, top), xlabel="units in a layer", ylabel="backward / forward")
    ax.set_xticks(result["width"], [str(width) for width in result["width"]])
    ax.minorticks_off()
    ax.grid(axis="y")
    label_line_ends(ax, [counted, measured], ["counted", "measured"])
    ax.set_title("The way back costs a small constant times the way there")
