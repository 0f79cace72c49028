"""Chains of one small network as a picture: unit 1 in each of them, the function, and the networks they end with."""

import numpy as np

from ...plots.style import CLASS_COLORS, GREY
from .label_switching import AT, CHAINS

COLORS = CLASS_COLORS[:CHAINS]
MARKERS = ("s", "o", "^", "D")
#: Draws of each chain that are seen.
SEEN = 100
FIRST, MIDDLES, CURVES = (-16, 16), (0.7, 1.35), (-0.6, 2.8)


def draw_label_switching(figure, result):
    """``result`` of `label_switching.unit_and_function`."""
    first, middle, networks = figure.subplots(1, 3, width_ratios=[1, 1, 1.1])
    name = unit_name(result)
    for panel, values, limits, label, rhat in (
        (first, result["first"], FIRST, "$\\gamma_0$", result["rhat"]),
        (middle, result["middle"], MIDDLES, "$f(0)$", result["rhat_f"]),
    ):
        at = np.arange(0, result["length"], max(1, result["length"] // SEEN))
        for chain, color, marker in zip(values, COLORS, MARKERS, strict=True):
            panel.plot(at, chain[at], color=color, lw=0.9)
            panel.plot(at[-1], chain[at[-1]], marker, color=color, ms=6, mec="white", zorder=4, clip_on=False)
        panel.set(xlim=(0, result["length"]), ylim=limits, xlabel="kept draws of each chain", ylabel=label)
        panel.grid(axis="y")
        what = f"$\\gamma_0$, {name}" if panel is first else "f(0)"
        panel.set_title(f"{what}: R-hat {rhat:.3f}")
    networks.plot(*result["data"], "o", color=GREY, ms=3)
    for f, unit, color, marker in zip(result["last"], result["unit"], COLORS, MARKERS, strict=True):
        networks.plot(AT, f, color=color, lw=1, alpha=0.8)
        networks.plot(AT, unit, color=color, lw=2, ls="--", marker=marker, markevery=(5, 12), ms=5)
    networks.set(xlim=(-3.05, 3.05), ylim=CURVES, xlabel="$x$", ylabel="$f(x)$")
    networks.set_title(f"Last networks; dashed: {name}")


def unit_name(result):
    return "lowest" if result["in_order"] else "unit 1"


def describe_label_switching(result):
    """How many units and draws, and both R-hats."""
    which = "of the unit with the lowest γ₀" if result["in_order"] else "of unit 1"
    return (
        f"{result['units']} units, 4 chains, {result['length']} kept draws of each: R-hat of γ₀ {which} is "
        f"{result['rhat']:.3f}, that of the function at 0 is {result['rhat_f']:.3f}."
    )
