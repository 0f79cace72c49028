"""A regularizer at work: one training with and without it, and what it gains at every strength."""

import numpy as np

from ...plots.points import label_line_end, label_line_ends
from ...plots.style import GREY, GRID, INK, VERMILION
from .small_digits_figure import DASHED, LOOKS, NAMES, draw_band, per_cent

#: What the right panel shows of the validation accuracy, by share of wrong labels.
SHOWN = {0.0: (0.79, 0.96), 0.2: (0.7, 0.9), 0.4: (0.54, 0.8)}


def draw_regularizers(figure, result):
    """Accuracy in one training with and without, and its mean for every strength: `regularized`."""
    left, right = figure.subplots(1, 2, width_ratios=(1, 1.25))
    run, plain = result["run"], result["plain"]
    left.plot(plain["steps"], plain["accuracy"], color=GRID, linewidth=1.6)
    left.plot(plain["steps"], plain["validation_accuracy"], color="#AAB1BA", linewidth=1.4, ls=DASHED)
    lines = [
        left.plot(run["steps"], run[f"{part}accuracy"], color=color, ls=dashes)[0] for part, color, dashes in LOOKS
    ]
    left.set(xlim=(0, 250), ylim=(0, 1.02), xlabel="step of training", ylabel="right")
    left.set_xticks([0, 120, 240])
    per_cent(left, "y", [0, 0.5, 1])
    left.grid(axis="y")
    label_line_ends(left, lines, NAMES)
    left.set_title("One training (gray: without)")
    levels = np.arange(len(result["strengths"]))
    means = result["averages"]["mean"]
    edges = -0.4, levels[-1] + 0.4
    (without,) = right.plot(edges, [means[0], means[0]], color=GREY, linewidth=1, ls=":")
    draw_band(right, levels, result["averages"], VERMILION)
    right.plot(
        result["level"], means[result["level"]], "o", color=VERMILION, markersize=8, markeredgecolor=INK, zorder=3
    )
    low, high = SHOWN[result["wrong"]]
    right.set(xlim=edges, ylim=(low, high), ylabel="right in validation")
    right.set_xlabel(f"strength of the {result['method'].removesuffix(' on the inputs')}")
    per_cent(right, "y", np.arange(np.ceil(low * 20) / 20, high + 0.001, 0.05 if high - low < 0.22 else 0.1))
    right.set_xticks(levels[::2], [f"{one:g}" for one in result["strengths"][::2]])
    label_line_end(right, without, "without")
    right.set_title("Mean of 20 draws")


def describe_regularizers(result):
    """One sentence on the result of `regularized`."""
    level, method = result["level"], result["method"]
    if level == 0:
        mean = result["averages"]["mean"][0]
        return f"Without a regularizer {mean:.1%} of the validation images are right, on average over 20 draws."
    points, doubt = 100 * result["gains"]["mean"][level], 200 * result["gains"]["error"][level]
    named = f"{method[0].upper()}{method[1:]} of {result['strength']:g}"
    if abs(points) <= doubt:
        return f"{named}: {points:+.1f} ± {doubt:.1f} points in validation over 20 draws; that may be chance."
    verb = "gains" if points > 0 else "costs"
    return f"{named} {verb} {abs(points):.1f} ± {doubt:.1f} points in validation over 20 draws."
