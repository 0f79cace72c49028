"""Early stopping: where a training ends, and what the kept network knows beside the last one."""

import numpy as np

from ...plots.style import GREEN, GREY, GRID, INK
from .small_digits_figure import LOOKS, NAMES, per_cent

#: What may be kept: (key in the result, its name, marker, color, color of its number).
KEPT = (
    ("never", "never\nstopped", "o", "#AAB1BA", GREY),
    ("last", "where it\nstopped", "s", INK, INK),
    ("best", "best epoch\nrestored", "*", GREEN, GREEN),
)


def draw_early_stopping(figure, result):
    """The costs with the best epoch and the last one; what each network gets right: `stopped_training`."""
    left, right = figure.subplots(1, 2, width_ratios=(1.6, 1))
    run, best, last = result["run"], result["best"], result["last"]
    epochs = np.arange(1, len(run["steps"]) + 1)
    for part, color, dashes in LOOKS:
        values = run[f"{part}loss"]
        left.plot(epochs[last:], values[last:], color=GRID, ls=dashes, linewidth=1.5)
        left.plot(epochs[: last + 1], values[: last + 1], color=color, ls=dashes)
    lowest = run["validation_loss"][best]
    left.plot([epochs[best], epochs[best]], [0, lowest], color=GREEN, linewidth=1.3, ls=":")
    left.plot(epochs[best], lowest, "*", color=GREEN, markersize=13, markeredgecolor="white")
    left.axvline(epochs[last], color=INK, linewidth=1)
    place = {"ha": "right", "x": epochs[last] - 1} if last > 45 else {"ha": "left", "x": epochs[last] + 1}
    left.text(y=2.72, s="stops" if result["ran_out"] else "the end", fontsize=9, color=INK, va="top", **place)
    left.set(xlim=(0, 82), ylim=(0, 2.8), xlabel="epoch", ylabel="cost $J$")
    for (part, color, _), name in zip(LOOKS, NAMES, strict=True):
        left.annotate(
            name,
            (80, min(run[f"{part}loss"][-1], 2.7)),
            xytext=(5, 0),
            textcoords="offset points",
            va="center",
            color=color,
            fontsize=9,
            annotation_clip=False,
        )
    left.set_title(f"Best epoch {epochs[best]}, last {epochs[last]}")
    for row, (key, _, marker, color, written) in enumerate(KEPT):
        value = result["test"][key]
        right.plot([0, value], [row, row], color=GRID, linewidth=1.2, zorder=1)
        right.plot(value, row, marker, color=color, markersize=9)
        right.text(value, row - 0.17, f"{value:.0%}", color=written, fontsize=9, ha="center")
    right.set(xlim=(0.4, 1), ylim=(2.5, -0.6), xlabel="right on 500 test images")
    right.set_yticks(range(3), [name for _, name, *_ in KEPT])
    per_cent(right, "x", [0.4, 0.6, 0.8, 1])
    right.set_title("What is kept")


def describe_early_stopping(result):
    """One sentence on the result of `stopped_training`."""
    test, best, last = result["test"], result["best"] + 1, result["last"] + 1
    if not result["ran_out"]:
        how = f"A patience of {result['patience']} never runs out in 80 epochs"
    else:
        past = "1 epoch" if result["patience"] == 1 else f"{result['patience']} epochs"
        how = f"It stops after epoch {last}, {past} past its best"
    return (
        f"{how}. The network of epoch {best} gets {test['best']:.0%} of the test images right, "
        f"the last one {test['last']:.0%}, one that never stops {test['never']:.0%}."
    )
