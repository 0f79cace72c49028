"""How an answer is run: on fresh inputs, with its errors caught, its changes and its prints seen; one stop ends it."""

import signal

import numpy as np
import pytest

from course_nn import interrupts
from course_nn.exercises import Exercise, Unusable
from course_nn.exercises.running import identical


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
        ("raise SystemExit(2)", "SystemExit", "2"),
        ("return x @ np.ones(7)", "ValueError", "matmul"),
        ("return y", "NameError", "name 'y' is not defined"),
    ],
)
def test_an_error_is_its_kind_its_first_line_and_the_students_own(body, error, message):
    one = exercise()
    outcome = one.run(one.define(f"def double(x):\n    {body}"))[0]
    assert outcome.error == error and message in outcome.message and "\n" not in outcome.message
    assert outcome.line == f"line 2: `{body}`"
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


def test_one_interrupt_ends_all_of_it():
    calls = []

    def double(x):
        calls.append(interrupts.inside_another())
        if len(calls) == 1:
            return 2 * x
        raise KeyboardInterrupt

    outcomes = exercise(cases=lambda: [(np.ones(1),)] * 5).run(double)
    assert [one.error for one in outcomes] == ["", "interrupted"]
    assert calls == [True, True], "what is interrupted inside, as fit is, lets the interrupt through"
    assert not interrupts.inside_another()


def test_a_real_interrupt_ends_an_endless_loop_at_once():
    presses = []

    def press(*_):
        presses.append(1)
        raise KeyboardInterrupt

    def double(x):
        while True:
            x = x + 1

    before = signal.signal(signal.SIGALRM, press)
    signal.setitimer(signal.ITIMER_REAL, 0.05, 0.5)
    try:
        outcomes = exercise().run(double)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert len(presses) == 1 and outcomes[-1].error == "interrupted"


def test_what_cannot_be_copied_is_kept_itself():
    (first, _) = exercise().run(lambda x: (2 * one for one in x))
    assert not first.error and list(first.value) == [2]


def test_the_shapes_of_the_arrays_in_the_line_that_stopped():
    one = exercise()
    source = "def double(x):\n    y, n = np.ones(7), 3\n    return x @ y + n"
    outcome = one.run(one.define(source))[0]
    assert outcome.shapes == (("x", (1,)), ("y", (7,))) and outcome.line == "line 3: `return x @ y + n`"


def test_prints_are_kept_and_not_shown(capsys):
    outcomes = exercise().run(lambda x: print("twice", x * 2))
    assert [one.printed for one in outcomes] == ["twice [2.]\n", "twice [4. 6.]\n"]
    flood = exercise().run(lambda x: [print("x" * 100) for _ in range(1000)])
    assert len(flood[0].printed) <= 1000
    assert capsys.readouterr() == ("", "")


def test_a_probe_may_say_why_an_answer_is_of_no_use():
    def probe(answer, x):
        raise Unusable("a number was expected")

    first, second = exercise(solution="double = 2", probe=probe, arguments=("x",)).run("two")
    assert (first.error, first.message) == ("unusable", "a number was expected") and second.error == "unusable"
