"""One student after another: read, run on the inputs of the notebook, and then on others."""

import json
from dataclasses import dataclass, field, replace

from ..exercises import EXERCISES
from ..exercises.report import NOT_ATTEMPTED, CheckResult
from ..my_course import answers
from . import reading
from .exam import not_yet
from .sandbox import Lost

#: Why there is no answer: the stub is there, another exercise of its chapter is, nothing is, or a file can't be read.
UNTOUCHED = "Nothing is wrong: the stub is still there as it was handed out."
NOT_FOUND = "No answer was found, and no stub."
NO_CHAPTER = "Nothing of this chapter was found in what was handed in."
UNREAD = "A notebook could not be read, and no answer was found elsewhere."


@dataclass
class Marked:
    """What became of a submission: by exercise a ``CheckResult`` and the answer; and sentences about its files."""

    student: str
    results: dict = field(default_factory=dict)
    answers: dict = field(default_factory=dict)  # as `reading.read` tells of them
    notes: list = field(default_factory=list)
    progress: dict = field(default_factory=dict)
    not_held: list = field(default_factory=list)  # names of `limits.KEPT`


def mark(submission, books, exam, ground, slot=0):
    """`Marked`. ``books`` are (name, code cells) of its notebooks. Each student has a worker of its own."""
    marked = Marked(submission.student)
    with _Desk(ground, slot) as desk:
        unread = _read(books, exam, desk, marked)
        without = _without_answer(books, exam.exercises, marked.answers)
        for name in exam.exercises:
            marked.results[name] = without.get(name) or _visible(name, marked.answers[name], exam, desk)
        if unread:
            marked.results = maybe_unread(marked.results)
        # Only when all that is told to students is known do the other inputs come in.
        for name, result in marked.results.items():
            if result.passed and exam.hidden(name) is not None:
                lines, died = _unseen(name, marked.answers[name]["program"], exam, desk)
                marked.results[name] = exam.judge_hidden(name, lines, died) or result
    return marked


class _Desk:
    """A worker for one student, and another one where an answer has ended the first."""

    def __init__(self, ground, slot):
        self.ground, self.slot, self.worker = ground, slot, None

    def ask(self, do, **request):
        try:
            self.worker = self.worker or self.ground.worker(self.slot)
            return self.worker.ask(do, **request)
        except Lost as lost:
            self._end()
            return [], str(lost)

    def _end(self):
        if self.worker:
            self.worker.close()
        self.worker = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._end()


def _read(books, exam, desk, marked):
    """Find the answers; whether a notebook could not be read. Of two that have one, that counts which asks for it, and
    else the last by name.
    """
    where, unread = {}, False
    for book, cells in books:
        lines, died = desk.ask("read", cells=cells, names=list(exam.exercises))
        try:
            found = _understood(json.loads(lines[0])) if not died else None
        except (IndexError, ValueError, RecursionError):
            found = None
        if found is None:
            marked.notes.append(f"{book} could not be read: its code is too much for Python.")
            unread = True
            continue
        for name in (name for name in found if name in exam.exercises):
            if name in where and marked.answers[name].get("asked") and not found[name].get("asked"):
                marked.notes.append(
                    f"{name} is answered in {where[name]}, which asks for it, and in {book}: the former was marked."
                )
                continue
            if name in where:
                marked.notes.append(f"{name} is answered in {where[name]} and in {book}: the latter was marked.")
            where[name] = book
            marked.answers[name] = found[name]
    return unread


def _without_answer(books, exercises, answered):
    """The result of each exercise without an answer. Nothing is parsed here: a stub is looked for as it is written."""
    cells = {_lines(answers.source(cell)) for _, cells in books for cell in cells}
    stubs = {name for name, exercise in exercises.items() if _lines(exercise.stub) in cells}
    chapters = {_chapter(name) for name in {*stubs, *answered}}
    found = {}
    for name in exercises:
        if name not in answered:
            why = UNTOUCHED if name in stubs else NOT_FOUND if _chapter(name) in chapters else NO_CHAPTER
            found[name] = CheckResult(name, NOT_ATTEMPTED, why)
    return found


def _lines(source):
    return tuple(line.rstrip() for line in source.strip().splitlines())


def _chapter(name):
    return EXERCISES.chapter(name)


def maybe_unread(results):
    """``results`` where a notebook could not be read: what was not found may stand there."""
    return {
        name: replace(one, message=UNREAD) if one.message in (NOT_FOUND, NO_CHAPTER) else one
        for name, one in results.items()
    }


def _understood(told):
    """What the worker told of a notebook, before anything of it was run; None if that has another form."""
    kinds = {"source": str, "problem": str, "program": list, "tokens": list, "renamed": list}
    kinds |= {"short": bool, "asked": bool}
    try:
        found = reading.unpacked(told)
    except (LookupError, TypeError, ValueError, AttributeError):
        return None
    for one in found.values():
        if not all(isinstance(one.get(key, kind()), kind) for key, kind in kinds.items()):
            return None
    return found


def _unseen(name, program, exam, desk):
    """``(lines, died)`` of an answer on inputs that nobody has seen: when its time ends, it goes on with what is left,
    unless it is through with none.
    """
    lines, request = [], exam.request(name, hidden=True)
    for _ in range(exam.turns(name)):
        more, died = desk.ask("run", program=program, done=len(lines), **request)
        lines += more
        if died != "time" or not more:
            break
    return lines, died


def _visible(name, answer, exam, desk):
    if answer.get("problem"):
        return not_yet(name, "no Python", answer["problem"])
    request = exam.request(name)
    if not exam.is_value(name):
        return exam.judge(name, *desk.ask("run", program=answer["program"], **request))
    lines, died = desk.ask("value", program=answer["program"], **request)
    try:
        text = json.loads(lines[0])["value"] if not died else None
    except (IndexError, KeyError, TypeError, ValueError, RecursionError):
        text = None
    if not isinstance(text, str):
        return exam.judge_no_value(name, lines, died)
    if not exam.is_probed_apart(name):
        return exam.judge_value(name, text)
    seconds = desk.ground.limits.training
    return exam.judge(name, *desk.ask("probe", seconds=seconds, value=text, **request))
