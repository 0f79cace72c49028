"""Gradient norm against distance in time: three cells, each with the band of its draws, and the tanh RNN's bound."""

import numpy as np

from ...plots.points import label_line_ends
from ...plots.powers import with_power
from ...plots.style import BLUE, GREEN, GREY, PINK, VERMILION

STYLES = {"tanh RNN": (VERMILION, "--"), "LSTM": (BLUE, "-"), "GRU": (GREEN, "-."), "your own": (PINK, ":")}
USUAL, STEP = (-15, 5), 15  # the powers of ten that the axis holds; where that is too few, it grows by whole steps
LONGEST = (-240, 230)  # how far it grows: Matplotlib looks for ticks far beyond, and floats end at 10³⁰⁸
WIDTHS = {25: 5, 50: 10, 100: 20}  # how far the axis of distances reaches, and from tick to tick


def draw_gradient_distance(figure, result):
    """The norm of each cell's gradient at every distance: geometric mean, and the least and largest of the draws.

    A line that leaves the axis, or that has no number from some step on, ends with a mark and the word why.
    """
    ax = figure.subplots()
    limits = log_limits(*result["norms"].values(), result["bound"])
    most = next(width for width in WIDTHS if result["k"][-1] <= width)
    ax.set(yscale="log", ylim=10.0 ** np.array(limits), xlim=(0, 1.25 * most), xticks=range(0, most + 1, WIDTHS[most]))
    ax.set(xlabel="distance $k$ in time (steps)", ylabel=r"$\|\partial h_T/\partial s_{T-k}\|_F\,/\,\sqrt{d}$")
    ax.grid(axis="y")
    (bound,) = ax.plot(result["k"], result["bound"], ":", color=GREY, lw=1.4)
    lines, names = [bound], [f"tanh RNN's bound {result['scale']:g}ᵏ"]
    for cell, norms in result["norms"].items():
        color, dashes = STYLES[cell]
        if len(norms) > 1:
            low, high = positive(norms.min(axis=0)), norms.max(axis=0)
            ax.fill_between(result["k"], low, high, color=color, alpha=0.16, linewidth=0)
        inside, mark = _until_it_leaves(result["means"][cell], limits)
        lines += ax.plot(result["k"][: len(inside)], inside, dashes, color=color)
        if mark:
            ax.plot(len(inside) - 1, inside[-1], mark, color=color, ms=8, mec="white", clip_on=False, zorder=4)
        names.append(f"{cell}: {_shown(result['left'][cell])}" if mark else cell)
    label_line_ends(ax, lines, names)
    if limits != USUAL:
        word = f"a longer axis: {limits[1] - limits[0]} powers of ten"
        # Beside the name of the axis of distances: within the axes there may be lines, and names at their ends.
        below = {"xycoords": "axes fraction", "textcoords": "offset points", "va": "top"}
        ax.annotate(word, (0, 0), (0, -20), color=GREY, fontsize=8, **below)
    ax.set_title(_title(result))


def _until_it_leaves(mean, limits):
    """What can be drawn of a line, and the mark at its end if that isn't all."""
    (bottom, top), margin = 10.0 ** np.array(limits), 10.0 ** (0.1 * (limits[1] - limits[0]))
    out = ~((mean > bottom) & (mean < top))
    if not out.any():
        return mean, ""
    first = int(out.argmax())
    if np.isnan(mean[first]):
        return mean[:first], "X"
    if mean[first] >= top:
        return np.append(mean[:first], top), "^"
    return np.append(mean[:first], min(mean[first - 1], bottom * margin)), "v"  # above the words on the bottom


def log_limits(*arrays):
    """Powers of ten around the positive numbers of all: the usual limits, or longer by whole steps, up to LONGEST."""
    low, high = USUAL
    numbers = np.concatenate([array[array > 0] for array in arrays])
    powers = np.log10(numbers)
    while powers.min(initial=0) < low + 0.5 and low > LONGEST[0]:
        low -= STEP
    while powers.max(initial=0) > high - 0.5 and high < LONGEST[1]:
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
    """The fate of the tanh RNN's gradient, which is said of the mean alone where that of the draws differs."""
    word = fate(result["left"]["tanh RNN"])
    mean = len({fate(norm) for norm in result["norms"]["tanh RNN"][:, -1]}) > 1
    if result["scale"] > 1 and word in ("vanishes", "shrinks"):
        still = "still, in the mean," if mean else "still"
        return f"Spectral radius {result['scale']:g}, and {still} the tanh RNN's gradient {word}"
    return f"{'In the mean the' if mean else 'The'} tanh RNN's gradient {word}"


def describe_gradient_distance(result):
    """What is left of the gradient at the largest distance, for each cell."""
    left = dict(result["left"])
    own = left.pop("your own", None)
    found = ", ".join(f"{cell} {with_power(value)}" for cell, value in left.items())
    word = "" if own is None else f"; your own: {_shown(own)}"
    if own is not None and np.isnan(own):
        word += ", since its states grow beyond all floats"
    return f"Left of a gradient of norm 1, {result['k'][-1]} steps back: {found} (geometric means of 5 draws){word}."


def _shown(left):
    """A number that the axis may not hold; 0 is one that is exactly 0."""
    if np.isnan(left):
        return "not a number"
    if left == 0:
        return "0"
    bottom, top = 10.0 ** np.array(LONGEST)
    if not bottom < left < top:
        return f"over {with_power(top)}" if left >= top else f"under {with_power(bottom)}"
    return with_power(left)
