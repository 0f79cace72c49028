"""The time of a shared step by the number of workers, in what is computed and what is sent, and the speed-up."""

import numpy as np

from ...plots.powers import with_power
from ...plots.style import BLUE, GREY, INK, ORANGE
from .communication import MOST


def draw_communication(figure, result):
    """``result`` of `communication.share_step`."""
    bars, gain = figure.subplots(1, 2, width_ratios=[1.25, 1])
    _draw_times(bars, result)
    _draw_gain(gain, result)


def _draw_times(ax, result):
    # Up to these workers: what more of them do is to be predicted.
    counts, computing, seconds = (result[name][: result["workers"]] for name in ("counts", "computing", "seconds"))
    ax.bar(counts, computing, color=BLUE, width=0.8)
    ax.bar(counts, seconds - computing, bottom=computing, color=ORANGE, width=0.8)
    ax.axhline(seconds[0], color=INK, lw=1, ls=(0, (4, 2)))
    here = result["workers"] - 1
    top = 1.35 * max(seconds.max(), seconds[0])  # room for the words above the tallest bar
    ax.plot(result["workers"], seconds[here], "v", color=INK, ms=8, zorder=4)
    ax.text(0.97, 0.97, "computing", transform=ax.transAxes, color=BLUE, ha="right", va="top")
    ax.text(0.97, 0.89, "sending", transform=ax.transAxes, color=ORANGE, ha="right", va="top")
    ax.set(xlim=(0, MOST + 1), ylim=(0, top), xlabel="workers", ylabel="seconds of a step")
    ax.set_title(f"{result['workers']} of them: {with_power(seconds[here], 3)} s")


def _draw_gain(ax, result):
    counts, here = result["counts"], result["workers"] - 1
    speed_up = result["speed_up"][: here + 1]
    ax.plot(counts, counts, color=GREY, lw=1.2, ls=(0, (4, 2)))
    ax.axhline(1, color=INK, lw=1, ls=(0, (4, 2)))
    ax.plot(counts[: here + 1], speed_up, color=BLUE)
    ax.plot(result["workers"], result["speed_up"][here], "o", mfc="none", mec=INK, ms=11, mew=1.4, zorder=4)
    ax.set(xscale="log", yscale="log", xlim=(0.9, 1.1 * MOST), ylim=(min(0.05, 0.5 * speed_up.min()), 1.2 * MOST))
    ax.set(xlabel="workers", ylabel="times as fast as one")
    ticks = 2 ** np.arange(6)
    ax.set_xticks(ticks, [str(one) for one in ticks])
    marks = [mark for mark in (1e-5, 1e-4, 1e-3, 0.01, 0.1, 1, 10) if mark > 0.5 * speed_up.min() or mark > 0.05]
    ax.set_yticks(marks, [with_power(mark) if mark < 0.1 else f"{mark:g}" for mark in marks])
    ax.minorticks_off()
    ax.grid()
    ax.set_title(f"{times(result['speed_up'][here])} times as fast")


def times(ratio):
    """A ratio in two digits: 0.032, 0.61, 1.4, 13."""
    return with_power(ratio, 2)


def describe_communication(result):
    """How fast these workers are, and how much of their time is sending."""
    here = result["workers"] - 1
    sending = 1 - result["computing"][here] / result["seconds"][here]
    who = "1 worker takes" if here == 0 else f"{here + 1} workers take"
    took, ratio = with_power(result["seconds"][here], 3), times(result["speed_up"][here])
    return (
        f"θ of {with_power(result['size'])} numbers, batch {result['batch']:,}: {who} {took} s, {ratio} times as fast "
        f"as one; {100 * sending:.0f} % of that time is sending."
    )
