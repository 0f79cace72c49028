"""Chapter 06's figures on overfitting, regularizers and early stopping: training blue, validation vermilion, dashed."""

import numpy as np

from ...plots.points import label_line_ends
from ...plots.style import BLUE, GREEN, GREY, GRID, INK, VERMILION

DASHED = (0, (4, 2))


def _band(ax, x, one, color, dashes="-", marker="o"):
    """A mean with a band of two standard errors on both sides."""
    ax.fill_between(x, one["mean"] - 2 * one["error"], one["mean"] + 2 * one["error"], color=color, alpha=0.18, lw=0)
    return ax.plot(x, one["mean"], color=color, ls=dashes, marker=marker, markersize=3.5, linewidth=1.5)[0]


def _per_cent(ax, axis, ticks):
    getattr(ax, f"set_{axis}ticks")(ticks, [f"{100 * one:.0f} %" for one in ticks])


def draw_overfitting(figure, result):
    """The costs of one training; the accuracy against the number of examples. ``demos.overfitting`` `overfitting`."""
    left, right = figure.subplots(1, 2)
    run = result["run"]
    lines = [
        left.plot(run["steps"], np.clip(run[key], 2e-3, 12), color=color, ls=dashes)[0]
        for key, color, dashes in (("loss", BLUE, "-"), ("validation_loss", VERMILION, DASHED))
    ]
    left.set(xlim=(0, 250), ylim=(2e-3, 12), yscale="log", xlabel="step of training", ylabel="cost $J$")
    left.set_xticks([0, 120, 240])
    left.set_yticks([0.01, 0.1, 1, 10], ["0.01", "0.1", "1", "10"])
    left.minorticks_off()
    left.grid(axis="y")
    label_line_ends(left, lines, ["train", "validation"])
    units = "1 hidden unit" if result["hidden"] == 1 else f"{result['hidden']} hidden units"
    left.set_title(f"{units}, {result['n']} examples")
    ends = [
        _band(right, result["examples"], result["averages"][key], color, dashes)
        for key, color, dashes in (("accuracy", BLUE, "-"), ("validation_accuracy", VERMILION, DASHED))
    ]
    k = list(result["examples"]).index(result["n"])
    for key, color in (("accuracy", BLUE), ("validation_accuracy", VERMILION)):
        mean = result["averages"][key]["mean"][k]
        right.plot(result["n"], mean, "o", color=color, markersize=8, markeredgecolor=INK, clip_on=False)
    right.set(xscale="log", xlim=(18, 720), ylim=(0, 1.03), xlabel="number of examples", ylabel="right")
    right.set_xticks([20, 80, 320], ["20", "80", "320"])
    right.minorticks_off()
    _per_cent(right, "y", [0, 0.5, 1])
    right.grid(axis="y")
    label_line_ends(right, ends, ["train", "validation"])
    right.set_title("Mean of ten draws")


#: What the right panel shows of the validation accuracy, by share of wrong labels.
SHOWN = {0.0: (0.82, 0.96), 0.2: (0.7, 0.9), 0.4: (0.54, 0.8)}


