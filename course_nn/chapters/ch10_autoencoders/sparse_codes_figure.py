"""Sparse codes in a picture: all parts, those that are on, their amounts, and the digit made of them."""

import numpy as np

from ...plots.style import BLUE, GREY
from .digit_codes_figure import draw_digit, draw_sheet

#: Parts in the list, and the end of their axis.
LISTED, MOST = 16, 3


def draw_sparse_codes(figure, result):
    """``result`` of `sparse_codes.parts`."""
    parts = figure.subplot_mosaic([["sheet", "bars", "above"], ["sheet", "bars", "below"]], width_ratios=[1.5, 1, 0.6])
    sheet, bars, above, below = (parts[name] for name in ("sheet", "bars", "above", "below"))
    draw_sheet(sheet, result["atoms"], 10, set(result["on"].tolist()))
    sheet.set_title("The 100 parts; framed: on for this digit")
    amounts = result["amounts"]
    bars.barh(np.arange(len(amounts)), amounts, color=BLUE, height=0.7)
    bars.set_yticks(np.arange(len(amounts)), [str(u) for u in result["on"]], fontsize=8)
    bars.set(ylim=(LISTED - 0.4, -0.6), xlim=(0, MOST), xlabel="amount", ylabel="part")
    draw_digit(above, result["image"], "image")
    draw_digit(below, result["came"], f"sum: {result['error']:.2f}", BLUE)
    below.set_xlabel("squared error", fontsize=8.5, color=GREY)


def describe_sparse_codes(result):
    """How many units are on, and the errors beside those of as many principal axes."""
    on, k = len(result["on"]), result["k"]
    return (
        f"At most {k} of 100: {on} {'part is' if on == 1 else 'parts are'} on for this digit, squared error "
        f"{result['error']:.2f}; mean of all test digits {result['mean'][0]:.2f}, with as many principal axes "
        f"{result['pca']:.2f}; on in no test digit: {result['mean'][2]:.0f} parts, mean of 3 seeds"
    )
