"""The exercise pocket: keep the best weights that the learning rule visits."""

import numpy as np

from ...exercises import draws
from ...exercises.comparison import kind_of, numbers
from ...exercises.exercise import Exercise, Mistake
from ...exercises.running import Unusable


def _crowds():
    cases = [(np.array([[0.0], [1.0], [2.0], [3.0]]), np.array([0, 1, 0, 1]), 4)]
    # The best has a row on the line; it is visited last of all; it is visited in the last epoch.
    for x, y, epochs in (
        ((2, 1, 0, 0), (0, 1, 1, 1), 2),
        ((2, 1, 0, 1), (1, 1, 0, 1), 3),
        ((0, 2, 2, 3), (0, 1, 0, 1), 2),
        # The best comes at the last row of all; it is corrected, not met, last; a third epoch would find a better one.
        ((3, 2, 0), (1, 1, 0), 2),
        ((2, 2, 1, 1, 0, 0), (0, 0, 1, 1, 1, 1), 3),
        ((0, 0, 1, 2), (0, 0, 1, 1), 1),
        # The number of rows right jumps by more than one, and worse weights come later.
        ((1, 2, 3, 3, 0), (0, 0, 0, 0, 1), 2),
    ):
        cases.append((np.array(x, float)[:, None], np.array(y), epochs))
    # Two inputs: nothing is better than the beginning; a row is close to the line.
    cases.append((np.array([[0.2, -1.7], [0.7, 1.1], [-0.4, 0.4]]), np.array([1, 1, 1]), 2))
    X = np.array([[0.84, -0.04], [-0.62, -1.29], [1.85, -0.91], [-0.51, 0.31], [0.29, 0.92]])
    cases.append((X, np.array([1, 1, 0, 1, 1]), 2))
    # Here nothing that is visited later is as good as the zeros of the beginning.
    cases.append((np.array([[0.9], [0.3], [0.5], [-0.2], [1.0], [-1.5]]), np.array([1, 1, 1, 1, 0, 1]), 3))
    cases.sort(key=lambda case: case[0].size + len(case[1]))
    # Seeds for which the mistakes below end with different weights.
    for seed, n in ((36, 8), (14, 14), (27, 14), (2, 14), (3, 15), (8, 20)):
        y = np.arange(n) % 2 if n > 8 else (np.arange(n) % 3 == 0).astype(int)
        X = np.random.default_rng(seed).normal(size=(n, 2)) + 0.6 * (2 * y[:, None] - 1) + 0.5
        cases.append((np.round(X, 1), y, 3))
    return cases


def _any_crowd(rng):
    n = rng.integers(2, 9)
    X = rng.integers(-1, 4, (n, 1)).astype(float) if rng.random() < 0.6 else draws.floats(rng, n, 2)
    return X, (rng.random(n) < rng.choice([0.5, 0.8])).astype(int), int(rng.integers(1, 5))


def _rows_right(pocket, X, y, epochs):
    rows, labels = X.copy(), y.copy()  # as they were, whatever the answer does to them
    result = pocket(X, y, epochs)
    if not isinstance(result, (tuple, list)):
        raise Unusable(f"it should return two values, w and b; it returns {kind_of(result)}")
    if len(result) != 2:
        raise Unusable(f"it should return two values, w and b; it returns {len(result)}")
    w, b = map(numbers, result)
    if w is None or b is None or w.shape != X.shape[1:] or b.size != 1:
        raise Unusable(f"the first value should be the weights, an array of shape {X.shape[1:]}, the second the bias")
    return int(np.sum((rows @ w + b >= 0) == (labels == 1)))


_POCKET = '''
def pocket(X, y, epochs):
    """The weights (w, b) with the most rows of X right, among all that the learning rule visits."""
    w, b = np.zeros(X.shape[1]), 0.0
    best = (np.sum((X @ w + b >= 0) == (y == 1)), w, b)  # how many rows are right, and with which weights
    for _ in range(epochs):
        for x, s in zip(X, 2 * y - 1, strict=True):
            if s * (x @ w + b) <= 0:
                w, b = w + s * x, b + s
%s
    return best[1:]
'''
_KEEP = """                right = np.sum((X @ w + b >= 0) == (y == 1))
                if right > best[0]:
                    best = (right, w, b)"""
