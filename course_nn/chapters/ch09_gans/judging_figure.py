"""The judges in a picture: some of the images, and each judge's number beside that of real digits held out."""

import math

from ...judges import CONFIDENT
from ...plots.style import BLUE, GREEN, GRID, INK, VERMILION
from .digit_gan_figure import draw_tiles
from .judging import ALL, ENOUGH, LEAST
from .mode_plane_figure import percent

COLUMNS = 6
#: The name of each judge, the ends of its scale, and whether the scale is logarithmic.
SCALES = {
    "confident": ("judge is sure of", (0, 1), False),
    "least": ("the rarest digit's share", (0, 0.1), False),
    "neighbor": ("told apart by neighbors", (0, 1), False),
    "distance": ("nearest training digit", (0, 4), False),
    "frechet": ("Fréchet distance", (1, 1000), True),
}


def draw_judging(figure, result):
    """``result`` of `judging.judging`: a sheet of images, and five scales with two marks each."""
    sheet, scales = figure.subplots(1, 2, width_ratios=(1, 1.25))
    draw_tiles(sheet, result["images"], COLUMNS)
    sheet.set_title(result["source"][0].upper() + result["source"][1:])
    real, passed = result["real"], result["passed"]
    for row, (key, (name, ends, log)) in enumerate(SCALES.items()):
        scales.plot([0, 1], [row, row], color=GRID, linewidth=5, solid_capstyle="round", zorder=1)
        where, beyond = _place(result[key], ends, log)
        asked = key != "confident" or result["sure"] == CONFIDENT
        color = VERMILION if asked and passed.get(key) is False else BLUE
        look = {"markersize": 13, "markerfacecolor": "none", "markeredgewidth": 1.8}  # around a dot, not under it
        scales.plot(_place(real[key], ends, log)[0], row, "D", color=GREEN, zorder=5, **look)
        marker = ">" if beyond else "s" if color == VERMILION else "o"
        scales.plot(where, row, marker, color=color, markersize=9, markeredgecolor="white", zorder=4)
        scales.text(0, row - 0.3, name, ha="left", va="center", fontsize=9, color=INK)
        scales.text(1, row - 0.3, f"{write(key, result[key])}", ha="right", va="center", color=color, fontweight="bold")
    scales.text(0, 4.75, "◇ real digits", color=GREEN, fontsize=9, va="center")
    scales.text(1, 4.75, "■ too low", color=VERMILION, fontsize=9, va="center", ha="right")
    scales.set(xlim=(-0.04, 1.04), ylim=(5.05, -0.6))
    scales.set_axis_off()


def write(key, value):
    """The number as it stands in the picture and in the sentence."""
    if key in ("confident", "least", "neighbor"):
        return f"{100 * value:.1f} %" if key == "least" else percent(value)
    return f"{value:.2f}" if value < 10 else f"{value:.0f}"


def _place(value, ends, log):
    """The place 0 to 1 on a scale, and whether the value lies beyond its end."""
    low, high = ends
    share = math.log(max(value, low) / low) / math.log(high / low) if log else (value - low) / (high - low)
    return min(max(share, 0), 1), share > 1


def describe_judging(result):
    """Every judge's number, and which of the three limits it misses."""
    names = {
        "confident": f"sure at {CONFIDENT} of less than {100 * ENOUGH:.0f} %",
        "least": f"a digit below {100 * LEAST:.0f} %",
        "distance": "clearly nearer than held-out",
    }
    missed = [words for key, words in names.items() if result["passed"].get(key) is False]
    told = {key: write(key, result[key]) for key in SCALES}
    real = {key: write(key, result["real"][key]) for key in ("distance", "frechet")}
    few = f"; {result['n']} against {result['n']}" if result["n"] < ALL else ""
    source = result["source"][0].upper() + result["source"][1:]
    return (
        f"{source}: sure (p ≥ {result['sure']:.2f}) of {told['confident']}, rarest digit {told['least']}, told apart "
        f"{told['neighbor']}, training digit at {told['distance']} (held-out {real['distance']}), Fréchet "
        f"{told['frechet']} (floor {real['frechet']}{few}); misses: {', '.join(missed) or 'none'}."
    )
