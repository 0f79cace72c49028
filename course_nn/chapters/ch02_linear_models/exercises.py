"""The exercises of chapter 02, linear models and gradient descent."""

import numpy as np

from ...exercises import draws
from ...exercises.exercise import Exercise, Mistake
from .exercise_fit_line import FIT_LINE
from .exercise_logistic_step import LOGISTIC_STEP
from .exercise_softmax_by_hand import SOFTMAX

__all__ = ("EPOCH", "FIT_LINE", "LOGISTIC_STEP", "SOFTMAX", "THIRD")

# --- The gradient of a third weight


def _planes():
    rng = np.random.default_rng(2)
    cases = [(1.0, 2.0, -1.0, np.array([1.0, 2.0]), np.array([3.0, -1.0]), np.array([0.0, 2.0]))]
    for n, size, digits in ((3, 1, 1), (5, 1, 1), (8, 4, 3)):
        w = np.round(size * rng.normal(size=3), digits)
        cases.append((*(float(one) for one in w), *np.round(size * rng.normal(size=(3, n)), digits)))
    return cases


def _any_plane(rng):
    weights = (draws.number(rng) for _ in range(3))
    return *weights, *draws.case("n n n")(rng)


_THIRD = '''
def third_gradient(w0, w1, w2, x1, x2, y):
    """∂J/∂w2 for J = the mean of (w0 + w1 x1 + w2 x2 − y)², with x1, x2 and y of shape (n,)."""
    %s
'''
_ERROR = "error = w0 + w1 * x1 + w2 * x2 - y\n    "

THIRD = Exercise(
    name="third_gradient",
    title="The gradient of a third weight",
    stub=_THIRD % "...",
    hints=(
        "Compute the error of every example first: w0 + w1 * x1 + w2 * x2 - y has shape (n,).",
        "For one example, the chain rule gives 2 * error times the derivative of the error by w2. Which input is that?",
        "J is a mean over the examples, and so is its derivative: return np.mean(2 * error * x2).",
    ),
    solution=_THIRD % (_ERROR + "return np.mean(2 * error * x2)"),
    cases=_planes,
    unseen=_any_plane,
    measure="∂J/∂w2",
    mistakes=(
        Mistake(
            "first weight",
            _THIRD % (_ERROR + "return np.mean(2 * error)"),
            "This is ∂J/∂w0, the derivative by the intercept: w2 is multiplied by x2, and that factor stays.",
        ),
        Mistake(
            "second weight",
            _THIRD % (_ERROR + "return np.mean(2 * error * x1)"),
            "This is ∂J/∂w1: the input that belongs to w2 is x2.",
        ),
        Mistake(
            "sum",
            _THIRD % (_ERROR + "return np.sum(2 * error * x2)"),
            "It comes to the sum over the examples; J is their mean, so the gradient is a mean, too.",
        ),
        Mistake(
            "no 2",
            _THIRD % (_ERROR + "return np.mean(error * x2)"),
            "It is half of what it should be: the derivative of a square u² is 2u times the derivative of u.",
        ),
        Mistake(
            "sign",
            _THIRD % (_ERROR + "return -np.mean(2 * error * x2)"),
            "The sign is flipped: with the error as prediction minus target there is no minus in front.",
        ),
        Mistake(
            "error squared",
            _THIRD % (_ERROR + "return np.mean(2 * error**2 * x2)"),
            "The error is still squared: differentiating a square lowers its power by one.",
        ),
        Mistake(
            "weight for input",
            _THIRD % (_ERROR + "return np.mean(2 * error * w2)"),
            "It multiplies by the weight w2: the derivative of w2 x2 by w2 is the input x2.",
        ),
        Mistake(
            "one each",
            _THIRD % (_ERROR + "return 2 * error * x2"),
            "These are the derivatives of the single examples' losses; take their mean.",
        ),
        Mistake(
            "mean of each",
            _THIRD % (_ERROR + "return 2 * np.mean(error) * np.mean(x2)"),
            "It multiplies the mean error by the mean input: the mean of a product is not the product of the means.",
        ),
        Mistake(
            "no intercept",
            _THIRD % "error = w1 * x1 + w2 * x2 - y\n    return np.mean(2 * error * x2)",
            "The error is computed without the intercept w0: it belongs to every prediction.",
        ),
        Mistake(
            "bracket around x2 − y",
            _THIRD % "error = w0 + w1 * x1 + w2 * (x2 - y)\n    return np.mean(2 * error * x2)",
            "In the error w2 multiplies y as well, as with a bracket around x2 - y: it belongs to x2 alone.",
        ),
        Mistake(
            "the cost",
            _THIRD % (_ERROR + "return np.mean(error**2)"),
            "This is the cost J itself, not yet its derivative.",
        ),
    ),
)

# --- The mini-batch loop


def _passes():
    rng = np.random.default_rng(7)
    cases = []
    for n, d, size, rate in ((3, 1, 2, 0.1), (4, 2, 2, 0.2), (5, 2, 2, 0.05), (7, 3, 2, 0.15), (10, 2, 4, 0.123)):
        X, y = np.round(rng.normal(size=(n, d)), 1), np.round(rng.normal(size=n), 1)
        # Not its own inverse, so that a row's place and the row at a place differ.
        order = np.roll(np.arange(n), 1) if n == 3 else rng.permutation(n)
        cases.append((X, y, np.round((3 if n == 10 else 1) * rng.normal(size=d), 1), rate, size, order))
    return cases


def _any_pass(rng):
    X, y, w = draws.case("ni n i", most=9)(rng)
    rate, size = 0.05 * int(rng.integers(1, 5)), int(rng.integers(1, len(X) + 1))
    return X, y, w, rate, size, rng.permutation(len(X))


