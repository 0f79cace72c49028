"""Mode collapse: the samples of one run, and the modes that each of ten seeds covers."""

import numpy as np

from ...plots.style import BLUE, GREY, GRID, INK, VERMILION
from .mixtures import ring
from .mode_collapse import SEEDS
from .mode_plane_figure import PAPER, percent

HALF = 3.5
MODES = 8


def draw_mode_collapse(figure, result):
    """Left samples of the chosen run over the ring; right the modes that each seed covers, with nothing changed too."""
    left, right = figure.subplots(1, 2, width_ratios=(1, 1.15))
    _draw_samples(left, result)
    changed = result["mend"] != "nothing"
    rows = {"nothing\nchanged": result["unchanged"]} | ({_short(result["mend"]): result["covered"]} if changed else {})
    right.set(xlim=(-0.5, MODES + 0.5), ylim=(1.5, -0.5), xticks=range(MODES + 1))
    right.set_xlabel("modes covered, a mark a seed")
    right.set_yticks(range(len(rows)), rows, rotation=90, va="center")
    right.grid(axis="x")
    right.axhspan(changed - 0.45, changed + 0.45, color=GRID, alpha=0.5, lw=0)
    spread = (np.arange(SEEDS) - (SEEDS - 1) / 2) * 0.08
    for row, covered in enumerate(rows.values()):
        chosen = row == changed
        right.plot(covered, row + spread, "o", color=INK if chosen else GREY, ms=6, mec="white", mew=0.5)
    at = result["covered"][result["seed"]], changed + spread[result["seed"]]
    right.plot(*at, "s", ms=10, mec=VERMILION, mfc="none", mew=1.6)
    right.set_title(f"D: {result['balance']}")


def _draw_samples(ax, result):
    ax.plot(*ring().centers.T, "o", ms=16, mfc="none", mec=BLUE, mew=1.2)
    samples = result["samples"]
    inside = (np.abs(samples) < HALF).all(axis=1)
    ax.plot(*samples[inside].T, "s", color=VERMILION, ms=4, mec="white", mew=0.4, linestyle="none")
    if not inside.all():
        _point_outside(ax, samples[~inside])
        word = f"{percent((~inside).mean())} of G's outside"
        look = {"color": INK, "fontsize": 8.5, "ha": "center", "va": "center", "bbox": PAPER, "zorder": 5}
        ax.text(0.5, 0.4, word, transform=ax.transAxes, **look)
    ax.set(xlim=(-HALF, HALF), ylim=(-HALF, HALF), xlabel="$x_1$", ylabel="$x_2$", aspect="equal")
    ax.set_title(f"{result['covered'][result['seed']]} of {MODES} modes covered")


def _point_outside(ax, samples):
    """At each of the four edges that samples lie beyond, a triangle toward the middle of those."""
    edge = HALF * 0.93 * samples / np.abs(samples).max(axis=1, keepdims=True)  # where the ray to a sample leaves
    axis = np.abs(samples).argmax(axis=1)
    ahead = samples[np.arange(len(samples)), axis] > 0
    for k, positive, turned in ((0, True, -90), (0, False, 90), (1, True, 0), (1, False, 180)):
        beyond = (axis == k) & (ahead == positive)
        if beyond.any():
            look = {"marker": (3, 0, turned), "color": VERMILION, "ms": 11, "mec": "white", "mew": 0.5}
            ax.plot(*edge[beyond].mean(axis=0), **look, label="outside")


def _short(mend):
    return mend.split(":")[0].split(",")[0].replace("the game", "least squares").replace(" ", "\n")


def describe_mode_collapse(result):
    """How many seeds cover all modes with this change, and what the chosen one does, by both rules."""
    covered, seed = result["covered"], result["seed"]
    whole, low, high = int((covered == MODES).sum()), covered.min(), covered.max()
    spread = f"{low} to {high}" if low < high else f"{low} from every seed"
    return (
        f"D: {result['balance']}; changed: {result['mend']}. All 8 modes are covered from {whole} of {SEEDS} seeds; "
        f"covered: {spread}. Seed {seed}: {covered[seed]} covered, {result['reached'][seed]} "
        f"reached by a good sample; {percent(result['good'][seed])} good, reverse KL {result['reverse_kl'][seed]:.2f}."
    )
