"""Schedules as a picture: the rate by step, and the cost that it leads to beside that of a constant rate."""

import numpy as np

from ...plots.points import label_line_ends
from ...plots.style import BLUE, GREEN, GREY, SKY

LOW, NO_FLOOR = 1e-7, 1e-40  # where the axis of the costs begins with noise, and without


def draw_rate_schedules(figure, result):
    """The rate by step, and J under it against J with the rate kept."""
    left, right = figure.subplots(1, 2, width_ratios=[1, 1.35])
    t = np.arange(len(result["rates"]))
    left.plot(t, result["rates"], color=GREEN)
    top = next(top for top in (0.05, 0.2, 1) if top >= result["rates"].max() - 1e-9)
    left.set(xlim=(0, len(t)), ylim=(0, 1.04 * top), xlabel="step $t$", ylabel=r"learning rate $\alpha_t$")
    left.grid(axis="y")
    left.set_title(f"{result['kind'][0].upper()}{result['kind'][1:]}")
    steps = np.arange(len(t) + 1)
    right.plot(steps, result["run"], color=SKY, linewidth=0.9)
    kept = right.plot(steps, result["constant"], color=GREY, linestyle=(0, (4, 2)), linewidth=1.5)[0]
    expected = right.plot(steps, result["expected"], color=BLUE)[0]
    low = LOW if result["noise"] else NO_FLOOR
    right.set(yscale="log", xlim=(0, len(t)), ylim=(low, 50), xlabel="step $t$", ylabel="cost $J$")
    right.set_yticks([1e-6, 1e-4, 1e-2, 1] if result["noise"] else [1e-36, 1e-24, 1e-12, 1])
    right.minorticks_off()
    right.grid(axis="y")
    label_line_ends(right, [kept, expected], ["constant", "on average"], gap=13)
    gain = result["constant"][-1] / result["expected"][-1]
    right.set_title("No noise, no floor" if not result["noise"] else _gain(gain, result["kind"]))


def _gain(gain, kind):
    if kind == "constant":
        return "The rate kept"
    if gain > 1.15:
        return f"Ends {gain:.2g} times lower"
    return "No better than a constant rate" if gain < 0.87 else "Much as at a constant rate"


def describe_rate_schedules(result):
    """Where the cost ends, and where it would settle at the constant rate."""
    end, floor = result["expected"][-1], result["floor"]
    if not floor:
        return f"After 400 steps J is {end:.1g}; without noise a constant rate has no floor."
    return f"After 400 steps J is {end:.2g} on average; at the constant rate it would settle at {floor:.2g}."