_PASS = '''
def one_epoch(X, y, w, rate, size, order):
    """The weights w (d,) after one epoch of mini-batch gradient descent on the mean squared error.

    The rows of X (n, d) are visited in the given order (n,), size of them in each step.
    The last batch may be smaller. The prediction is X @ w.
    """
%s    return w
'''
_LOOP = """    for start in range(0, len(X), size):
        rows = order[start : start + size]
        error = X[rows] @ w - y[rows]
        w = w - rate * 2 / len(rows) * X[rows].T @ error
"""

EPOCH = Exercise(
    name="one_epoch",
    title="The mini-batch loop",
    stub=_PASS % "    ...\n",
    hints=(
        "Loop over the starts of the batches, range(0, len(X), size), and cut rows = order[start : start + size].",
        "Within the loop everything is as in gradient descent, but on X[rows] and y[rows] alone.",
        "The step is w = w - rate * 2 / len(rows) * X[rows].T @ error, with error = X[rows] @ w - y[rows].",
    ),
    solution=_PASS % _LOOP,
    cases=_passes,
    unseen=_any_pass,
    measure="w",
    mistakes=(
        Mistake(
            "drops the rest",
            _PASS % _LOOP.replace("range(0, len(X), size)", "range(0, len(X) - size + 1, size)"),
            "The last, smaller batch is left out, so some rows are never used.",
        ),
        Mistake(
            "own order",
            _PASS % _LOOP.replace("order[start : start + size]", "np.arange(len(X))[start : start + size]"),
            "It takes the rows as they stand in X: `order` says which come first.",
        ),
        Mistake(
            "targets not reordered",
            _PASS % _LOOP.replace("y[rows]", "y[start : start + size]"),
            "The rows of X come in the given order, and the targets as they stand: each row keeps its own y, y[rows].",
        ),
        Mistake(
            "rows not reordered",
            _PASS % _LOOP.replace("X[rows]", "X[start : start + size]"),
            "The targets come in the given order, and the rows of X as they stand: each target keeps its own row, "
            "X[rows].",
        ),
        Mistake(
            "size batches",
            _PASS
            % _LOOP.replace("start in range(0, len(X), size)", "rows in np.array_split(order, size)").replace(
                "        rows = order[start : start + size]\n", ""
            ),
            "It makes `size` batches: `size` is the number of rows in each.",
        ),
        Mistake(
            "scattered rows",
            _PASS % _LOOP.replace("order[start : start + size]", "np.argsort(order)[start : start + size]"),
            "It goes through the rows by the inverse of `order`, as argsort(order) or A[order] = X would: the row to "
            "visit first is order[0], so take X[order].",
        ),
        Mistake(
            "no rate",
            _PASS % _LOOP.replace("rate * 2 /", "2 /"),
            "The rate is missing: the step is the rate times the gradient.",
        ),
        Mistake(
            "divides by n",
            _PASS % _LOOP.replace("len(rows)", "len(X)"),
            "The gradient of a batch is divided by all n rows: take the mean over the rows of the batch.",
        ),
        Mistake(
            "divides by size",
            _PASS % _LOOP.replace("len(rows)", "size"),
            "It divides by `size`, but the last batch may have fewer rows: divide by the number it really has.",
        ),
        Mistake(
            "sum",
            _PASS % _LOOP.replace(" / len(rows)", ""),
            "It comes to the sum over the batch, so the step grows with the batch: divide by its number of rows.",
        ),
        Mistake(
            "no 2",
            _PASS % _LOOP.replace("* 2 /", "/"),
            "The steps are half as long as they should be: the derivative of the squared error has a factor 2.",
        ),
        Mistake(
            "uphill",
            _PASS % _LOOP.replace("w = w - rate", "w = w + rate"),
            "It walks uphill: the gradient points to where J grows, so it is subtracted.",
        ),
        Mistake(
            "one batch only",
            _PASS % (_LOOP + "        break\n"),
            "Only the first batch is used, but an epoch uses every row: does the `return` stand inside the loop?",
        ),
        Mistake(
            "old weights",
            _PASS % ("    first = w\n" + _LOOP.replace("X[rows] @ w", "X[rows] @ first")),
            "Every batch is judged by the weights from the beginning of the epoch: use the newest w.",
        ),
        Mistake(
            "all rows each time",
            _PASS % _LOOP.replace("order[start : start + size]", "order"),
            "Every step uses all rows: that is batch gradient descent, several steps of it.",
        ),
        Mistake(
            "one step for all rows",
            _PASS % "    w = w - rate * 2 / len(X) * X.T @ (X @ w - y)\n",
            "It takes a single step with all rows: an epoch of mini-batches takes one for every `size` rows.",
        ),
        Mistake(
            "single rows",
            _PASS % _LOOP.replace("range(0, len(X), size)", "range(len(X))").replace("start + size", "start + 1"),
            "It takes one row at a time, which is stochastic gradient descent: a step should use `size` rows.",
        ),
        Mistake(
            "backward",
            _PASS % _LOOP.replace("order[start : start + size]", "order[::-1][start : start + size]"),
            "It goes through `order` from its end: the row to visit first is order[0].",
        ),
        Mistake(
            "no step",
            _PASS % "    w = w.copy()\n",
            "The weights stay as they were: take a step with every batch.",
        ),
        Mistake(
            "overlapping batches",
            _PASS % _LOOP.replace("range(0, len(X), size)", "range(len(X))"),
            "The batches overlap: the next one starts `size` rows further on, not one.",
        ),
    ),
)
