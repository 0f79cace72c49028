"""What the project's commands wrote about themselves: results of tests, and the circumstances in which they came."""

import ast
import json
import xml.etree.ElementTree as xml
from typing import NamedTuple

from .. import run_tests

COMMANDS = {
    "unit": "make unit",
    "long": "make long",
    "notebooks": "make notebook-tests",
    "browser": "make browser",
    "book": "make book-tests",
    "frameworks": "make frameworks",
}
CIRCUMSTANCES = {"system", "processor", "cores", "python", "numpy", "date", "commit", "options"}
#: What tests/nbval_limits.py and tests/exercises/test_mutants.py write beside a case.
PROPERTIES = {"notebook", "refused", "accepted"}


class Case(NamedTuple):
    """A test, or a cell of a notebook; its outcome is "passed", "failed" or "skipped"."""

    where: str
    name: str
    outcome: str
    seconds: float
    properties: dict


class Run(NamedTuple):
    """A part of the tests that has run: its cases, and its circumstances, {} where they are not known."""

    part: str
    cases: list
    about: dict

    @property
    def platform(self):
        if not self.about:
            return "a platform that is not known"
        words = "{system}, Python {python}, NumPy {numpy}".format(**self.about)
        return words + (", with the frameworks" if self.part == "frameworks" else "")

    @property
    def when(self):
        return when(self.about) if self.about else "unknown"


def when(about):
    """The day, the commit, and what the command was limited to."""
    limits = f", called with {' '.join(about['options'])}" if about["options"] else ""
    return f"{about['date']}, commit {about['commit']}{limits}"


def runs_in(folder, notes):
    """The `Run`s that a folder holds; what is wrong with a file is a sentence in ``notes``."""
    runs = []
    for part in run_tests.PARTS:
        path = folder / f"{part}.xml"
        if not path.exists():
            continue
        name = path.relative_to(folder.parent.parent).as_posix()
        try:
            cases = [case_of(one) for one in xml.parse(path).iter("testcase")]
        except (OSError, ValueError, TypeError, SyntaxError):  # a ParseError is a SyntaxError
            notes.append(f"`{name}` is damaged; `{COMMANDS[part]}` writes it anew.")
            continue
        try:
            about = circumstances(path.with_suffix(".json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            notes.append(
                f"`{name}`: on what it ran is not known, since its .json is missing or damaged; "
                f"`{COMMANDS[part]}` writes both anew."
            )
            about = {}
        runs.append(Run(part, cases, about))
    return runs


def case_of(element):
    """A testcase of JUnit; ValueError, TypeError or SyntaxError if it is none of ours."""
    bad = element.find("failure") is not None or element.find("error") is not None
    outcome = "failed" if bad else "skipped" if element.find("skipped") is not None else "passed"
    written = {one.get("name"): one.get("value", "") for one in element.iter("property")}
    properties = {name: ast.literal_eval(value) for name, value in written.items() if name in PROPERTIES}
    if "notebook" in properties:
        _, seconds, megabytes = properties["notebook"]
        properties["notebook"] = float(seconds), float(megabytes)
    return Case(
        element.get("classname", ""), element.get("name", ""), outcome, float(element.get("time", 0)), properties
    )


def circumstances(text):
    """A JSON text with all that `run_tests.circumstances` says; ValueError otherwise."""
    about = json.loads(text)
    if not isinstance(about, dict) or not set(about) >= CIRCUMSTANCES or not isinstance(about["options"], list):
        raise ValueError("some circumstances are missing")
    return about | {"options": [str(word) for word in about["options"]]}
