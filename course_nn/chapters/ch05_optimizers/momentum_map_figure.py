"""Momentum on a valley: the path down, and the map of how fast every pair of rate and momentum comes down."""

import numpy as np

from ...plots.style import BLUE, GREY, INK, SEQUENTIAL_CMAP, VERMILION


def draw_momentum_map(figure, result):
    """The path down the valley, and the factor of every pair of α and β, with where this pair stands."""
    left, right = figure.subplots(1, 2, width_ratios=[1, 1.15])
    x, y = np.linspace(-2.2, 2.2, 81), np.linspace(-1.3, 1.3, 61)
    J = x[None, :] ** 2 / result["kappa"] + y[:, None] ** 2
    left.contour(x, y, J, levels=np.linspace(0.04, 2.2, 12) ** 2 / 2, colors=["#A9B2BC"], linewidths=0.8)
    path = np.clip(result["path"], -50, 50)
    left.plot(*path.T, "o-", color=BLUE, linewidth=1.1, markersize=3, markeredgewidth=0)
    left.plot(*path[0], "o", color=INK, markersize=7, markeredgecolor="white")
    left.plot(0, 0, "*", color="white", markersize=13, markeredgecolor=INK)
    left.set(xlim=(-2.2, 2.2), ylim=(-1.3, 1.3), xlabel=r"$\theta_1$ (flat)", ylabel=r"$\theta_2$ (steep)")
    outside = np.flatnonzero((np.abs(path) > [2.2, 1.3]).any(axis=1))
    left.set_title(f"Leaves the picture at step {outside[0]}" if len(outside) else f"{len(path) - 1} steps")

    factors = np.ma.masked_greater_equal(result["factors"], 1)
    right.set_facecolor("#E9ECEF")
    # What diverges is masked, and lets the gray below shine through.
    box = {"origin": "lower", "extent": (0, 4, 0, 1), "aspect": "auto"}
    shown = right.imshow(factors, cmap=SEQUENTIAL_CMAP, vmin=0.5, vmax=1, **box)
    right.text(3.9, 0.06, "diverges", color=GREY, ha="right")
    rate, beta, factor = result["best"]
    right.plot(rate, beta, "*", color="white", markersize=14, markeredgecolor=INK, clip_on=False, zorder=4)
    here = {"color": VERMILION, "markersize": 9, "markeredgecolor": "white", "clip_on": False, "zorder": 5}
    right.plot(result["rate"], result["beta"], "o", **here)
    right.set(
        xlim=(0, 4),
        ylim=(0, 1),
        xlabel=r"rate $\alpha$ (times the largest curvature)",
        ylabel=r"momentum $\beta$",
    )
    bar = figure.colorbar(shown, ax=right, pad=0.02, extend="min")
    bar.set_label("factor per step")
    bar.outline.set_visible(False)
    right.set_title(f"Best: factor {factor:.2f}")


def describe_momentum_map(result):
    """How fast this pair comes down, the best pair, and gradient descent without momentum."""
    factor = result["factor"]
    if factor >= 1 - 1e-9:
        return f"It does not come to rest: α must stay below 2 (1 + β) = {result['limit']:.2f} here."
    tenfold = "1 step" if factor < 0.1 else f"{np.log(0.1) / np.log(factor):,.0f} steps"
    shown = f"{factor:.3f}" if factor < 0.999 else f"{factor:.5f}"
    return (
        f"In the long run ten times closer every {tenfold} (factor {shown}); the best here is "
        f"{result['best'][2]:.3f}, without momentum {result['plain']:.3f}."
    )
