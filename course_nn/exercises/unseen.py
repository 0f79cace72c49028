"""Inputs that a student has not seen, for marking: an answer that knows the notebook's test inputs by heart shows."""

import copy
import dataclasses

import numpy as np

from .diagnosis import Finding, agree, does
from .running import identical, run_one

#: So many cases at least, and so many that are drawn at most to find them.
LEAST, MOST = 20, 2000


def with_unseen(exercise, rng):
    """The exercise with other ``cases``, drawn by its ``unseen``; None where it has none.

    None of them is a visible one, each mistake of the catalog shows in one of them at least, and in none does a
    rounding decide: with the inputs in float32 the reference gives the same to float32's digits. A ValueError says that
    such cases were not found.
    """
    if exercise.unseen is None:
        return None
    chosen = _chosen(exercise, rng)
    return dataclasses.replace(exercise, cases=lambda: copy.deepcopy(chosen))


def judge_unseen(hidden, outcomes):
    """The ``Finding`` for the outcomes of an answer on the cases of ``with_unseen``, or None if it is right there.

    Where outcomes are missing at the end, as of an answer that was stopped, it is wrong. The sentence tells nothing of
    the inputs, nor of what was expected or came.
    """
    count = len(hidden.expected)
    right = [agree(hidden, a, b) and not b.changed for a, b in zip(hidden.expected, outcomes, strict=False)]
    right += [False] * (count - len(right))
    if all(right):
        return None
    sentence = (
        f"It is wrong on {right.count(False)} of {count} inputs like the notebook's: does it hold results that are "
        "written down, or take for granted what is so in the notebook's inputs alone?"
    )
    return Finding("unseen", sentence, right.index(False))


def _chosen(exercise, rng):
    visible, taken, unshown = exercise.cases(), [], list(_mistakes(exercise))
    for _ in range(MOST):
        case = exercise.unseen(rng)
        expected = _outcome(exercise, exercise.reference, case)
        if expected.error or any(identical(case, other) for other in [*visible, *taken]):
            continue
        still = [(answer, shows) for answer, shows in unshown if not shows(_outcome(exercise, answer, case), expected)]
        if (len(taken) < LEAST or len(still) < len(unshown)) and _is_steady(exercise, case, expected):
            taken.append(case)
            unshown = still
        if len(taken) >= LEAST and not unshown:
            return taken
    raise ValueError(
        f"exercise {exercise.name}: expected {LEAST} new cases or more that show every mistake, got {len(taken)} that "
        f"leave {len(unshown)} unshown after {MOST} draws; let `unseen` draw more kinds of inputs"
    )


def _mistakes(exercise):
    """For each of the catalog the wrong answer, and whether an outcome of it shows that it is wrong.

    Where its source returns `...`, for anything, that shows nothing, unless it is the only thing to show.
    """
    for mistake, outcomes in exercise.known:
        answer = exercise.define(mistake.source, "mistake")
        same = does if any(not does(exercise, *two) for two in zip(outcomes, exercise.expected, strict=True)) else agree
        yield answer, lambda known, expected, same=same: not same(exercise, known, expected)


def _outcome(exercise, answer, case):
    return run_one(exercise, answer, copy.deepcopy(case), case)


def _is_steady(exercise, case, expected):
    """Whether the reference gives the same for inputs in float32, to their digits."""
    return agree(exercise, expected, _outcome(exercise, exercise.reference, _single(case)))


def _single(value):
    if isinstance(value, (tuple, list)):
        return type(value)(map(_single, value))
    if isinstance(value, dict):
        return {key: _single(one) for key, one in value.items()}
    if isinstance(value, float):
        return np.float32(value)
    return value.astype(np.float32) if isinstance(value, np.ndarray) and value.dtype == float else value
