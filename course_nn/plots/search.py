"""Figures on hyper-parameter search: what a search found on each axis, and what a budget covers."""

import numpy as np
from matplotlib.ticker import FuncFormatter, LogLocator

from .style import BLUE, GREEN, VERMILION, picture

GROUPS = 5  # an axis is cut into so many, with as many trials in each


def show_search(result):
    """`draw_search` of the (at most six) most important axes as a figure with its sentence."""
    panels = search_panels(result)
    known = [panel for panel in panels if panel["share"] is not None]
    words = ", ".join(f"{panel['share']:.0%} by {panel['name']}" for panel in known)
    best = ", ".join(f"{name} = {_short(value)}" for name, value in result.best.items())
    alt = f"The best of {len(result)} trials has {best} and the score {result.score:.4g}. " + (
        f"Of the differences in rank, {words} alone." if known else "There are too few to tell which axis matters."
    )
    shown = panels[:6]
    return picture(draw_search, shown, alt, size=(max(3.6, min(9.4, 2.9 * len(shown) + 0.5)), 3.2))


def search_panels(result):
    """For each axis a dict of what its panel shows, the axis that explains most first.

    ``share`` is the part of the variance of the scores' ranks that lies between ``groups`` of the axis (the options of
    a list, the values of a grid, or five groups of equal size), as ω² (Hays, Statistics, 1963), which is about 0 where
    an axis has no effect; None where there are too few trials to tell.
    """
    rows = result.ranked
    result.best  # noqa: B018 - says in a sentence that nothing can be drawn
    scores = np.array([row["score"] for row in rows])
    panels = []
    for name, axis in result.space.items():
        options = list(getattr(axis, "options", ()))
        values = [row[name] for row in rows]
        x = np.array([_index(options, v) for v in values] if options else values, float)
        group = _groups(x)
        panels.append(
            {
                "name": name,
                "x": x,
                "scores": scores,
                "options": [_short(option) for option in options],
                "range": None if options else (axis.low, axis.high),
                "log": type(axis).__name__ == "LogUniform",
                "groups": [
                    (x[group == g].min(), x[group == g].max(), np.median(scores[group == g])) for g in np.unique(group)
                ],
                "share": _explained(scores, group),
            }
        )
    return sorted(panels, key=lambda panel: -1 if panel["share"] is None else panel["share"], reverse=True)


def draw_search(figure, panels):
    """The score of every trial against each axis, with the median of each group as a bar; the best as a star."""
    scores = panels[0]["scores"]
    for ax, panel in zip(np.atleast_1d(figure.subplots(1, len(panels), sharey=True)), panels, strict=True):
        x = panel["x"]
        ax.plot(x[1:], scores[1:], "o", color=BLUE, markersize=5, alpha=0.65, markeredgewidth=0, zorder=2)
        ax.plot(x[0], scores[0], "*", color=GREEN, markersize=13, markeredgecolor="white", zorder=4, clip_on=False)
        low, high = _padded(*(panel["range"] or (0, len(panel["options"]) - 1)), panel)
        ax.set_xscale("log" if panel["log"] else "linear")
        ax.set(xlim=(low, high), xlabel=panel["name"])
        for left, right, middle in panel["groups"] if panel["share"] is not None else ():
            a, b = _wide(left, right, low, high, panel["log"])
            ax.plot([a, b], [middle, middle], color=VERMILION, linewidth=3, solid_capstyle="butt", zorder=3)
        if panel["options"]:
            turn = max(map(len, panel["options"])) * len(panel["options"]) > 24
            ax.set_xticks(range(len(panel["options"])), panel["options"], rotation=60 if turn else 0)
        if panel["log"]:
            ax.minorticks_off()
        share = panel["share"]
        ax.set_title("" if share is None else f"explains {share:.0%}")
    first = figure.axes[0]
    first.set_ylabel("score (smaller is better)")
    if scores[0] > 0 and scores[-1] > 10 * scores[0]:
        first.set_yscale("log")
        first.minorticks_off()
        first.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        first.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))


def _padded(low, high, panel):
    """The limits of the axis: the range with a little room, so that no dot is cut in half."""
    if panel["log"]:
        return np.exp(_padded(*np.log([low, high]), {"log": False, "options": ()}))
    room = 0.6 if panel["options"] else 0.05 * (high - low)
    return low - room, high + room


def _wide(left, right, low, high, log):
    """A bar's ends, at least an eighth of the axis apart."""
    if log:
        return np.exp(_wide(*np.log([left, right, low, high]), False))
    spare = max(0.0, (high - low) / 8 - (right - left)) / 2
    return left - spare, right + spare


def _groups(x):
    """Whole numbers that say which group each value belongs to: equal values together."""
    distinct, group = np.unique(x, return_inverse=True)
    if len(distinct) > 2 * GROUPS:
        cuts = np.quantile(x, np.linspace(0, 1, GROUPS + 1)[1:-1])
        group = np.searchsorted(cuts, x, side="right")
    return group


def _explained(scores, group):
    """ω² of the ranks between groups: (SSb − (k − 1) MSw) / (SSt + MSw), not below 0."""
    n, k = len(scores), len(np.unique(group))
    ranks = np.searchsorted(np.sort(scores), scores) + np.searchsorted(np.sort(scores), scores, side="right")
    total = np.sum((ranks - ranks.mean()) ** 2)
    if k < 2 or n < 2 * k or total == 0:
        return None
    within = sum(np.sum((ranks[group == g] - ranks[group == g].mean()) ** 2) for g in np.unique(group))
    noise = within / (n - k)
    return float(max(0.0, (total - within - (k - 1) * noise) / (total + noise)))


def _index(options, value):
    return next(i for i, option in enumerate(options) if option is value or option == value)


def _short(value):
    shown = f"{value:.3g}" if isinstance(value, float) else getattr(value, "__name__", None) or str(value)
    return shown if len(shown) <= 14 else shown[:13] + "…"
