"""Schedules as a picture: the rate by step, and the cost that it leads to beside that of a constant rate."""

import numpy as np

from ...plots.points import label_line_ends
from ...plots.style import BLUE, GREEN, GREY, SKY


def draw_rate_schedules(figure, result):
    """The rate by step, and J under it against J with the rate kept."""
    left, right = figure.subplots(1, 2, width_ratios=[1, 1.35])
    t = np.arange(len(result["rates"]))
    left.plot(t, result["rates"], color=GREEN)
    left.set(xlim=(0, len(t)), ylim=(0, 1.04), xlabel="step $t$", ylabel=r"learning rate $\alpha_t$")
    left.grid(axis="y")
    left.set_title(f"{result['kind'][0].upper()}{result['kind'][1:]}")
    steps = np.arange(len(t) + 1)
    run, constant, average = (np.clip(result[name], 2e-5, 1e4) for name in ("run", "constant", "expected"))
    right.plot(steps, run, color=SKY, linewidth=0.9)
    kept = right.plot(steps, constant, color=GREY, linestyle=(0, (4, 2)), linewidth=1.5)[0]
    expected = right.plot(steps, average, color=BLUE)[0]
    right.set(yscale="log", xlim=(0, len(t)), ylim=(1e-5, 20), xlabel="step $t$", ylabel="cost $J$")
    right.minorticks_off()
    right.grid(axis="y")
    label_line_ends(right, [kept, expected], ["constant", "on average"], gap=13)
    gain = result["constant"][-1] / max(result["expected"][-1], 1e-300)
    right.set_title(_gain(gain))


def _gain(gain):
    if gain > 1.15:
        return f"Ends {gain:.3g} times lower" if gain < 1e4 else f"Ends {gain:.0e} times lower"
    return "No better than a constant rate" if gain < 0.87 else "Much as at a constant rate"


def describe_rate_schedules(result):
    """Where the cost ends, and where it would settle at the constant rate."""
    end, floor = result["expected"][-1], result["floor"]
    return f"After 400 steps J is {end:.2g} on average; at the constant rate it would settle at {floor:.2g}."
