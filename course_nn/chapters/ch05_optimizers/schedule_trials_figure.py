"""Chapter 05's figures on schedules with real data: their shapes, what each buys, and one training under it."""

import numpy as np

from ...plots.style import BLUE, GREEN, GREY, GRID, INK, VERMILION
from .tuning_figure import loss_axis

LIMITS = {"digits": (0.001, 8), "breast cancer": (0.001, 8), "diabetes": (0.25, 12)}
RATIOS = (0.4, 14)  # what lies outside is drawn at the border


def draw_gains(figure, results):
    """What schedules buy, a dot for each seed and the median. A dict: problem → ``demos`` `schedule_trials.gains`."""
    axes = figure.subplots(1, len(results), sharey=True)
    for ax, (name, gains) in zip(np.atleast_1d(axes), results.items(), strict=True):
        kinds = [kind for kind in gains if kind != "constant"]
        ax.axvline(1, color=INK, linewidth=1)
        ax.axvspan(RATIOS[0], 1, color="#E7F3EE", linewidth=0)
        for row, kind in enumerate(kinds):
            one = gains[kind]
            n = len(one["ratios"])
            color = GREEN if one["better"] >= 0.9 * n else VERMILION if one["better"] <= 0.1 * n else GREY
            ax.plot(
                np.clip(one["ratios"], *RATIOS),
                row + 0.25 * np.linspace(-1, 1, n),
                "o",
                color=color,
                markersize=5,
                alpha=0.55,
                clip_on=False,
                markeredgecolor="white",
                markeredgewidth=0.5,
            )
            ax.plot([np.clip(one["middle"], *RATIOS)] * 2, [row - 0.36, row + 0.36], color=color, linewidth=2.8)
        ax.set(xscale="log", xlim=RATIOS, ylim=(len(kinds) - 0.5, -0.5))
        ax.set_title(f"{name[0].upper() + name[1:]}: cosine {gains['cosine']['middle']:.2g} ×")
        ax.minorticks_off()
        ax.set_xticks([0.5, 1, 2, 4, 8], ["0.5", "1", "2", "4", "8"])
        ax.set_yticks(range(len(kinds)), kinds)
        ax.tick_params(axis="y", length=0)
        ax.set_xlabel("times the constant rate's")


def draw_trial(figure, result):
    """The instrument: α over the steps, and the losses beside the constant rate's. ``demos`` `trial`."""
    left, right = figure.subplots(1, 2, width_ratios=[0.8, 1.2])
    run, constant = result["run"], result["constant"]
    steps = np.arange(len(run["rates"]))
    left.fill_between(steps, 0, run["rates"] / result["rate"], color=BLUE, alpha=0.12, linewidth=0)
    left.plot(steps, run["rates"] / result["rate"], color=BLUE)
    left.set(
        xlim=(0, len(steps)),
        ylim=(0, 1.08),
        xlabel="step",
        ylabel=r"$\alpha$ / highest $\alpha$",
        yticks=[0, 0.5, 1],
    )
    left.set_title(f"Highest α = {result['rate']:.3g}")
    low, high = LIMITS[result["name"]]
    right.axhline(result["start"], color=GRID, linewidth=1.2)
    for part, color in (("loss", BLUE), ("validation", VERMILION)):
        right.plot(
            constant["epoch"],
            np.clip(constant[part], low, high),
            color=color,
            linewidth=1.2,
            linestyle=(0, (2, 1.5)),
        )
        right.plot(run["epoch"], np.clip(run[part], low, high), color=color, linewidth=1.9)
        right.plot(run["epoch"][-1], np.clip(run[part][-1], low, high), "o", color=color, clip_on=False)
    loss_axis(right, LIMITS[result["name"]])
    right.set(xlim=(0, 20), xlabel="epoch", xticks=[0, 5, 10, 15, 20], ylabel=f"loss on {result['name']}")
    words = (("validation", VERMILION), ("learning", BLUE), (f"dashed: constant {result['best']:.3g}", GREY))
    for row, (text, color) in enumerate(words):
        right.text(
            0.98,
            0.97 - 0.08 * row,
            text,
            color=color,
            transform=right.transAxes,
            fontsize=9,
            ha="right",
            va="top",
        )
    right.set_title(f"{result['who']}, {result['kind']}")
