"""The labeled points of the chapter, each with the window and the names of the axes to show it in."""

import numpy as np

from ... import data
from ..._checks import one_of

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


def points(name):
    """``(X, y, window, axis labels)`` of one of `SETS`: X (n, 2), y (n,) in {0, 1}."""
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
