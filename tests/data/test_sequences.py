"""Names of places and sunspot numbers: values known from their sources."""

from collections import Counter

import numpy as np

from course_nn import data


def test_place_names():
    names, regions = data.place_names()
    assert len(names) == len(regions) == len(set(names)) == 471 and list(names) == sorted(names)
    known = dict(zip(names, regions, strict=True))
    assert known["Berlin"] == "Europe" and known["Sao Paulo"] == "America" and known["Honolulu"] == "Pacific"
    assert Counter(regions).most_common(4) == [("America", 160), ("Asia", 98), ("Europe", 63), ("Africa", 54)]
    assert all(name.strip() == name and "_" not in name for name in names)
    assert len(set("".join(names))) == 53


def test_sunspots():
    years, numbers = data.sunspots()
    assert years.tolist() == list(range(1700, 2009)) and numbers.dtype == np.float64
    known = dict(zip(years.tolist(), numbers.tolist(), strict=True))
    assert (known[1700], known[1957], known[2008]) == (5, 190.2, 2.9)  # 1957: the largest of all
    assert numbers.max() == known[1957] and numbers.min() == 0
    numbers[:] = 0
    assert data.sunspots()[1].max() == 190.2, "each call gives an array of its own"