def draw_regularized(figure, result):
    """Accuracy in one training with and without; its mean for every strength. ``demos.overfitting`` `regularized`."""
    left, right = figure.subplots(1, 2)
    run, plain = result["run"], result["plain"]
    left.plot(plain["steps"], plain["accuracy"], color=GRID, linewidth=1.6)
    left.plot(plain["steps"], plain["validation_accuracy"], color="#AAB1BA", linewidth=1.4, ls=DASHED)
    lines = [
        left.plot(run["steps"], run["accuracy"], color=BLUE)[0],
        left.plot(run["steps"], run["validation_accuracy"], color=VERMILION, ls=DASHED)[0],
    ]
    left.set(xlim=(0, 250), ylim=(0.3, 1.02), xlabel="step of training", ylabel="right")
    left.set_xticks([0, 120, 240])
    _per_cent(left, "y", [0.5, 1])
    left.grid(axis="y")
    label_line_ends(left, lines, ["train", "validation"])
    left.set_title("One training (gray: without)")
    levels = np.arange(len(result["strengths"]))
    means = result["averages"]["mean"]
    right.axhline(means[0], color=GREY, linewidth=1, ls=":")
    _band(right, levels, result["averages"], VERMILION, "-")
    right.plot(result["level"], means[result["level"]], "o", color=VERMILION, markersize=8, markeredgecolor=INK)
    low, high = SHOWN[result["wrong"]]
    right.set(xlim=(-0.4, levels[-1] + 0.4), ylim=(low, high), ylabel="right in validation")
    right.set_xlabel(f"strength of the {result['method'].removesuffix(' on the inputs')}")
    _per_cent(right, "y", np.arange(np.ceil(low * 20) / 20, high + 0.001, 0.05 if high - low < 0.22 else 0.1))
    right.set_xticks(levels[::2], [f"{one:g}" for one in result["strengths"][::2]])
    right.text(levels[-1] + 0.3, means[0], "without", color=GREY, fontsize=9, ha="right", va="bottom")
    right.set_title("Mean of 20 draws")


def draw_early_stopping(figure, result):
    """The costs with the best epoch and the last one; what each network gets right. `early_stopping`."""
    left, right = figure.subplots(1, 2, width_ratios=(1.6, 1))
    run, best, last = result["run"], result["best"], result["last"]
    epochs = np.arange(1, len(run["steps"]) + 1)
    for key, color, dashes in (("loss", BLUE, "-"), ("validation_loss", VERMILION, DASHED)):
        left.plot(epochs[last:], run[key][last:], color=GRID, ls=dashes, linewidth=1.5)
        left.plot(epochs[: last + 1], run[key][: last + 1], color=color, ls=dashes)
    lowest = run["validation_loss"][best]
    left.plot([epochs[best], epochs[best]], [0, lowest], color=GREEN, linewidth=1.3, ls=":")
    left.plot(epochs[best], lowest, "*", color=GREEN, markersize=13, markeredgecolor="white")
    left.axvline(epochs[last], color=INK, linewidth=1)
    place = {"ha": "right", "x": epochs[last] - 1} if last > 45 else {"ha": "left", "x": epochs[last] + 1}
    left.text(y=2.72, s="stops" if result["early"] else "the end", fontsize=9, color=INK, va="top", **place)
    left.set(xlim=(0, 82), ylim=(0, 2.8), xlabel="epoch", ylabel="cost $J$")
    for key, color, name in (("loss", BLUE, "train"), ("validation_loss", VERMILION, "validation")):
        left.annotate(
            name,
            (80, min(run[key][-1], 2.7)),
            xytext=(5, 0),
            textcoords="offset points",
            va="center",
            color=color,
            fontsize=9,
            annotation_clip=False,
        )
    left.set_title(f"Best epoch {epochs[best]}, last {epochs[last]}")
    names = {"never": "never\nstopped", "last": "where it\nstopped", "best": "best epoch\nrestored"}
    for row, key in enumerate(names):
        value, color = result["test"][key], {"never": "#AAB1BA", "last": INK, "best": GREEN}[key]
        right.plot([0, value], [row, row], color=GRID, linewidth=1.2, zorder=1)
        right.plot(value, row, {"never": "o", "last": "s", "best": "*"}[key], color=color, markersize=9)
        right.text(
            value,
            row - 0.17,
            f"{value:.0%}",
            color=color if key != "never" else GREY,
            fontsize=9,
            ha="center",
        )
    right.set(xlim=(0.4, 1), ylim=(2.5, -0.6), xlabel="right on 500 test images")
    right.set_yticks(range(3), list(names.values()))
    _per_cent(right, "x", [0.4, 0.6, 0.8, 1])
    right.set_title("What is kept")
