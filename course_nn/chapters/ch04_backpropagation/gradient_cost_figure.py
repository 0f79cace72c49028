"""The cost of a gradient as a picture: counted multiplications, and times beside them."""

import numpy as np
from matplotlib.ticker import NullLocator

from ...plots.points import label_line_ends
from ...plots.powers import with_power
from ...plots.style import BLUE, GREY, INK, SKY, VERMILION


def draw_gradient_cost(figure, result):
    """Multiplications for one cost, and, if asked for, for all its derivatives in two ways."""
    ax = figure.subplots()
    names = ["forward", "backward", "finite differences"]
    values = [result["forward"], result["backward"], result["differences"]]
    shown = 3 if result["derivatives"] else 1
    ax.barh(names[:shown], values[:shown], color=[BLUE, VERMILION, SKY][:shown], height=0.55)
    ax.set(xscale="log", xlim=(1e2, 1e19), ylim=(2.5, -0.5), xlabel="multiplications")
    ax.set_yticks(range(3), names)
    ax.grid(axis="x")
    for i in range(3):
        text, at = (with_power(values[i], 3), values[i]) if i < shown else ("?", 1e2)
        ax.text(at * 1.6, i, text, va="center", fontsize=9.5, color=INK)
    if result["derivatives"]:
        ax.set_title(f"All {result['parameters']:,} derivatives cost {result['ratio']:.3f} forward passes")
    else:
        ax.set_title(f"What do all {result['parameters']:,} derivatives cost?")


def describe_gradient_cost(result):
    """How many forward passes the gradient costs, by backpropagation and by finite differences."""
    if not result["derivatives"]:
        return f"{result['parameters']:,} parameters: one pass forward takes {result['forward']:,} multiplications."
    return (
        f"{result['parameters']:,} parameters: backward takes {result['ratio']:.3f} times the forward pass, finite "
        f"differences {result['differences'] // result['forward']:,} times."
    )


def draw_measured_times(figure, result):
    """Left the times of both passes against the number of weights; right their ratio, measured and counted."""
    left, right = figure.subplots(1, 2, width_ratios=[1.35, 1])
    weights = result["weights"]
    line = 1e3 * result["backward"][-1] * weights / weights[-1]
    left.plot(weights, line, color=GREY, lw=1, ls=":")
    left.annotate("proportional to the weights", (weights[2], line[2]), (6, -8), textcoords="offset points", fontsize=9)
    lines = [
        left.plot(weights, 1e3 * result["backward"], "D--", color=VERMILION, mec="white", ms=7)[0],
        left.plot(weights, 1e3 * result["forward"], "o-", color=BLUE, mec="white", ms=7)[0],
    ]
    times = np.concatenate([result["forward"], result["backward"], line[2:] / 1e3]) * 1e3
    left.set(xscale="log", yscale="log", ylim=(times.min() / 2, times.max() * 2), xlabel="weights")
    left.set(ylabel="milliseconds", xlim=(weights[0] / 1.6, weights[-1] * 1.6))
    left.grid()
    label_line_ends(left, lines, ["backward", "forward"])
    left.set_title("For large matrices, time grows like the weights")
    counted = right.plot(weights, result["counted"], color=BLUE)[0]
    measured = right.plot(weights, result["backward"] / result["forward"], "D", color=VERMILION, mec="white", ms=8)[0]
    top = max(4.0, 1.1 * float(np.max(result["backward"] / result["forward"])))
    right.set(xscale="log", ylim=(0, top), xlabel="weights", ylabel="backward / forward")
    right.xaxis.set_minor_locator(NullLocator())
    right.grid(axis="y")
    label_line_ends(right, [counted, measured], ["counted", "measured"])
    right.set_title("The ratio stays small")
