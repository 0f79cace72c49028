"""What a student calls in every chapter: ``check``, ``hint``, ``solution``, ``my_answer`` and ``progress``."""

import contextlib
import inspect
import sys
import threading
from dataclasses import replace

from .._checks import describe, one_of, whole
from ..windows import Window, by_name
from . import records, store
from .answer_source import source_of
from .calling import not_to_be_called
from .report import NOT_ATTEMPTED, NOT_YET, PASSED, Answer, CheckResult, Message, Progress, Solution
from .running import INTERRUPTED
from .stub import placeholder
from .verdict import verdict

#: Every exercise by name, in the order of the chapters.
EXERCISES = Window("exercises", by_name)

_MISSING = object()
#: After so many seconds a check says that it can be stopped.
PATIENCE = 5


def check(answer, value=_MISSING):
    """Check an answer, and say what kind of mistake it looks like.

    ``check(function)`` finds the exercise by the function's name; ``check("name", object)`` is for answers
    that are not functions. Returns a ``CheckResult`` that shows itself: not attempted, not yet (with a
    diagnosis and the smallest input that shows it), or passed. An error in the answer is reported, never
    raised. The cell with the answer is kept beside your progress, and ``my_answer(function)`` shows it.

    A loop that never ends can't be stopped from here: press the stop button ■ once (or ``I I``), and the check says
    on which input it hung. After some seconds it reminds of that.
    """
    exercise, candidate = _find_answer(answer, value)
    what = placeholder(exercise, candidate)
    if what is not None:
        note = _record(exercise)
        message = f"Nothing is wrong: {what}, run that cell, then this one again."
        return CheckResult(exercise.name, NOT_ATTEMPTED, message, note=note)
    sentence = not_to_be_called(exercise, candidate)
    if sentence:
        note = _record_answer(exercise, candidate)
        return CheckResult(exercise.name, NOT_YET, sentence, "not a function", note=note)
    try:
        with _reminder():
            result = verdict(exercise, exercise.run(candidate))
    except KeyboardInterrupt:  # while the exercise's own answers were run
        message = "The check was stopped before it was finished: run it again."
        result = CheckResult(exercise.name, NOT_YET, message, INTERRUPTED)
    notes = (
        _record_answer(exercise, candidate, result.passed),
        _other_name(exercise, candidate) if result.passed else "",
    )
    return replace(result, note=" ".join(filter(None, notes)))


def hint(exercise, number=1):
    """A hint of an exercise, given by its name or its function: ``hint(f)`` the first, ``hint(f, 2)`` and
    ``hint(f, 3)`` the others. Run again, a cell shows the same hint.
    """
    exercise = _find(exercise)
    number = whole(number, "hint: number", low=1, high=len(exercise.hints))
    note = _record(exercise, hints=number)
    if number < len(exercise.hints):
        more = f"hint({_written(exercise)}, {number + 1}) says more."
    else:
        more = f"This was the last one; solution({_written(exercise)}) shows the reference."
    title = f"{exercise.name}, hint {number} of {len(exercise.hints)}"
    return Message(title, exercise.hints[number - 1], " ".join(one for one in (more, note) if one))


def solution(exercise):
    """The reference solution of an exercise, given by its name or its function."""
    exercise = _find(exercise)
    _record(exercise, solution_seen=True)
    return Solution(exercise.name, exercise.solution)


def my_answer(exercise):
    """Your own answer to an exercise, given by its name or its function: the cell that `check` saw.

    The last one that passed; until one did, the last one at all.
    """
    exercise = _find(exercise)
    record = store.read()[0].get(exercise.name, {})
    if source := records.shown(record.get("passed_answer")):
        return Answer(exercise.name, PASSED, source)
    return Answer(exercise.name, NOT_YET, records.shown(record.get("answer")))


def progress():
    """A table of all exercises of the course and how far you are, from the file that keeps it on this
    computer; ``progress().place`` says which one.
    """
    kept, sentence = store.read()
    rows = []
    for exercise in map(EXERCISES.get, EXERCISES.rooms):  # the course's own
        mine = kept.get(exercise.name, {})
        if mine.get("passed"):
            status = PASSED
        else:
            status = NOT_YET if mine.get("attempted") else NOT_ATTEMPTED
        rows.append((EXERCISES.chapter(exercise.name), exercise.title, exercise.name, status))
    return Progress(tuple(rows), sentence, store.place())


@contextlib.contextmanager
def _reminder():
    """Say how to stop, if a check takes long; from beside it, since an endless loop says nothing."""
    out = sys.stdout  # the notebook's, wherever prints go meanwhile
    text = "Still checking. If a loop never ends, stop it: press ■ in the toolbar once, or I twice.\n"
    timer = threading.Timer(PATIENCE, lambda: (out.write(text), out.flush()))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _written(exercise):
    """How the exercise is named in a call: a function by itself, anything else by its name as text."""
    return exercise.name if exercise.is_function else repr(exercise.name)


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


def _other_name(exercise, answer):
    """A sentence where a function or class is called otherwise than its stub, by whose name marking finds answers."""
    name = answer.__name__ if inspect.isfunction(answer) or inspect.isclass(answer) else exercise.name
    if name in (exercise.name, "<lambda>"):
        return ""
    return f"Its name is {name}: where a notebook is marked, answers are found by the stub's name, {exercise.name}."


def _find(exercise):
    name = exercise if isinstance(exercise, str) else getattr(exercise, "__name__", None)
    if name is None:
        raise TypeError(f"expected an exercise's name or function, got {describe(exercise)}")
    return EXERCISES[one_of(name, EXERCISES, "exercise")]


def _record_answer(exercise, candidate, passed=False):
    """An answer that passes is never replaced by one that does not: they have places of their own."""
    key = "passed_answer" if passed else "answer"
    return _record(exercise, attempted=True, passed=passed, **{key: source_of(exercise.name, candidate)})


def _record(exercise, **changes):
    """Write what is new in ``changes``: an answer with another source; anything else only grows."""
    kept, sentence = store.read()
    before = kept.get(exercise.name, {})
    new = {}
    for key, value in changes.items():
        if key in records.ANSWERS:
            if value not in ("", records.shown(before.get(key))):
                new[key] = records.answer_of(value)
        elif value and not (isinstance(before.get(key), int) and value <= before[key]):
            new[key] = value
    return (store.record(exercise.name, **new) if new else "") or sentence
