"""The lecture's network on images: how it learned, and what it gets wrong."""

import numpy as np
from matplotlib.ticker import MaxNLocator

from ...plots.points import label_line_ends
from ...plots.style import BLUE, GREEN, GREY, VERMILION, picture

MISTAKES = (2, 5)  # rows and columns of images


def draw_lecture_network(figure, result):
    """Cost and accuracy against the epoch, and the mistakes of which the network was surest."""
    left, right = figure.subfigures(1, 2, width_ratios=[1, 1.25])
    cost, accuracy = left.subplots(2, 1, sharex=True)
    _curves(cost, result["history"], "loss", "cost $J$")
    _curves(accuracy, result["history"], "accuracy", "accuracy")
    accuracy.set(xlabel="epoch")
    accuracy.xaxis.set_major_locator(MaxNLocator(integer=True))
    if result["reported"]:
        accuracy.axhline(result["reported"], color=GREEN, ls=":", lw=1.4)
        accuracy.annotate(
            f"reported elsewhere: {result['reported']:.3f}",
            (1, result["reported"]),
            xytext=(0, 3),
            textcoords="offset points",
            color=GREEN,
            fontsize=8.5,
        )
    cost.set_title(f"{100 * result['accuracy']:.1f} % of the test images are right")
    _mistakes(right, result)


def _curves(ax, history, name, label):
    lines = []
    for key, color, dashes in ((name, BLUE, "-"), (f"validation_{name}", VERMILION, (0, (4, 2)))):
        values = np.asarray(history[key])
        lines.append(ax.plot(np.arange(1, len(values) + 1), values, color=color, ls=dashes, marker="o", ms=3.5)[0])
    ax.set(ylabel=label)
    ax.margins(y=0.12)
    ax.grid(axis="y")
    label_line_ends(ax, lines, ["train", "test"])


def _mistakes(figure, result):
    rows, columns = MISTAKES
    names, shape = result["test"].target_names, result["test"].image_shape
    wrong = result["wrong"]
    figure.suptitle(
        f"{len(wrong):,} mistakes{': those it was surest of' if len(wrong) > rows * columns else ''}",
        ha="left",
        x=0.03,
    )
    for k, ax in enumerate(figure.subplots(rows, columns).flat):
        ax.set_axis_off()
        if k >= len(wrong):
            continue
        i = wrong[k]
        ax.imshow(result["test"].X[i].reshape(shape), cmap="gray_r", vmin=0, vmax=1, interpolation="nearest")
        ax.set_title(f"truth: {names[result['label'][i]]}", color=GREY, loc="center", fontsize=8, fontweight="normal")
        ax.text(
            0.5,
            -0.05,
            f"“{names[result['predicted'][i]]}”\n{_percent(result['certainty'][i])} sure",
            color=VERMILION,
            fontsize=8,
            ha="center",
            va="top",
            transform=ax.transAxes,
        )


def _percent(share):
    return f"{100 * share:.0f} %" if share < 0.995 else "over 99 %"


def describe_lecture_network(result):
    """One sentence on the result of `lecture_demo`."""
    low, high = (100 * share for share in result["interval"])
    told = f"; elsewhere {100 * result['reported']:.1f} % were reported" if result["reported"] else ""
    return (
        f"{100 * result['accuracy']:.1f} % of {len(result['label']):,} test images are right (95 % interval {low:.1f} "
        f"to {high:.1f} %) after {len(result['history'])} epochs on {len(result['train']):,}{told}."
    )


def show_lecture_network(result):
    """`draw_lecture_network` as a figure with its sentence."""
    return picture(draw_lecture_network, result, describe_lecture_network(result), size=(9.4, 4.2))
