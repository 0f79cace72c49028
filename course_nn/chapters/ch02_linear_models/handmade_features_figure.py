"""A curve fitted with features made by hand, and the errors on seen and unseen points against their number."""

import numpy as np

from ...plots.points import label_line_ends
from ...plots.style import BLUE, GREEN, GREY, GRID, INK, VERMILION

_LOOKS = ((BLUE, "o", "-"), (VERMILION, "s", (0, (4, 2))))  # of the training error and of the test error
#: Errors below it are drawn at it, with a triangle. None is above the upper edge, whatever the controls say.
SMALLEST, LARGEST = 0.02, 50
#: The part of y that is shown; how far a fit goes beyond it is written there.
HEIGHT = 2


def draw_handmade_features(figure, result):
    """The fitted curve, and train and test error for up to so many features."""
    left, right = figure.subplots(1, 2)
    left.plot(result["grid"], result["true"], color=GREEN, linewidth=1.4, linestyle=(0, (4, 2)))
    left.plot(result["grid"], result["fit"], color=BLUE)
    left.plot(
        result["x"],
        result["y"],
        "o",
        color=INK,
        markersize=4.5,
        markeredgecolor="white",
        markeredgewidth=0.5,
        clip_on=False,
    )
    left.set(xlim=(-1, 1), ylim=(-HEIGHT, HEIGHT), xlabel="$x$", ylabel="$y$")
    _mark_beyond(left, result["grid"], result["fit"])
    left.set_title(f"{result['kind'].capitalize()}: {result['k']}, on {result['n']} points")
    _draw_errors(right, result)
    right.set_title(f"Error: train {_short(result['train'])}, test {_short(result['test'])}")


def describe_handmade_features(result):
    """Both errors, and whether the features are too few, too many, or more than the points can tell apart."""
    train, test, k, n = result["train"], result["test"], result["k"], result["n"]
    many = "1 feature" if k == 1 else f"{k} features"
    first = f"With {many} the error is {_short(train)} on the {n} points and {_short(test)} on new ones"
    if k + 1 >= n:
        weights = f"{first}: {'as many' if k + 1 == n else 'more'} weights {'as' if k + 1 == n else 'than'} points"
        if train < 1e-6:
            return f"{weights}, and the noise is learned by heart."
        return f"{weights}, yet no sine or cosine of them can tell x = −1 from x = 1."
    if train < SMALLEST:
        return f"{first}: the noise is learned nearly by heart."
    if test > 1.8 * train and test > 1.3 * result["errors"][:, 1].min():
        return f"{first}: overfitting."
    if train > 1.5 * result["noise"]:
        return f"{first}: the features can't follow the curve."
    return f"{first}; the noise itself is {result['noise']:g}."


def _short(error):
    return f"{error:.2f}" if error < 9.95 else f"{error:.0f}"


def _mark_beyond(ax, x, fit):
    """Above and below the frame: triangles where the fit leaves it, and how far it goes."""
    look = {"color": BLUE, "markersize": 8, "markeredgecolor": "white", "clip_on": False, "zorder": 5}
    for sign, marker, place in ((1, "^", "top"), (-1, "v", "bottom")):
        far = sign * fit
        if far.max() > HEIGHT:
            ax.plot(x[far.argmax()], sign * HEIGHT, marker, **look)
            note = f"fit down to −{far.max():.3g}" if sign < 0 else f"fit up to {far.max():.3g}"
            box = {"color": "white", "alpha": 0.85, "pad": 1.5}
            ax.text(0, sign * 0.92 * HEIGHT, note, color=BLUE, fontsize=8.5, va=place, ha="center", bbox=box, zorder=6)


def _draw_errors(ax, result):
    """Both errors for 0 to k features; what comes with more of them is for the student to find."""
    count, lines = np.arange(result["k"] + 1), []
    shown = np.maximum(result["errors"][: len(count)], SMALLEST)
    for errors, (color, marker, style) in zip(shown.T, _LOOKS, strict=True):
        lines += ax.plot(count, errors, color=color, marker=marker, markersize=3.5, linewidth=1.4, linestyle=style)
    for errors, (color, _, _) in zip(shown.T, _LOOKS, strict=True):
        ax.plot(result["k"], errors[-1], "o", color=color, markersize=8, markeredgecolor=INK, clip_on=False)
    ax.axhline(result["noise"], color=GRID, linewidth=1.6, zorder=0)
    ax.text(0, result["noise"] * 0.93, "noise", color=GREY, fontsize=9, va="top")
    ax.set(xlim=(-0.5, 20), ylim=(0.6 * SMALLEST, LARGEST), yscale="log", xlabel="number of features", ylabel="error")
    hidden = np.flatnonzero(result["errors"][: len(count), 0] < SMALLEST)
    if hidden.size:
        ax.plot(hidden, np.full(len(hidden), SMALLEST), "v", color=BLUE, markersize=7, clip_on=False, zorder=5)
        ax.text(hidden[0] - 0.7, SMALLEST * 1.15, f"below {SMALLEST:g}", color=BLUE, fontsize=8.5, ha="right")
    ax.set_xticks([0, 4, 8, 12, 16])  # to the right of them, room for the names
    ax.set_yticks([0.1, 1, 10], ["0.1", "1", "10"])
    ax.minorticks_off()
    label_line_ends(ax, lines, ["train", "test"])
