"""Progress in one file: taken home from a machine that forgets, joined to that of another one, or put aside.

The file is text that a person can read: JSON with the answers in it, line by line. Nothing in it is ever run.
"""

import json

from .. import _files
from ..windows import Window
from . import store
from .records import ANSWERS, join, understood
from .report import Message
from .session import EXERCISES, progress

_IMPORT = "import_progress: expected a file that export_progress() wrote"
_EXPORT = "export_progress: expected a new name, or the file of an earlier export"


def export_progress(path="course_progress.json"):
    """Write your progress, answers and predictions into one file, which ``import_progress`` reads on another machine.

    An earlier export in its place is replaced; if it holds something that is not known here, it is kept beside it
    under another name. Any other file that stands there is left alone, with a ValueError.
    """
    path = _files.place(path, "export_progress")
    records, sentence = store.read()
    more = _knows_more(path, records)
    aside = store.free_name(path, "earlier") if more else None
    try:
        with _files.replacing(path) as file:
            file.write(store.content_of(records))
            file.flush()
            if aside:
                path.rename(aside)
    except OSError as error:
        raise _files.refusal(path, "export_progress", error) from None
    answers = sum(key in record for record in records.values() for key in ANSWERS)
    text = f"It is written, with {_many(answers, 'answer')}, to {path.absolute()}."
    if aside:
        text += f" The file that stood there holds something else, and is kept as {aside.name}."
    note = (
        "On Binder and Colab all files go when the session ends: right-click it in the list of files, and choose "
        "Download. On another machine, import_progress() brings it back."
    )
    return Message(progress().headline, text, " ".join(one for one in (note, sentence) if one))


def import_progress(path="course_progress.json"):
    """Join the progress in a file that ``export_progress`` wrote to what is kept here.

    What was passed anywhere stays passed, and of two answers the one that passed, of two such the later one; to import
    a file again, or two files in another order, changes nothing. A file that is something else is refused with one
    sentence.
    """
    path = _files.as_path(path, "import_progress")
    records, left_out = understood(_read(path, _IMPORT))
    try:
        before, sentence = store.add(records)
    except ValueError:
        raise ValueError(
            f"import_progress: expected the progress of one reader; with that of {path.name} there would be more than "
            "can be kept, and nothing was changed"
        ) from None
    text = _what_came(path.name, before, join(before, records))
    known = {*EXERCISES, *Window("instruments").rooms}
    if strange := [name for name in records if name not in known]:
        shown = ", ".join(strange[:5]) + (f" and {len(strange) - 5} more" if len(strange) > 5 else "")
        text += (
            f" What it says of exercises or instruments that this version of the course does not have is kept: {shown}."
        )
    if left_out:
        text += f" What could not be understood was left out: {_many(left_out, 'part')}."
    return Message(progress().headline, text, sentence)


def records_in(path):
    """What an export holds, by exercise, as far as it is understood. OSError or ValueError with a sentence."""
    return understood(_read(path, "expected a file that export_progress() wrote"))[0]


def begin_anew():
    """Put your progress aside, in a file whose name is said, and begin with none. Notebooks stay as they are."""
    aside = store.begin_anew()
    if aside is None:
        return Message("You begin anew", "There was no progress yet.")
    text = f"What there was is kept in {aside}; import_progress({str(aside)!r}) brings it back."
    return Message("You begin anew", text)


def _what_came(name, before, after):
    def new(key):
        return sum(key in record and record[key] != before.get(one, {}).get(key) for one, record in after.items())

    passed, answers = new("passed"), new("passed_answer") + new("answer")
    if passed or answers:
        how = " (my_answer shows the one to an exercise)" if answers else ""
        return f"{name} brought {_many(passed, 'passed exercise')} and {_many(answers, 'answer')}{how}."
    return f"{name} brought nothing that was not known here."


def _many(count, what):
    return f"{count} {what}{'' if count == 1 else 's'}"


def _knows_more(path, records):
    """Whether the export that stands at ``path``, if there is one, holds something beyond ``records``."""
    if (home := store.place()) and path.resolve() == home.resolve():
        raise ValueError(f"export_progress: expected another place than where progress is kept, got {path}")
    if _files.what_stands_at(path) is None:
        return False
    theirs, left_out = understood(_read(path, _EXPORT))
    return join(records, theirs) != records or left_out > 0


def _read(path, expected):
    """The records in the file at ``path`` as they stand in it, or a sentence that begins with what was expected."""
    try:
        there = _files.what_stands_at(path)
        if there == "":
            content = _files.read_plain(path, store.MOST)
    except OSError as error:
        raise OSError(f"{expected}; {path.name} can't be read ({error.strerror or error})") from None
    if there is None:
        where = "put it into the folder of this notebook, or say where it is"
        raise FileNotFoundError(f"{expected}, and there is none at {path.absolute()}; {where}")
    if there:
        raise ValueError(f"{expected}, and {path.name} is {there}")
    if len(content) > store.MOST:
        raise ValueError(f"{expected}, and {path.name} is longer than any progress")
    try:
        content = json.loads(content)
    except (ValueError, RecursionError):
        raise ValueError(f"{expected}, and {path.name} is none, or a part of it is lost") from None
    return _records(content, f"{expected}, and {path.name}")


def _records(content, expected):
    kind = content if isinstance(content, dict) else {}
    records, version = kind.get("exercises"), kind.get("version")
    if not isinstance(records, dict) or type(version) is not int or kind.get("course", "course_nn") != "course_nn":
        raise ValueError(f"{expected} holds something else")
    if version > store.VERSION:
        raise ValueError(
            f"{expected} comes from a newer course (version {version} of such files): update this one first"
        )
    return records
