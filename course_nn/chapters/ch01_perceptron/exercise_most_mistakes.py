"""The exercise most_mistakes: the bound on the number of mistakes, from a line that separates."""

import numpy as np

from ...exercises import draws
from ...exercises.exercise import Exercise, Mistake


def _lines():
    cases = [
        (np.array([[0.0], [3.0]]), np.array([0, 1]), np.array([1.0]), -1.0),
        (
            np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]),
            np.array([0, 0, 0, 1]),
            np.array([2.0, 2.0]),
            -3.0,
        ),
    ]
    rng = np.random.default_rng(4)
    for n, d, size, digits in ((6, 2, 1, 1), (6, 3, 1, 1), (10, 3, 4, 3)):
        w, b, X = np.round(rng.normal(size=d), digits), 0.735, np.round(size * rng.normal(size=(4 * n, d)), digits)
        X = X[np.abs(X @ w + b) > 0.3 * size][:n]
        X = X[np.argsort(-np.sum(X**2, axis=1))]  # the longest first: it counts like any other
        cases.append((X, (X @ w + b > 0).astype(int), w, b))
    return cases


def any_separated(rng):
    """Rows with labels, and a line that separates them, not too narrowly."""
    while True:
        n, d = rng.integers(2, 10), rng.integers(1, 4)
        X, w, b = draws.floats(rng, n, d), draws.floats(rng, d), draws.number(rng)
        z = X @ w + b
        if min(abs(z)) > 0.1 and (1 + np.max(np.sum(X**2, axis=1))) * (w @ w + b * b) < 500 * min(abs(z)) ** 2:
            return X, (z > 0).astype(int), w, b


_BOUND = '''
def most_mistakes(X, y, w, b):
    """The number of mistakes that the learning rule can make at most, by a line (w, b) that separates the classes.

    X is (n, d), the labels y (n,) are 0 or 1, w is (d,). The number need not be whole: it is not rounded.
    """
    %s
'''
_BODY = """s = 2 * y - 1
    m = np.min(s * (X @ w + b))
    R2 = 1 + np.max(np.sum(X**2, axis=1))
    return R2 * (w @ w + b**2) / m**2"""


def _wrong(old, new):
    assert old in _BODY, old
    return _BOUND % _BODY.replace(old, new)


MOST_MISTAKES = Exercise(
    name="most_mistakes",
    title="A promise in numbers",
    stub=_BOUND % "...",
    hints=(
        "Three numbers are needed: the margin m of the line, the length R of the longest example, and the length of "
        "the weights. In the proof examples and weights have one entry more: 1 and b.",
        "With s = 2 * y - 1 the margin is the least of s * (X @ w + b). The longest example has the square "
        "1 + the largest of np.sum(X**2, axis=1).",
        "The bound is (R * length / m) ** 2, so roots can be spared: R² times (w @ w + b**2), divided by m**2.",
    ),
    solution=_BOUND % _BODY,
    cases=_lines,
    unseen=any_separated,
    measure="bound",
    mistakes=(
        Mistake(
            "no x0 in R",
            _wrong("1 + np.max", "np.max"),
            "The longest example is too short: each has one more entry, x0 = 1, which adds 1 to the square of R.",
        ),
        Mistake(
            "no b in the length",
            _wrong("(w @ w + b**2)", "(w @ w)"),
            "The length of the weights leaves out the bias: it is the weight of x0, so its square is added.",
        ),
        Mistake(
            "neither x0 nor b",
            _BOUND % _BODY.replace("1 + np.max", "np.max").replace("(w @ w + b**2)", "(w @ w)"),
            "The bias is left out, in the examples (x0 = 1) and in the weights (b): both are one entry longer.",
        ),
        Mistake(
            "no bias in the margin",
            _wrong("(X @ w + b)", "(X @ w)"),
            "The margin is taken without the bias: how clearly an example lies on its side is s * (X @ w + b).",
        ),
        Mistake(
            "largest margin",
            _wrong("np.min", "np.max"),
            "It takes the example that lies most clearly on its side: the margin is that of the worst, the minimum of "
            "s * (X @ w + b), where s is +1 for the label 1 and -1 for the label 0.",
        ),
        Mistake(
            "mean margin",
            _wrong("np.min", "np.mean"),
            "It takes the mean over the examples: the margin is that of the worst one, the minimum.",
        ),
        Mistake(
            "no signs",
            _wrong("s * (X @ w + b)", "X @ w + b"),
            "The margin does not look at the labels: multiply by s, which is -1 for the label 0, before the minimum.",
        ),
        Mistake(
            "shortest example",
            _wrong("np.max", "np.min"),
            "It takes the shortest example for R: the longest one makes the weights grow most.",
        ),
        Mistake(
            "all examples for R",
            _wrong("np.max(np.sum(X**2, axis=1))", "np.sum(X**2)"),
            "It adds up the squares of all examples: R is the length of a single one, the longest.",
        ),
        Mistake(
            "not squared",
            _wrong("return R2 * (w @ w + b**2) / m**2", "return np.sqrt(R2 * (w @ w + b**2)) / m"),
            "The square is missing: from k m ≤ R √k ‖w‖ follows √k ≤ R ‖w‖ / m, and k is the square of that.",
        ),
        Mistake(
            "margin not squared",
            _wrong("m**2", "m"),
            "The margin is not squared: half the margin makes the bound four times as large.",
        ),
        Mistake(
            "length of w missing",
            _wrong(" * (w @ w + b**2)", ""),
            "The length of the weights is missing: with all weights doubled the margin doubles as well, and the line "
            "is the same.",
        ),
        Mistake(
            "rounded down",
            _wrong("R2 * (w @ w + b**2) / m**2", "np.floor(R2 * (w @ w + b**2) / m**2)"),
            "It is rounded down, and rightly so for a number of mistakes; here the bound itself is asked for.",
        ),
        Mistake(
            "rounded up",
            _wrong("R2 * (w @ w + b**2) / m**2", "np.ceil(R2 * (w @ w + b**2) / m**2)"),
            "It is rounded up: the bound itself is asked for, with its decimals.",
        ),
        Mistake(
            "1 added to R",
            _wrong("1 + np.max(np.sum(X**2, axis=1))", "(1 + np.sqrt(np.max(np.sum(X**2, axis=1)))) ** 2"),
            "The 1 is added to the length of the longest example: it belongs to its square, R² = 1 + ...",
        ),
        Mistake(
            "R not squared",
            _wrong("return R2", "return np.sqrt(R2)"),
            "R is not squared: twice the length of the examples makes the bound four times as large.",
        ),
        Mistake(
            "length of w not squared",
            _wrong("(w @ w + b**2)", "np.sqrt(w @ w + b**2)"),
            "The length of the weights is not squared: with all weights doubled the bound should stay what it is.",
        ),
        Mistake(
            "distance for margin",
            _wrong("/ m**2", "/ (m**2 / (w @ w))"),
            "As if the margin were divided by the length of w, so that a length comes in twice: divide by it, or "
            "multiply by it at the end, and with b in it.",
        ),
    ),
)
