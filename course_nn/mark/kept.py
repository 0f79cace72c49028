"""What is marked already: a file a student among the results, so that an interrupted run goes on where it was."""

import hashlib
import json
from dataclasses import asdict
from pathlib import Path

from .. import __version__, _files
from ..exercises.report import MARKS, CheckResult
from .marking import Marked

FOLDER = "kept"
_MOST = 2**26
#: Raised when the same notebook would be marked otherwise.
_FORM = 3


def digest(contents, names, seed, limits):
    """What tells a submission that was changed, or is marked otherwise, from the one that is kept."""
    found = hashlib.sha256(json.dumps([__version__, _FORM, list(names), seed, asdict(limits)]).encode())
    for content in contents:
        found.update(len(content).to_bytes(8, "big") + content)
    return found.hexdigest()


def write(folder, slug, told, marked):
    """Keep what was found of a student."""
    results = {name: [*asdict(one).values()] for name, one in marked.results.items()}
    kept = {"digest": told, "student": marked.student, "results": results, "answers": marked.answers}
    text = json.dumps(kept | {"notes": marked.notes, "not_held": marked.not_held})
    with _files.replacing(_place(folder, slug)) as file:
        file.write(text.encode("utf-8", "replace"))


def read(folder, slug, told):
    """The `Marked` that is kept under this digest, or None."""
    try:
        kept = json.loads(_files.read_plain(_place(folder, slug), _MOST))
        if kept["digest"] != told:
            return None
        results = {name: _result(*one) for name, one in kept["results"].items()}
        return Marked(kept["student"], results, kept["answers"], kept["notes"], not_held=kept["not_held"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def _place(folder, slug):
    return Path(folder) / FOLDER / f"{slug}.json"


def _result(name, status, message, mistake, details, note):
    if status not in MARKS:
        raise ValueError(f"expected one of {', '.join(MARKS)}, got {status!r}")
    return CheckResult(name, status, message, mistake, tuple(map(tuple, details)), note)


def slugs(students):
    """Student → a file name, another one for each: letters, digits and hyphens of any script, whatever the name is."""
    found, taken = {}, set()
    for student in students:
        word = "".join(one if one.isalnum() or one in "-_." else "-" for one in student).strip("-.")[:60] or "student"
        slug, number = word, 1
        while slug.lower() in taken:
            number += 1
            slug = f"{word}-{number}"
        taken.add(slug.lower())
        found[student] = slug
    return found
