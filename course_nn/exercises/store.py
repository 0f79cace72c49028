"""Where progress is kept: one small JSON file, and always a copy in memory.

The folder is ``COURSE_NN_HOME`` if that is set, otherwise the user's data folder. Nothing here raises, but where it is
said: what goes wrong with the file becomes one sentence, and the kernel's own progress goes on in memory.
"""

import itertools
import json
import os
from datetime import date
from pathlib import Path

from .. import _files
from .records import join

VERSION = 1
MOST = 2**22  # bytes: for all exercises of a long course, each with two answers as long as an answer may be
_HOMELESS = (
    "Your progress is kept until this kernel stops: there is no home folder to keep it in; "
    "set the environment variable COURSE_NN_HOME to a folder."
)
# What this kernel knows, by file, so that nothing is lost while the file can't be written: records, and how often the
# file had been begun anew, because what a kernel knows from before then must not come back.
_memory = {}


def folder():
    """The folder in which progress is kept, or None on a computer that knows of no home."""
    home = os.environ.get("COURSE_NN_HOME")
    try:
        if home:
            return Path(home).expanduser()
        try:
            from platformdirs import user_data_path
        except ImportError:
            return Path.home() / ".course_nn"
        path = user_data_path("course_nn", appauthor=False)
    except (RuntimeError, KeyError):  # no HOME, and no entry of this user
        return None
    return path if path.is_absolute() else None


def place():
    """The file in which progress is kept, or None without a home."""
    home = folder()
    return None if home is None else home / "progress.json"


def read():
    """``(records, sentence)``: what is known of every exercise, and what went wrong or an empty text."""
    path = place()
    if path is None:
        return join({}, _known(path, 0)["records"]), _HOMELESS
    stored, sentence = _read_file(path)
    if stored is None:
        with _alone(path):
            stored, sentence = _read_or_set_aside(path)
    return join(stored["exercises"], _known(path, stored["begun_anew"])["records"]), sentence


def record(name, **changes):
    """Note ``changes`` for one exercise and write the file. Returns what went wrong, or an empty text."""

    def changed(records):
        return {name: {**records.get(name, {}), **changes}}

    return _change(changed)[1]


def add(others):
    """Join other records to those that are kept. Returns ``(records before, what went wrong)``.

    ValueError if all of them would be more than half of what there is room for; then nothing is changed.
    """

    def added(records):
        if len(content_of(join(records, others))) > MOST // 2:
            raise ValueError("there is no room for so much")
        return join(records, others)

    return _change(added)


def begin_anew():
    """Begin with no progress. Returns the file that keeps what there was, or None where there was nothing to keep.

    OSError with a sentence where it can't be kept; then nothing is changed.
    """
    path = place()
    if path is None:
        raise OSError(_HOMELESS)
    with _alone(path):
        stored, sentence = _read_or_set_aside(path)
        known = _known(path, stored["begun_anew"])
        records = join(stored["exercises"], known["records"])
        aside = free_name(path, f"until-{date.today()}") if records else None
        if records:
            sentence = sentence or _write_file(aside, records, 0)
        sentence = sentence or _write_file(path, {}, known["begun_anew"] + 1)
        if sentence:
            raise OSError(sentence)
        known.update(records={}, begun_anew=known["begun_anew"] + 1)
    return aside


def content_of(records, **more):
    """What a file with these records holds."""
    everything = {"course": "course_nn", "version": VERSION, **more, "exercises": records}
    return (json.dumps(everything, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode("utf-8", "replace")


def _change(change):
    """Put ``change(records)``, whole records by name, into the place of those kept so far. Returns as `add` does."""
    path = place()
    if path is None:
        known = _known(path, 0)
        before = known["records"]
        known["records"] = {**before, **change(before)}
        return before, _HOMELESS
    # From reading to writing nobody else writes: twenty kernels at once lose nothing of each other's.
    with _alone(path):
        stored, sentence = _read_or_set_aside(path)
        known = _known(path, stored["begun_anew"])
        before = join(stored["exercises"], known["records"])
        changes = change(before)
        known["records"] = {**known["records"], **changes}
        return before, _write_file(path, {**before, **changes}, known["begun_anew"]) or sentence


def _known(path, begun_anew):
    """What this kernel knows, which is nothing if the file was begun anew since."""
    known = _memory.setdefault(str(path), {"begun_anew": begun_anew, "records": {}})
    if begun_anew > known["begun_anew"]:
        known.update(begun_anew=begun_anew, records={})
    return known


def _alone(path):
    return _files.alone(path.with_suffix(".lock"))


def _read_file(path):
    """What is in the file, and what went wrong; None for a file that can't be understood."""
    nothing = {"exercises": {}, "begun_anew": 0}
    try:
        content = _files.read_plain(path, MOST)
    except FileNotFoundError:
        return nothing, ""
    except OSError as error:
        return nothing, f"Your progress could not be read from {path} ({error.strerror or error})."
    try:
        if len(content) > MOST:
            raise ValueError
        content = json.loads(content)
        records, times = content["exercises"], content.get("begun_anew", 0)
        if type(times) is not int or not all(isinstance(one, dict) for one in records.values()):
            raise TypeError
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None, ""
    return {"exercises": records, "begun_anew": times}, ""


def _read_or_set_aside(path):
    stored, sentence = _read_file(path)
    return ({"exercises": {}, "begun_anew": 0}, _set_aside(path)) if stored is None else (stored, sentence)


def _set_aside(path):
    """Rename a file that can't be understood, so that a new one can be written and nothing is thrown away."""
    aside = free_name(path, "damaged")
    try:
        os.replace(path, aside)
    except OSError as error:
        return f"The progress file {path} is damaged and could not be renamed ({error.strerror or error})."
    return f"The progress file was damaged; it is kept as {aside.name} in {path.parent}, and a new one begun."


def free_name(path, word):
    """A name beside ``path`` that nothing has yet: ``progress-damaged-1.json``."""
    names = (path.with_name(f"{path.stem}-{word}-{number}{path.suffix}") for number in itertools.count(1))
    return next(name for name in names if not os.path.lexists(name))


def _write_file(path, records, begun_anew):
    """A reader sees the old file or the new one, never half of one. Returns what went wrong, or an empty text."""
    try:
        content = content_of(records, begun_anew=begun_anew)
        if len(content) > MOST:
            raise ValueError("it would be longer than progress can be")
        path.parent.mkdir(parents=True, exist_ok=True)
        if there := _files.what_stands_at(path):
            raise ValueError(f"in its place is {there}")
        with _files.replacing(path) as file:
            file.write(content)
    except (OSError, TypeError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        return f"Your progress could not be saved in {path.parent} ({reason}); it is kept until this kernel stops."
    return ""
