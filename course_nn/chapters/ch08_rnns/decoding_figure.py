"""What a network writes in a picture: the probability of every symbol at each step, and how far it is right."""

import numpy as np

from ...plots.style import BLUE, GREEN, GREY, GRID, INK, VERMILION, WEIGHT_CMAP
from ...plots.words import drawn

_BOUNDARY = "·"


def draw_spelled(ax, result, longest, title, right=None):
    """``result`` with "tokens" (t,), "p" (t, k) and "symbols": a column for each step, a row for each symbol.

    A frame stands around what was written, vermilion where it is wrong; then a dot marks what is ``right``, a word.
    """
    tokens, p, symbols = result["tokens"], result["p"], result["symbols"]
    field = np.full((len(symbols), longest), np.nan)
    field[:, : len(tokens)] = p.T
    ax.imshow(field, cmap=WEIGHT_CMAP, vmin=-1, vmax=1, aspect="auto", interpolation="nearest")
    truth = None if right is None else [*right, _BOUNDARY]
    labels, colors = [], []
    for step, token in enumerate(tokens):
        wrong = truth is not None and (step >= len(truth) or symbols[token] != truth[step])
        color = VERMILION if wrong else INK
        ax.plot(*_frame(step, token), color=color, lw=1.4, solid_joinstyle="miter", clip_on=False)
        if wrong and step < len(truth):
            ax.plot(step, symbols.index(truth[step]), "o", color=GREEN, markersize=4, mec="white", mew=0.5)
        labels.append(drawn(symbols[token]))
        colors.append(color)
    ax.xaxis.tick_top()
    ax.set_xticks(range(len(tokens)), labels)
    for tick, color in zip(ax.get_xticklabels(), colors, strict=True):
        tick.set(color=color, fontweight="bold", fontsize=10)
    ax.tick_params(length=0)
    ax.set_yticks(range(len(symbols)), [drawn(symbol) for symbol in symbols])
    ax.tick_params(axis="y", labelsize=9 if len(symbols) < 20 else 7)
    ax.set(xlim=(-0.5, longest - 0.5), ylim=(len(symbols) - 0.5, -0.5))
    for edge in np.arange(longest + 1) - 0.5:
        ax.axvline(edge, color=GRID, lw=0.5, zorder=0)
    ax.spines[:].set(visible=True, color=GRID)
    ax.set_title(title, pad=20)
    ax.set_xlabel("steps of the decoder; above: what it wrote", color=GREY)


def _frame(column, row):
    return column + np.array([-0.5, 0.5, 0.5, -0.5, -0.5]), row + np.array([-0.5, -0.5, 0.5, 0.5, -0.5])


def draw_shares(ax, places, shares, here, gray, name):
    """The share that is exactly right, by the ``places`` of a quantity: ``here`` is marked, a span of it gray.

    The ``name`` of the axis says what is gray: what was trained, or what a network of the reader's own is made for.
    """
    ax.axvspan(*gray, color=GRID, alpha=0.6, lw=0)
    if len(places):
        ax.plot(places, shares, "o-", color=BLUE, markersize=4.5, clip_on=False, zorder=3)
    now = np.flatnonzero(np.asarray(places) == here)
    if len(now):
        ax.plot(here, shares[now[0]], "o", markersize=10, mfc="none", mec=INK, mew=1.6, clip_on=False, zorder=4)
    ax.set(ylim=(0, 1.0), xlabel=name)
    ax.set_yticks([0, 0.25, 0.5, 0.75, 1], ["0 %", "25 %", "50 %", "75 %", "100 %"])
    ax.grid(axis="y")


def agreement(wrote, right):
    """How many characters stand where they should, of those of the longer word: "4 of 5"."""
    return f"{sum(a == b for a, b in zip(wrote, right, strict=False))} of {max(len(wrote), len(right))}"
