"""What is marked already: a file a student among the results, so that an interrupted run goes on where it was."""

import hashlib
import json
from dataclasses import asdict, replace
from functools import cache
from pathlib import Path

from .. import _files
from ..exercises.report import MARKS, CheckResult
from .marking import Marked

FOLDER = "kept"
_MOST = 2**26
#: Characters of a sentence and of a detail, and how many details, that anybody reads.
_SENTENCE, _DETAIL, _DETAILS = 1000, 4000, 12


def digest(fingerprints, names, seed, limits):
    """What tells a submission that was changed, or is marked otherwise, from the one that is kept."""
    found = hashlib.sha256(json.dumps([_course(), list(names), seed, asdict(limits)]).encode())
    for one in fingerprints:
        found.update(one)
    return found.hexdigest()


@cache
def _course():
    """What tells this package from one whose exercises, or whose marking, were changed: all of its source."""
    found, folder = hashlib.sha256(), Path(__file__).parents[1]
    for path in sorted(folder.rglob("*.py")):
        found.update(f"{path.relative_to(folder).as_posix()}\n".encode() + path.read_bytes())
    return found.hexdigest()


def brief(marked):
    """A `Marked` without what nobody reads: a result may be as long as what an answer returned."""
    results = {}
    for name, one in marked.results.items():
        details = tuple((word, _cut(text, _DETAIL)) for word, text in one.details[:_DETAILS])
        results[name] = replace(one, message=_cut(one.message, _SENTENCE), details=details)
    # What was to be run has been run.
    answers = {name: {key: one[key] for key in one if key != "program"} for name, one in marked.answers.items()}
    return replace(marked, results=results, answers=answers)


def _cut(text, most):
    return text if len(text) <= most else f"{text[:most]}…"


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
