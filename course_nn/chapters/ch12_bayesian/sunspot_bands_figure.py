"""The sunspots of a period in the bands that were forecast for them, and the share inside for each horizon."""

import numpy as np

from ...plots.style import BLUE, GREEN, INK, VERMILION
from .sunspot_bands import HORIZONS, METHODS

TOP = 260
COLORS, MARKERS = (GREEN, BLUE), ("s", "o")


def draw_sunspot_bands(figure, result):
    """``result`` of `sunspot_bands.forecast_years`."""
    ax, shares = figure.subplots(1, 2, width_ratios=[1.8, 1])
    years, numbers, ends = result["years"], result["numbers"], result["ends"]
    color = COLORS[METHODS.index(result["method"])]
    ax.fill_between(years, ends[0], ends[4], color=color, alpha=0.2, lw=0)
    ax.fill_between(years, ends[1], ends[3], color=color, alpha=0.3, lw=0)
    ax.plot(years, ends[2], color=color, lw=1.4)
    inside = (ends[0] <= numbers) & (numbers <= ends[4])
    ax.plot(years[inside], numbers[inside], "o", color=INK, ms=4, mec="white", mew=0.5, zorder=4)
    ax.plot(years[~inside], numbers[~inside], "X", color=VERMILION, ms=7, mec="white", mew=0.6, zorder=5)
    ax.set(xlim=(years[0] - 0.5, years[-1] + 0.5), ylim=(0, TOP), xlabel="year", ylabel="sunspot number")
    ax.set_title(f"{ahead(result['horizon'])}: {result['count']} of {result['total']} years in the band of 90 %")
    horizon = np.arange(1, result["horizon"] + 1)
    shares.axhline(0.9, color=VERMILION, lw=1.3, ls=(0, (5, 2)))
    for name, line, marker in zip(METHODS, COLORS, MARKERS, strict=True):
        told = np.array(result["counts"][name][: result["horizon"]]) / result["total"]
        look = {"color": line, "marker": marker, "ms": 8 if name == METHODS[0] else 5, "label": name}
        shares.plot(horizon, told, lw=1, mfc="none" if name == METHODS[0] else line, **look)
    if result["wilson"]:
        shares.vlines(1, *result["wilson"], color=color, lw=2.5, alpha=0.5)
    shares.set(xlim=(0.4, HORIZONS + 0.6), ylim=(0.5, 1.18), xlabel="years ahead", ylabel="years in the band of 90 %")
    shares.set_xticks([1, 3, 5, 7, 9, 11])
    shares.set_yticks(np.linspace(0.5, 1, 6))
    shares.legend(loc="upper left", ncols=1, handlelength=1.6)
    shares.set_title(f"{percent(result)} of {result['period']}")


def ahead(horizon):
    return "1 year ahead" if horizon == 1 else f"{horizon} years ahead"


def percent(result):
    return f"{100 * result['count'] / result['total']:.0f} %"


def describe_sunspot_bands(result):
    """How many years lie in the band, and how wide it is; Wilson's interval where the years are told apart."""
    wilson = ""
    if result["wilson"]:
        low, high = result["wilson"]
        wilson = f", Wilson's interval {100 * low:.0f} to {100 * high:.0f} %"
    return (
        f"{result['method'][0].upper()}{result['method'][1:]}, {ahead(result['horizon'])}, {result['period']}: "
        f"{result['count']} of {result['total']} years ({percent(result)}{wilson}) lie in the band of 90 %, which is "
        f"{result['width']:.0f} sunspots wide in the mean."
    )
