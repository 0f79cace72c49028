"""The bug hunt of chapter 02: a slope that stays at zero."""

import numpy as np

from ...exercises import draws
from ...exercises.exercise import Exercise, Mistake


def _slopes():
    rng = np.random.default_rng(4)
    cases = []
    for n, rate, steps, b, w in ((2, 0.1, 1, 3, 2), (3, 0.2, 3, 3, 2), (6, 0.05, 5, -3, -2), (12, 0.15, 2, 3, 2)):
        x = np.round(np.linspace(-1, 1.5, n) + rng.normal(0, 0.2, n), 1)
        cases.append((x[:, None], np.round(b + w * x + rng.normal(0, 0.3, n), 1), rate, steps))
    return cases


def _any_slope(rng):
    x, y = draws.case("n n")(rng)
    return x[:, None], y, 0.1, int(rng.integers(1, 6))


_BROKEN = '''
def fit_line(X, y, rate, steps):
    """The slope w and the intercept b after some steps of gradient descent, for one feature X (n, 1) and y (n,)."""
    w, b = 0.0, 0.0
    for _ in range(steps):
        error = w * X + b - y
        w, b = w - rate * 2 * np.mean(error * X), b - rate * 2 * np.mean(error)
    return w, b
'''
_MENDED = _BROKEN.replace("w * X + b - y", "w * X[:, 0] + b - y").replace("error * X)", "error * X[:, 0])")

FIT_LINE = Exercise(
    name="fit_line",
    title="Bug hunt: a slope of zero",
    stub=_BROKEN,
    hints=(
        "Look at shapes: run the body of the loop once in a cell of your own, and evaluate error.shape.",
        "The error has shape (n, n): X is (n, 1), y is (n,), and NumPy subtracts every target from every prediction.",
        "Make both of one shape. Either take the column as a vector, X[:, 0], wherever X stands, or use y[:, None].",
    ),
    solution=_MENDED,
    cases=_slopes,
    unseen=_any_slope,
    returns=("w", "b"),
    mistakes=(
        Mistake(
            "still a square",
            _BROKEN.replace("- y\n", "- y[None]\n").replace("np.mean(error * X)", "np.mean(error * X, axis=None)"),
            "Every prediction still goes with the mean of all targets, as in an (n, n) square: look at error.shape. "
            "Each has a target of its own, that of its row.",
        ),
        Mistake(
            "half mended",
            _BROKEN.replace("w * X + b - y", "w * X[:, 0] + b - y"),
            "The slope's gradient is the mean error times the mean of X, as from an (n, n) square: look at the shape "
            "of error * X. Each error belongs to the X of its own row.",
        ),
        Mistake(
            "the other half",
            _BROKEN.replace("error * X)", "error * X[:, 0])"),
            "Every target goes with the mean of all predictions, as in an (n, n) square: look at error.shape. Each has "
            "a prediction of its own, that of its row.",
        ),
        Mistake(
            "sums",
            _MENDED.replace("np.mean", "np.sum"),
            "It comes to sums where means stood: those were no bug.",
        ),
        Mistake(
            "no 2",
            _MENDED.replace("rate * 2 *", "rate *"),
            "The steps are half as long as they were: the derivative has a factor 2.",
        ),
        Mistake(
            "no 2 for w",
            _MENDED.replace("w - rate * 2 *", "w - rate *"),
            "The steps of w are half as long as they were: its gradient has a factor 2.",
        ),
        Mistake(
            "no 2 for b",
            _MENDED.replace("b - rate * 2 *", "b - rate *"),
            "The steps of b are half as long as they were: its gradient has a factor 2.",
        ),
        Mistake(
            "one step only",
            _MENDED.replace("    return w, b", "        return w, b"),
            "It gives what a single step gives. Perhaps the `return` stands inside the loop, or each begins at 0.",
        ),
        Mistake(
            "b before w",
            _MENDED.replace(
                "w, b = w - rate * 2 * np.mean(error * X[:, 0]), b - rate * 2 * np.mean(error)",
                "b = b - rate * 2 * np.mean(error)\n"
                "        w = w - rate * 2 * np.mean((w * X[:, 0] + b - y) * X[:, 0])",
            ),
            "`w` is changed with the error of the new b: both steps belong to one error.",
        ),
        Mistake(
            "one after the other",
            _MENDED.replace(
                "w, b = w - rate * 2 * np.mean(error * X[:, 0]), b - rate * 2 * np.mean(error)",
                "w = w - rate * 2 * np.mean(error * X[:, 0])\n        b = b - rate * 2 * np.mean(w * X[:, 0] + b - y)",
            ),
            "`b` is changed with the error of the new w: both steps belong to one error.",
        ),
        Mistake(
            "feature lost",
            _MENDED.replace("error * X[:, 0])", "error)"),
            "The gradient for w is no longer multiplied by the feature.",
        ),
    ),
)
