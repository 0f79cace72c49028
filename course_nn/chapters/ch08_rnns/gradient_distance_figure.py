"""Gradient norm against distance in time: three cells, each with the band of its draws, and the tanh RNN's bound."""

import numpy as np

from ...plots.points import label_line_ends
from ...plots.powers import with_power
from ...plots.style import BLUE, GREEN, GREY, PINK, VERMILION

STYLES = {"tanh RNN": (VERMILION, "--"), "LSTM": (BLUE, "-"), "GRU": (GREEN, "-."), "your own": (PINK, ":")}
USUAL, STEP = (-15, 5), 15  # the powers of ten that the axis holds; where that is too few, it grows by whole steps
WIDTHS = {25: 5, 50: 10, 100: 20}  # how far the axis of distances reaches, and from tick to tick


def draw_gradient_distance(figure, result):
    """The norm of each cell's gradient at every distance: geometric mean, and the least and largest of the draws."""
    ax = figure.subplots()
    limits = log_limits(*result["norms"].values(), result["bound"])
    most = next(width for width in WIDTHS if result["k"][-1] <= width)
    ax.set(yscale="log", ylim=10.0 ** np.array(limits), xlim=(0, 1.25 * most), xticks=range(0, most + 1, WIDTHS[most]))
    ax.set(xlabel="distance $k$ in time (steps)", ylabel=r"$\|\partial h_T/\partial s_{T-k}\|$")
    ax.grid(axis="y")
    (bound,) = ax.plot(result["k"], result["bound"], ":", color=GREY, lw=1.4)
    lines = [bound]
    for cell, norms in result["norms"].items():
        color, dashes = STYLES[cell]
        low, high = positive(norms.min(axis=0)), norms.max(axis=0)
        ax.fill_between(result["k"], low, high, color=color, alpha=0.16, linewidth=0)
        lines += ax.plot(result["k"], positive(result["means"][cell]), dashes, color=color)
    label_line_ends(ax, lines, [f"at most {result['scale']:g}ᵏ (RNN)", *result["norms"]])
    if limits != USUAL:
        word = f"a longer axis: {limits[1] - limits[0]} powers of ten"
        ax.text(0.01, 0.02, word, transform=ax.transAxes, va="bottom", color=GREY, fontsize=8)
    ax.set_title(_title(result))


def log_limits(*arrays):
    """Powers of ten around the positive ones of all numbers: the usual limits, or longer by whole steps."""
    low, high = USUAL
    powers = np.log10(np.concatenate([array[array > 0] for array in arrays]))
    while powers.min(initial=0) < low + 0.5:
        low -= STEP
    while powers.max(initial=0) > high - 0.5:
        high += STEP
    return low, high


def positive(values):
    """The values with NaN, which is not drawn, in place of 0."""
    return np.where(values > 0, values, np.nan)


def fate(left):
    """What becomes of a gradient of norm 1 of which ``left`` arrives, by the number as it is shown."""
    left = float(f"{left:.1e}")
    if 0.1 <= left <= 10:
        return "arrives"
    if left > 10:
        return "explodes" if left > 1e3 else "grows"
    return "vanishes" if left < 1e-3 else "shrinks"


def _title(result):
    word = fate(result["left"]["tanh RNN"])
    if result["scale"] > 1 and word in ("vanishes", "shrinks"):
        return f"Spectral radius {result['scale']:g}, and still the tanh RNN's gradient {word}"
    return f"The tanh RNN's gradient {word}"


def describe_gradient_distance(result):
    """What is left of the gradient at the largest distance, for each cell."""
    left = ", ".join(f"{cell} {with_power(value)}" for cell, value in result["left"].items())
    return f"Left of a gradient of norm 1, {result['k'][-1]} steps back: {left} (geometric means of 5 draws)."
