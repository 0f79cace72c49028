"""Where progress is kept: one small JSON file, and always a copy in memory.

The folder is ``COURSE_NN_HOME`` if that is set, otherwise the user's data folder. Nothing here ever raises:
what goes wrong with the file becomes one sentence, and the kernel's own progress goes on in memory.
"""

import json
import os
import tempfile
from pathlib import Path

_memory = {}  # what this kernel knows, by file, so that nothing is lost while the file can't be written


def folder():
    """The folder in which progress is kept."""
    home = os.environ.get("COURSE_NN_HOME")
    if home:
        return Path(home)
    try:
        from platformdirs import user_data_path
    except ImportError:
        return Path.home() / ".course_nn"
    return user_data_path("course_nn", appauthor=False)


def read():
    """``(records, sentence)``: what is known of every exercise, and what went wrong or an empty text."""
    path = folder() / "progress.json"
    known = _memory.setdefault(str(path), {})
    stored, sentence = _read_file(path)
    return _merged(stored, known), sentence


def record(name, **changes):
    """Note ``changes`` for one exercise and write the file. Returns what went wrong, or an empty text."""
    path = folder() / "progress.json"
    records, sentence = read()
    mine = {**records.get(name, {}), **changes}
    _memory[str(path)][name] = mine
    records[name] = mine
    return _write_file(path, records) or sentence


def _merged(stored, known):
    """The file's records under this kernel's; what was passed anywhere stays passed."""
    merged = {name: dict(one) for name, one in stored.items()}
    for name, mine in known.items():
        passed = mine.get("passed", False) or merged.get(name, {}).get("passed", False)
        merged[name] = {**merged.get(name, {}), **mine, "passed": passed}
    return merged


def _read_file(path):
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}, ""
    except (OSError, UnicodeDecodeError) as error:
        if isinstance(error, OSError):
            return {}, f"Your progress could not be read from {path} ({error.strerror or error})."
        return {}, _set_aside(path)
    try:
        records = json.loads(text)["exercises"]
        if not all(isinstance(one, dict) for one in records.values()):
            raise TypeError
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}, _set_aside(path)
    return records, ""


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
    """Write to a neighbor and rename: a reader sees the old file or the new one, never half of one."""
    temporary = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix="progress-", suffix=".tmp")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump({"version": 1, "exercises": records}, file, indent=1, sort_keys=True)
        os.replace(temporary, path)
    except (OSError, TypeError, ValueError) as error:
        if temporary is not None and os.path.exists(temporary):
            os.unlink(temporary)
        reason = getattr(error, "strerror", None) or error
        return f"Your progress could not be saved in {path.parent} ({reason}); it is kept until this kernel stops."
    return ""
