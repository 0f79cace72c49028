"""The exercises of chapter 01, Perceptron."""

import numpy as np

from ...exercises.exercise import Exercise, Mistake
from .exercise_pocket import POCKET

__all__ = ("LEARN", "NAND", "POCKET", "UPDATE")

# --- One step of the learning rule


def _steps():
    return [
        (np.array([0.0, 0.0]), 0.0, np.array([1.0, 0.0]), 1),
        (np.array([0.0, 0.0]), 0.0, np.array([0.0, 1.0]), 0),
        (np.array([1.0, 2.0]), -1.0, np.array([1.0, 1.0]), 1),
        (np.array([1.0, -2.0]), 0.5, np.array([0.0, 1.0]), 0),
        (np.array([1.0, 2.0]), -1.0, np.array([1.0, 1.0]), 0),
        (np.array([1.0, -2.0]), 0.5, np.array([0.5, 2.0]), 1),
        (np.array([0.5, -1.0, 2.0]), -3.0, np.array([1.0, 0.0, 1.0]), 1),
    ]


UPDATE = Exercise(
    name="update",
    title="One step of the learning rule",
    stub='''
def update(w, b, x, y):
    """The weights w (d,) and the bias b after one look at the example x (d,) with label y (0 or 1).

    An example exactly on the line counts as a mistake.
    """
    ...
''',
    hints=(
        "Turn the label into a sign first: s is +1 for y = 1 and -1 for y = 0.",
        "The example is on the wrong side, or on the line, exactly if s * (x @ w + b) <= 0. Otherwise nothing changes.",
        "For a mistake return w + s * x and b + s: the bias is the weight of an input that is always 1.",
    ),
    solution='''
def update(w, b, x, y):
    """The weights w (d,) and the bias b after one look at the example x (d,) with label y (0 or 1).

    An example exactly on the line counts as a mistake.
    """
    s = 1 if y == 1 else -1
    if s * (x @ w + b) <= 0:
        w, b = w + s * x, b + s
    return w, b
''',
    cases=_steps,
    returns=("w", "b"),
    mistakes=(
        Mistake(
            "always corrects",
            "def update(w, b, x, y):\n    s = 1 if y == 1 else -1\n    return w + s * x, b + s",
            "It corrects every example, also those on the right side: only a mistake may change the weights.",
        ),
        Mistake(
            "never subtracts",
            "def update(w, b, x, y):\n    s = 1 if y == 1 else -1\n"
            "    return (w + x, b + 1) if s * (x @ w + b) <= 0 else (w, b)",
            "It adds the example whatever its label: a negative example has to be subtracted.",
        ),
        Mistake(
            "subtracts positives",
            "def update(w, b, x, y):\n    s = 1 if y == 1 else -1\n"
            "    return (w - s * x, b - s) if s * (x @ w + b) <= 0 else (w, b)",
            "The sign of the correction is flipped: a positive example on the wrong side is added to w.",
        ),
        Mistake(
            "forgets the bias",
            "def update(w, b, x, y):\n    s = 1 if y == 1 else -1\n"
            "    return (w + s * x, b) if s * (x @ w + b) <= 0 else (w, b)",
            "The bias never moves: it is the weight of an input that is always 1, so it changes by s.",
        ),
        Mistake(
            "replaces",
            "def update(w, b, x, y):\n    s = 1 if y == 1 else -1\n"
            "    return (s * x, s) if s * (x @ w + b) <= 0 else (w, b)",
            "The correction replaces the weights instead of being added to them: what was learned before is lost.",
        ),
        Mistake(
            "line counts as right",
            "def update(w, b, x, y):\n    s = 1 if y == 1 else -1\n"
            "    return (w + s * x, b + s) if s * (x @ w + b) < 0 else (w, b)",
            "An example on the line counts as a mistake (<= 0, not < 0); otherwise w = 0 never begins to learn.",
        ),
        Mistake(
            "label as sign",
            "def update(w, b, x, y):\n    return (w + y * x, b + y) if y * (x @ w + b) <= 0 else (w, b)",
            "The label 0 is used as a factor, and 0 times x corrects nothing: turn the label 0 into the sign -1.",
        ),
        Mistake(
            "prediction on the line",
            "def update(w, b, x, y):\n    e = y - int(x @ w + b >= 0)\n    return w + e * x, b + e",
            "A positive example exactly on the line is predicted right (z >= 0), so it isn't corrected; by the rule, "
            "s * z <= 0, it is: it has to lie clearly on its side.",
        ),
        Mistake(
            "in place",
            "def update(w, b, x, y):\n    s = 1 if y == 1 else -1\n    if s * (x @ w + b) <= 0:\n"
            "        w += s * x\n        b += s\n    return w, b",
            "`w += ...` writes into the caller's own array, so every entry of a history of weights would show the "
            "last ones: write w = w + ... to get a new array.",
        ),
    ),
)

