"""The loss by rate, how far each optimizer's rate may be off, one training by hand, and what tuning is worth."""

import numpy as np

from ...plots.style import GREEN, GREY, GRID, INK, VERMILION
from .problems_figure import about, corner_words, draw_losses, loss_axis
from .trajectories_figure import LOOKS as RACERS

#: The color and marker that every optimizer has in the race.
LOOKS = {"SGD": RACERS["gradient descent"], **RACERS}
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "last")
#: Loss axes from, to: fixed, whatever the rate.
LIMITS = {"digits": (0.05, 30), "breast cancer": (0.01, 30), "diabetes": (0.3, 60)}
#: The same without what has diverged.
LOSSES = {"digits": (0.08, 3), "breast cancer": (0.021, 0.8), "diabetes": (0.4, 3)}


def draw_rate_tuning(figure, result):
    """The loss over the epochs, and where the rate stands on the curve."""
    left, right = figure.subplots(1, 2, width_ratios=[1.15, 1])
    name, run, who = result["name"], result["run"], result["who"]
    start = run["validation"][0]  # of this seed; the panel at the right has the mean of five
    low, high = LIMITS[name]
    left.axhline(start, color=GREY, linewidth=0.9, linestyle=(0, (2, 2)))
    left.text(20, start * 1.06, "untrained", color=GREY, fontsize=8.5, ha="right", va="bottom")
    left.plot(run["epoch"], result["tuned"]["validation"], color=GREEN, linestyle=(0, (4, 1.5)), linewidth=1.9)
    draw_losses(left, run["epoch"], run["validation"], LIMITS[name], VERMILION, linewidth=1.9)
    corner_words(left, (f"with {result['rate']:.3g}", VERMILION), (f"tuned, {result['best']:.3g}", GREEN))
    loss_axis(left, LIMITS[name])
    left.set(xlim=(0, 20), xlabel="epoch", ylabel="validation loss", xticks=[0, 5, 10, 15, 20])
    left.set_title(f"{who[0].upper()}{who[1:]} with $\\alpha$ = {result['rate']:.3g}")
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
        return f"{begin} ends worse than it began; tuned ({result['best']:.3g}) it reaches about {about(best)}."
    begin = f"{begin}{' (the tuned rate)' * (result['rate'] == result['best'])}"
    return f"{begin} ends at a validation loss of about {about(end)}, {_times(end / best)} that of the tuned one."


def _times(ratio):
    """How much larger, no finer than one training can tell."""
    if ratio < 0.95:
        return "a little below"
    return f"about {about(ratio)} times" if ratio >= 1.5 else "a little above" if ratio > 1.05 else "much like"


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


def draw_defaults(figure, rows):
    """Each optimizer out of the box (hollow) and tuned (full): a row of panels a library, a panel for each `defaults`.

    Panels below each other show one data set on one axis.
    """
    axes = figure.subplots(len(rows), len(rows[0]), sharex="col", squeeze=False)
    for row, results in zip(axes, rows, strict=True):
        _defaults_of_a_library(row, results)
    for ax in axes[-1]:
        ax.set_xlabel("validation loss")


def _defaults_of_a_library(axes, results):
    for ax, result in zip(axes, results, strict=True):
        for row, (who, (before, after)) in enumerate(result["losses"].items()):
            color, marker = LOOKS[who]
            ax.plot([after, before], [row, row], color=color, linewidth=1.6, alpha=0.6)
            ax.plot(after, row, marker, color=color, markersize=7, markeredgecolor="white", zorder=4)
            ax.plot(before, row, marker, markerfacecolor="white", markeredgecolor=color, markersize=7, zorder=3)
        ax.set(xscale="log", ylim=(len(result["losses"]) - 0.5, -0.5))
        low, high = LOSSES[result["name"]]
        marks = [v for v in (0.02, 0.05, 0.1, 0.2, 0.5, 1, 2) if low < v < high]
        ax.set(xlim=(low, high), xticks=marks, xticklabels=[f"{v:g}" for v in marks])
        ax.minorticks_off()
        ax.grid(axis="x")
        ax.tick_params(axis="y", length=0)
        name = result["name"][0].upper() + result["name"][1:]
        ax.set_title(f"{name}: Adam is {ORDINALS[adams_place(result)]}")
        ax.set_yticks(range(len(result["losses"])), [])
    names = [f"{who} {result['rates'][who][0]:g}" for who in result["losses"]]
    axes[0].set_yticks(range(len(names)), names, fontsize=8.5)
    axes[0].set_ylabel(f"{results[0]['library']}'s rates")


def adams_place(result):
    """How many optimizers do better than Adam, each with the rate that it comes with."""
    before = {who: losses[0] for who, losses in result["losses"].items()}
    return sum(loss < before["Adam"] for loss in before.values())
