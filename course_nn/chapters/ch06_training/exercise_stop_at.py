"""The exercise stop_at: early stopping."""

import numpy as np

from ...exercises import draws
from ...exercises.exercise import Exercise, Mistake


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


def _any_course(rng):
    """Losses with ties or without, small or large ones, or such that hardly differ."""
    n = rng.integers(1, 10)
    losses = rng.integers(1, 6, n).astype(float) if rng.random() < 0.5 else np.abs(draws.floats(rng, n)) + 0.5
    size, patience = float(rng.choice([1, 1000, 1e-7])), int(rng.integers(1, 6))
    return (1 + size * losses if size < 1 else size * losses), patience


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
        "Go through the losses and remember two things: the best epoch so far, and how many epochs have passed since.",
        "A loss below losses[best] makes this epoch the best and the waiting 0; any other adds 1 to the waiting.",
        "As soon as the waiting reaches `patience`, return best and this epoch; after the loop, best and the last.",
    ),
    solution=_STOP % _WATCH,
    cases=_courses,
    unseen=_any_course,
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
            "It compares with the epoch before; compare with the best so far, or one small dip on the way up begins "
            "the patience anew.",
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
        Mistake(
            "the best of all",
            _STOP % _WATCH.replace("return best, epoch", "return int(np.argmin(losses)), epoch"),
            "The last epoch is right, but the best one is that of all losses, also of those that come after the stop.",
        ),
    ),
)
