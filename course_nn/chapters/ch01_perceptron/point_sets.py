"""The labeled points of the chapter, each with the window and the names of the axes to show it in."""

from dataclasses import dataclass

import numpy as np

from ... import data
from ..._checks import one_of
from ...data.own import own_classes

SETS = {
    "AND": lambda: data.logic_gate("and"),
    "OR": lambda: data.logic_gate("or"),
    "NAND": lambda: data.logic_gate("nand"),
    "XOR": lambda: data.logic_gate("xor"),
    "two clouds": lambda: data.blobs(30, ((0.2, 1.6), (1.6, 0.4)), noise=0.5, rng=np.random.default_rng(27)),
    "setosa and versicolor": lambda: irises("setosa", "versicolor"),
    "versicolor and virginica": lambda: irises("versicolor", "virginica"),
}
#: (x1 low, x1 high, x2 low, x2 high), all square.
WINDOWS = {
    "two clouds": (-1.4, 3.2, -1.6, 3.0),
    "setosa and versicolor": (34, 81, 7, 54),
    "versicolor and virginica": (42, 86, 27, 71),
}
GATE_WINDOW = (-0.75, 1.75, -0.75, 1.75)
FLOWERS = ("sepal length (mm)", "petal length (mm)")


@dataclass(frozen=True, eq=False)
class OwnSet:
    """Points of the reader's own, with their window, the names of the axes, and what the labels 0 and 1 were called."""

    X: np.ndarray
    y: np.ndarray
    window: tuple
    labels: tuple
    names: list


def own_set(X, y, who):
    """An `OwnSet` of X (n, 2) and y (n,), or None without them. See `data.own.own_classes` for what they may be.

    The sliders reach points within ±3 that are not all near one place: these stay as they are. Of others each column
    gets mean 0 and standard deviation 1, and the axes say so.
    """
    given = own_classes(X, y, who)
    if given is None:
        return None
    X, y, names = given
    labels = ("$x_1$", "$x_2$")
    if np.abs(X).max() > 3 or np.ptp(X, axis=0).max() < 1:
        spread = X.std(axis=0)
        X = (X - X.mean(axis=0)) / np.where(spread > 0, spread, 1)
        labels = tuple(f"{name}, standardized" for name in labels)
    middle, half = (X.min(axis=0) + X.max(axis=0)) / 2, max(0.65 * np.ptp(X, axis=0).max(), 0.75)
    window = (middle[0] - half, middle[0] + half, middle[1] - half, middle[1] + half)
    return OwnSet(X, y, tuple(map(float, window)), labels, names)


def choices(names, own):
    """The sets of a control: by name, and the reader's own first."""
    return ({} if own is None else {"yours": own}) | {name: name for name in names}


def legend(own):
    """What 0 and 1 are in the reader's own points, for the caption, where they have other names."""
    named = own is not None and own.names != ["0", "1"]
    return f" Yours: 0 is {own.names[0]}, 1 is {own.names[1]}." if named else ""


def points(name):
    """``(X, y, window, axis labels)`` of one of `SETS` or of an `OwnSet`: X (n, 2), y (n,) in {0, 1}."""
    if isinstance(name, OwnSet):
        return name.X, name.y, name.window, name.labels
    name = one_of(name, SETS, "data set")
    X, y = SETS[name]()
    labels = FLOWERS if name in ("setosa and versicolor", "versicolor and virginica") else ("$x_1$", "$x_2$")
    return X, y, WINDOWS.get(name, GATE_WINDOW), labels


def irises(first, second):
    """Sepal and petal length in mm of two of the three species, as X (100, 2) and y (100,).

    In whole numbers the learning is exact, and the same on every machine even where a point falls on the line.
    """
    flowers = data.iris().classes(first, second).features("sepal length", "petal length")
    return np.rint(10 * flowers.X), flowers.y
