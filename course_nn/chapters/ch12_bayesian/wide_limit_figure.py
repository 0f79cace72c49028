"""Networks at two inputs as points over the limit's ellipses, beside the kernel, and the kurtosis by m."""

import numpy as np

from ...plots.powers import with_power
from ...plots.style import BLUE, GREEN, GREY, INK, ORANGE, VERMILION
from .wide_limit import FINE, GRID, NETWORKS, RADII, SHARES, UNITS

#: Of f, and of the excess kurtosis; what lies beyond is marked at the edge.
REACH, LEAST, MOST = 3.0, 2e-3, 6.0


def draw_wide_limit(figure, result):
    """``result`` of `wide_limit.compare_with_limit`."""
    plane, kernel, by_units = figure.subplots(1, 3, width_ratios=[1, 1.05, 1.05])
    _draw_pairs(plane, result)
    _draw_kernel(kernel, result)
    _draw_kurtosis(by_units, result)


def _draw_pairs(ax, result):
    pair = np.clip(result["pair"], -REACH, REACH)
    beyond = np.any(pair != result["pair"], axis=1)
    ax.plot(*pair[~beyond].T, ".", color=ORANGE, ms=3, alpha=0.55, mew=0)
    if beyond.any():
        ax.plot(*pair[beyond].T, "D", color=VERMILION, ms=5, mec="white", mew=0.6, clip_on=False, zorder=4)
    turn = np.linspace(0, 2 * np.pi, 121)
    circle = np.linalg.cholesky(result["covariance"]) @ np.stack([np.cos(turn), np.sin(turn)])
    for radius, dashes in zip(RADII, ("-", (0, (4, 2))), strict=True):
        ax.plot(*(np.sqrt(radius) * circle), color=BLUE, lw=1.5, ls=dashes)
    left, right = (number(x) for x in result["x"])
    ax.set(xlim=(-REACH, REACH), ylim=(-REACH, REACH), xlabel=f"$f({left})$", ylabel=f"$f({right})$")
    ax.set_title(f"{percent(result['inside'][0])} in the inner ellipse")


def _draw_kernel(ax, result):
    left, right = result["x"]
    ax.plot(FINE, result["curve"], color=BLUE)
    ax.plot(GRID, result["dots"], "o", color=ORANGE, ms=5, mec="white", mew=0.6)
    at = int(np.abs(FINE - left).argmin())
    ax.plot(left, result["curve"][at], "s", mfc="none", mec=INK, ms=10, mew=1.3, zorder=4)
    ax.axvline(right, color=GREEN, lw=1, ls=":")
    ax.text(0.03, 0.95, "limit", transform=ax.transAxes, color=BLUE, va="top")
    if result["radial"] is not None:
        ax.plot(FINE, result["radial"], color=GREY, lw=1.5, ls=(0, (4, 2)))
        ax.text(0.03, 0.86, "best of |x − x′|", transform=ax.transAxes, color=GREY, va="top")
    ax.set(xlim=(-3.15, 3.15), ylim=(0, 0.72), xlabel=f"$x$, with $x'={number(right)}$", ylabel="$k(x, x')$")
    ax.set_title(f"k({number(left)}, {number(right)}) = {result['covariance'][0, 1]:.3f}")


def _draw_kurtosis(ax, result):
    # From the most units down to those of the slider: what comes is to be predicted.
    here = UNITS.index(result["units"])
    ax.plot(UNITS[here:], result["kurtosis"][here:], color=BLUE, lw=1.5)
    for m, (value, error) in list(zip(UNITS, result["measured"], strict=True))[here:]:
        low, high = max(value - 2 * error, LEAST), value + 2 * error
        ax.plot([m, m], [low, high], color=ORANGE, lw=2, solid_capstyle="butt")
        if value - 2 * error < LEAST:
            ax.plot(m, 1.08 * LEAST, "v", color=ORANGE, ms=6, zorder=4)
        ax.plot(m, value, "o", color=ORANGE, ms=4.5, mec="white", mew=0.5, zorder=3)
    ax.plot(result["units"], result["kurtosis"][here], "o", mfc="none", mec=INK, ms=12, mew=1.4, zorder=4)
    ax.set(xscale="log", yscale="log", xlim=(0.8, 400), ylim=(LEAST, MOST), xlabel="units $m$")
    ax.set_ylabel(f"excess kurtosis of $f({number(result['x'][0])})$")
    ax.set_xticks([1, 10, 100], ["1", "10", "100"])
    ax.set_yticks([0.01, 0.1, 1], ["0.01", "0.1", "1"])
    ax.minorticks_off()
    ax.grid()
    ax.set_title(f"m = {result['units']}: excess {amount(result['kurtosis'][here])}")


def number(x):
    return f"{x:g}".replace("-", "−")


def percent(share):
    return f"{100 * share:.1f} %"


def amount(value):
    return with_power(value)


def describe_wide_limit(result):
    """The covariance here and in the limit, the share in the inner ellipse, and the kurtosis."""
    left, right = (number(x) for x in result["x"])
    units = "1 unit" if result["units"] == 1 else f"{result['units']} units"
    return (
        f"{units}: the covariance of f({left}) and f({right}) is {result['covariance'][0, 1]:.3f}, in these "
        f"{NETWORKS:,} networks {result['found']:.3f}; {percent(result['inside'][0])} lie in the ellipse of "
        f"{100 * SHARES[0]:.0f} %; excess kurtosis of f({left}) "
        f"{amount(result['kurtosis'][UNITS.index(result['units'])])}."
    )
