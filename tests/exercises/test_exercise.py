"""What an exercise is, and how an answer is run: on fresh inputs, with its errors caught and its changes seen."""

import numpy as np
import pytest

from course_nn.exercises import Exercise
from course_nn.exercises.exercise import identical, same_code


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
    assert exercise(extra={"given": 7}, solution="double = given").reference == 7


def test_an_answer_that_is_a_value_is_probed():
    one = exercise(solution="double = 2", probe=lambda answer, x: answer * x, arguments=("number",))
    assert not one.is_function and one.argument_names == ("number",)
    assert [outcome.value.tolist() for outcome in one.run(3)] == [[3], [6, 9]]
    assert exercise(solution="double = 2").argument_names == ()


def test_three_hints_and_no_other_number():
    for hints in ((), ("One.", "Two."), ("One.", "Two.", "Three.", "Four.")):
        with pytest.raises(ValueError, match=f"exercise double: expected three hints, got {len(hints)}"):
            exercise(hints=hints)


def test_every_case_is_fresh_and_what_an_answer_changes_is_noted():
    def double(x):
        x *= 2
        return x

    one = exercise()
    first, second = one.run(double)
    assert first.changed == second.changed == (0,) and first.after[0].tolist() == [2]
    assert second.value.tolist() == [4, 6], "the inputs of the second case were not touched by the first"
    assert [outcome.changed for outcome in one.run(one.reference)] == [(), ()]
    assert [outcome.value.tolist() for outcome in one.run(one.reference)] == [[2], [4, 6]]


def test_a_value_is_kept_as_it_was_returned():
    shared = np.zeros(1)

    def double(x):
        shared[:] = 2 * x.sum()
        return shared

    assert [outcome.value.tolist() for outcome in exercise().run(double)] == [[2], [10]]


@pytest.mark.parametrize(
    ("body", "error", "message"),
    [
        ("raise ValueError('no\\nand no')", "ValueError", "no"),
        ("raise KeyboardInterrupt", "interrupted", ""),
        ("raise SystemExit(2)", "SystemExit", "2"),
        ("return x @ np.ones(7)", "ValueError", "matmul"),
        ("return y", "NameError", "name 'y' is not defined"),
    ],
)
def test_an_error_is_its_kind_its_first_line_and_the_students_own(body, error, message):
    one = exercise()
    outcome = one.run(one.define(f"def double(x):\n    {body}"))[0]
    assert outcome.error == error and message in outcome.message and "\n" not in outcome.message
    assert outcome.line == ("" if error == "interrupted" else f"line 2: `{body}`")
    assert outcome.value is None and not outcome.changed


@pytest.mark.parametrize(
    ("a", "b", "equal"),
    [
        (np.array([1.0, np.nan]), np.array([1.0, np.nan]), True),
        (np.array([1.0]), np.array([1]), False),
        (np.array([1]), np.array([1, 1]), False),
        ([1, (2, np.ones(2))], [1, (2, np.ones(2))], True),
        ([1, 2], [1], False),
        ({"a": np.ones(1)}, {"a": np.zeros(1)}, False),
        ({"a": 1}, {"b": 1}, False),
        (float("nan"), float("nan"), True),
        ("a", "b", False),
        (None, None, True),
        (np.random.default_rng(0), np.random.default_rng(1), True),
    ],
)
def test_whether_two_inputs_hold_the_same(a, b, equal):
    assert identical(a, b) is equal


def test_a_stub_is_still_one_with_another_docstring_or_layout():
    define = exercise().define
    stub = define('def double(x):\n    """Twice x."""\n    y = 1\n    return y')
    assert same_code(define("def double(x):\n    'Mine.'\n    y = 1   # one\n\n    return (y)"), stub)
    for other in ("y = 2\n    return y", "z = 1\n    return z", "y = 1\n    return x"):
        assert not same_code(define(f"def double(x):\n    {other}"), stub)
    inner = "def double(x):\n    return [x + {} for _ in x]"
    assert same_code(define(inner.format(1)), define(inner.format(1)))
    assert not same_code(define(inner.format(1)), define(inner.format(2)))
    assert not same_code(3, stub) and not same_code(len, len)
