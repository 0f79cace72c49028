"""The sunspot numbers of a period with their forecast, its errors year by year, and the error against the horizon."""

import numpy as np
from matplotlib.ticker import FixedLocator, MaxNLocator, NullLocator

from ...plots.powers import with_power
from ...plots.style import BLUE, GREY, INK, VERMILION

TOP, FAR = 215, 200  # numbers, and errors in numbers, that are drawn; larger ones get an arrow
LEAST, MOST = 0.05, 20  # errors over 1,535
_TICKS = (0.1, 0.3, 1, 3, 10)
#: Under words that a line may cross.
GROUND = {"facecolor": "white", "edgecolor": "none", "pad": 1}


def draw_sunspots(figure, result):
    """``result`` of `sunspots.shown`: the period above, below its errors, and beside them those of all horizons."""
    axes = figure.subplot_mosaic([["series", "series"], ["errors", "horizons"]], width_ratios=[1.7, 1])
    _draw_series(axes["series"], result)
    _draw_errors(axes["errors"], result)
    _draw_horizons(axes["horizons"], result)


def _draw_series(ax, result):
    ax.plot(result.years, result.numbers, color=INK, lw=1.4, marker="o", markersize=2.5 if _long(result) else 3.5)
    ax.plot(result.years, np.minimum(result.forecast, TOP), color=BLUE, lw=1.8, ls=(0, (4, 1.5)))
    _mark_what_lies_outside(ax, result.years, result.forecast, 0, TOP, _number, below=17)
    ax.set(ylim=(0, TOP), ylabel="sunspot number", xlim=_within(result))
    ax.xaxis.set_major_locator(MaxNLocator(8, integer=True))
    ax.grid(axis="y")
    ax.set_title(f"{result.name}, {_ahead(result.steps)}: error {_told(result)}")
    key = {"ha": "right", "va": "top", "transform": ax.transAxes, "fontsize": 9, "bbox": GROUND}
    ax.text(0.99, 0.96, "forecast, dashed", color=BLUE, **key)
    ax.text(0.78, 0.96, "seen, dots", color=INK, **key)


def _draw_errors(ax, result):
    off = result.forecast - result.numbers
    ax.axhline(0, color=GREY, lw=0.8)
    for sign, color, marker in ((1, BLUE, "^"), (-1, VERMILION, "v")):
        rows = sign * off > 0
        drawn = np.clip(off[rows], -FAR, FAR)
        ax.vlines(result.years[rows], 0, drawn, color=color, lw=1 if _long(result) else 1.8)
        ax.plot(result.years[rows], drawn, marker, color=color, markersize=2 if _long(result) else 3.5)
    _mark_what_lies_outside(ax, result.years, off, -FAR, FAR, _number)
    ax.set(ylim=(-FAR, FAR), ylabel="forecast − seen", xlabel="year", xlim=_within(result))
    ax.xaxis.set_major_locator(MaxNLocator(5, integer=True))
    ax.grid(axis="y")


def _draw_horizons(ax, result):
    steps = np.arange(1, len(result.errors) + 1)
    ax.plot(steps, np.clip(result.rival, LEAST, MOST), color=GREY, lw=1.2, ls=":", marker="s", markersize=3)
    ax.plot(steps, np.clip(result.errors, LEAST, MOST), color=BLUE, lw=1.6, marker="o", markersize=3)
    ax.plot(
        result.steps, np.clip(result.errors[result.steps - 1], LEAST, MOST), "o", color=INK, markersize=7, mfc="none"
    )
    _mark_what_lies_outside(ax, steps, result.errors, LEAST, MOST, in_digits)
    ax.set_yscale("log")
    ax.set(ylim=(LEAST, MOST), xlim=(0.4, len(steps) + 0.6), xlabel="years ahead", ylabel="error / 1,535")
    ax.set_xticks([1, 3, 5, 7, 9, 11])
    ax.yaxis.set_major_locator(FixedLocator(_TICKS))
    ax.yaxis.set_minor_locator(NullLocator())
    ax.yaxis.set_major_formatter("{x:g}")
    ax.grid(axis="y")
    ax.text(0.98, 0.02, "dotted: persistence", color=GREY, ha="right", transform=ax.transAxes, fontsize=8.5)


def _mark_what_lies_outside(ax, x, y, low, high, told, below=8):
    """An arrow and the number that lies farthest out, so many points below the upper edge, clear of a key there."""
    for edge, worst, rows, arrow in ((high, y.max(), y > high, "↑"), (low, y.min(), y < low, "↓")):
        if rows.any():
            place = x[rows][np.argmax(np.abs(y[rows]))]
            share = (place - x[0]) / (x[-1] - x[0])
            ax.annotate(
                *(f"{arrow} {told(worst)}", (place, edge)),
                xytext=(0, -below if arrow == "↑" else 17),
                textcoords="offset points",
                ha="left" if share < 0.2 else "right" if share > 0.8 else "center",
                va="top" if arrow == "↑" else "bottom",
                color=VERMILION,
                fontsize=8.5,
                bbox=GROUND,
            )


def _within(result):
    """The period with room on the right, where the number of a year may stand."""
    span = result.years[-1] - result.years[0]
    return result.years[0] - 0.03 * span, result.years[-1] + 0.06 * span


def _long(result):
    return len(result.years) > 100


def _ahead(steps):
    return "one year ahead" if steps == 1 else f"{steps} years ahead"


def _told(result):
    return in_digits(result.errors[result.steps - 1])


def _number(sunspots):
    return f"{sunspots:,.0f}".replace("-", "−")


def in_digits(error):
    """Two digits, as 0.082, 0.40, 6.1, 4.2·10⁸."""
    return f"{error:#.2g}".rstrip(".") if 1e-3 <= error < 99.5 else with_power(error)


def describe_sunspots(result):
    """The error of this horizon beside persistence, and the year in which the forecast was farthest off."""
    off = result.forecast - result.numbers
    worst = int(np.abs(off).argmax())
    rival = in_digits(result.rival[result.steps - 1])
    rival = "" if result.name == "persistence" else f" (persistence: {rival})"
    learned = {None: "", True: ", the years it learned from", False: ", years it has not learned from"}[result.learned]
    name = f"{result.name[0].upper()}{result.name[1:]}"
    sign = "+" if off[worst] > 0 else ""
    return (
        f"{name}, {_ahead(result.steps)}, {result.period}{learned}: mean square error over 1,535 is "
        f"{_told(result)}{rival}; farthest off in {result.years[worst]}, by {sign}{_number(off[worst])} from "
        f"{result.numbers[worst]:.0f}."
    )
