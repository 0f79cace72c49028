"""Three ways to tell a place: waves that are added, and pairs of numbers that are turned."""

import numpy as np

from ...layers.positions import rotated, sinusoids

PLACES, WIDTHS, KINDS = 64, (2, 4, 8, 16, 32, 64), ("sinusoidal", "rotary")


def codes(kind, d):
    """(64, d): the code of each place that is added, or what rotation makes of a vector of ones at each place."""
    if kind == "sinusoidal":
        return sinusoids(PLACES, d)
    return rotated(np.ones((PLACES, d)))


def compare_places(kind, d, place):
    """The instrument's compute: all codes, and the products of that of one ``place`` with all, by that with itself."""
    every = codes(kind, d)
    place = int(place)
    products = every @ every[place] / np.square(every[place]).sum()
    return {"kind": kind, "d": d, "place": place, "codes": every, "products": products}
