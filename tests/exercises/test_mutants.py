"""No answer that is one slip away from a solution passes, unless it does the same on all other inputs as well."""

import contextlib
import copy
import dataclasses
import functools
import signal

import numpy as np
import pytest
from mutants import single_edits

from course_nn.exercises import EXERCISES
from course_nn.exercises.diagnosis import agree

EDITABLE = [name for name, one in EXERCISES.items() if one.unseen]
OTHERS = 40


class TooLong(BaseException):
    """An answer that does not end is none."""


@functools.cache
def edits(name):
    found = single_edits(EXERCISES[name].solution)
    assert found
    return found


@contextlib.contextmanager
def limited(seconds):
    def stop(*_):
        raise TooLong

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def one_by_one(exercise, cases):
    """The exercise with one case alone, for each of them: the first wrong one is enough."""
    return [dataclasses.replace(exercise, cases=lambda case=case: [copy.deepcopy(case)]) for case in cases]


def right(alone, answer):
    """Whether an answer does what the solution does on each of some cases."""
    for one in alone:
        (outcome,) = one.run(answer)
        if outcome.changed or not agree(one, one.expected[0], outcome):
            return False
    return True


def judged(exercise, sources):
    """Of each source: "refused" by the exercise, "the same" as the solution, "accepted" though it is not."""
    cases = one_by_one(exercise, exercise.cases())
    rng = np.random.default_rng(2026)
    drawn = [exercise.unseen(rng) for _ in range(OTHERS)]
    others = [one for one in one_by_one(exercise, drawn) if not one.expected[0].error]
    assert len(others) > OTHERS / 2
    verdicts = dict.fromkeys(sources, "refused")
    for source in sources:
        with contextlib.suppress(TooLong, SyntaxError), limited(0.5):
            answer = exercise.define(source)
            if right(cases, answer):
                verdicts[source] = "the same"
                if not right(others, answer):
                    verdicts[source] = "accepted"
    return verdicts


def wrongly_accepted(exercise, sources):
    return [source for source, verdict in judged(exercise, sources).items() if verdict == "accepted"]


@pytest.mark.long
@pytest.mark.parametrize("name", EDITABLE)
def test_a_slip_is_refused_or_does_not_matter(name, request):
    verdicts = judged(EXERCISES[name], edits(name))
    for verdict in ("refused", "accepted"):  # for the book's page about the course's health
        request.node.user_properties.append((verdict, list(verdicts.values()).count(verdict)))
    found = [source for source in verdicts if verdicts[source] == "accepted"]
    where = EXERCISES.rooms[name].replace(".", "/")
    assert not found, (
        f"{where}: {len(found)} wrong answers to {name} pass; add a case to its exercise that tells. One:\n{found[0]}"
    )


def test_a_case_that_tells_too_little_is_found():
    exercise = EXERCISES["weighted_sum"]
    weak = dataclasses.replace(exercise, cases=lambda: exercise.cases()[:1])
    found = wrongly_accepted(weak, edits("weighted_sum"))
    assert any("np.round" in source for source in found)
    assert not wrongly_accepted(exercise, edits("weighted_sum"))


def test_an_answer_without_end_does_not_pass():
    source = "def weighted_sum(x, w, b):\n    while True:\n        pass"
    assert not wrongly_accepted(EXERCISES["weighted_sum"], [source])
