"""The file of a search: one line of JSON for what is searched, then one for each finished trial."""

import json
import os

from .. import _checks
from .space import text


class Journal:
    """Reads what was finished before, and keeps each new trial at once. Without a path it keeps nothing.

    Every line is written through to the disk before the next trial is waited for, so that neither an interrupt nor a
    power failure loses a finished one. A last line that was cut in half is dropped, and its trial done again. ``about``
    says what is searched; a file about something else is refused and left as it is.
    """

    def __init__(self, path, about):
        self.path, self.about, self._file = _path(path), about, None

    def read(self, values_of):
        """{index: (score, failure)} of the trials in the file; ``values_of(index)`` are the values each must have."""
        if self.path is None or not self.path.exists():
            return {}
        content = self.path.read_bytes()
        whole = content[: content.rfind(b"\n") + 1]
        first = _line(self.about).encode()
        if not whole and not first.startswith(content):
            raise ValueError(f"search: {self.path.name} is not a file of a search; expected another path")
        lines = whole.decode("utf-8", "replace").splitlines()
        if lines:
            self._compare(_parsed(lines[0]))
        done = {}
        for number, line in enumerate(lines[1:], 2):
            index, score, failure = self._trial(_parsed(line), number, values_of)
            done.setdefault(index, (score, failure))
        if len(whole) < len(content):
            os.truncate(self.path, len(whole))
        return done

    def write(self, index, values, score, failure):
        """Append one trial, and wait until it is on the disk."""
        if self.path is None:
            return
        if self._file is None:
            self._file = open(self.path, "ab")
            if not self._file.tell():
                self._file.write(_line(self.about).encode())
        trial = {"trial": index, "values": plain(values), "score": score, "failure": failure}
        self._file.write(_line(trial).encode())
        self._file.flush()
        os.fsync(self._file.fileno())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self._file is not None:
            self._file.close()

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
            if isinstance(index, int) and index >= 0 and _same(found["values"], plain(values_of(index))):
                if (failure is None and isinstance(score, float)) or (score is None and isinstance(failure, str)):
                    return index, score, failure
        except (KeyError, TypeError, IndexError):
            pass
        raise ValueError(
            f"search: line {number} of {self.path.name} is not a trial of this search: expected what a search wrote; "
            "the file was altered, or written with another version of NumPy"
        )


def plain(values):
    """Values as JSON keeps them: numbers, texts and truths as they are, anything else as its text."""
    simple = (str, int, float, bool, type(None))
    return {name: value if isinstance(value, simple) else text(value) for name, value in values.items()}


def _same(found, wanted):
    """Equal, floats to 12 digits: another processor's powers may differ in the last one."""

    def equal(a, b):
        if type(a) is type(b) is float:
            return abs(a - b) <= 1e-12 * max(abs(a), abs(b))
        return type(a) is type(b) and a == b

    return set(found) == set(wanted) and all(equal(found[name], wanted[name]) for name in wanted)


def _line(content):
    return json.dumps(content, ensure_ascii=False, allow_nan=False) + "\n"


def _parsed(line):
    try:
        return json.loads(line)
    except ValueError:
        return None


def _what(part, found, wanted):
    """How two searches differ in one part of what they are about."""
    if part == "code":
        return "the objective's code has changed, or the version of Python"
    if part == "held":
        found = found if isinstance(found, dict) else {}
        names = [name for name in {**found, **wanted} if found.get(name) != wanted.get(name)]
        return f"what the objective holds has changed ({', '.join(names)})"
    return f"another {part} ({_short(found)}, now {_short(wanted)})"


def _short(value):
    shown = str(value)
    return shown if len(shown) <= 80 else shown[:79] + "…"


def _path(path):
    if path is None:
        return None
    from pathlib import Path

    try:
        path = Path(path)
    except TypeError:
        raise TypeError(f"path: expected a file name, got {_checks.describe(path)}") from None
    if not path.parent.is_dir() or path.is_dir():
        raise ValueError(f"search: expected the name of a file in a folder that exists, got {path}")
    return path
