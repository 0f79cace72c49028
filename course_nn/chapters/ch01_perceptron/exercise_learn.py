"""The bug hunt learn: a learning rule that makes more mistakes than are possible."""

import numpy as np

from ...exercises.exercise import Exercise, Mistake
from .exercise_most_mistakes import any_separated


def _separable():
    cases = []
    # Seeds that tell apart the mistakes below, and an early end after an epoch with a single mistake.
    for seed, n, first in ((18, 4, 0), (55, 4, 0), (23, 6, 0), (75, 6, 1), (206, 8, 0), (55, 10, 0), (0, 16, 0)):
        y = (np.arange(n) + first) % 2
        X = np.array([0.8, 0.2]) + 0.62 * (2 * y[:, None] - 1)
        X = X + np.random.default_rng(seed).uniform(-0.6, 0.6, size=(n, 2))
        # One set is small, so that z comes close to 0.
        cases.append((np.round(0.1 * X, 3) if n == 8 else np.round(X, 1), y))
    # A narrow gap far from the origin: more than sixty epochs. In halves, so that every sum is exact.
    X = np.random.default_rng(2).integers(4, 13, size=(24, 2)) / 2
    cases.append((X, (3 * X[:, 0] - 4 * X[:, 1] + 4.75 > 0).astype(int)))
    # After an epoch all predictions are right, and yet a positive row lies on the line, which is a mistake.
    X = np.array([[0, 0], [0, -2], [2, 1], [1, 2], [0, -2]], float)
    cases.insert(2, (X, np.array([1, 0, 0, 1, 0])))
    return cases


_STALE = '''
def learn(X, y):
    """The weights, the bias and the number of mistakes after learning separable data."""
    w, b, mistakes = np.zeros(X.shape[1]), 0.0, 0
    s = 2 * y - 1
    for _ in range(1000):
        z = X @ w + b
        wrong = 0
        for i in range(len(X)):
            if s[i] * z[i] <= 0:
                w, b, wrong = w + s[i] * X[i], b + s[i], wrong + 1
        mistakes += wrong
        if wrong == 0:
            break
    return w, b, mistakes
'''
_FIXED = '''
def learn(X, y):
    """The weights, the bias and the number of mistakes after learning separable data."""
    w, b, mistakes = np.zeros(X.shape[1]), 0.0, 0
    s = 2 * y - 1
    for _ in range(1000):
        wrong = 0
        for i in range(len(X)):
            if s[i] * (X[i] @ w + b) <= 0:
                w, b, wrong = w + s[i] * X[i], b + s[i], wrong + 1
        mistakes += wrong
        if wrong == 0:
            break
    return w, b, mistakes
'''

LEARN = Exercise(
    name="learn",
    title="Bug hunt: more mistakes than possible",
    stub=_STALE,
    hints=(
        "Print the mistakes of the first epoch. With w = 0 every row counts as wrong: is that what the rule does?",
        "After the first correction the second row should be judged by the new weights. Which line judges it?",
        "z is computed once an epoch, from old weights. Compute each row's own in the inner loop: X[i] @ w + b.",
    ),
    solution=_FIXED,
    cases=_separable,
    unseen=lambda rng: any_separated(rng)[:2],
    returns=("w", "b", "mistakes"),
    mistakes=(
        Mistake(
            "still stale",
            _STALE.replace("z = X @ w + b", "score = s * (X @ w + b)").replace("s[i] * z[i]", "score[i]"),
            "The bug is still there: all rows of an epoch are judged by the weights from its beginning.",
        ),
        Mistake(
            "line counts as right",
            _FIXED.replace("<= 0", "< 0"),
            "Nothing is learned, w stays 0: there every row is on the line, and by the rule, <= 0, that is a mistake.",
        ),
        Mistake(
            "one epoch",
            _FIXED.replace("range(1000)", "range(1)"),
            "Each row's z is right now, but it stops after one epoch, before every row is right: look at the range, at "
            "the `break` and at the indent of `return`.",
        ),
        Mistake(
            "one epoch, still stale",
            _STALE.replace("range(1000)", "range(1)"),
            "It stops after one epoch, before every row is right. And the bug is still there: all rows are judged by "
            "the weights from the beginning of the epoch.",
        ),
        Mistake(
            "first correction ends the epoch",
            _FIXED.replace("wrong + 1\n", "wrong + 1\n                break\n", 1),
            "It starts again from the first row after every correction. That learns, but in another order than the "
            "rule, which goes on with the next row.",
        ),
        Mistake(
            "counts the last epoch",
            _FIXED.replace("mistakes += wrong", "mistakes = wrong"),
            "The weights are right now, but no mistakes are counted: in the last epoch there are none, so add up "
            "those of all epochs.",
        ),
        Mistake(
            "counts epochs",
            _FIXED.replace("mistakes += wrong", "mistakes += 1"),
            "The weights are right now, but it counts epochs: add up the mistakes that were made in each.",
        ),
        Mistake(
            "counts again and again",
            _FIXED.replace("        mistakes += wrong", "            mistakes += wrong"),
            "The weights are right now, but mistakes are counted more than once: `wrong` grows within an epoch, so "
            "add it at the end of each.",
        ),
        Mistake(
            "bias never moves",
            _FIXED.replace("b + s[i]", "b"),
            "The bias never moves: it changes by s[i] with every correction.",
        ),
        Mistake(
            "no bias in z",
            _FIXED.replace("(X[i] @ w + b)", "(X[i] @ w)"),
            "The row's own z is computed in the right place now, but without the bias: X[i] @ w + b.",
        ),
        Mistake(
            "bracket around z",
            _FIXED.replace("(X[i] @ w + b)", "(X[i] @ w) + b"),
            "It judges a negative row by X[i] @ w - b: s[i] multiplies all of z, s[i] * (X[i] @ w + b).",
        ),
        Mistake(
            "prediction on the line",
            _FIXED.replace("s[i] * (X[i] @ w + b) <= 0", "(X[i] @ w + b >= 0) != (y[i] == 1)"),
            "A positive row exactly on the line isn't corrected; by the rule, s * z <= 0, it is.",
        ),
        Mistake(
            "wrong is never reset",
            _FIXED.replace("        wrong = 0\n", "")
            .replace("b, mistakes = np", "b, wrong, mistakes = np")
            .replace("0.0, 0\n", "0.0, 0, 0\n"),
            "The weights are right now, but it counts the mistakes of earlier epochs again in every later one: `wrong` "
            "begins at 0 in each.",
        ),
    ),
)
