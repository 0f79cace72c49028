"""The exercises of chapter 02, linear models and gradient descent."""

import numpy as np

from ...exercises.exercise import Exercise, Mistake
from .exercise_fit_line import FIT_LINE

__all__ = ("EPOCH", "FIT_LINE", "SOFTMAX", "THIRD")

# --- The gradient of a third weight


def _planes():
    rng = np.random.default_rng(2)
    cases = [(1.0, 2.0, -1.0, np.array([1.0, 2.0]), np.array([3.0, -1.0]), np.array([0.0, 2.0]))]
    for n in (3, 5, 8):
        w = np.round(rng.normal(size=3), 1)
        cases.append((*(float(one) for one in w), *np.round(rng.normal(size=(3, n)), 1)))
    return cases


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
            "It adds up over the examples; J is their mean, so the gradient is a mean, too.",
        ),
        Mistake(
            "no 2",
            _THIRD % (_ERROR + "return np.mean(error * x2)"),
            "The factor 2 is missing: the derivative of a square u² is 2u times the derivative of u.",
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
    for n, d, size in ((3, 1, 2), (4, 2, 2), (5, 2, 2), (7, 3, 3), (10, 2, 4)):
        X, y = np.round(rng.normal(size=(n, d)), 1), np.round(rng.normal(size=n), 1)
        order = np.roll(np.arange(n)[::-1], 1)
        cases.append((X, y, np.round(rng.normal(size=d), 1), 0.1, size, order))
    return cases


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
    measure="w",
    mistakes=(
        Mistake(
            "drops the rest",
            _PASS % _LOOP.replace("range(0, len(X), size)", "range(0, len(X) - size + 1, size)"),
            "The last, smaller batch is left out, so some rows are never used.",
        ),
        Mistake(
            "own order",
            _PASS % _LOOP.replace("order[start : start + size]", "slice(start, start + size)"),
            "It takes the rows as they stand in X: `order` says which come first.",
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
            "It takes the sum over the batch, so the step grows with the batch: divide by its number of rows.",
        ),
        Mistake(
            "no 2",
            _PASS % _LOOP.replace("* 2 /", "/"),
            "The factor 2 of the squared error's derivative is missing.",
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
            "single rows",
            _PASS % _LOOP.replace("range(0, len(X), size)", "range(len(X))").replace("start + size", "start + 1"),
            "It takes one row at a time, which is stochastic gradient descent: a step should use `size` rows.",
        ),
        Mistake(
            "overlapping batches",
            _PASS % _LOOP.replace("range(0, len(X), size)", "range(len(X))"),
            "The batches overlap: the next one starts `size` rows further on, not one.",
        ),
        Mistake(
            "in place",
            _PASS % _LOOP.replace("w = w - rate", "w -= rate"),
            "`w -= ...` writes into the caller's own array, whose starting weights are lost: write w = w - ....",
        ),
    ),
)

# --- Softmax by hand


def _logits():
    rng = np.random.default_rng(3)
    large = np.array([[1000.0, 1001.0, 999.0], [-1000.0, 0.0, 5.0]])
    cases = [(np.array([[0.0, 1.0]]),), (np.array([[2.0, 2.0], [-1.0, 1.0]]),), (large,)]
    cases += [(np.round(rng.normal(size=shape), 1),) for shape in ((3, 3), (5, 4))]
    return cases


_SOFT = '''
def softmax_by_hand(z):
    """e to the z_k, divided by the sum over the row: probabilities (n, k) from logits z (n, k).

    Logits may be as large as 1000.
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
        Mistake(
            "in place",
            _SOFT % "z -= z.max(axis=1, keepdims=True)\n    e = np.exp(z)\n    return e / e.sum(axis=1, keepdims=True)",
            "`z -= ...` changes the caller's logits: write z = z - ... to get a new array.",
        ),
    ),
)
