"""Truncation in a picture: what acts on an answer, what gets credit for it, and what came of learning so."""

import math

import numpy as np
from matplotlib.patches import Rectangle
from matplotlib.ticker import PercentFormatter

from ...plots.style import BLUE, GREY, INK, SEQUENTIAL_CMAP, VERMILION, picture
from .memory_cells_figure import look
from .truncation import AT_A_CUT, DELAYS, LENGTHS, SHOWN

_QUIET = "#EEF0F3"
#: A bar of less than this share of the longest is hardly seen: the picture says its number.
_SEEN = 0.02


def draw_truncation(figure, result):
    """Left: the stream with its cuts, what each bit does to one answer, and its credit. Right: measured accuracy."""
    grid = figure.add_gridspec(2, 2, width_ratios=[1.5, 1])
    acts, credit = (figure.add_subplot(grid[k, 0]) for k in (0, 1))
    most = max(result["acts"].max(), result["credit"].max(), 1e-12)
    _draw_bars(acts, result, result["acts"] / most, color=BLUE)
    _draw_bars(credit, result, result["credit"] / most, facecolor="white", edgecolor=VERMILION, hatch="////")
    acts.tick_params(labelbottom=False)
    acts.set_title(f"The bit asked for {_acts(result)} on the answer")
    credit.set_title(f"The bit asked for {_gets(result)} credit")
    acts.set_ylabel("effect")
    credit.set(xlabel="step of the stream", ylabel="gradient")
    _draw_learned(figure.add_subplot(grid[:, 1]), result)


def _draw_bars(ax, result, heights, **color):
    question, length = result["question"], result["length"]
    start = question - question % length
    width = min(length, SHOWN - start)
    ax.add_patch(Rectangle((start - 0.5, 0), width, 1.3, color=_QUIET, zorder=0))
    ax.vlines(np.arange(length, SHOWN, length) - 0.5, 0, 1.3, color="#B4BAC3", linewidth=0.8, zorder=0.5)
    there = np.flatnonzero(heights)
    ax.bar(there, heights[there], width=0.72, linewidth=0.8, **color)
    asked = question - result["delay"]
    if 0 < heights[asked] < _SEEN:
        side = 1 if asked < 4 else -1
        words = f"{100 * heights[asked] / heights.max():.1g} % of the longest"
        ax.text(asked + side, 1.17, words, ha="left" if side > 0 else "right", va="center", fontsize=8.5)
    ax.plot([asked], [1.17], marker="v", color=INK, markersize=6)
    ax.plot([question], [1.17], marker="o", color=INK, markerfacecolor="none", markersize=6)
    ax.set(xlim=(-0.7, SHOWN - 0.3), ylim=(0, 1.3), yticks=[])
    ax.set_xticks(range(0, SHOWN, 4))


def reaches(result, what):
    """Whether the bit that is asked for acts on the answer, or gets credit, at all."""
    return bool(result[what][result["question"] - result["delay"]] > 0)


def _said(result, what, words):
    """One of three words: for a bar that is long beside the longest of its panel, for one that is not, and for none."""
    here, longest = result[what][result["question"] - result["delay"]], result[what].max()
    return words[0] if 0 < here >= _SEEN * longest else words[1] if here > 0 else words[2]


def _acts(result):
    return _said(result, "acts", ("acts", "hardly acts", "does not act"))


def _gets(result):
    return _said(result, "credit", ("gets", "gets hardly any", "gets no"))


def _draw_learned(ax, result):
    """Right answers by stretch, as far down as the reader has come: the rest is to be found, a question mark."""
    row, color, names = DELAYS.index(result["delay"]), look(result["cell"])[0], list(map(str, LENGTHS))
    for k, length in enumerate(LENGTHS):
        if length >= result["length"]:
            _draw_seeds(ax, k, result["right"][row, k], color, filled=length == result["length"])
        else:
            _draw_hidden(ax, k)
    if result["state"] == "carried":  # a dense layer alone was given no state that begins anew
        names.append("U fixed")
        if result["length"] <= result["delay"]:
            _draw_seeds(ax, len(LENGTHS), result["readout"][row], GREY)
        else:
            _draw_hidden(ax, len(LENGTHS))
    ax.axhline(0.5, color=GREY, linewidth=0.8, linestyle=":")
    ax.set(xlim=(-0.6, len(LENGTHS) + 0.6), ylim=(0.42, 1.03), xlabel="steps of a stretch")
    ax.set_yticks([0.5, 0.6, 0.7, 0.8, 0.9, 1])
    ax.set_xticks(range(len(names)), names)
    ax.yaxis.set_major_formatter(PercentFormatter(1))
    ax.grid(axis="y")
    ax.set_title(f"Right after learning, delay {result['delay']}")


