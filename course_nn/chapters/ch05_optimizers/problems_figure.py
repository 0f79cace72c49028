"""What pictures of trainings on the problems have in common: an axis of losses, curves on it, words in the corner."""

import numpy as np


def loss_axis(ax, limits):
    """A logarithmic axis of losses, with 0.3, 1, 3, 10 where it is short."""
    low, high = limits
    ax.set(yscale="log", ylim=limits)
    ax.minorticks_off()
    if low < 1e-6:
        ax.set_yticks([1e-9, 1e-6, 1e-3, 1], ["$10^{-9}$", "$10^{-6}$", "0.001", "1"])
        return
    marks = (0.001, 0.01, 0.1, 1, 10) if high > 400 * low else (0.3, 1, 3, 10)
    ax.set_yticks([v for v in marks if low <= v <= high])
    ax.yaxis.set_major_formatter("{x:g}")


def draw_losses(ax, epoch, losses, limits, color, dot="o", place=0, **look):
    """A curve with a dot at its end; outside the limits it goes along the border, with an arrow and its number.

    ``place``: where its number is written, so that those of two curves are beside each other.
    """
    low, high = limits
    shown, end = np.clip(losses, low, high), losses[-1]
    ax.plot(epoch, shown, color=color, **look)
    marker = dot if low <= end <= high else "^" if end > high else "v"
    ax.plot(epoch[-1], shown[-1], marker, color=color, clip_on=False, markersize=6, zorder=5)
    if not low <= end <= high:
        at = {"ha": "right", "va": "top" if end > high else "bottom", "textcoords": "offset points"}
        off = -8 - 48 * place, -3 if end > high else 3
        ax.annotate(about(end), (epoch[-1], shown[-1]), off, color=color, fontsize=9, **at)


def corner_words(ax, *lines):
    """Lines of text (words, color) in the upper right corner, one line below what `draw_losses` may write there."""
    for row, (words, color) in enumerate(lines):
        place = 0.98, 0.88 - 0.08 * row
        behind = {"facecolor": "white", "edgecolor": "none", "pad": 1, "alpha": 0.8}
        ax.text(*place, words, color=color, transform=ax.transAxes, fontsize=9, ha="right", va="top", bbox=behind)


def about(value, digits=1):
    """A measured number as readers get it: ``digits``, for the next one differs from machine to machine."""
    if not np.isfinite(value):
        return "∞"
    rounded = float(f"{value:.{digits}g}")
    return f"10^{np.log10(rounded):.0f}" if rounded >= 1e6 else f"{rounded:,.0f}" if rounded >= 10 else f"{rounded:g}"
