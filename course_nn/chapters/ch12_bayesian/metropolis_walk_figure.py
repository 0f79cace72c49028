"""A Metropolis walk as a picture: over the contours of the posterior, along its steps, and how fast it forgets."""

import numpy as np

from ...plots.style import BLUE, GREY, GRID, INK, SKY, VERMILION
from .metropolis_walk import HIGH, LAGS, LOW, SCALES, STEPS

#: Refused proposals that are still seen; older ones would cover the plane.
REMEMBERED = 25


def draw_contours(ax, surface, color=GREY, masses=(0.99, 0.9, 0.5)):
    """Lines of equal density around these shares of the posterior's mass."""
    γ0, γ1 = surface.gamma[..., 0], surface.gamma[..., 1]
    ax.contour(γ0, γ1, surface.share, levels=surface.holding(masses), colors=color, linewidths=1, alpha=0.8)
    ax.set(xlabel="$\\gamma_0$", ylabel="$\\gamma_1$")


def draw_metropolis_walk(figure, result):
    """``result`` of `metropolis_walk.metropolis_steps`: all but the walk so far. Returns what the player moves."""
    parts = figure.subplot_mosaic("pt;pa", width_ratios=[1, 1.25])
    plane, trace, forgets = parts["p"], parts["t"], parts["a"]
    draw_contours(plane, result["surface"])
    plane.set(xlim=(LOW[0], HIGH[0]), ylim=(LOW[1], HIGH[1]))
    plane.set_title(f"Step size {result['scale']:g}")
    trace.plot(result["states"][:, 1], color=SKY, lw=0.8)
    trace.set(xlim=(0, STEPS), ylim=(LOW[1], HIGH[1]), xlabel="proposals", ylabel="$\\gamma_1$")
    trace.set_title(f"{result['share']:.3f} of {STEPS:,} accepted" if result["whole"] else f"{STEPS:,} proposals")
    forgets.axhline(0, color=GREY, lw=0.8)
    forgets.fill_between(range(LAGS + 1), result["autocorrelation"], color=SKY, alpha=0.35, lw=0)
    forgets.plot(result["autocorrelation"], color=BLUE, lw=1.5)
    forgets.set(xlim=(0, LAGS), ylim=(-0.75, 1.05), xlabel="lag in proposals", ylabel="autocorrelation")
    forgets.set_title(
        f"Worth {worth(result)} of $\\gamma_1$" if result["whole"] else "How fast $\\gamma_1$ is forgotten"
    )
    path, refused, now = (
        plane.plot([], [], color=BLUE, lw=1, marker="o", ms=3)[0],
        plane.plot([], [], "x", color=VERMILION, ms=5, mew=1.2)[0],
        plane.plot([], [], "o", color=BLUE, ms=10, mec="white", mew=1.2, zorder=5, clip_on=False)[0],
    )
    here = trace.plot([], [], color=INK, lw=1.2, marker="o", markevery=[1], ms=5, clip_on=False)[0]
    box = {"facecolor": "white", "edgecolor": GRID, "pad": 3}
    words = plane.text(0.98, 0.03, "", transform=plane.transAxes, ha="right", va="bottom", fontsize=9, bbox=box)
    kept = path, refused, now, here, words
    for artist in kept:
        artist.set_visible(False)
    return kept


def move_metropolis_walk(result, kept):
    """The walk up to this step: where it was, the last proposals that it refused, and where it is."""
    path, refused, now, here, words = kept
    step, states = result["step"], result["states"]
    path.set_data(*states[: step + 1].T)
    seen = slice(max(0, step - REMEMBERED), step)
    crosses = result["proposals"][seen][~result["accepted"][seen]]
    refused.set_data(*crosses.T)
    now.set_data(*states[step : step + 1].T)
    here.set_data([step, step], [LOW[1], states[step, 1]])
    outside = int(((crosses < LOW) | (crosses > HIGH)).any(axis=1).sum())
    words.set_text(f"{result['taken']} of {step} accepted" + (f"\n{outside} × outside" if outside else ""))
    for artist in kept:
        artist.set_visible(True)
    return kept


def worth(result):
    count = round(result["worth"])
    return f"{count} independent draw{'' if count == 1 else 's'}"


def describe_metropolis_walk(result):
    """What was accepted so far; and if the whole is told, what was in all, and what all of it is worth."""
    so_far = f"Step size {result['scale']:g}: {result['taken']} of the first {result['step']} proposals were accepted"
    if not result["whole"]:
        return f"{so_far}."
    return (
        f"{so_far}, of all {STEPS:,} a share of {result['share']:.3f}. For the mean of γ₁ all of them are worth "
        f"{worth(result)}."
    )


def draw_by_scale(figure, found):
    """``found`` of `metropolis_walk.by_scale`: acceptance and worth by the step size, of each chain."""
    accepted, worths = figure.subplots(1, 2)
    for ax, part in ((accepted, 0), (worths, 1)):
        for scale in SCALES:
            ax.plot(np.full(len(found[scale][part]), scale), found[scale][part], ".", color=SKY, ms=4)
        ax.plot(SCALES, [found[scale][part].mean() for scale in SCALES], "o-", color=BLUE)
        ax.set(xscale="log", xlabel="step size")
        ax.set_xticks(SCALES, [f"{scale:g}" for scale in SCALES])
        ax.minorticks_off()
    accepted.set(ylim=(0, 1), title="Share of accepted proposals")
    worths.set(ylim=(0, None), title=f"Independent draws that {STEPS:,} are worth")


def describe_by_scale(found):
    """The best step size of those tried, and both ends."""
    means = {scale: (one[0].mean(), one[1].mean()) for scale, one in found.items()}
    best, small, large = max(means, key=lambda scale: means[scale][1]), SCALES[0], SCALES[-1]
    return (
        f"Step size {small:g} accepts {means[small][0]:.2f} and is worth {means[small][1]:.0f} of {STEPS:,} draws, "
        f"{large:g} accepts {means[large][0]:.3f} and is worth {means[large][1]:.0f}; best is {best:g}, which accepts "
        f"{means[best][0]:.2f} and is worth {means[best][1]:.0f}."
    )
