"""The loss by rate, how far each optimizer's rate may be off, one training by hand, and what tuning is worth."""

import numpy as np

from ...plots.points import label_line_ends, label_shifts
from ...plots.style import GREEN, GREY, GRID, INK, VERMILION
from .problems_figure import corner_words, loss_axis
from .trajectories_figure import LOOKS as RACERS

#: The color and marker that every optimizer has in the race.
LOOKS = {"SGD": RACERS["gradient descent"], **RACERS}
#: Loss axes from, to: fixed, whatever the rate.
LIMITS = {"digits": (0.05, 8), "breast cancer": (0.01, 8), "diabetes": (0.3, 12)}


def draw_rate_tuning(figure, result):
    """The loss over the epochs, and where the rate stands on the curve."""
    left, right = figure.subplots(1, 2, width_ratios=[1.15, 1])
    name, run, who, start = result["name"], result["run"], result["who"], result["curve"]["start"]
    low, high = LIMITS[name]
    left.axhline(start, color=GREY, linewidth=0.9, linestyle=(0, (2, 2)))
    left.text(20, start * 1.06, "untrained", color=GREY, fontsize=8.5, ha="right", va="bottom")
    for values, color, style in ((result["tuned"], GREEN, (0, (4, 1.5))), (run, VERMILION, "-")):
        left.plot(
            run["epoch"],
            np.clip(values["validation"], low, high),
            color=color,
            linestyle=style,
            linewidth=1.9,
        )
    left.plot(20, np.clip(run["validation"][-1], low, high), "o", color=VERMILION, clip_on=False, markersize=6)
    corner_words(left, (f"with {result['rate']:.3g}", VERMILION), (f"tuned, {result['best']:.3g}", GREEN))
    loss_axis(left, LIMITS[name])
    left.set(xlim=(0, 20), xlabel="epoch", ylabel="validation loss", xticks=[0, 5, 10, 15, 20])
    left.set_title(f"{who} with $\\alpha$ = {result['rate']:.3g}")
    panel(right, result["curve"], who)
    right.axvline(result["rate"], color=INK, linewidth=1, linestyle=(0, (3, 2)))
    right.plot(
        result["rate"],
        np.clip(run["validation"][-1], low, high),
        "o",
        color=VERMILION,
        markersize=7,
        markeredgecolor="white",
        zorder=5,
        clip_on=False,
    )
    right.set_yticklabels([])
    right.set(xlabel=r"learning rate $\alpha$", title="The end, by rate")


def describe_rate_tuning(result):
    """Where this training ends, beside the one with the tuned rate."""
    run, tuned = result["run"], result["tuned"]
    end, best = run["validation"][-1], tuned["validation"][-1]
    begin = f"{result['who']} on {result['name']} with α = {result['rate']:.3g}"
    if run["diverged"]:
        return f"{begin} has diverged and ends worse than it began; tuned ({result['best']:.3g}) it reaches {best:.2g}."
    if result["rate"] == result["best"]:
        return f"{begin}, its best of {len(result['curve']['rates'])} rates, ends at a validation loss of {end:.2g}."
    share = end / best - 1
    more = f"{share:.0%} above" if 0.005 <= share < 2 else f"{end / best:.0f} times" if share >= 2 else "no worse than"
    below = f"{-share:.0%} below" if share < -0.005 else more
    return f"{begin} ends at a validation loss of {end:.2g}, {below} that of the tuned rate {result['best']:.3g}."


def draw_sensitivity(figure, result):
    """Loss against rate, one panel for each optimizer, and how far each rate may be off."""
    axes = figure.subplots(2, 4, sharex=True).ravel()
    every = result["optimizers"]
    for ax, who in zip(axes, every, strict=False):
        for other in every:
            if other != who:
                _curve(ax, result["name"], result["rates"], every[other]["mean"], GRID, 1.2)
        panel(ax, result, who)
        ax.set_title(f"{who}: {every[who]['best']:.3g}")
        if ax not in (axes[0], axes[4]):
            ax.set_yticklabels([])
    for ax in axes[[0, 4]]:
        ax.set_ylabel("validation loss")
    stretches(axes[-1], result)
    for ax in axes[4:]:
        ax.set_xlabel(r"learning rate $\alpha$")


