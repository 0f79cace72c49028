"""What an exercise is: sources that define what is tested, its arguments, three hints."""

import numpy as np
import pytest

from course_nn.exercises import Exercise


def exercise(**changes):
    given = {
        "name": "double",
        "title": "Twice as much",
        "stub": "\ndef double(x):\n    ...\n",
        "hints": ("One.", "Two.", "Three."),
        "solution": "def double(x):\n    return 2 * x",
        "cases": lambda: [(np.array([1.0]),), (np.array([2.0, 3.0]),)],
        "mistakes": (),
    }
    return Exercise(**(given | changes))


def test_sources_define_what_is_tested_and_lose_the_lines_around_them():
    one = exercise()
    assert one.stub == "def double(x):\n    ..." and one.reference(4) == 8 and one.reference is one.reference
    assert one.untouched(4) is None and one.is_function and one.argument_names == ("x",)
    assert exercise(setup="import math", solution="double = math.pi").reference == pytest.approx(3.14159, abs=1e-5)


def test_an_answer_that_is_a_value_is_probed():
    one = exercise(solution="double = 2", probe=lambda answer, x: answer * x, arguments=("number",))
    assert not one.is_function and one.argument_names == ("number",)
    assert [outcome.value.tolist() for outcome in one.run(3)] == [[3], [6, 9]]
    assert exercise(solution="double = 2").argument_names == ()


def test_three_hints_and_no_other_number():
    for hints in ((), ("One.", "Two."), ("One.", "Two.", "Three.", "Four.")):
        with pytest.raises(ValueError, match=f"exercise double: expected three hints, got {len(hints)}"):
            exercise(hints=hints)
