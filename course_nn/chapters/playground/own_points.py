"""A reader's own data for the playground: arrays, or a table as text; scaled into the plane if they reach beyond it."""

import csv
import io
import math

import numpy as np

from ... import _checks
from .settings import MOST_OWN, REACH

#: Data that reach beyond the plane fill so much of it.
FILLED = 5.0


def points_of(X, y, problem="classification"):
    """The points (x, y, target) of arrays X (n, 2) and y (n,), for ``Settings(data="your points", own=...)``.

    Classes are whole numbers from 0 on, or labels of any kind, which are numbered in their order; so are whole numbers
    without a 0 among them. An X beyond ±6 is moved and scaled, each axis by itself, to reach from −5 to 5.
    """
    X = _checks.as_array(X, "your points: X", shape=(None, 2))
    if np.ndim(y) != 1 or len(y) != len(X):
        raise ValueError(f"your points: expected a target for each of the {len(X)} points, got {_checks.describe(y)}")
    if len(X) > MOST_OWN:
        raise ValueError(f"your points: expected at most {MOST_OWN}, got {len(X)}")
    targets = _classes(y) if problem == "classification" else _checks.as_array(y, "your points: y", shape=(len(X),))
    return tuple((float(a), float(b), t) for (a, b), t in zip(_scaled(X), targets.tolist(), strict=True))


def what_was_read(X, y, problem="classification"):
    """A sentence or more on the points of `points_of`: how many, and what became of their places and classes."""
    X, y = np.asarray(X, np.float64), np.asarray(y)
    said = ["1 point was read." if len(X) == 1 else f"{len(X):,} points were read."]
    if np.abs(X).max() > REACH:
        ends = [f"{name} from {side.min():.4g} to {side.max():.4g}" for name, side in zip("xy", X.T, strict=True)]
        said.append(f"To fit the plane, {' and '.join(ends)} were moved and scaled to −{FILLED:g} … {FILLED:g} each.")
    if problem == "classification":
        names = {int(number): label for number, label in zip(_classes(y), y.tolist(), strict=True)}
        if any(number != label for number, label in names.items()):
            called = ", ".join(f"{number} is {_label(names[number])}" for number in sorted(names))
            said.append(f"Of the classes {called}.")
    return " ".join(said).replace(" -", " −")


def _label(label):
    return f"{label:g}" if isinstance(label, float) else f"{label:.20}" if isinstance(label, str) else f"{label}"


def points_from_csv(text, problem="classification"):
    """The points of a table, as `points_of` gives them."""
    return points_of(*arrays_from_csv(text, problem), problem)


def arrays_from_csv(text, problem="classification"):
    """X (n, 2) and y (n,) of a table: lines of x, y and target, with commas, semicolons, tabs or spaces between them.

    A first line without numbers is a header. Classes may be words.
    """
    rows = _rows(text)
    numbers, targets = [], []
    for number, row in rows:
        if len(row) != 3:
            raise ValueError(f"your points: line {number}: expected x, y and a target, got {len(row)} columns")
        place = [_float(cell) for cell in row[:2]]
        if None in place:
            raise ValueError(f"your points: line {number}: expected two numbers before the target, got {row[:2]}")
        target = row[2] if problem == "classification" else _float(row[2])
        if target is None:
            raise ValueError(f"your points: line {number}: expected a number as target, got {row[2]!r}")
        numbers.append(place)
        targets.append(target)
    if not numbers:
        raise ValueError("your points: expected lines with x, y and a target, got none")
    if problem == "classification" and all(_float(t) is not None for t in targets):
        targets = [_float(t) for t in targets]
    return np.array(numbers), np.array(targets)


def _rows(text):
    """(number of the line, its cells), without empty lines and the header."""
    if not isinstance(text, str):
        raise TypeError(f"your points: expected a table as text, got {_checks.describe(text)}")
    lines = [(n, line) for n, line in enumerate(text.lstrip("\ufeff").splitlines(), 1) if line.strip()]
    sample = "\n".join(line for _, line in lines)
    mark = next((mark for mark in ";\t," if mark in sample), None)
    rows = [(n, next(csv.reader(io.StringIO(line), delimiter=mark)) if mark else line.split()) for n, line in lines]
    rows = [(n, [cell.strip() for cell in row]) for n, row in rows]
    if mark != "," and not any("." in cell and _float(cell) is not None for _, row in rows for cell in row):
        rows = [(n, [_with_point(cell) for cell in row]) for n, row in rows]
    if rows and all(_float(cell) is None for cell in rows[0][1]):
        rows = rows[1:]
    return rows


def _with_point(cell):
    """A decimal with a comma, as spreadsheets write it in many countries, with a point; other cells as they are."""
    pointed = cell.replace(",", ".")
    return pointed if _float(pointed) is not None else cell


def _float(cell):
    try:
        value = float(cell.replace("−", "-"))
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _classes(labels):
    """(n,) whole numbers: themselves where they are classes from 0 on, otherwise the number of each label."""
    labels = np.asarray(labels)
    if (
        labels.dtype.kind in "iuf"
        and np.array_equal(labels, np.floor(labels))
        and 0 == labels.min() <= labels.max() < 6
    ):
        return labels.astype(np.int64)
    try:
        kinds, numbered = np.unique(labels, return_inverse=True)
    except TypeError:
        raise ValueError("your points: expected classes of one kind, all of them words or all numbers") from None
    if len(kinds) > 6:
        raise ValueError(f"your points: expected at most 6 classes, got {len(kinds)}")
    return numbered


def _scaled(X):
    if np.abs(X).max() <= REACH:
        return X
    low, high = X.min(axis=0), X.max(axis=0)
    middle, half = low / 2 + high / 2, np.where(high > low, high / 2 - low / 2, 1.0)
    return (X - middle) / half * FILLED
