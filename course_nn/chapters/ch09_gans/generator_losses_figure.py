"""The slope of each game's loss by the critic's number, and the pull of the best critic by the distance."""

import numpy as np

from ...plots.points import label_line_ends
from ...plots.powers import with_power
from ...plots.style import BLUE, GREEN, ORANGE, VERMILION
from .generator_losses import ALL_DISTANCES, NUMBERS

LOOKS = {
    "minimax": (VERMILION, "-", "s"),
    "non-saturating": (BLUE, "--", "o"),
    "least squares": (GREEN, "-.", "^"),
    "Wasserstein": (ORANGE, ":", "D"),
}
SIZES, PULLS = (1e-16, 1e2), (5e-5, 20)


def draw_generator_losses(figure, result):
    """Left: |∂J/∂s| by s, marked for an example at the generator's center. Right: the pull on the center by d."""
    left, right = figure.subplots(1, 2, width_ratios=(1, 1.2))
    left.set(yscale="log", ylim=SIZES, xlim=(NUMBERS[0], NUMBERS[-1]), yticks=10.0 ** np.arange(-15, 3, 3))
    left.set(xlabel="the critic's number $s$ for a generated example", ylabel=r"$|\partial J/\partial s|$")
    span = ALL_DISTANCES[-1] - ALL_DISTANCES[0]
    right.set(yscale="log", ylim=PULLS, xlim=(ALL_DISTANCES[0] - 0.1, ALL_DISTANCES[-1] + 0.45 * span))
    right.set(xlabel="distance $d$ of the two centers", ylabel="pull on the generator's center", xticks=range(1, 9))
    lines = []
    for game, (color, dashes, marker) in LOOKS.items():
        at = {"marker": marker, "color": color, "ms": 8, "mec": "white", "zorder": 4, "ls": "none", "clip_on": False}
        left.plot(NUMBERS, result["sizes"][game], dashes, color=color)
        left.plot([result["number"][game]], [result["size"][game]], **at)
        lines += right.plot(ALL_DISTANCES, result["curves"][game], dashes, color=color)
        right.plot([result["distance"]], [result["pulls"][game]], **at)
    for ax in (left, right):
        ax.grid(axis="y")
        ax.set_yticks([], minor=True)
    label_line_ends(right, lines, list(LOOKS))
    left.set_title(f"Minimax: |slope| {with_power(result['size']['minimax'])} in the middle of $q$")
    minimax, other = (with_power(result["pulls"][game]) for game in ("minimax", "non-saturating"))
    right.set_title(f"Pull: minimax {minimax}, non-saturating {other}")


def describe_generator_losses(result):
    """The pull of each game's best critic on the generator's center."""
    pulls = ", ".join(f"{game} {with_power(value)}" for game, value in result["pulls"].items())
    noise = f"noise of σ = {result['noise']:g}" if result["noise"] else "no noise"
    return f"At distance {result['distance']:g} with {noise}, the best critic pulls the generator's center by: {pulls}."
