"""Answers of students to the exercises, as they write them, and what they are told."""

import textwrap

from course_nn.exercises import EXERCISES, check
from course_nn.exercises.diagnosis import diagnose


def defined(exercise, body):
    """A function of this ``body`` under the head of the exercise's stub."""
    head = next(line for line in exercise.stub.splitlines() if line.startswith("def "))
    return exercise.define(f"{head}\n{textwrap.indent(textwrap.dedent(body).strip(), '    ')}")


def answered(name, body):
    """The result of checking it."""
    return check(name, defined(EXERCISES[name], body))


def told(exercise, body):
    """The kind of the mistake, or "passed"."""
    exercise = EXERCISES[exercise] if isinstance(exercise, str) else exercise
    finding = diagnose(exercise, exercise.run(defined(exercise, body)))
    return "passed" if finding is None else finding.kind


def rows(*tables):
    """(exercise or its name, body, kind) of tables (exercise, right answers, changes).

    A change (old, new, kind) is made in the first of the right answers; without an old text, new is a whole body.
    """
    found = []
    for name, right, changes in tables:
        found += [(name, body, "passed") for body in right]
        for old, new, kind in changes:
            assert old in right[0], (name, old)
            found.append((name, right[0].replace(old, new) if old else new, kind))
    return found