_CORRECT = "                w, b = w + s * x, b + s"

POCKET = Exercise(
    name="pocket",
    title="The pocket algorithm",
    stub=_POCKET % "                ...  # keep the new weights if they are the best so far",
    hints=(
        "After every correction, ask how many rows the new weights get right: the line that sets `best` shows how.",
        "Only if that number is larger than `best[0]`, put the new weights into the pocket.",
        "Three things change together: best = (right, w, b).",
    ),
    solution=_POCKET % _KEEP,
    cases=_crowds,
    unseen=_any_crowd,
    arguments=("X", "y", "epochs"),
    probe=_rows_right,
    measure="rows right",
    mistakes=(
        Mistake(
            "keeps the last",
            (_POCKET % "").replace("return best[1:]", "return w, b"),
            "It has as many rows right as the weights the learning rule ends with, not as the best it visits: only "
            "better ones go into the pocket, and the pocket is returned.",
        ),
        Mistake(
            "empty pocket",
            _POCKET % "                right = np.sum((X @ w + b >= 0) == (y == 1))",
            "It has as many rows right as the weights of the beginning, all zero: does anything better ever get into "
            "the pocket?",
        ),
        Mistake(
            "counts with > 0",
            _POCKET % _KEEP.replace(">= 0", "> 0"),
            "It has as many rows right as if a row exactly on the line were right for label 0, not for label 1: the "
            "neuron says 1 there, X @ w + b >= 0.",
        ),
        Mistake(
            "counts rows on the line as wrong",
            _POCKET % _KEEP.replace("(X @ w + b >= 0) == (y == 1)", "(2 * y - 1) * (X @ w + b) > 0"),
            "It has as many rows right as if a row exactly on the line were wrong for label 1 too. The rule corrects "
            "it, but the neuron says 1 there, X @ w + b >= 0, and that is right.",
        ),
        Mistake(
            "counts before the correction",
            (_POCKET % "").replace(_CORRECT, _KEEP + "\n" + _CORRECT),
            "It has as many rows right as if it counted before each correction, so that the weights after the last one "
            "of all are never looked at.",
        ),
        Mistake(
            "an epoch too few",
            (_POCKET % _KEEP).replace("range(epochs)", "range(epochs - 1)"),
            "It has as many rows right as if the last epoch were left out: the best weights may be visited in it.",
        ),
        Mistake(
            "keeps the first",
            _POCKET % (_KEEP + "\n                    return best[1:]"),
            "It has as many rows right as the first weights that are better than those of the beginning, though later "
            "ones are better still: does a `return` stand inside the loop?",
        ),
        Mistake(
            "the beginning does not count",
            (_POCKET % _KEEP).replace("best = (np.sum((X @ w + b >= 0) == (y == 1)), w, b)  #", "best = (0, w, b)  #"),
            "It has as many rows right as if the weights of the beginning, all zero, were not looked at: they are "
            "visited too, and a correction can get fewer rows right than they do.",
        ),
        Mistake(
            "keeps the worst",
            _POCKET % _KEEP.replace("right > best", "right < best"),
            "It has as few rows right as the worst weights that were visited: which way does the comparison point?",
        ),
        Mistake(
            "forgets how good the pocket is",
            _POCKET % _KEEP.replace("best = (right, w, b)", "best = (best[0], w, b)"),
            "It has as many rows right as if every number were compared with that of the beginning, so that worse "
            "weights push better ones out: compare with the number of the weights in the pocket.",
        ),
        Mistake(
            "looks once an epoch",
            (_POCKET % "").replace(
                "\n\n    return",
                "\n" + _KEEP.replace(" " * 16, " " * 8) + "\n    return",
            ),
            "It has as many rows right as if it looked only at the end of each epoch: the best weights may come and go "
            "within one. Look after every correction.",
        ),
        Mistake(
            "one array for both",
            (_POCKET % _KEEP).replace("w, b = w + s * x, b + s", "w += s * x\n                b = b + s"),
            "It has as many rows right as the last w with the b of the pocket. Perhaps `w += ...` writes into the "
            "array that is kept: write w = w + s * x, or keep w.copy().",
        ),
    ),
)
