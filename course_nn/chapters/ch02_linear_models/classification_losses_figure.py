"""Squared error and cross-entropy of a positive example: both curves, their slopes, and the race from a wrong start."""

import numpy as np

from ...plots.style import BLUE, ORANGE

# The square is the larger of the two, so that it is seen behind the circle where both are at one place.
_LOOK = {"squared error": (ORANGE, "s", (0, (4, 2))), "cross-entropy": (BLUE, "o", "-")}
_SIZE = {"s": 10.5, "o": 8}
SURE = -4  # up to this z a positive example counts as wrong and sure
_DARK_ORANGE = "#9A6A00"  # for letters


def draw_classification_losses(figure, result):
    """Both losses of a positive example with a ball on each; p against the step, up to where they are."""
    left, right = figure.subplots(1, 2)
    k, edge = result["steps"], {"markeredgecolor": "white", "zorder": 4}
    for name, one in result["losses"].items():
        color, marker, style = _LOOK[name]
        left.plot(result["z"], one["curve"], color=color, linestyle=style, linewidth=1.8)
        height = np.interp(one["path"][k], result["z"], one["curve"])
        left.plot(one["path"][k], height, marker, color=color, markersize=_SIZE[marker], **edge)
        right.plot(np.arange(k + 1), one["p"][: k + 1], color=color, linestyle=style)
        right.plot(k, one["p"][k], marker, color=color, markersize=_SIZE[marker], clip_on=False, **edge)
    left.set(xlim=(-10, 10), ylim=(-0.4, 10.4), xlabel="$z$", ylabel="loss $L$ of an example with $y = 1$")
    left.text(-9.6, 1.35, "squared error", color=_DARK_ORANGE, fontsize=9)
    left.text(-5.2, 6.2, "cross-entropy", color=BLUE, fontsize=9)
    left.set_title("One of them has a plateau")
    right.set(xlim=(0, len(one["p"]) - 1), ylim=(-0.03, 1.05), yticks=[0, 0.5, 1], xlabel="step")
    right.set_ylabel(r"$p = \sigma(z)$")
    right.grid(axis="y")
    squared, cross = _both(result)
    right.set_title(f"$p$ = {squared} by squared error,\n{cross} by cross-entropy")


def describe_classification_losses(result):
    """How far either loss has brought p."""
    k = result["steps"]
    squared, cross = _both(result)
    after = f"After {k} step{'' if k == 1 else 's'} from z = {result['start']:g}".replace("-", "−")
    return f"{after}, p is {squared} with squared error and {cross} with cross-entropy."


def _both(result):
    """p by squared error and by cross-entropy as the title and the sentence write it: never 0, for it never is."""
    reached = [result["losses"][name]["p"][result["steps"]] for name in ("squared error", "cross-entropy")]
    return [f"{p:.3f}" if p >= 0.001 else f"{p:.1g}" for p in reached]


def draw_loss_slopes(figure, result):
    """Losses and derivatives against z, for a positive example."""
    left, right = figure.subplots(1, 2)
    for ax, what, title in (
        (left, "curve", "Wrong and sure: one loss still rises"),
        (right, "slope", "The other's gradient is nearly gone"),
    ):
        ax.axvspan(-10, SURE, color="#F3F4F6", zorder=0)
        for name, one in result["losses"].items():
            color, _, style = _LOOK[name]
            ax.plot(result["z"], one[what], color=color, linestyle=style)
        ax.set(xlim=(-10, 10), xlabel="$z$  ($y = 1$)", title=title)
        ax.grid(axis="y")
    left.set(ylabel="$L$")
    right.set(ylabel=r"$\partial L / \partial z$")
    left.text(-9.4, 1.4, "squared error", color=_DARK_ORANGE, fontsize=9)
    left.text(-4.6, 5.4, "cross-entropy", color=BLUE, fontsize=9)
    right.text(-9.4, -0.12, "squared error", color=_DARK_ORANGE, fontsize=9, va="top")
    right.text(-9.4, -0.92, "cross-entropy", color=BLUE, fontsize=9)
