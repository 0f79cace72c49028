"""Where progress is kept: one small JSON file, and always a copy in memory.

The folder is ``COURSE_NN_HOME`` if that is set, otherwise the user's data folder. Nothing here ever raises:
what goes wrong with the file becomes one sentence, and the kernel's own progress goes on in memory.
"""

import json
import os
from pathlib import Path

from .. import _files

MOST = 2**20  # bytes: a hundred times what the course needs
_HOMELESS = (
    "Your progress is kept until this kernel stops: there is no home folder to keep it in; "
    "set the environment variable COURSE_NN_HOME to a folder."
)
_memory = {}  # what this kernel knows, by file, so that nothing is lost while the file can't be written


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


def read():
    """``(records, sentence)``: what is known of every exercise, and what went wrong or an empty text."""
    path = _path()
    known = _memory.setdefault(str(path), {})
    if path is None:
        return _merged({}, known), _HOMELESS
    stored, sentence = _read_file(path)
    if stored is None:
        with _files.alone(path.with_suffix(".lock")):
            stored, sentence = _read_or_set_aside(path)
    return _merged(stored, known), sentence


def record(name, **changes):
    """Note ``changes`` for one exercise and write the file. Returns what went wrong, or an empty text."""
    path = _path()
    known = _memory.setdefault(str(path), {})
    if path is None:
        known[name] = {**known.get(name, {}), **changes}
        return _HOMELESS
    # From reading to writing nobody else writes: twenty kernels at once lose nothing of each other's.
    with _files.alone(path.with_suffix(".lock")):
        stored, sentence = _read_or_set_aside(path)
        records = _merged(stored, known)
        known[name] = records[name] = {**records.get(name, {}), **changes}
        return _write_file(path, records) or sentence


def _path():
    place = folder()
    return None if place is None else place / "progress.json"


def _merged(stored, known):
    """The file's records under this kernel's; what was passed anywhere stays passed."""
    merged = {name: dict(one) for name, one in stored.items()}
    for name, mine in known.items():
        passed = mine.get("passed", False) or merged.get(name, {}).get("passed", False)
        merged[name] = {**merged.get(name, {}), **mine, "passed": passed}
    return merged


def _read_file(path):
    """The records in the file and what went wrong; None for the records of a file that can't be understood."""
    try:
        content = _files.read_plain(path, MOST)
    except FileNotFoundError:
        return {}, ""
    except OSError as error:
        return {}, f"Your progress could not be read from {path} ({error.strerror or error})."
    try:
        if len(content) > MOST:
            raise ValueError
        records = json.loads(content)["exercises"]
        if not all(isinstance(one, dict) for one in records.values()):
            raise TypeError
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None, ""
    return records, ""


def _read_or_set_aside(path):
    stored, sentence = _read_file(path)
    return ({}, _set_aside(path)) if stored is None else (stored, sentence)


def _set_aside(path):
    """Rename a file that can't be understood, so that a new one can be written and nothing is thrown away."""
    for number in range(1, 1000):
        aside = path.with_name(f"progress-damaged-{number}.json")
        if not aside.exists():
            break
    try:
        os.replace(path, aside)
    except OSError as error:
        return f"The progress file {path} is damaged and could not be renamed ({error.strerror or error})."
    return f"The progress file was damaged; it is kept as {aside.name} in {path.parent}, and a new one begun."


def _write_file(path, records):
    """A reader sees the old file or the new one, never half of one."""
    try:
        content = json.dumps({"version": 1, "exercises": records}, indent=1, sort_keys=True).encode()
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
