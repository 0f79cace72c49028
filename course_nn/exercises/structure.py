"""Kinds of mistakes that show in the numbers alone, each said only if undoing it makes every case right.

A kind is a fact about all test inputs, those that are right already included: -1 times the result is right on every
one of them. Where two kinds would explain the numbers, or one number alone speaks for a kind, nothing is said.
"""

import numpy as np

from .comparison import close, is_single, numbers


def in_the_numbers(series, argument_names, tolerance):
    """(kind, what is said of it) for a series of (expected, got, arguments), one for each case; or None."""
    rows = [_Row(expected, got, args) for expected, got, args in series]
    if any(row.b is None or row.a.shape != row.b.shape or not np.isfinite(row.b).all() for row in rows):
        return None
    if any(is_single(got) for _, got, _ in series):
        tolerance = max(tolerance, 1e-5)
    wrong = [row for row in rows if not close(row.a, row.b, tolerance)]
    if sum(row.a.size for row in wrong) < 2:
        return None  # one number can be explained in many ways

    def undone(undo):
        mended = [(row.a, np.asarray(undo(row))) for row in rows]
        return all(a.shape == b.shape and close(a, b, tolerance) for a, b in mended)

    found = [one for kind in KINDS for one in kind(rows, wrong, undone, argument_names)]
    return found[0] if len(found) == 1 else None


class _Row:
    """What is expected and what came of one case, as arrays of floats."""

    def __init__(self, expected, got, args):
        came = numbers(got)
        self.a = np.asarray(expected, dtype=float)
        self.b = None if came is None else came.astype(float)
        self.whole = isinstance(got, np.ndarray) and got.dtype.kind in "iu"
        self.args = args


def _factor(rows, wrong, undone, names):
    """A constant factor, the sign among them; it shows in two numbers at least."""
    a, b = _flat(rows)
    largest = np.argmax(np.abs(a))
    if np.count_nonzero(a) < 2 or b[largest] == 0:
        return
    factor = b[largest] / a[largest]
    if not undone(lambda row: row.b / factor):
        return
    if abs(factor + 1) < 1e-6:
        yield "sign", "has the wrong sign: right size, opposite direction."
    else:
        yield "factor", f"is {factor:.4g} times what it should be, on every test input."


def _inverted(rows, wrong, undone, names):
    a, b = _flat(rows)
    if set(a) == set(b) == {0, 1} and undone(lambda row: 1 - row.b):
        yield "inverted", "is upside down: 1 where it should be 0 and 0 where it should be 1."


def _mean(rows, wrong, undone, names):
    """The factor is the length of an argument; it shows at two different lengths. Why it is there is not said."""
    for k in range(min(len(row.args) for row in rows)):
        if not all(isinstance(row.args[k], np.ndarray) and row.args[k].ndim for row in rows):
            continue
        if len({len(row.args[k]) for row in wrong}) < 2:
            continue
        length = f"len({names[k]})" if k < len(names) else f"the length of input {k + 1}"
        if undone(lambda row, k=k: row.b / len(row.args[k])):
            yield "missing mean", f"is too large by the factor {length}."
            return
        if undone(lambda row, k=k: row.b * len(row.args[k])):
            yield "mean twice", f"is too small by the factor {length}."
            return


def _input_missing(rows, wrong, undone, names):
    for k in range(min(len(row.args) for row in rows)):
        inputs = [numbers(row.args[k]) for row in rows]
        if any(one is None or one.shape != row.a.shape for one, row in zip(inputs, rows, strict=True)):
            continue
        if undone(lambda row, k=k: row.b + np.asarray(row.args[k], float)):
            name = names[k] if k < len(names) else f"input {k + 1}"
            yield "input missing", f"lacks the input `{name}`: with that added, it is right on every test input."


def _off_by_one(rows, wrong, undone, names):
    for step, word in ((1, "large"), (-1, "small")):
        if undone(lambda row, step=step: row.b - step):
            yield "off by one", f"is too {word} by one, on every test input."


def _order(rows, wrong, undone, names):
    """The right entries elsewhere; it shows where three of them differ."""
    if any(row.a.ndim == 0 for row in rows) or max(len(np.unique(row.a)) for row in wrong) < 3:
        return
    for shift, word in ((1, "late"), (-1, "early")):
        if undone(lambda row, shift=shift: np.roll(row.b, -shift, axis=0)):
            yield "off by one", f"has the right entries one place too {word}."
            return
    if undone(lambda row: row.b[::-1]):
        yield "reversed", "is in reversed order: the last entry comes first."
    elif undone(lambda row: _as_sorted(row.a, row.b)):
        yield "order", "has the right entries in the wrong order."


def _as_sorted(a, b):
    """The entries of b, the smallest where a has its smallest, and so on."""
    out = np.empty(a.size)
    out[np.argsort(a, axis=None)] = np.sort(b, axis=None)
    return out.reshape(a.shape)


def _rounded(rows, wrong, undone, names):
    """Rounding can't be undone, but done to what is expected; it shows at a number beyond 0 and 1."""
    a, b = _flat(rows)
    if np.abs(b).max() < 2:
        return
    for rounding, words in (
        (np.round, "rounded to whole numbers"),
        (np.trunc, "cut off to whole numbers"),
        (np.floor, "rounded down to whole numbers, as // does"),
    ):
        if np.array_equal(rounding(a), b):
            kept = ": it is kept in an integer array" if all(row.whole for row in rows) else ""
            yield "rounded", f"is {words}{kept}."
            return


def _square(rows, wrong, undone, names):
    a, b = _flat(rows)
    if len(set(np.abs(b))) < 2:
        return
    if close(a * a, b, 1e-6):
        yield "squared", "is the square of what it should be, on every test input."
    elif (a >= 0).all() and close(np.sqrt(a), b, 1e-6):
        yield "root", "is the square root of what it should be, on every test input."


def _nearly(rows, wrong, undone, names):
    a, b = _flat(rows)
    if np.abs(a).max() and np.allclose(b, a, rtol=2e-3, atol=0):
        off = 100 * np.max(np.abs(b - a)[a != 0] / np.abs(a[a != 0]))
        unit = 10.0 ** np.floor(np.log10(off))
        percent = np.format_float_positional(np.ceil(off / unit) * unit, precision=1, fractional=False, trim="-")
        yield "nearly", f"is nearly right on every test input: off by at most {percent} %."


KINDS = (_factor, _inverted, _mean, _input_missing, _off_by_one, _order, _rounded, _square, _nearly)


def _flat(rows):
    return np.concatenate([row.a.ravel() for row in rows]), np.concatenate([row.b.ravel() for row in rows])
