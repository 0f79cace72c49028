"""What an epoch costs by the size of its batches, in multiplications and in milliseconds."""

import numpy as np

from ...plots.points import label_line_end
from ...plots.style import BLUE, ORANGE, VERMILION
from .batch_size_figure import plain_log, size_axis


def draw_epoch_cost(figure, work, clock):
    """Multiplications and seconds of one epoch. The results of `multiplications` and `seconds_per_epoch`."""
    left, right = figure.subplots(1, 2)
    sizes = work["sizes"]
    total = work["examples"] + work["steps"]
    (line,) = left.plot(sizes, total / 1e6, "o-", color=BLUE, markeredgecolor="white")
    (part,) = left.plot(sizes, work["steps"] / 1e6, "s--", color=ORANGE, markeredgecolor="white", linewidth=1.5)
    left.set(ylim=(0, 9), ylabel="million multiplications in an epoch")
    label_line_end(left, line, "all")
    label_line_end(left, part, "steps in θ")
    after = list(sizes).index(4)
    left.set_title(f"From $m$ = 4 on the work falls by {1 - total[-1] / total[after]:.0%} only")
    milliseconds = 1000 * clock["seconds"]
    right.plot(clock["sizes"], milliseconds, "o-", color=VERMILION, markeredgecolor="white")
    right.set(yscale="log", ylabel="milliseconds for an epoch, here")
    plain_log(right)
    quickest = int(np.argmin(milliseconds))
    times = milliseconds[0] / milliseconds[quickest]
    right.set_title(f"$m$ = {clock['sizes'][quickest]} is {times:.0f} times as fast as $m$ = {clock['sizes'][0]}")
    for ax in (left, right):
        size_axis(ax, sizes)
        ax.grid(axis="y")