# --- Weights for NAND


def _neuron(weights, x1, x2):
    try:
        w1, w2, b = (float(one) for one in weights)
    except (TypeError, ValueError):
        raise ValueError("three numbers were expected, (w1, w2, b)") from None
    return int(w1 * x1 + w2 * x2 + b >= 0)


NAND = Exercise(
    name="nand_weights",
    title="A neuron for NAND, by thought",
    stub="nand_weights = ...  # three numbers: (w1, w2, b)",
    hints=(
        "NAND is 1 at 00, 01 and 10, and 0 only at 11. Draw the four points and a line that cuts off one corner.",
        "The neuron fires where w1 x1 + w2 x2 + b >= 0. At 00 that says b >= 0: the bias alone fires it.",
        "Each input pulls down: w1 and w2 negative; one alone must not reach b, both together must: -1, -1 and 1.5.",
    ),
    solution="nand_weights = (-1, -1, 1.5)  # three numbers: (w1, w2, b)",
    cases=lambda: [(0, 0), (0, 1), (1, 0), (1, 1)],
    arguments=("x1", "x2"),
    probe=_neuron,
    measure="output",
    mistakes=(
        Mistake(
            "AND",
            "nand_weights = (1, 1, -1.5)",
            "This is AND, the exact opposite: turn all three signs around.",
        ),
        Mistake("OR", "nand_weights = (1, 1, -0.5)", "This is OR: it is silent only at 00, NAND only at 11."),
        Mistake(
            "NOR",
            "nand_weights = (-1, -1, 0.5)",
            "It fires only at 00, as NOR does: one input alone already silences it. A larger bias lets 01 and 10 "
            "fire too.",
        ),
        Mistake(
            "always fires",
            "nand_weights = (-1, -1, 3)",
            "It fires everywhere: both inputs together must pull z below zero, w1 + w2 + b < 0.",
        ),
        Mistake(
            "never fires",
            "nand_weights = (-1, -1, -1)",
            "It never fires, not even at 00, where z = b: the bias must not be negative.",
        ),
        Mistake(
            "one input only",
            "nand_weights = (-1, 0, 0.5)",
            "It looks at x1 alone: give the second input a weight like the first one's.",
        ),
    ),
)

# --- A bug hunt


def _separable():
    cases = []
    for seed, n in ((18, 4), (55, 4), (23, 6), (55, 10), (18, 16)):
        y = np.arange(n) % 2
        X = np.array([0.8, 0.2]) + 0.62 * (2 * y[:, None] - 1)
        X = X + np.random.default_rng(seed).uniform(-0.6, 0.6, size=(n, 2))
        cases.append((np.round(X, 1), y))
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
            "With < 0 nothing is wrong at w = 0, and nothing is learned: the comparison was right as it stood.",
        ),
        Mistake(
            "one epoch",
            _FIXED.replace("range(1000)", "range(1)"),
            "It stops after one epoch, before every row is right: the bug is not in the number of epochs.",
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
            "The weights are right now, but only the last epoch's mistakes are counted: add them up.",
        ),
        Mistake(
            "no bias in z",
            _FIXED.replace("(X[i] @ w + b)", "(X[i] @ w)"),
            "The row's own z is computed in the right place now, but without the bias: X[i] @ w + b.",
        ),
    ),
)
