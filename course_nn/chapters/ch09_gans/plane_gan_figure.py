"""What the recommended setting reaches from twenty seeds, task by task."""

import numpy as np

from ...plots.style import BLUE, GREY, INK
from .mode_count import perfect_share

#: The marks of a task fill so much of its row up and down.
HALF_ROW = 0.38


def draw_plane_gan(figure, tasks):
    """For each task a mark a seed at its share of good samples: round if all modes are covered, else square.

    On the left, in the order of the seeds: how many modes those cover that miss some.
    """
    ax = figure.subplots()
    ax.axvline(perfect_share(), ls="--", color=GREY, lw=1.2)
    look = {"ha": "right", "color": GREY, "fontsize": 9}
    ax.annotate("perfect", (perfect_share(), -0.66), (-4, 0), textcoords="offset points", **look)
    for row, (task, found) in enumerate(tasks.items()):
        spread = np.linspace(-HALF_ROW, HALF_ROW, len(found["good"]))
        modes = _modes(task)
        whole = found["covered"] == modes
        ax.plot(found["good"][whole], row + spread[whole], "o", color=BLUE, ms=6, mec="white", mew=0.5)
        ax.plot(found["good"][~whole], row + spread[~whole], "s", color=INK, ms=6, mec="white", mew=0.5)
        if not whole.all():
            missing = ", ".join(str(covered) for covered in found["covered"][~whole])
            ax.text(0.02, row, f"■ {missing} of {modes} covered", va="center", fontsize=9, color=INK)
    ax.set(xlim=(0, 1.02), ylim=(len(tasks) - 0.4, -0.9), xlabel="share of good samples, a mark a seed")
    ax.set_yticks(range(len(tasks)), tasks)
    ax.grid(axis="x")
    ax.set_title("Round: all modes covered")


def _modes(task):
    return int(task.split()[-1])


def describe_plane_gan(tasks):
    """The range of good samples, and how many seeds cover all modes, by task."""
    parts = []
    for task, found in tasks.items():
        whole, n = int((found["covered"] == _modes(task)).sum()), len(found["good"])
        low, high = 100 * found["good"].min(), 100 * found["good"].max()
        parts.append(f"{task}: {low:.0f} to {high:.0f} % good, all modes covered from {whole} of {n} seeds")
    return "; ".join(parts) + "."
