"""The exercises of chapter 06, training in practice."""

import numpy as np

from ...exercises.exercise import Exercise, Mistake
from .exercise_leaks import LEAKS
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
    for rate in (0.2, 0.6):
        cases.append((np.round(rng.normal(size=(3, 4)), 1), rate, np.round(rng.random((3, 4)), 2), True))
    return [*cases, (np.round(rng.normal(size=(3, 4)), 1), 0.6, np.round(rng.random((3, 4)), 2), False)]


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
            "In training the results are rounded down to whole numbers: // drops the fraction, / keeps it.",
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
            "The division stands at prediction: it belongs to training, where entries are lost.",
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

# --- Early stopping


def _courses():
    return [
        (np.array([2.0]), 3),
        (np.array([2.0, 2.0]), 3),
        (np.array([20_000.0, 15_000.0, 12_000.0]), 2),
        (np.array([3.0, 1.0, 2.0]), 5),  # ends while it waits
        (np.array([2.0, 3.0, 2.5, 2.2]), 3),
        (np.array([3.0, 2.0, 2.5, 1.0]), 1),
        (np.array([3.0, 2.0, 2.5, 2.6, 2.7]), 2),
        (np.array([3.0, 2.0, 1.0, 0.9, 0.5]), 2),
        (np.array([2.0, 2.0, 2.0, 2.0, 1.0]), 3),
        (1 - 1e-7 * np.arange(5), 2),  # better is better, however little
        (np.array([2.0, 3.0, 2.0, 3.0, 3.0, 1.0]), 3),  # a loss equal to the least, while it waits
        (np.array([5.0, 4.0, 4.5, 3.0, 3.5, 3.6, 3.7, 1.0]), 2),
        (np.array([5.0, 4.0, 4.5, 4.2, 3.0, 3.5, 3.2, 3.1, 2.9, 3.0, 3.0, 3.0]), 3),
        (np.array([1.0, 0.8, 0.9, 0.85, 0.7, 0.75, 0.74, 0.6, 0.61, 0.65, 0.66, 0.67, 0.68, 0.1]), 4),
    ]


_STOP = '''
def stop_at(losses, patience):
    """best, last: the epoch with the least validation loss so far, and the one after which training stops.

    losses (epochs,) are the validation losses that would come; epochs count from 0. Training stops when
    `patience` epochs in a row were not below the least before them, otherwise after the last epoch.
    """
%s
'''
_WATCH = """    best, waited = 0, 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best] or epoch == 0:
            best, waited = epoch, 0
        else:
            waited += 1
        if waited >= patience:
            break
    return best, epoch"""

STOP = Exercise(
    name="stop_at",
    title="Early stopping",
    stub=_STOP % "    ...",
    hints=(
        "Go through the losses and remember two things: the best epoch so far, and how long it has been waited.",
        "A loss below losses[best] makes this epoch the best and the waiting 0; any other adds 1 to the waiting.",
        "As soon as the waiting reaches `patience`, return best and this epoch; after the loop, best and the last.",
    ),
    solution=_STOP % _WATCH,
    cases=_courses,
    returns=("best", "last"),
    mistakes=(
        Mistake(
            "one too many",
            _STOP % _WATCH.replace("waited >= patience", "waited > patience"),
            "It waits one epoch too long: it stops when `patience` epochs have brought nothing, not one more.",
        ),
        Mistake(
            "one too few",
            _STOP % _WATCH.replace("waited >= patience", "waited >= patience - 1"),
            "It stops one epoch too early: `patience` epochs in a row may bring nothing.",
        ),
        Mistake(
            "one too few, but at least one",
            _STOP % _WATCH.replace("waited >= patience", "waited >= max(patience - 1, 1)"),
            "It stops one epoch too early where the patience is 2 or more: so many epochs in a row may bring nothing.",
        ),
        Mistake(
            "waits for two at least",
            _STOP % _WATCH.replace("waited >= patience", "waited >= max(patience, 2)"),
            "With a patience of 1 it waits too long: the first epoch that brings nothing is then the last.",
        ),
        Mistake(
            "one past the end",
            _STOP
            % _WATCH.replace(
                "            break\n    return best, epoch",
                "            return best, epoch\n    return best, len(losses)",
            ),
            "Where training is never stopped, the last epoch is len(losses) - 1: epochs count from 0.",
        ),
        Mistake(
            "counts from 1",
            _STOP % _WATCH.replace("return best, epoch", "return best + 1, epoch + 1"),
            "Both epochs are too large by one: they count from 0.",
        ),
        Mistake(
            "never forgets",
            _STOP % _WATCH.replace("best, waited = epoch, 0", "best = epoch"),
            "The waiting is never set back: after an improvement the patience begins anew.",
        ),
        Mistake(
            "ties count",
            _STOP % _WATCH.replace("loss < losses[best]", "loss <= losses[best]"),
            "A loss that is equal to the least counts as better: it has to be below it.",
        ),
        Mistake(
            "ties pass",
            _STOP % _WATCH.replace("        else:", "        elif loss > losses[best]:"),
            "A loss that is equal to the least is passed over: it is not below it, so it adds to the waiting.",
        ),
        Mistake(
            "a little is not enough",
            _STOP % _WATCH.replace("loss < losses[best]", "loss < losses[best] - 0.01"),
            "A loss a little below the least does not count as better: it should, however little it is.",
        ),
        Mistake(
            "the end is the best",
            _STOP
            % _WATCH.replace(
                "            break\n    return best, epoch",
                "            return best, epoch\n    return epoch, epoch",
            ),
            "Where training is never stopped, it returns the last epoch as the best one: the best is that of the least "
            "loss.",
        ),
        Mistake(
            "the best is the end",
            _STOP
            % _WATCH.replace(
                "            break\n    return best, epoch",
                "            return best, epoch\n    return best, best",
            ),
            "Where training is never stopped, it returns the best epoch as the last one: that is len(losses) - 1.",
        ),
        Mistake(
            "compares neighbors",
            _STOP % _WATCH.replace("loss < losses[best] or epoch == 0", "epoch == 0 or loss < losses[epoch - 1]"),
            "It compares with the epoch before; compare with the best so far, or a slow way up never ends.",
        ),
        Mistake(
            "last is best",
            _STOP % _WATCH.replace("return best, epoch", "return epoch, epoch"),
            "It returns the last epoch as the best one: the best is the one with the least loss up to the stop.",
        ),
        Mistake(
            "looks ahead",
            _STOP % "    best = int(np.argmin(losses))\n    return best, min(best + patience, len(losses) - 1)",
            "It looks at losses that come after the stop: at each epoch only those up to it are known.",
        ),
        Mistake(
            "never stops",
            _STOP % "    return int(np.argmin(losses)), len(losses) - 1",
            "It goes through all epochs and never stops: where does `patience` come in?",
        ),
        Mistake(
            "largest",
            _STOP % _WATCH.replace("loss < losses[best]", "loss > losses[best]"),
            "It looks for the largest loss: smaller is better.",
        ),
        Mistake(
            "the loss itself",
            _STOP % _WATCH.replace("return best, epoch", "return losses[best], epoch"),
            "The first value is the least loss itself: return the number of its epoch.",
        ),
    ),
)
