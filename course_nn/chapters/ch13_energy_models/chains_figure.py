"""Chains as a picture: two dozen of them now, how far they are from where they began, and which digits they show."""

import numpy as np

from ...plots.style import BLUE, GREY, INK, ORANGE
from .chains import CHAINS
from .digit_machines_figure import draw_sheet


def draw_chains(figure, result):
    """``result`` of `chains.walk`: samples, distances by the rounds, and a bar a digit."""
    samples, away, kinds = figure.subplots(1, 3, width_ratios=[1.15, 1.1, 0.8])
    draw_sheet(samples, result["samples"], 6)
    samples.set_title(f"After {rounds(result)}")
    place, upto = np.arange(len(result["every"])), result["at"] + 1
    away.axhline(result["of_digits"], color=INK, lw=1.2, ls="--", label="two digits")
    away.plot(place[:upto], result["spread"][:upto], "s-", color=ORANGE, ms=4, lw=1.5, label="two chains")
    away.plot(place[:upto], result["away"][:upto], "o-", color=BLUE, ms=4, lw=1.5, label="chain and its start")
    for name, color in (("spread", ORANGE), ("away", BLUE)):
        away.plot(
            result["at"], result[name][result["at"]], "o", color=color, ms=9, mec="white", zorder=4, clip_on=False
        )
    away.set_xticks(place, [str(k) for k in result["every"]])
    away.set(xlim=(-0.3, place[-1] + 0.3), ylim=(-0.8, 50), xlabel="rounds", ylabel="pixels that differ")
    away.grid(axis="y")
    away.legend(loc="upper right")
    away.set_title("How they spread")
    kinds.barh(range(10), result["kinds"], color=BLUE, height=0.7)
    kinds.axvline(CHAINS / 10, color=GREY, lw=0.9, ls=":")
    kinds.set(xlim=(0, CHAINS), ylim=(9.6, -0.6), yticks=range(10), xlabel="chains", ylabel="label of the nearest")
    kinds.set_title(_kinds(result))


def rounds(result):
    return "1 round" if result["rounds"] == 1 else f"{result['rounds']:,} rounds"


def describe_chains(result):
    """How far chains are from their start and from each other, and how many kinds of digits they show."""
    at = result["at"]
    return (
        f"After {rounds(result)} a chain differs from its start in {result['away'][at]:.1f} of 64 pixels, two chains "
        f"in {result['spread'][at]:.1f}, two digits in {result['of_digits']:.1f}; by the nearest training image the 50 "
        f"chains show {_kinds(result)}, {result['kinds'].max()} of them "
        f"{result['kinds'].argmax()}s."
    )


def _kinds(result):
    number = (result["kinds"] > 0).sum()
    return "1 kind of digit" if number == 1 else f"{number} kinds of digits"
