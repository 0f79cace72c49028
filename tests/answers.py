"""Answers of students to the exercises, as they write them, and what they are told."""

import functools
import textwrap

import numpy as np

from course_nn.exercises import EXERCISES, check
from course_nn.exercises.diagnosis import diagnose
from course_nn.exercises.unseen import judge_unseen, with_unseen


def defined(exercise, body):
    """A function of this ``body`` under the head of the exercise's stub."""
    head = next(line for line in exercise.stub.splitlines() if line.startswith("def "))
    return exercise.define(f"{head}\n{textwrap.indent(textwrap.dedent(body).strip(), '    ')}")


_hidden = functools.cache(lambda exercise: with_unseen(exercise, np.random.default_rng(7)))


def _is_right_elsewhere(exercise, answer):
    hidden = _hidden(exercise)
    return hidden is None or judge_unseen(hidden, hidden.run(answer)) is None


def answered(name, body):
    """The result of checking it; what passes is right on inputs that are drawn, too."""
    answer = defined(EXERCISES[name], body)
    result = check(name, answer)
    assert not result.passed or _is_right_elsewhere(EXERCISES[name], answer), body
    return result


def told(exercise, body):
    """The kind of the mistake, or "passed"; what passes is right on inputs that are drawn, too."""
    exercise = EXERCISES[exercise] if isinstance(exercise, str) else exercise
    answer = defined(exercise, body)
    finding = diagnose(exercise, exercise.run(answer))
    assert finding or _is_right_elsewhere(exercise, answer), body
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
