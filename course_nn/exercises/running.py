"""How an answer is run on the test inputs: on fresh ones, with its errors, prints and changes caught."""

import contextlib
import copy
import io
import linecache
import os
import re
import traceback
import warnings
from dataclasses import dataclass

import numpy as np

from ..interrupts import one_piece

INTERRUPTED = "interrupted"


class Unusable(ValueError):
    """What a probe raises where an answer can't be used: its text is a sentence for the student."""


@dataclass(frozen=True)
class Provided:
    """What a probe returns where a value is right ``but`` for something: a sentence, said if nothing else is wrong."""

    value: object
    but: str


@dataclass(frozen=True, eq=False)
class Outcome:
    """What came of one run: a value, and which inputs were changed to what; or the kind of an error."""

    value: object = None
    changed: tuple = ()
    after: tuple = ()
    printed: str = ""
    error: str = ""
    message: str = ""
    line: str = ""  # the student's own, where it stopped
    shapes: tuple = ()  # (name, shape) of the arrays in that line
    but: str = ""  # what is wrong with a right value


def run(exercise, answer):
    """The outcomes of ``answer`` on the exercise's cases. An interrupt ends them all: the last one then says so."""
    outcomes = []
    try:
        with one_piece():
            untouched = exercise.cases()
            for number, pristine in enumerate(untouched):
                outcomes.append(run_one(exercise, answer, exercise.cases()[number], pristine))
    except KeyboardInterrupt:
        outcomes.append(Outcome(error=INTERRUPTED))
    return outcomes


def run_one(exercise, answer, case, pristine):
    """The outcome of ``answer`` on ``case``, which it may change; ``pristine`` is another one like it."""
    prints = _Prints()
    try:
        with warnings.catch_warnings(), contextlib.redirect_stdout(prints):
            warnings.simplefilter("ignore")
            value = exercise.probe(answer, *case) if exercise.probe else answer(*case)
            value, but = (value.value, value.but) if isinstance(value, Provided) else (value, "")
            value = _kept(value)
    except Unusable as error:
        return Outcome(error="unusable", message=str(error))
    except (Exception, SystemExit) as error:
        message = str(error).strip().split("\n")[0]
        line, shapes = _own_line(error, answer)
        return Outcome(error=type(error).__name__, message=message, line=line, shapes=shapes)
    changed = tuple(k for k, (a, b) in enumerate(zip(case, pristine, strict=True)) if not identical(a, b))
    after = tuple(case[k] for k in changed)
    return Outcome(value=value, changed=changed, after=after, printed=prints.getvalue(), but=but)


class _Prints(io.StringIO):
    """Keeps the beginning of what an answer prints, however much that is."""

    def write(self, text):
        room = 1000 - self.tell()
        if room > 0:
            super().write(text[:room])
        return len(text)


def _kept(value):
    """A copy, which nothing changes afterwards; the value itself where there is no copy of it."""
    try:
        return copy.deepcopy(value)
    except Exception:  # a generator, or an object that refuses
        return value


def identical(a, b):
    """Whether two test inputs hold the same; Generators and objects of unknown kind count as unchanged."""
    if isinstance(a, np.ndarray) or isinstance(b, np.ndarray):
        a, b = np.asarray(a), np.asarray(b)
        return a.shape == b.shape and a.dtype == b.dtype and np.array_equal(a, b, equal_nan=a.dtype.kind == "f")
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(identical(x, y) for x, y in zip(a, b, strict=True))
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(identical(a[k], b[k]) for k in a)
    if isinstance(a, (str, int, float, complex, bool, type(None))):
        return a == b or (a != a and b != b)
    return True


def _own_line(error, answer):
    """The last line of the student's own code that the error passed through, and the shapes of the arrays in it."""
    filename = getattr(getattr(answer, "__code__", None), "co_filename", None)
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    line, shapes = "", ()
    for frame, number in traceback.walk_tb(error.__traceback__):
        where = frame.f_code.co_filename
        theirs = where == filename or "ipykernel" in where or where.startswith("<")
        if not theirs or where.startswith((package, "<frozen")):
            continue
        text = linecache.getline(where, number, frame.f_globals).strip()
        if text:
            line = f"line {number}: `{text}`"
            named = dict.fromkeys(re.findall(r"[A-Za-z_]\w*", text))
            arrays = ((name, frame.f_locals.get(name)) for name in named)
            shapes = tuple((name, one.shape) for name, one in arrays if isinstance(one, np.ndarray))
    return line, shapes
