"""A line through the patients, and beside it the point of the cost surface where it stands."""

import numpy as np
from matplotlib.collections import LineCollection

from ...plots.style import BLUE, GREEN, INK, VERMILION

_LEVELS = 3890.0 + 150.0 * 2.2 ** np.arange(9)


def draw_cost_surface(figure, result):
    """The line with its errors; beside it where it stands on J, and which way is down."""
    left, right = figure.subplots(1, 2)
    _draw_line(left, result)
    left.set_title(f"Mean squared error {result['cost']:,.0f}")
    draw_contours(right, result)
    _draw_arrow(right, result["w"], result["downhill"])
    right.plot(*result["w"], "o", color=BLUE, markersize=9, markeredgecolor="white", zorder=5)
    right.set_title("Where this line stands on $J$")


def describe_cost_surface(result):
    """How far above the bottom this line is, and which way is down."""
    excess = result["cost"] / result["least"] - 1
    above = f"J = {result['cost']:,.0f}, {percent(excess)} above the least"
    if excess < 0.002:
        return f"{above}: you have found the star."
    w0, w1 = result["downhill"]
    ways = (
        f"{'raise' if w0 > 0 else 'lower'} w₀" if abs(w0) > 3 else "",
        f"{'raise' if w1 > 0 else 'lower'} w₁" if abs(w1) > 3 else "",
    )
    return f"{above}; downhill is: {' and '.join(filter(None, ways))}."


def percent(share):
    """How far a cost is above the least, in words."""
    return "less than 0.1%" if share < 0.001 else f"{share:.1%}" if share < 1 else f"{share:,.0%}"


def draw_contours(ax, result, levels=_LEVELS):
    """Contour lines of J over w0 and w1, and a star at the least. ``result``: axis0, axis1, surface, best."""
    axis0, axis1 = result["axis0"], result["axis1"]
    ax.contour(axis0, axis1, result["surface"], levels=levels, colors=["#9AA5B1"], linewidths=0.9, zorder=1)
    ax.plot(*result["best"], "*", color=GREEN, markersize=13, markeredgecolor="white", zorder=4)
    ax.set(xlim=(axis0[0], axis0[-1]), ylim=(axis1[0], axis1[-1]), xlabel="intercept $w_0$", ylabel="slope $w_1$")
    ax.set(aspect="equal", anchor="N")


def _draw_line(ax, result):
    """The 442 patients, the line, and every error between the two."""
    x, y = result["x"], result["y"]
    errors = np.stack([np.column_stack([x, x]), np.column_stack([y, result["prediction"]])], axis=-1)
    ax.add_collection(LineCollection(errors, colors=VERMILION, linewidths=0.5, alpha=0.45, zorder=1))
    ax.plot(x, y, "o", color=INK, markersize=3.2, alpha=0.55, markeredgewidth=0, zorder=2)
    ends = np.array([-2.4, 4.1])
    ax.plot(ends, result["w"][0] + result["w"][1] * ends, color=BLUE, linewidth=2.4, zorder=3)
    ax.set(xlim=ends, ylim=(-30, 380), xlabel="body mass index $x$, standardized", ylabel="progression $y$")


def _draw_arrow(ax, w, downhill):
    """From w the way of −∇J, a third of the gradient's length; none at the bottom."""
    tip = w + 0.33 * downhill
    if np.linalg.norm(tip - w) > 8:
        look = {"arrowstyle": "-|>", "color": VERMILION, "linewidth": 1.6, "linestyle": (0, (3, 1.5)), "shrinkA": 3}
        ax.annotate("", tip, w, arrowprops=look, zorder=4, annotation_clip=False)
