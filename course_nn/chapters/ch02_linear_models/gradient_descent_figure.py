"""The path of gradient descent over the contours of the cost, and the cost along it."""

import numpy as np

from ...plots.style import BLUE, GREEN, INK, VERMILION
from .cost_surface_figure import draw_contours, percent

LOWEST, HIGHEST = 2400, 2e5  # of the costs that have room
_NOTE = {"color": VERMILION, "fontsize": 8.5, "zorder": 6, "bbox": {"color": "white", "alpha": 0.85, "pad": 1.5}}


def draw_gradient_descent(figure, result):
    """The path over the contours of J, and J along it."""
    left, right = figure.subplots(1, 2)
    draw_contours(left, result)
    path, costs = result["path"], result["costs"]
    left.plot(path[:, 0], path[:, 1], "o-", color=BLUE, markersize=3, linewidth=1.1, markeredgewidth=0, zorder=3)
    left.plot(*path[0], "o", color=INK, markersize=8, markeredgecolor="white", zorder=4)
    left.plot(*path[-1], "o", color=BLUE, markersize=5.5, markeredgecolor="white", zorder=5)
    _mark_path_beyond(left, path)
    share = result["rate"] / result["limit"]
    left.set_title("Too long: it flies off" if result["away"] else f"The rate: {_times(share)} × the limit")
    right.axhline(result["least"], color=GREEN, linewidth=1.4, linestyle=(0, (4, 2)))
    right.text(100, result["least"] * 0.88, "least", color=GREEN, ha="right", va="top", fontsize=9)
    right.plot(np.arange(len(costs)), costs, color=BLUE, linewidth=1.5)
    if costs[-1] <= HIGHEST:
        right.plot(len(costs) - 1, costs[-1], "o", color=BLUE, markersize=6, clip_on=False)
    right.set(yscale="log", xlim=(0, 100), ylim=(LOWEST, HIGHEST), xlabel="step", ylabel="cost $J$ over all patients")
    _mark_costs_beyond(right, costs)
    right.minorticks_off()
    right.set_yticks([1e4, 1e5])
    rows = result["size"] * (len(costs) - 1)
    right.set_title(f"{rows:,} row{'' if rows == 1 else 's'} read")


def describe_gradient_descent(result):
    """How far above the least the path ended, or that it ran away; and the limit of the rate."""
    made = len(result["path"]) - 1
    limit = f"the limit for all rows 2/λ_max = {result['limit']:.3g}"
    if result["away"]:
        return f"With α = {result['rate']:g} ({limit}) the path runs away: after {made} steps it is beyond 100,000."
    excess = percent(result["costs"][-1] / result["least"] - 1)
    steps = f"{made} step{'s' if made > 1 else ''}"
    rows = f"{steps} on {result['size']} row{'s' if result['size'] > 1 else ''}{' each' if made > 1 else ''}"
    return f"After {rows}, J is {excess} above the least; α = {result['rate']:g}, {limit}."


def _times(share):
    """A share of the limit, with so many digits that only the limit itself is 1."""
    if np.isclose(share, 1, rtol=1e-9):
        return "1"
    return next(text for digits in (3, 4, 9) if float(text := f"{share:.{digits}g}") != 1)


def _mark_path_beyond(ax, path):
    """Where the path leaves the frame: how far it goes, and a triangle at the edge if it ends out there."""
    (low0, high0), (low1, high1) = ax.get_xlim(), ax.get_ylim()
    inside = np.clip(path, (low0, low1), (high0, high1))
    beyond = np.abs(path - inside).max(axis=1)
    if not beyond.any():
        return
    w0, w1 = path[beyond.argmax()]
    note = f"leaves the frame, up to\n({w0:,.0f}, {w1:,.0f})".replace("-", "−")
    ax.text(low0 + 8, low1 + 8, note, **_NOTE)
    if beyond[-1]:
        out0, out1 = path[-1] - inside[-1]
        outward = (3, 0, np.degrees(np.arctan2(out1, out0)) - 90)
        ax.plot(*inside[-1], marker=outward, color=VERMILION, markersize=10, clip_on=False, zorder=6)


def _mark_costs_beyond(ax, costs):
    """Triangles at the upper edge for the steps whose costs have no room, and the largest of them in numbers."""
    beyond = np.flatnonzero(costs > HIGHEST)
    if not beyond.size:
        return
    look = {"color": VERMILION, "markersize": 7, "markeredgecolor": "white", "clip_on": False, "zorder": 6}
    ax.plot(beyond, np.full(len(beyond), HIGHEST), "^", **look)
    digits, power = f"{costs.max():.0e}".split("e")
    ax.text(min(beyond[-1] + 4, 64), 0.8 * HIGHEST, f"up to ${digits} \\cdot 10^{{{int(power)}}}$", va="top", **_NOTE)
