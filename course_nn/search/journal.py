"""The file of a search: one line of JSON for what is searched, then one for each finished trial."""

import json
import math
import os

from .. import _files
from .space import text

#: Bytes: a line that is longer is none of a search's.
MOST_LINE = 10**7


class Journal:
    """Reads what was finished before, and keeps each new trial at once. Without a path it keeps nothing.

    Every line is written through to the disk before the next trial is waited for, so that neither an interrupt nor a
    power failure loses a finished one. A last line that was cut in half is dropped, and its trial done again. ``about``
    says what is searched; a file about something else is refused and left as it is, and so is one that another kernel
    is writing. For use in a ``with``.
    """

    def __init__(self, path, about):
        self.path = None if path is None else _files.place(path, "search")
        self.about, self._file = about, None

    def __enter__(self):
        if self.path is not None:
            try:
                # Unbuffered: what could not be written is not tried again behind our back.
                self._file = open(self.path, "a+b", buffering=0)
            except OSError as error:
                raise _files.refusal(self.path, "search", error) from None
            if not _files.lock(self._file):
                self._file.close()
                raise ValueError(
                    f"search: another search is writing to {self.path.name}; expected one at a time: wait for it, "
                    "or take another path"
                )
        return self

    def __exit__(self, *_):
        if self._file is not None:
            self._file.close()

    def read(self, values_of):
        """{index: (score, failure)} of the trials in the file; ``values_of(index)`` are the values each must have."""
        if self._file is None:
            return {}
        done, whole, first = {}, 0, _line(self.about)
        for number, line in enumerate(self._lines(), 1):
            if line[-1:] != b"\n":  # cut
                if number == 1 and not first.startswith(line):
                    self._compare(None)
                if len(line) == MOST_LINE:
                    self._trial(None, number, values_of)
                break
            whole += len(line)
            if number == 1:
                self._compare(_parsed(line))
            else:
                index, score, failure = self._trial(_parsed(line), number, values_of)
                done.setdefault(index, (score, failure))
        if whole < os.fstat(self._file.fileno()).st_size:
            os.ftruncate(self._file.fileno(), whole)
        if not whole:
            self._append(first)
        return done

    def write(self, index, values, score, failure):
        """Append one trial, and wait until it is on the disk."""
        if self._file is not None:
            self._append(_line({"trial": index, "values": plain(values), "score": score, "failure": failure}))

    def _lines(self):
        with open(self.path, "rb") as file:
            while line := file.readline(MOST_LINE):
                yield line

    def _append(self, line):
        try:
            while line:
                line = line[self._file.write(line) :]
            os.fsync(self._file.fileno())
        except OSError as error:
            why = error.strerror or error
            raise OSError(
                f"search: expected room for one more trial in {self.path}, but: {why}; those before it are kept"
            ) from None

    def _compare(self, found):
        if not isinstance(found, dict) or set(found) != set(self.about):
            raise ValueError(f"search: {self.path.name} is not a file of a search; expected another path")
        for part, wanted in self.about.items():
            if found[part] != wanted:
                raise ValueError(
                    f"search: {self.path.name} is of another search: {_what(part, found[part], wanted)}; expected "
                    "another path, or delete the file to begin anew"
                )

    def _trial(self, found, number, values_of):
        """One line as (index, score, failure), if it can be one of this search."""
        try:
            index, score, failure = found["trial"], found["score"], found["failure"]
            if type(index) is int and index >= 0 and _same(found["values"], plain(values_of(index))):
                scored = failure is None and isinstance(score, float) and math.isfinite(score)
                if scored or (score is None and isinstance(failure, str)):
                    return index, score, failure
        except (KeyError, TypeError, ValueError, IndexError, OverflowError):
            pass
        raise ValueError(
            f"search: line {number} of {self.path.name} is not a trial of this search: expected what a search wrote; "
            "the file was altered, or written with another version of NumPy"
        )


def plain(values):
    """Values as JSON keeps them: numbers, texts and truths as they are, anything else as its text."""
    return {name: value if is_plain(value) else text(value) for name, value in values.items()}


def is_plain(value):
    return type(value) in (str, int, bool, type(None)) or (type(value) is float and math.isfinite(value))


def check_choices(name, options):
    """Refuse, before the first trial, what could not be written or would not be known again."""
    for option in options:
        try:
            known = _same(_parsed(_line(plain({name: option}))), plain({name: option}))
        except (ValueError, RecursionError):  # a number of too many digits, for one
            known = False
        if not known or " at 0x" in text(option):
            raise ValueError(
                f"space: {name}: expected choices that a file can keep and that are known again in it, got "
                f"{text(option)[:80]}; name them by texts and look them up in the objective, or give no path"
            )


def _same(found, wanted):
    """Equal, floats to 12 digits: another processor's powers may differ in the last one."""

    def equal(a, b):
        if type(a) is type(b) is float:
            return abs(a - b) <= 1e-12 * max(abs(a), abs(b))
        return type(a) is type(b) and a == b

    return (
        isinstance(found, dict)
        and set(found) == set(wanted)
        and all(equal(found[name], wanted[name]) for name in wanted)
    )


def _line(content):
    # In ASCII: no character of a text ends a line, and each can be written.
    return json.dumps(content, allow_nan=False).encode() + b"\n"


def _parsed(line):
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def _what(part, found, wanted):
    """How two searches differ in one part of what they are about."""
    if part == "code":
        return "the objective's code has changed, or the version of Python"
    if part in ("held", "read"):
        found = found if isinstance(found, dict) else {}
        names = [name for name in {**found, **wanted} if found.get(name) != wanted.get(name)]
        what = "holds" if part == "held" else "reads by a global name"
        return f"what the objective {what} has changed ({_short(', '.join(names))})"
    return f"another {part} ({_short(found)}, now {_short(wanted)})"


def _short(value):
    shown = str(value)
    return shown if len(shown) <= 80 else shown[:79] + "…"
