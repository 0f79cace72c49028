"""The share of exact answers by length in a picture: one panel a task, one line a way to tell places."""

import numpy as np

from ...plots.style import BLUE, GREEN, GREY, ORANGE, VERMILION
from .token_tasks import LENGTHS, POSITIONS, STRINGS, TRAINED

_LOOKS = dict(zip(POSITIONS, ((VERMILION, "s"), (ORANGE, "^"), (BLUE, "o"), (GREEN, "D")), strict=True))


def draw_token_tasks(figure, result):
    """``result`` of `token_tasks.measured`: the mean over seeds, their range as a bar; gray: the lengths learned."""
    axes = figure.subplots(1, len(STRINGS), sharey=True)
    for ax, task in zip(axes, STRINGS, strict=True):
        ax.axvspan(0, TRAINED + 0.5, color=GREY, alpha=0.1, lw=0)
        for k, positions in enumerate(POSITIONS):
            color, marker = _LOOKS[positions]
            shares = np.asarray(result[task][positions])
            x = np.array(LENGTHS) + 0.12 * (k - 1.5)
            ax.vlines(x, shares.min(axis=0), shares.max(axis=0), color=color, lw=1.2)
            ax.plot(x, shares.mean(axis=0), color=color, marker=marker, ms=5, lw=1.2, label=positions)
        ax.set(xlim=(3, 17), ylim=(-0.04, 1.04), xlabel="digits")
        ax.set_xticks([4, 8, 12, 16])
        ax.grid(axis="y")
        ax.set_title(task)
    axes[0].set_ylabel("share of exact answers")
    axes[-1].legend(loc="center left", bbox_to_anchor=(1.02, 0.5), title="positions")


def describe_token_tasks(result):
    """The mean share at a learned length and at twice that, for each task and way to tell places."""
    at = [LENGTHS.index(TRAINED), LENGTHS.index(2 * TRAINED)]
    found = "; ".join(
        f"{task}: "
        + ", ".join(
            f"{positions} {mean[at[0]]:.2f} and {mean[at[1]]:.2f}"
            for positions in POSITIONS
            for mean in [np.asarray(result[task][positions]).mean(axis=0)]
        )
        for task in STRINGS
    )
    return f"Exact answers at {TRAINED} digits, as long as was learned, and at {2 * TRAINED}: {found}."
