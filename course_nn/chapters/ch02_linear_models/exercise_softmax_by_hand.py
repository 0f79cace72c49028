"""The exercise softmax_by_hand: probabilities from logits, row by row and without overflow."""

import numpy as np

from ...exercises import draws
from ...exercises.exercise import Exercise, Mistake


def _logits():
    rng = np.random.default_rng(3)
    large = np.array([[1000.0, 1001.0, 999.0], [-1000.0, 0.0, 5.0]])
    low = np.array([[-1000.0, -1001.0, -999.0]])
    # The row's mean is a way out here; another number of the row, or one of all rows, is none.
    mixed = np.array([[1000.0, 0.0, 0.0], [1000.0, 1000.0, -1000.0], [-1000.0, -1001.0, -999.0], [2.0, 1.0, 0.0]])
    cases = [(np.array([[0.0, 1.0]]),), (np.array([[1000.0, -1000.0]]),), (low,)]
    later = np.array([[0.0, 1.0], [1000.0, 999.0]])  # the first row's maximum is no way out for the second
    cases += [(np.array([[2.0, 1.0], [-1.0, 2.0]]),), (later,), (large,)]
    square, tall = (np.round(rng.normal(size=shape), 3) for shape in ((3, 3), (5, 4)))
    return [*cases, (square,), (mixed,), (tall,)]


def _any_logits(rng):
    """Large ones or not; all, rows, or numbers of a row far from each other or not."""
    (z,) = draws.case("nk")(rng)
    sides = ((), (len(z), 1), z.shape)[rng.integers(3)]
    return (z + rng.choice([-1000.0, 0.0, 1000.0], sides),)


_SOFT = '''
def softmax_by_hand(z):
    """e to the z_k, divided by the sum over the row: probabilities (n, k) from logits z (n, k).

    Logits may be about 1000, or about -1000.
    """
    %s
'''

