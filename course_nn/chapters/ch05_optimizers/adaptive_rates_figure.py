"""A rate for every weight: the steps of a weight that meets gradients often and of one that meets them rarely."""

import numpy as np

from ...plots.points import label_line_ends
from ...plots.style import BLUE, VERMILION


def draw_adaptive_rates(figure, result):
    """How long the steps of the two weights are, and how far each has come."""
    left, right = figure.subplots(1, 2)
    t = np.arange(1, len(result["steps"]) + 1)
    looks = (BLUE, "o", "every step"), (VERMILION, "s", f"1 in {result['every']}")
    lines, names = [], []
    for k, (color, marker, name) in enumerate(looks):
        steps = result["steps"][:, k]
        moved = steps > 0
        left.plot(t[moved], steps[moved], marker, color=color, markersize=4, markeredgewidth=0, alpha=0.8)
        far = np.ma.masked_less_equal(result["moved"][:, k], 0)
        lines += right.plot(np.arange(len(far)), far, color=color, linestyle="-" if k == 0 else (0, (5, 1.5)))
        names.append(name)
    left.set(yscale="log", xlim=(0, 203), ylim=(2e-3, 2e2), xlabel="step", ylabel=r"length of a step, in $\alpha$")
    right.set(yscale="log", xlim=(0, 203), ylim=(5e-3, 4e4), xlabel="step", ylabel=r"distance moved, in $\alpha$")
    for ax in (left, right):
        ax.grid(axis="y")
        ax.minorticks_off()
    kind = result["kind"]
    left.set_title(f"{kind[0].upper()}{kind[1:]}'s steps")
    right.set_title("How far the two weights come")
    label_line_ends(right, lines, names)


def describe_adaptive_rates(result):
    """How many gradients the two weights have met, and how far they have come."""
    first, second = result["moved"][-1]
    return (
        f"{result['met'][0]} gradients against {result['met'][1]}: the weights come {_plain(first)} α and "
        f"{_plain(second)} α far, {_plain(first / second)} to 1."
    )


def _plain(number):
    return f"{number:,.0f}" if number >= 100 else f"{number:.3g}"
