"""A walk through latent space in a picture: images along the way, the one at t, and what the judge reads on the way."""

import numpy as np

from ...plots.style import CLASS_COLORS, GRID, INK, VERMILION
from .digit_gan_figure import corner, draw_tiles
from .latent_walk import DRAWN, WAYS

NAMES = {way: name for name, way in WAYS.items()}
#: A digit is named where its probability gets so large somewhere on the way.
NAMED = 0.5


def draw_latent_walk(figure, result):
    """``result`` of `latent_walk.walk`: a strip of images, the one at t, and the ten probabilities along the way."""
    axes = figure.subplot_mosaic([["strip", "strip"], ["here", "read"]], width_ratios=(1, 2.4), height_ratios=(1, 2.3))
    strip, here, read = (axes[name] for name in ("strip", "here", "read"))
    draw_tiles(strip, result["images"], DRAWN)
    place = corner(1, DRAWN)[0] * (DRAWN - 1) * result["t"] + 0.5
    strip.plot(place, 1.17, "^", color=VERMILION, markersize=8, clip_on=False)
    strip.set_ylim(1.3, -0.06)
    strip.set_title(f"From latent point {result['start']} to {result['stop']}, {NAMES[result['way']]}")
    draw_tiles(here, result["here"][None], 1)
    p = result["p"][result["at"]]
    here.set_title(f"t = {result['t']:.3f}: {p.argmax()}, p = {_two(p.max())}")
    _draw_readings(read, result)


def _draw_readings(ax, result):
    shares, p = result["shares"], result["p"]
    named = [digit for digit in range(10) if p[:, digit].max() >= NAMED]
    for digit in range(10):
        color = CLASS_COLORS[named.index(digit) % len(CLASS_COLORS)] if digit in named else GRID
        ax.plot(shares, p[:, digit], color=color, zorder=2 + (digit in named), linewidth=2 if digit in named else 1)
        if digit in named:
            best = int(np.median(np.flatnonzero(p[:, digit] >= p[:, digit].max() - 0.01)))
            ax.text(shares[best], 1.06, digit, color=INK, ha="center", va="center", fontweight="bold")
    ax.axvline(result["t"], color=VERMILION, linewidth=1.2, linestyle=(0, (4, 2)), zorder=5)
    ax.set(xlim=(-0.02, 1.02), ylim=(0, 1.13), yticks=(0, 0.5, 1), xlabel="t", ylabel="probability of each digit")
    ax.set_title(f"{_two(result['distance'][result['at']])} from the nearest training digit")


def describe_latent_walk(result):
    """Where on the way, what is read there, and how long z is."""
    p = result["p"][result["at"]]
    first, last = result["p"][0].argmax(), result["p"][-1].argmax()
    length = "" if result["length"] is None else (
        f"; ‖z‖ = {_two(result['length'])}, at the ends {_two(result['lengths'][0])} and {_two(result['lengths'][1])}"
    )  # fmt: skip
    return (
        f"From latent point {result['start']} (read as {first}) to {result['stop']} ({last}), {NAMES[result['way']]}, "
        f"at t = {result['t']:.3f}: read as {p.argmax()} with p = {_two(p.max())}, "
        f"{_two(result['distance'][result['at']])} from the nearest training digit{length}."
    )


def _two(value):
    return f"{value:.2f}"