def panel(ax, result, who):
    """One optimizer's curve with its spread over seeds; a cross where a network ended worse than it began."""
    name, rates, one = result["name"], result["rates"], result["optimizers"][who]
    low, high = LIMITS[name]
    color, _ = LOOKS[who]
    ax.axhline(result["start"], color=GREY, linewidth=0.9, linestyle=(0, (2, 2)))
    ax.fill_between(
        rates, np.clip(one["low"], low, high), np.clip(one["high"], low, high), color=color, alpha=0.2, linewidth=0
    )
    _curve(ax, name, rates, one["mean"], color, 2)
    lost = one["diverged"]
    ax.plot(rates[lost], np.full(lost.sum(), high * 0.8), "x", color=VERMILION, markersize=5, markeredgewidth=1.4)
    ax.plot(one["best"], one["least"], "*", color=color, markersize=12, markeredgecolor="white", zorder=4)
    loss_axis(ax, LIMITS[name])
    rate_axis(ax, rates)


def _curve(ax, name, rates, mean, color, width):
    inside = np.where(mean <= LIMITS[name][1], mean, np.nan)
    ax.plot(rates, inside, color=color, linewidth=width, zorder=2)


def stretches(ax, result):
    """The rates around the best with which the loss is within a tenth of the least."""
    names = list(result["optimizers"])
    for row, (who, one) in enumerate(result["optimizers"].items()):
        color, marker = LOOKS[who]
        ax.plot(one["stretch"], [row, row], color=color, linewidth=5, alpha=0.45)
        ax.plot(one["best"], row, marker, color=color, markersize=6.5, markeredgecolor="white")
    ax.set(ylim=(len(names) - 0.5, -0.5), title="Within 10 % of best")
    ax.set_yticks(range(len(names)), names, fontsize=8)
    ax.tick_params(axis="y", length=0, pad=2)
    rate_axis(ax, result["rates"])


def rate_axis(ax, rates):
    """A logarithmic axis of the rates tried."""
    ax.set(xscale="log", xlim=(rates[0] / 1.5, rates[-1] * 1.5))
    ax.set_xticks([1e-4, 1e-3, 1e-2, 1e-1, 1, 10], ["0.0001", "", "0.01", "", "1", ""])
    ax.minorticks_off()


def draw_defaults(figure, result):
    """Each optimizer as it comes out of the box and after tuning."""
    ax = figure.subplots()
    lines = []
    for who, (before, after) in result["losses"].items():
        color, marker = LOOKS[who]
        lines += ax.plot(
            [0, 1],
            [before, after],
            color=color,
            marker=marker,
            markersize=7,
            markeredgecolor="white",
            linewidth=1.6,
        )
    ax.set(yscale="log", xlim=(-0.9, 1.5), ylabel=f"validation loss after {result['epochs']} epochs")
    ax.minorticks_off()
    ax.set_yticks([0.1, 0.2, 0.5, 1], ["0.1", "0.2", "0.5", "1"])
    ax.set_xticks([0, 1], ["as it comes", "best of 16 rates"])
    ax.set_ylim(0.055, 2)
    names = list(result["losses"])
    for line, dy, who in zip(lines, label_shifts(ax, [v[0] for v in result["losses"].values()]), names, strict=True):
        rate = result["rates"][who][0]
        ax.annotate(
            f"{who}, α = {rate:g}",
            (0, result["losses"][who][0]),
            xytext=(-9, dy),
            textcoords="offset points",
            ha="right",
            va="center",
            color=line.get_color(),
            fontsize=9,
        )
    label_line_ends(ax, lines, [f" α = {result['rates'][who][1]:g}" for who in names])
    ax.grid(axis="y")
    before, after = zip(*result["losses"].values(), strict=True)
    apart, still = max(before) / min(before), max(after) / min(after)
    ax.set_title(f"As they come they differ by a factor of {apart:.0f}, tuned by {still:.1f}")
