"""The plane of codes in a picture: every test digit as its numeral, a point, its decoding, and the nearest digit."""

import numpy as np

from ...plots.style import BLUE, GREY, INK, ORANGE
from .digit_codes_figure import draw_digit


def draw_latent_plane(figure, result):
    """``result`` of `latent_plane.show_point`: blue the digit whose code is nearest to the point."""
    parts = figure.subplot_mosaic([["plane", "decoded"], ["plane", "nearest"]], width_ratios=[2, 1])
    ax, above, below = (parts[name] for name in ("plane", "decoded", "nearest"))
    codes, digits = result["codes"], result["digits"]
    shown = (np.abs(codes) <= 1.15).all(axis=1)
    for digit in range(10):
        chosen = codes[shown & (digits == digit)]
        look = {"color": BLUE, "zorder": 3} if digit == result["digit"] else {"color": GREY, "alpha": 0.7}
        ax.plot(chosen[:, 0], chosen[:, 1], linestyle="none", marker=f"${digit}$", markersize=5.5, mew=0.3, **look)
    ax.plot(*result["place"], "o", mfc="none", mec=ORANGE, mew=2.4, markersize=13, zorder=5)
    outside = int((~shown).sum())
    if outside:
        ax.text(
            0.99, 0.01, f"{outside} outside", transform=ax.transAxes, ha="right", va="bottom", fontsize=8.5, color=INK
        )
    ax.set(xlim=(-1.2, 1.2), ylim=(-1.2, 1.2), aspect="equal", xticks=(-1, 0, 1), yticks=(-1, 0, 1))
    ax.set(xlabel="first number, scaled", ylabel="second number, scaled")
    draw_digit(above, result["decoded"], "decoded", ORANGE)
    draw_digit(
        below, result["nearest"], f"nearest code: a{'n' if result['digit'] == 8 else ''} {result['digit']}", BLUE
    )


def describe_latent_plane(result):
    """What lies nearest to the point, and how unlike all test digits its decoding is."""
    x, y = (f"{value:.2f}".replace("-", "−") for value in result["place"])
    digit = result["digit"]
    return (
        f"At {x}, {y} the nearest code is that of a{'n' if digit == 8 else ''} {digit}, {result['distance']:.2f} away; "
        f"the image decoded there is {result['difference']:.2f} from the test digit most like it, by the root of "
        "the sum of squared differences"
    )
