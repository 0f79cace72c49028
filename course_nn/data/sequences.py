"""Sequences that come with the package, as small tables of facts: names of places, and yearly sunspot numbers."""

from functools import cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np


class PlaceNames(NamedTuple):
    """Names of places in alphabetical order, and the region that each is listed under."""

    names: tuple
    regions: tuple


@cache
def place_names():
    """The 471 places that time zones are named after, as `PlaceNames`.

    The last part of every zone's name in the time-zone database of the IANA (version 2026f, in the public domain),
    older spellings included, with spaces for underscores; the first part is the region. Left out are abbreviations,
    points of the compass and two names run into one word. Where two zones have the same last part, it stands once.
    """
    rows = _rows("place_names")
    return PlaceNames(tuple(name for name, _ in rows), tuple(region for _, region in rows))


def sunspots():
    """``years, numbers``: the yearly mean sunspot number from 1700 to 2008; int64 and float64, each (309,).

    The numbers of the Solar Influences Data Analysis Center as the National Geophysical Data Center of the United
    States kept them (in the public domain; statsmodels carries the same table). In 2015 the whole series was recounted,
    and a factor of 0.6 left out, so most new values are about 1/0.6 of these: results on the two can't be compared.
    """
    rows = _rows("sunspots")
    return np.array([int(year) for year, _ in rows]), np.array([float(number) for _, number in rows])


@cache
def _rows(name):
    """The rows of a table of two columns."""
    text = files(__package__).joinpath("tables", f"{name}.csv").read_text(encoding="utf-8")
    return tuple(tuple(line.split(",")) for line in text.splitlines())
