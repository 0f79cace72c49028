"""A schedule on trial: its shape and one training under it, and what each schedule buys."""

import numpy as np

from ...plots.style import BLUE, GREEN, GREY, GRID, INK, VERMILION
from .problems_figure import about, corner_words, draw_losses, loss_axis

LIMITS = {"digits": (5e-4, 200), "breast cancer": (5e-4, 200), "diabetes": (0.2, 60)}
DEEP = 1e-10  # where the axis begins if a curve goes below those
RATIOS = (0.4, 14)  # a triangle at the border stands for what lies farther out


def draw_schedule_trial(figure, result):
    """α over the steps, and the losses beside the constant rate's."""
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
    least = min(one[part].min() for one in (run, constant) for part in ("loss", "validation"))
    limits = low if least >= low else DEEP, high
    right.axhline(result["start"], color=GRID, linewidth=1.2)
    for place, part, color in ((0, "loss", BLUE), (1, "validation", VERMILION)):
        look = {"linewidth": 1.2, "linestyle": (0, (2, 1.5)), "dot": ""}
        draw_losses(right, constant["epoch"], constant[part], limits, color, **look)
        draw_losses(right, run["epoch"], run[part], limits, color, place=place, linewidth=1.9)
    loss_axis(right, limits)
    right.yaxis.set_label_coords(-0.2, 0.5)  # clear of the longest tick, on whichever axis
    right.set(xlim=(0, 20), xlabel="epoch", xticks=[0, 5, 10, 15, 20], ylabel=f"loss on {result['name']}")
    dashed = f"dashed: constant {result['best']:.3g}"
    corner_words(right, ("validation", VERMILION), ("learning", BLUE), (dashed, GREY))
    right.set_title(f"{result['who']}, {result['kind']}")


def describe_schedule_trial(result):
    """Where this training ends, beside the one with the tuned constant rate."""
    run, constant = result["run"], result["constant"]
    up_to = "" if result["kind"] == "constant" else "up to "
    said = f"{result['who']} on {result['name']}, {result['kind']}, {up_to}α = {result['rate']:.3g}"
    if not np.isfinite(run["loss"][-1]):
        return f"{said}: it has diverged."
    cost, validation = (about(run[part][-1], 2) for part in ("loss", "validation"))
    ends = f"cost about {cost} and validation loss about {validation} in the end"
    if run["diverged"]:
        return f"{said}: {ends}; the validation loss ends worse than it began."
    if result["kind"] == "constant" and result["rate"] == result["best"]:
        return f"{said}: {ends}; this is the tuned constant rate itself."
    times = [run[part][-1] / constant[part][-1] for part in ("loss", "validation")]
    return f"{said}: {ends}, {about(times[0], 2)} and {about(times[1], 2)} times the tuned constant rate's."


def gain_color(better, largest):
    """Green for a schedule that wins nearly always and never fails, vermilion for one that hardly ever wins."""
    if better >= 0.9 and largest <= RATIOS[1]:
        return GREEN
    return VERMILION if better <= 0.1 else GREY


def draw_gains(figure, results):
    """What schedules buy, a dot for each seed and the median. A dict: problem → its `gains`."""
    axes = figure.subplots(1, len(results), sharey=True)
    for ax, (name, gains) in zip(np.atleast_1d(axes), results.items(), strict=True):
        kinds = [kind for kind in gains if kind != "constant"]
        ax.axvline(1, color=INK, linewidth=1)
        ax.axvspan(RATIOS[0], 1, color="#E7F3EE", linewidth=0)
        for row, kind in enumerate(kinds):
            one = gains[kind]
            n = len(one["ratios"])
            color = gain_color(one["better"] / n, one["ratios"].max())
            ax.plot(
                np.where(one["ratios"] <= RATIOS[1], one["ratios"], np.nan),
                row + 0.25 * np.linspace(-1, 1, n),
                "o",
                color=color,
                markersize=5,
                alpha=0.55,
                clip_on=False,
                markeredgecolor="white",
                markeredgewidth=0.5,
            )
            if one["ratios"].max() > RATIOS[1]:
                look = {"color": color, "markersize": 8, "markeredgecolor": "white", "clip_on": False}
                ax.plot(RATIOS[1], row, ">", zorder=4, **look)
            ax.plot([np.clip(one["middle"], *RATIOS)] * 2, [row - 0.36, row + 0.36], color=color, linewidth=2.8)
        ax.set(xscale="log", xlim=RATIOS, ylim=(len(kinds) - 0.5, -0.5))
        ax.set_title(f"{name[0].upper() + name[1:]}: cosine {gains['cosine']['middle']:.2g} ×")
        ax.minorticks_off()
        ax.set_xticks([0.5, 1, 2, 4, 8], ["0.5", "1", "2", "4", "8"])
        ax.set_yticks(range(len(kinds)), kinds)
        ax.tick_params(axis="y", length=0)
        ax.set_xlabel("times the constant rate's")
