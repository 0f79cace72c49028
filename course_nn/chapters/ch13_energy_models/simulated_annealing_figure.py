"""Annealing as a picture: the temperature, the energies of a hundred runs as they fall, and where they ended."""

import numpy as np

from ...plots.style import BLUE, GREY, INK, ORANGE
from .simulated_annealing import END, HOTTEST, RUNS


def draw_simulated_annealing(figure, result):
    """``result`` of `simulated_annealing.anneal_glass`: schedule and energies against the share of sweeps, the ends."""
    (heat, path), (_, ends) = figure.subplots(
        2, 2, height_ratios=[1, 2.2], width_ratios=[2.2, 1], sharex="col", sharey=False
    ).T
    figure.delaxes(_)
    sweeps, T = result["sweeps"], result["temperatures"]
    heat.plot(np.arange(1, sweeps + 1), T, "o-" if sweeps < 40 else "-", color=ORANGE, ms=4, clip_on=False)
    heat.set(yscale="log", ylim=(END / 1.3, HOTTEST[-1] * 1.3), ylabel="$T$")
    heat.set_yticks([0.2, 1, 5], ["0.2", "1", "5"])
    heat.minorticks_off()
    heat.set_title(f"One sweep at T = {END:g}" if sweeps == 1 else f"From T = {T[0]:g} to {END:g} in {counted(sweeps)}")
    x = np.arange(sweeps + 1)
    path.plot(x, result["path"][:, :30], color=BLUE, lw=0.7, alpha=0.3)
    path.plot(x, result["path"].mean(axis=1), color=BLUE, lw=2.2)
    for ax in (path, ends):
        ax.axhline(result["lowest"], color=INK, lw=1.2, ls="--", zorder=1)
        ax.set(ylim=(-56, 62))
    path.set(xlim=(0, sweeps), xlabel="sweep", ylabel="energy")
    path.annotate("lowest of all", (0.98, result["lowest"]), (0, -11), xycoords=("axes fraction", "data"),
                  textcoords="offset points", ha="right", color=INK, fontsize=9)  # fmt: skip
    values, counts = np.unique(np.round(result["path"][-1]), return_counts=True)
    ends.barh(values, counts, height=1.8, color=[BLUE if v < result["lowest"] + 0.5 else GREY for v in values])
    ends.set(xlim=(0, RUNS), xlabel="runs that end there")
    ends.tick_params(labelleft=False)
    ends.set_title(f"{result['found']} of {RUNS} at the minimum")


def counted(sweeps):
    return "1 sweep" if sweeps == 1 else f"{sweeps} sweeps"


def describe_simulated_annealing(result):
    """How many runs ended in the lowest energy, and what the others ended with."""
    last = result["path"][-1]
    # A single sweep is made at the last temperature.
    taken = f"{counted(result['sweeps'])} {'at' if result['sweeps'] == 1 else 'from'} T = {result['temperatures'][0]:g}"
    return (
        f"{result['found']} of {RUNS} runs of {taken} ended "
        f"at the lowest energy, {result['lowest']:.0f}, which {result['times']} of 65,536 states have; mean energy at "
        f"the end {last.mean():.1f}, highest {last.max():.0f}."
    ).replace("-", "−")
