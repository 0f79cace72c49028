"""What is said of outcomes, wherever they come from."""

import numpy as np
import pytest

from course_nn.exercises import EXERCISES, check
from course_nn.exercises.running import INTERRUPTED, Outcome
from course_nn.exercises.verdict import verdict

UPDATE = EXERCISES["update"]


@pytest.mark.long
def test_it_is_what_check_says(home):
    for answer in (UPDATE.reference, *(UPDATE.define(one.source) for one in UPDATE.mistakes), lambda w, b, x, y: 1 / 0):
        said, checked = verdict(UPDATE, UPDATE.run(answer)), check("update", answer)
        assert (said.status, said.message, said.mistake) == (checked.status, checked.message, checked.mistake)
        assert said.details == checked.details


def test_outcomes_from_elsewhere_are_judged_alike():
    right = [Outcome(value=one.value) for one in UPDATE.expected]
    assert verdict(UPDATE, right).passed
    wrong = [*right[:2], Outcome(value=(np.zeros(2), 7.0)), *right[3:]]
    result = verdict(UPDATE, wrong)
    assert not result.passed and [word for word, _ in result.details] == ["input", "expected", "got"]


def test_an_interrupt_shows_the_input_alone():
    result = verdict(UPDATE, [Outcome(error=INTERRUPTED)])
    assert result.mistake == INTERRUPTED and [word for word, _ in result.details] == ["input"]
