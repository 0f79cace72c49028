"""The models side by side: error over 1,535 in the three later periods, one year ahead and several."""

import numpy as np
from matplotlib.ticker import FixedLocator, NullLocator

from ...plots.style import BLUE, GREEN, GREY, VERMILION, picture
from .sunspots import PERIODS, TESTS
from .sunspots_figure import in_digits

_LOOKS = tuple(zip((BLUE, VERMILION, GREEN), "os^", (-0.22, 0, 0.22), strict=True))
_LIMITS, _TICKS = (0.06, 9), (0.1, 0.3, 1, 3)


def draw_sunspot_comparison(figure, standings, steps=5):
    """``standings`` of `sunspot_comparison`: a point for each seed, a bar for their mean; one and ``steps`` ahead."""
    panels = figure.subplots(1, 2, sharex=True, sharey=True)
    for ax, ahead in zip(panels, (1, steps), strict=True):
        for period, (color, marker, lift) in zip(TESTS, _LOOKS, strict=True):
            k = list(PERIODS).index(period)
            means = []
            for row, found in enumerate(standings.values()):
                errors = found["errors"][:, k, ahead - 1]
                many = len(errors) > 1
                size, alpha = (3.2, 0.55) if many else (6, 1)
                ax.plot(errors, np.full(len(errors), row + lift), marker, color=color, markersize=size, alpha=alpha)
                if many:
                    ax.plot(errors.mean(), row + lift, "|", color=color, markersize=13, mew=2)
                means.append(errors.mean())
            best = int(np.argmin(means))
            ax.plot(means[best], best + lift, "o", color=color, markersize=13, mfc="none", mew=1.2)
        ax.set_xscale("log")
        ax.set(xlim=_LIMITS, ylim=(len(standings) - 0.4, -0.6), xlabel="error over 1,535; bar: mean; ring: least")
        ax.xaxis.set_major_locator(FixedLocator(_TICKS))
        ax.xaxis.set_minor_locator(NullLocator())
        ax.xaxis.set_major_formatter("{x:g}")
        ax.axvline(1, color=GREY, lw=0.8)
        ax.grid(axis="x")
        ax.tick_params(axis="y", length=0)
        ax.set_title(_finding(standings, ahead))
    for place, (period, (color, marker, _)) in enumerate(zip(TESTS, _LOOKS, strict=True)):
        sign = {"o": "●", "s": "■", "^": "▲"}[marker]  # few points lie here: the names of the periods have room
        panels[0].text(
            0.98, 0.3 - 0.07 * place, f"{period} {sign}", color=color, ha="right", transform=panels[0].transAxes
        )
    panels[0].set_yticks(range(len(standings)), list(standings))


def _finding(standings, ahead):
    winners = {winner(standings, period, ahead) for period in TESTS}
    years = "One year" if ahead == 1 else f"{ahead} years"
    kind = {name.split()[0].rstrip(",") for name in winners}
    return f"{years} ahead: {'no kind wins everywhere' if len(kind) > 1 else f'{kind.pop()} wins everywhere'}"


def winner(standings, period, ahead):
    """The row with the least error in a period, of networks the mean over seeds."""
    k = list(PERIODS).index(period)
    return min(standings, key=lambda row: standings[row]["errors"][:, k, ahead - 1].mean())


def describe_sunspot_comparison(standings, steps=5):
    """Who has the least error in each period, one year ahead and ``steps``, and by how much."""
    told = []
    for ahead in (1, steps):
        for period in TESTS:
            k, best = list(PERIODS).index(period), winner(standings, period, ahead)
            error = in_digits(standings[best]["errors"][:, k, ahead - 1].mean())
            years = "one year" if ahead == 1 else f"{ahead} years"
            told.append(f"{years} ahead in {period} {best} ({error})")
    return f"The least mean error: {'; '.join(told)}."


def show_sunspot_comparison(standings, steps=5):
    """`draw_sunspot_comparison` as a figure with its sentence."""
    alt = describe_sunspot_comparison(standings, steps)
    return picture(lambda figure, found: draw_sunspot_comparison(figure, found, steps), standings, alt, (9.4, 4.2))
