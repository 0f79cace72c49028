"""Four chains and two modes as a picture: where the draws are, their traces, and the mean function that they give."""

import numpy as np

from ...plots.style import BLUE, CLASS_COLORS, GREY, INK, VERMILION
from .metropolis_walk_figure import draw_contours
from .missed_mode import AT, CHAINS, HIGH, LOW

#: Draws of each chain that are seen.
SEEN = 125
COLORS = CLASS_COLORS[:CHAINS]
MARKERS = ("s", "o", "^", "D")


def draw_missed_mode(figure, result):
    """``result`` of `missed_mode.chains_on_two_modes`."""
    plane, traces, function = figure.subplots(1, 3, width_ratios=[1, 1.1, 1.1])
    draw_contours(plane, result["surface"], masses=(0.995, 0.9, 0.5))
    length = result["draws"].shape[1]
    every = length // SEEN
    at = np.arange(0, length, every)
    for one, color, marker in zip(result["draws"], COLORS, MARKERS, strict=True):
        plane.plot(*one[::every].T, marker, color=color, ms=2.5, alpha=0.6)
        traces.plot(at, one[::every, 1], color=color, lw=0.9)
        traces.plot(at[-1], one[at[-1], 1], marker, color=color, ms=6, mec="white", zorder=4, clip_on=False)
    plane.axhline(0, color=GREY, lw=0.8, ls=":")
    plane.set(xlim=(LOW[0], HIGH[0]), ylim=(LOW[1], HIGH[1]))
    told = "?" if result["true_rising"] is None else f"{result['true_rising']:.3f}"
    plane.set_title(f"Mass that rises: {told}")
    traces.axhline(0, color=GREY, lw=0.8, ls=":")
    traces.set(xlim=(0, length), ylim=(LOW[1], HIGH[1]), xlabel="draws of each chain", ylabel="$\\gamma_1$")
    traces.set_title(f"R-hat of $\\gamma_1$: {result['rhat']:.3f}")
    x, y = result["data"]
    function.plot(x, y, "o", color=GREY, ms=4)
    function.plot(AT, result["mean"], color=VERMILION if off(result) else BLUE, label="mean of the draws")
    if result["true_mean"] is not None:
        function.plot(AT, result["true_mean"], color=INK, lw=1.6, ls="--", label="posterior mean")
    function.set(xlim=(-3.1, 3.1), ylim=(-0.45, 1.6), xlabel="$x$", ylabel="$f(x)$")
    function.legend(loc="upper left", fontsize=8.5)
    function.set_title(f"Draws that rise: {result['rising']:.3f}")


def off(result):
    """Whether they are shown to have the rising mode in another share than the posterior, by more than a tenth."""
    return result["true_rising"] is not None and abs(result["rising"] - result["true_rising"]) > 0.1


def describe_missed_mode(result):
    """Where the chains began, what R-hat says, and what is true."""
    falling, length = result["falling"], result["draws"].shape[1]
    began = {0: "All 4 chains began where the unit rises", CHAINS: "All 4 chains began where the unit falls"}
    said = began.get(falling, f"{CHAINS - falling} of 4 chains began where the unit rises, {falling} where it falls")
    turned = ", with proposals that turn γ₁ around" if result["turned"] else ""
    mass = "" if result["true_rising"] is None else f", and {result['true_rising']:.3f} of the posterior"
    return (
        f"{said}{turned}. After {length:,} draws each R-hat of γ₁ is {result['rhat']:.3f}; a share of "
        f"{result['rising']:.3f} of the draws rises{mass}."
    )
