"""The path of gradient descent over the contours of the cost, and the cost along it."""

import numpy as np

from ...plots.style import BLUE, GREEN, INK
from .cost_surface_figure import draw_contours


def draw_gradient_descent(figure, result):
    """The path over the contours of J, and J along it."""
    left, right = figure.subplots(1, 2)
    draw_contours(left, result)
    path = np.clip(result["path"], -5000, 5000)
    left.plot(path[:, 0], path[:, 1], "o-", color=BLUE, markersize=3, linewidth=1.1, markeredgewidth=0, zorder=3)
    left.plot(*path[0], "o", color=INK, markersize=7, markeredgecolor="white", zorder=4)
    share = result["rate"] / result["limit"]
    left.set_title("Too long: it flies off" if result["away"] else f"The rate is {share:.0%} of the limit")
    costs = np.clip(result["costs"], 3000, 2e5)
    right.axhline(result["least"], color=GREEN, linewidth=1.4, linestyle=(0, (4, 2)))
    right.text(100, result["least"] * 0.95, "least", color=GREEN, ha="right", va="top", fontsize=9)
    right.plot(np.arange(len(costs)), costs, color=BLUE, linewidth=1.5)
    right.plot(len(costs) - 1, costs[-1], "o", color=BLUE, markersize=6, clip_on=False)
    right.set(yscale="log", xlim=(0, 100), ylim=(3000, 2e5), xlabel="step", ylabel="cost $J$ over all patients")
    right.minorticks_off()
    right.set_yticks([1e4, 1e5])
    right.set_title(f"{result['size'] * (len(costs) - 1):,} rows read")


def describe_gradient_descent(result):
    """How far above the least the path ended, or that it ran away; and the limit of the rate."""
    made = len(result["path"]) - 1
    limit = f"the limit 2/λ_max = {result['limit']:.2g}"
    if result["away"]:
        return f"With α = {result['rate']:g} ({limit}) the path runs away: after {made} steps it is beyond 100,000."
    excess = _percent(result["costs"][-1] / result["least"] - 1)
    rows = f"{made} steps on {result['size']} row{'s' if result['size'] > 1 else ''} each"
    return f"After {rows}, J is {excess} above the least; α = {result['rate']:g}, {limit}."


def _percent(share):
    return "less than 0.1 %" if share < 0.001 else f"{100 * share:,.1f} %" if share < 1 else f"{100 * share:,.0f} %"
