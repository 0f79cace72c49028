"""Overfitting, seen: the costs of one training, and accuracies against the number of examples."""

from ...plots.points import label_line_ends
from ...plots.style import INK
from .small_digits_figure import LOOKS, NAMES, draw_band, per_cent


def draw_overfitting(figure, result):
    """The costs of one training, and the accuracy against the number of examples: `learning_curves`."""
    left, right = figure.subplots(1, 2)
    run = result["run"]
    lines = [left.plot(run["steps"], run[f"{part}loss"], color=color, ls=dashes)[0] for part, color, dashes in LOOKS]
    left.set(xlim=(0, 250), ylim=(2e-4, 12), yscale="log", xlabel="step of training", ylabel="cost $J$")
    left.set_xticks([0, 120, 240])
    left.set_yticks([0.001, 0.01, 0.1, 1, 10], ["0.001", "0.01", "0.1", "1", "10"])
    left.minorticks_off()
    left.grid(axis="y")
    label_line_ends(left, lines, NAMES)
    units = "1 hidden unit" if result["hidden"] == 1 else f"{result['hidden']} hidden units"
    left.set_title(f"{units}, {result['n']} examples")
    ends = [
        draw_band(right, result["examples"], result["averages"][f"{part}accuracy"], color, dashes)
        for part, color, dashes in LOOKS
    ]
    k = list(result["examples"]).index(result["n"])
    for part, color, _ in LOOKS:
        mean = result["averages"][f"{part}accuracy"]["mean"][k]
        right.plot(result["n"], mean, "o", color=color, markersize=8, markeredgecolor=INK, clip_on=False)
    right.set(xscale="log", xlim=(18, 720), ylim=(0, 1.03), xlabel="number of examples", ylabel="right")
    right.set_xticks([20, 80, 320], ["20", "80", "320"])
    right.minorticks_off()
    per_cent(right, "y", [0, 0.5, 1])
    right.grid(axis="y")
    label_line_ends(right, ends, NAMES)
    right.set_title("Mean of ten draws")


def describe_overfitting(result):
    """One sentence on the result of `learning_curves`."""
    k = list(result["examples"]).index(result["n"])
    train, validation = (result["averages"][name]["mean"][k] for name in ("accuracy", "validation_accuracy"))
    first = (
        f"{result['parameters']:,} parameters, {result['n']} examples: on average {train:.0%} right on these, "
        f"{validation:.0%} on others"
    )
    if train < 0.75 * (1 - result["wrong"]):
        return f"{first}; it does not fit even its own."
    points = round(100 * train) - round(100 * validation)  # of the numbers that are read
    if points <= -2:
        return f"{first}, whose labels are right."
    return f"{first}; {f'a gap of {points} points' if points >= 2 else 'no gap'}."
