"""The exercises of chapter 06, training in practice."""

import numpy as np

from ...exercises import draws
from ...exercises.exercise import Exercise, Mistake
from .exercise_leaks import LEAKS
from .exercise_stop_at import STOP
from .exercise_swish import SWISH

__all__ = ["DROPOUT", "LEAKS", "STOP", "SWISH"]

# --- Inverted dropout


def _masks():
    cases = [
        (np.array([[4.0, 2.0]]), 0.5, np.array([[0.3, 0.8]]), True),
        (np.array([[4.0, 2.0]]), 0.5, np.array([[0.3, 0.8]]), False),
        (np.array([[1.0, -2.0, 3.0, 5.0]]), 0.25, np.array([[0.1, 0.6, 0.25, 0.9]]), True),
    ]
    rng = np.random.default_rng(6)
    for rate, train in ((0.2, True), (0.6, True), (0.6, False)):
        cases.append((np.round(5 * rng.normal(size=(3, 4)), 3), rate, np.round(rng.random((3, 4)), 2), train))
    return cases


def _any_mask(rng):
    (x,) = draws.case("ni", most=4)(rng)
    rate = float(rng.choice([0, 0.1, 0.25, 0.5, 0.75]))
    return x, rate, rng.choice([rng.random(), rate, 0.9], x.shape), bool(rng.random() < 0.7)


_DROPOUT = '''
def inverted_dropout(x, rate, u, train):
    """Dropout of the entries of x (n, d) for which u < rate, where u (n, d) are uniform numbers from 0 to 1.

    While training, the mean must stay what it was; at prediction (train=False) nothing is dropped.
    """
%s
'''
_KEPT = "    if not train:\n        return x.copy()\n    return "

DROPOUT = Exercise(
    name="inverted_dropout",
    title="Inverted dropout",
    stub=_DROPOUT % "    ...",
    hints=(
        "At prediction x passes as it is. While training, u >= rate is True exactly where an entry is kept.",
        "A share 1 - rate is kept, so the mean shrinks by that factor. What must the kept entries be divided by?",
        "Return x * (u >= rate) / (1 - rate) while training, and x itself otherwise.",
    ),
    solution=_DROPOUT % (_KEPT + "x * (u >= rate) / (1 - rate)"),
    cases=_masks,
    unseen=_any_mask,
    measure="output",
    mistakes=(
        Mistake(
            "mean not kept",
            _DROPOUT % (_KEPT + "x * (u >= rate)"),
            "The mean is not kept: a share `rate` is lost, so what is kept must be made larger to make up for it.",
        ),
        Mistake(
            "drops u = rate as well",
            _DROPOUT % (_KEPT + "x * (u > rate) / (1 - rate)"),
            "An entry with u equal to the rate is dropped, too: those with u < rate are dropped, all others kept.",
        ),
        Mistake(
            "nothing dropped",
            _DROPOUT % "    return x.copy()",
            "Nothing is dropped, in training either: there the entries with u < rate become 0.",
        ),
        Mistake(
            "whole numbers",
            _DROPOUT % (_KEPT + "x * (u >= rate) // (1 - rate)"),
            "In training the results are rounded down to whole numbers: their fractions belong to them.",
        ),
        Mistake(
            "no bracket",
            _DROPOUT % (_KEPT + "x * (u >= rate) / 1 - rate"),
            "`rate` is subtracted from every entry: divide what is kept by the whole of (1 - rate), with brackets.",
        ),
        Mistake(
            "keeps the other end",
            _DROPOUT % (_KEPT + "x * (u < 1 - rate) / (1 - rate)"),
            "The share that is kept is right, but not which entries: those with u < rate are dropped.",
        ),
        Mistake(
            "divided by the rate",
            _DROPOUT % (_KEPT + "x * (u >= rate) / rate"),
            "It divides by the share that is dropped: divide by the share that is kept, 1 - rate.",
        ),
        Mistake(
            "multiplied",
            _DROPOUT % (_KEPT + "x * (u >= rate) * (1 - rate)"),
            "It multiplies by 1 - rate, so the mean shrinks twice: divide by it.",
        ),
        Mistake(
            "keeps what should go",
            _DROPOUT % (_KEPT + "x * (u < rate) / rate"),
            "It keeps the entries with u < rate and drops the others: `rate` is the share that is dropped.",
        ),
        Mistake(
            "keeps what should go, scaled for the others",
            _DROPOUT % (_KEPT + "x * (u < rate) / (1 - rate)"),
            "The mask is upside down: entries with u < rate are the ones to drop.",
        ),
        Mistake(
            "always on",
            _DROPOUT % "    return x * (u >= rate) / (1 - rate)",
            "It also drops at prediction, so the network gives another answer each time: look at `train`.",
        ),
        Mistake(
            "not inverted",
            _DROPOUT % "    if not train:\n        return x * (1 - rate)\n    return x * (u >= rate)",
            "This is dropout as in the paper of 2014, which shrinks at prediction; the inverted one grows in training.",
        ),
        Mistake(
            "not inverted, and upside down",
            _DROPOUT % "    if not train:\n        return x * (1 - rate)\n    return x * (u < rate)",
            "It keeps the entries with u < rate; besides, the inverted form grows in training, not at prediction.",
        ),
        Mistake(
            "scaled twice",
            _DROPOUT % "    if not train:\n        return x * (1 - rate)\n    return x * (u >= rate) / (1 - rate)",
            "It grows in training and shrinks at prediction as well: one of them is enough, and here prediction "
            "leaves x as it is.",
        ),
        Mistake(
            "grows at prediction",
            _DROPOUT % "    if not train:\n        return x / (1 - rate)\n    return x * (u >= rate)",
            "It divides by 1 - rate at prediction: that belongs to training, where entries are lost.",
        ),
        Mistake(
            "shrinks by the rate",
            _DROPOUT % "    if not train:\n        return x * rate\n    return x * (u >= rate)",
            "It shrinks at prediction, and by the share that is dropped. Let prediction be, and divide in training "
            "by the share that is kept.",
        ),
        Mistake(
            "drops and shrinks at prediction",
            _DROPOUT % "    y = x * (u >= rate)\n    return y if train else y * (1 - rate)",
            "At prediction it drops entries and shrinks the others: x should pass as it is.",
        ),
        Mistake(
            "always on, mean not kept",
            _DROPOUT % "    return x * (u >= rate)",
            "It drops at prediction, too, and what is kept in training is not enlarged: look at `train` and 1 - rate.",
        ),
        Mistake(
            "by the share of this mask",
            _DROPOUT % (_KEPT + "x * (u >= rate) / np.mean(u >= rate)"),
            "It divides by the share that happened to be kept this time, so every entry depends on the others' luck: "
            "divide by 1 - rate, what is kept on average.",
        ),
        Mistake(
            "upside down",
            _DROPOUT % "    if train:\n        return x.copy()\n    return x * (u >= rate) / (1 - rate)",
            "It drops at prediction and not in training: the other way round.",
        ),
    ),
)
