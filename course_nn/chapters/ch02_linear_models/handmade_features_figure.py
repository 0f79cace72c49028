"""A curve fitted with features made by hand, and the errors on seen and unseen points against their number."""

import numpy as np

from ...plots.points import label_line_ends
from ...plots.style import BLUE, GREEN, GREY, GRID, INK, VERMILION

_LOOKS = ((BLUE, "o", "-"), (VERMILION, "s", (0, (4, 2))))  # of the training error and of the test error


def draw_handmade_features(figure, result):
    """The fitted curve, and train and test error for up to so many features."""
    left, right = figure.subplots(1, 2)
    left.plot(result["grid"], result["true"], color=GREEN, linewidth=1.4, linestyle=(0, (4, 2)))
    left.plot(result["grid"], np.clip(result["fit"], -10, 10), color=BLUE)
    left.plot(result["x"], result["y"], "o", color=INK, markersize=4.5, markeredgecolor="white", markeredgewidth=0.5)
    left.set(xlim=(-1, 1), ylim=(-2, 2), xlabel="$x$", ylabel="$y$")
    left.set_title(f"{result['kind'].capitalize()}: {result['k']}, on {result['n']} points")
    count = np.arange(result["k"] + 1)  # what comes with more features is for the student to find
    shown = np.clip(result["errors"][: len(count)], 0.035, 5)
    lines = []
    for errors, (color, marker, style) in zip(shown.T, _LOOKS, strict=True):
        lines += right.plot(count, errors, color=color, marker=marker, markersize=3.5, linewidth=1.4, linestyle=style)
    for errors, (color, _, _) in zip(shown.T, _LOOKS, strict=True):
        right.plot(result["k"], errors[-1], "o", color=color, markersize=8, markeredgecolor=INK)
    right.axhline(result["noise"], color=GRID, linewidth=1.6, zorder=0)
    right.text(0, result["noise"] * 0.93, "noise", color=GREY, fontsize=9, va="top")
    right.set(xlim=(-0.5, 20), ylim=(0.03, 6), yscale="log", xlabel="number of features", ylabel="error")
    right.set_xticks([0, 4, 8, 12, 16])  # to the right of them, room for the names
    right.set_yticks([0.1, 1], ["0.1", "1"])
    right.minorticks_off()
    label_line_ends(right, lines, ["train", "test"])
    right.set_title(f"Error: train {result['train']:.2f}, test {result['test']:.2g}")


def describe_handmade_features(result):
    """Both errors, and whether the features are too few, too many or as many as there are points."""
    train, test, k, n = result["train"], result["test"], result["k"], result["n"]
    many = "1 feature" if k == 1 else f"{k} features"
    first = f"With {many} the error is {train:.2f} on the {n} points and {test:.2g} on new ones"
    if k + 1 >= n:
        return f"{first}: as many weights as points, and the noise is learned by heart."
    if test > 1.8 * train and test > 1.3 * result["errors"][:, 1].min():
        return f"{first}: overfitting."
    if train > 1.5 * result["noise"]:
        return f"{first}: the features can't follow the curve."
    return f"{first}; the noise itself is {result['noise']:g}."