def _draw_hidden(ax, x):
    ax.text(x, 0.75, "?", ha="center", va="center", color=GREY, fontsize=12)


def _draw_seeds(ax, x, shares, color, filled=False):
    ax.plot(np.full(len(shares), x), shares, "o", color=color, alpha=0.55, markersize=5, markeredgewidth=0)
    ax.plot([x - 0.3, x + 0.3], [shares.mean()] * 2, color=color, linewidth=3 if filled else 1.6)


def describe_truncation(result):
    """Whether the bit acts on this answer and gets credit, in how many answers it does, and what was learned so."""
    at = DELAYS.index(result["delay"]), LENGTHS.index(result["length"])
    state = next(said for said, state in AT_A_CUT.items() if state == result["state"])
    return (
        f"{result['cell']}, delay {result['delay']}, stretches of {result['length']}, state {state}: the bit "
        f"{_acts(result)} on the answer at step {result['question']} and {_gets(result)} credit. Of all answers "
        f"{_share(result['share'])} give credit to the bit asked for, {_share(result['right'][at].mean())} are right "
        f"after learning."
    )


def _share(share):
    """In percent; 0 and 100 are said of none and all alone."""
    near = min(max(round(1000 * share), 1), 999) / 10
    return f"{share:.0%}" if share in (0, 1) or 0.005 <= share < 0.995 else f"{near:g}%"


def draw_stretches(figure, found):
    """``found`` of `truncation.measured` for one cell: the mean share of right answers by delay and stretch."""
    axes = figure.subplots(1, 2, sharey=True, width_ratios=[1.17, 1])
    for ax, state, title in zip(axes, ("carried", "zero"), ("State handed on", "State set to zero"), strict=True):
        right = found[state].mean(axis=2)
        names = list(map(str, LENGTHS))
        if state == "carried":
            right = np.column_stack([right, found["readout"].mean(axis=1)])
            names.append("U fixed")
        ax.imshow(right, cmap=SEQUENTIAL_CMAP, vmin=0.5, vmax=1, aspect="auto")
        for (i, j), value in np.ndenumerate(right):
            color = "white" if value < 0.8 else INK
            ax.text(j, i, f"{100 * value:.0f}", ha="center", va="center", color=color)
        if state == "carried":
            ax.axvline(len(LENGTHS) - 0.5, color="white", linewidth=4)
        ax.set_xticks(range(len(names)), names)
        ax.set_yticks(range(len(DELAYS)), list(map(str, DELAYS)))
        ax.set(xlabel="steps of a stretch")
        ax.spines[:].set_visible(False)
        ax.tick_params(length=0)
        ax.set_title(f"{title}: right answers (%)")
    axes[0].set_ylabel("delay")


def describe_stretches(found):
    """The least accuracy where a stretch is longer than the delay, and the most where it is not."""
    longer = np.array(LENGTHS)[None] > np.array(DELAYS)[:, None]
    carried, zero = (found[state].mean(axis=2) for state in ("carried", "zero"))
    alone = found["readout"].mean(axis=1)
    return (
        f"State handed on: at least {_least(carried[longer])} right where a stretch is longer than the delay, else "
        f"{_least(carried[~longer])} to {_most(carried[~longer])}; set to zero: at most {_most(zero[~longer])} "
        f"there; U fixed: {_least(alone)} to {_most(alone)}."
    )


def _least(shares):
    """A bound is rounded so that it stays one: down to a tenth of a percent."""
    return f"{math.floor(1000 * round(shares.min(), 9)) / 10:g}%"


def _most(shares):
    return f"{math.ceil(1000 * round(shares.max(), 9)) / 10:g}%"


def show_stretches(found):
    """`draw_stretches` as a figure with its sentence."""
    return picture(draw_stretches, found, describe_stretches(found), size=(9.4, 2.8))