SOFTMAX = Exercise(
    name="softmax_by_hand",
    title="Softmax by hand",
    stub=_SOFT % "...",
    hints=(
        "Exponentials of a whole array are np.exp(z). Each row is then divided by its own sum: which axis is that?",
        "The sum needs shape (n, 1) so that it divides row by row: e.sum(axis=1, keepdims=True).",
        "No float can hold exp(1000). Subtract the row's largest logit first; it cancels in the fraction.",
    ),
    solution=_SOFT % "e = np.exp(z - z.max(axis=1, keepdims=True))\n    return e / e.sum(axis=1, keepdims=True)",
    cases=_logits,
    unseen=_any_logits,
    measure="p",
    mistakes=(
        Mistake(
            "overflows",
            _SOFT % "e = np.exp(z)\n    return e / e.sum(axis=1, keepdims=True)",
            "The formula is right, but exp(1000) overflows: subtract each row's largest logit before the exponential.",
        ),
        Mistake(
            "columns",
            _SOFT % "e = np.exp(z - z.max(axis=1, keepdims=True))\n    return e / e.sum(axis=0, keepdims=True)",
            "The columns add up to 1: divide by the sum over each row, axis=1.",
        ),
        Mistake(
            "columns throughout",
            _SOFT % "e = np.exp(z - z.max(axis=0))\n    return e / e.sum(axis=0)",
            "The columns add up to 1: an example is a row, so both the maximum and the sum go over axis=1.",
        ),
        Mistake(
            "columns and overflow",
            _SOFT % "e = np.exp(z)\n    return e / e.sum(axis=0)",
            "The columns add up to 1, and large logits overflow: sum over axis=1 and subtract the row's maximum first.",
        ),
        Mistake(
            "whole array",
            _SOFT % "e = np.exp(z - z.max())\n    return e / e.sum()",
            "All entries together add up to 1: every row is an example of its own, so sum over axis=1.",
        ),
        Mistake(
            "largest of all",
            _SOFT % "e = np.exp(z - z.max())\n    return e / e.sum(axis=1, keepdims=True)",
            "It subtracts the largest logit of all rows: a row far below it becomes 0/0. Each row has its own maximum.",
        ),
        Mistake(
            "one sum for all rows",
            _SOFT % "e = np.exp(z - z.max(axis=1, keepdims=True))\n    return e / e.sum()",
            "All rows are divided by one sum, so that all entries together add up to 1: sum each row, over axis=1.",
        ),
        Mistake(
            "maximum not below 0",
            _SOFT % "m = z.max(axis=1, keepdims=True, initial=0)\n    e = np.exp(z - m)\n"
            "    return e / e.sum(axis=1, keepdims=True)",
            "Where all logits of a row lie far below 0, every exponential is 0, and 0/0 is NaN: subtract the row's "
            "own largest logit.",
        ),
        Mistake(
            "the columns' maxima",
            _SOFT % "e = np.exp(z - z.max(axis=0))\n    return e / e.sum(axis=1, keepdims=True)",
            "It subtracts the largest logit of each column: an example is a row, so the maximum goes over axis=1.",
        ),
        Mistake(
            "the row's minimum",
            _SOFT % "e = np.exp(z - z.min(axis=1, keepdims=True))\n    return e / e.sum(axis=1, keepdims=True)",
            "It subtracts the row's smallest logit, and one far above it still overflows: subtract the row's maximum.",
        ),
        Mistake(
            "sign of the exponent",
            _SOFT % "e = np.exp(z.min(axis=1, keepdims=True) - z)\n    return e / e.sum(axis=1, keepdims=True)",
            "The largest logit gets the smallest probability: the sign of the exponent is turned.",
        ),
        Mistake(
            "maximum minus logit",
            _SOFT % "e = np.exp(z.max(axis=1, keepdims=True) - z)\n    return e / e.sum(axis=1, keepdims=True)",
            "The largest logit gets the smallest probability: subtract the maximum from z, not z from the maximum.",
        ),
        Mistake(
            "no keepdims",
            _SOFT % "e = np.exp(z - z.max(axis=1, keepdims=True))\n    return e / e.sum(axis=1)",
            "The row sums have shape (n,), so NumPy sets them against the columns, where it can: with keepdims=True "
            "they are (n, 1), one for each row.",
        ),
        Mistake(
            "no keepdims twice",
            _SOFT % "e = np.exp(z - z.max(axis=1))\n    return e / e.sum(axis=1)",
            "The row maxima and the row sums have shape (n,), so NumPy sets them against the columns, where it can: "
            "with keepdims=True they are (n, 1), one for each row.",
        ),
        Mistake(
            "no keepdims for the maximum",
            _SOFT % "e = np.exp(z - z.max(axis=1))\n    return e / e.sum(axis=1, keepdims=True)",
            "The row maxima have shape (n,), so NumPy sets them against the columns, where it can: with keepdims=True "
            "they are (n, 1), one for each row.",
        ),
        Mistake(
            "no keepdims, overflows",
            _SOFT % "e = np.exp(z)\n    return e / e.sum(axis=1)",
            "The row sums have shape (n,), so NumPy sets them against the columns, where it can: keepdims=True makes "
            "them (n, 1). And exp(1000) overflows: subtract each row's maximum first.",
        ),
        Mistake(
            "Python's own max and sum",
            _SOFT % "e = np.exp(z - max(z))\n    return e / sum(e)",
            "Python's own max takes the rows of an array as a whole, not the entries of each, and so does its sum: use "
            "z.max(axis=1, keepdims=True), and for sums e.sum(axis=1, keepdims=True).",
        ),
        Mistake(
            "the row's mean",
            _SOFT % "e = np.exp(z - z.mean(axis=1, keepdims=True))\n    return e / e.sum(axis=1, keepdims=True)",
            "It subtracts the row's mean, and a logit far above it still overflows: subtract the row's maximum, then "
            "no exponent is above 0.",
        ),
        Mistake(
            "no exponential",
            _SOFT % "return z / z.sum(axis=1, keepdims=True)",
            "The exponential is missing: without it a probability may be negative, or divided by zero.",
        ),
        Mistake(
            "does not divide",
            _SOFT % "return np.exp(z - z.max(axis=1, keepdims=True))",
            "The rows do not add up to 1: divide by their sums.",
        ),
        Mistake(
            "exponentials alone",
            _SOFT % "return np.exp(z)",
            "These are the exponentials alone: divide each row by its sum. And large logits overflow.",
        ),
        Mistake(
            "logarithm",
            _SOFT % "z = z - z.max(axis=1, keepdims=True)\n    return z - np.log(np.exp(z).sum(axis=1, keepdims=True))",
            "These are the logarithms of the probabilities: take the exponential of what you return.",
        ),
        Mistake(
            "sigmoid",
            _SOFT % "return 1 / (1 + np.exp(-z))",
            "This is the sigmoid of every logit by itself: the classes do not share a probability of 1.",
        ),
        Mistake(
            "one-hot",
            _SOFT % "return np.eye(z.shape[1])[z.argmax(axis=1)]",
            "It gives the whole probability to the largest logit: softmax leaves something to the others.",
        ),
    ),
)
