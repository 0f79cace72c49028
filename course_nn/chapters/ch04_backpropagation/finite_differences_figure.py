"""Finite differences as a picture: the error falls with the step, and rises again."""

import numpy as np

from ...plots.points import label_line_ends
from ...plots.style import BLUE, GREY, ORANGE


def draw_finite_differences(figure, result):
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


def describe_finite_differences(result):
    """The best step of each type."""
    parts = (f"{name}: {h:.0e}" for name, h in result["best"].items())
    return f"The best steps here are {', '.join(parts)}."
