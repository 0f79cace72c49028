"""The four functions a student calls."""

import inspect

import numpy as np

from .._checks import describe, one_of
from ..windows import Window, by_name
from . import store
from .diagnosis import diagnose, difference
from .exercise import same_code
from .report import NOT_ATTEMPTED, NOT_YET, PASSED, CheckResult, Hint, Progress, Solution, show, show_case

#: Every exercise by name, in the order of the chapters.
EXERCISES = Window("exercises", by_name)

_MISSING = object()


def check(answer, value=_MISSING):
    """Check an answer, and say what kind of mistake it looks like.

    ``check(function)`` finds the exercise by the function's name; ``check("name", object)`` is for answers
    that are not functions. Returns a ``CheckResult`` that shows itself: not attempted, not yet (with a
    diagnosis and the smallest input that shows it), or passed. An error in the answer is reported, never
    raised.

    A loop that never ends can't be stopped from here: press the stop button (or ``I I``) and the check says
    on which input it hung.
    """
    exercise, candidate = _find_answer(answer, value)
    if _untouched(exercise, candidate):
        what = "replace the `...` by your code" if "..." in exercise.stub else "this is the code as given; change it"
        note = _record(exercise, attempted=False)
        message = f"Nothing is wrong: {what}, run that cell, then this one again."
        return CheckResult(exercise.name, NOT_ATTEMPTED, message, note=note)
    if exercise.is_function and not callable(candidate):
        message = f"Give the function itself, check({exercise.name}), not {describe(candidate)}."
        return CheckResult(exercise.name, NOT_YET, message, "not a function")
    outcomes = exercise.run(candidate)
    if any(one.error == "NotImplementedError" for one in outcomes):
        message = "It still raises NotImplementedError: put your code in its place."
        return CheckResult(exercise.name, NOT_ATTEMPTED, message, note=_record(exercise, attempted=False))
    finding = diagnose(exercise, outcomes)
    if finding is None:
        note = _record(exercise, attempted=True, passed=True)
        count = len(outcomes)
        message = f"Right on all {count} test inputs." if count > 1 else "Right."
        return CheckResult(exercise.name, PASSED, message, note=note)
    note = _record(exercise, attempted=True)
    details = _details(exercise, outcomes, finding)
    message = f"{finding.sentence}"
    return CheckResult(exercise.name, NOT_YET, message, finding.kind, details, note)


def hint(exercise):
    """The next hint of an exercise, given by its name or its function: three in all, one further with every
    call.
    """
    exercise = _find(exercise)
    records, _ = store.read()
    number = min(_count(records.get(exercise.name, {}).get("hints")), 3)
    if number < 3:
        note = _record(exercise, hints=number + 1)
        last = f"This was the last one; solution({exercise.name!r}) shows the reference." if number == 2 else ""
        title = f"{exercise.name}, hint {number + 1} of 3"
        return Hint(exercise.name, title, exercise.hints[number], " ".join(one for one in (last, note) if one))
    text = " ".join(f"({k}) {one}" for k, one in enumerate(exercise.hints, 1))
    note = f"There are no more; solution({exercise.name!r}) shows the reference."
    return Hint(exercise.name, f"{exercise.name}, all hints", text, note)


def solution(exercise):
    """The reference solution of an exercise, given by its name or its function."""
    exercise = _find(exercise)
    _record(exercise, solution_seen=True)
    return Solution(exercise.name, exercise.solution)


def progress():
    """A table of all exercises of the course and how far you are, from the file that keeps it on this
    computer.
    """
    records, sentence = store.read()
    rows = []
    for exercise in EXERCISES.values():
        mine = records.get(exercise.name, {})
        if mine.get("passed"):
            status = PASSED
        else:
            status = NOT_YET if mine.get("attempted") else NOT_ATTEMPTED
        rows.append((EXERCISES.chapter(exercise.name), exercise.title, exercise.name, status))
    return Progress(tuple(rows), sentence)


def _details(exercise, outcomes, finding):
    case = exercise.cases()[finding.case]
    names = exercise.argument_names or tuple(f"input {k + 1}" for k in range(len(case)))
    outcome = outcomes[finding.case]
    measure = f" {exercise.measure}" if exercise.measure else ""
    rows = [("input", show_case(names, case))] if case else []
    expected = exercise.run(exercise.reference)[finding.case].value
    if outcome.error:
        return (*rows, (f"expected{measure}", show(expected)))
    if difference(exercise, expected, outcome.value) is not None:
        rows += [(f"expected{measure}", show(expected)), (f"got{measure}", show(outcome.value))]
    for k, value in zip(outcome.changed, outcome.after, strict=True):
        rows.append((f"{names[k]} afterwards", show(value)))
    return tuple(rows)


def _untouched(exercise, candidate):
    if candidate is None or candidate is Ellipsis:
        return True
    given = exercise.untouched
    if inspect.isfunction(given):
        if same_code(candidate, given):
            return True
        code = getattr(candidate, "__code__", None)  # a stub whose docstring was taken away
        return code is not None and not code.co_names and len(code.co_code) <= 6
    return isinstance(candidate, np.ndarray) and isinstance(given, np.ndarray) and np.array_equal(candidate, given)


def _find_answer(answer, value):
    if isinstance(answer, str):
        exercise = _find(answer)
        if value is _MISSING:
            raise TypeError(f"check: expected the object as well, as in check({answer!r}, {answer})")
        return exercise, value
    if value is not _MISSING:
        raise TypeError(f"check: expected the exercise's name first, then the object, got {describe(answer)}")
    kind = type(answer).__name__
    if kind in EXERCISES:
        raise TypeError(f"check: expected the class {kind} itself, got an object made of it; write check({kind})")
    if getattr(answer, "__name__", None) in (None, "<lambda>"):
        raise TypeError(
            f"check: expected a function named as in the exercise, got {describe(answer)}; "
            "for anything else write check('name of the exercise', object)"
        )
    return _find(answer), answer


def _find(exercise):
    name = exercise if isinstance(exercise, str) else getattr(exercise, "__name__", None)
    if name is None:
        raise TypeError(f"expected an exercise's name or function, got {describe(exercise)}")
    return EXERCISES[one_of(name, EXERCISES, "exercise")]


def _record(exercise, **changes):
    records, sentence = store.read()
    before = records.get(exercise.name, {})
    changes = {key: value for key, value in changes.items() if value or key not in before}
    if all(before.get(key) == value for key, value in changes.items()):
        return sentence
    return store.record(exercise.name, **changes) or sentence


def _count(value):
    return value if isinstance(value, int) and value >= 0 else 0
