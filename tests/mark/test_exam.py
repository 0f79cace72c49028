"""Verdicts on what comes back, whatever that is."""

import json

import numpy as np
import pytest

from course_nn.exercises import EXERCISES
from course_nn.exercises.report import NOT_ATTEMPTED, NOT_YET
from course_nn.exercises.running import Outcome
from course_nn.mark import wire
from course_nn.mark.exam import Exam

NAMES = ("weighted_sum", "update", "nand_weights", "culprits", "Swish", "mend_collapse")


@pytest.fixture(scope="module")
def exam():
    return Exam([EXERCISES[name] for name in NAMES], {}, seed=3)


def line(**fields):
    return json.dumps({"outcome": wire.to_text(vars(Outcome(**fields)))})


def right(exam, name, hidden=False):
    exercise = exam.hidden(name) if hidden else exam.exercises[name]
    return [line(value=one.value) for one in exercise.expected]


def test_right_values_are_right_and_wrong_ones_are_told_as_check_tells_them(exam):
    for name in ("weighted_sum", "update", "Swish"):
        exercise = exam.exercises[name]
        assert exam.judge(name, right(exam, name), "").passed
        for mistake, outcomes in exercise.known:
            said = exam.judge(name, [line(**vars(one)) for one in outcomes], "")
            assert (said.mistake, said.message) == (mistake.name, mistake.message)


@pytest.mark.parametrize(
    "lines",
    [
        [],
        ["", "{", "[]", "3"],
        ['{"outcome": 3}'] * 5,
        ['{"outcome": "{}"}'] * 5,
        ['{"passed": true}'] * 5,
        ['{"outcome": "[[[["}'] * 5,
        [line(value=2.5)] * 4,
        [line(value=2.5)] * 6,
        ['{"outcome": "{\\"array\\": [\\"<f8\\", [1], \\"AAAAAAAAAAA=\\"]}"}'] * 5,
        [line(value=2.5, changed=(0, 1), after=(1,))] * 5,
        [line(value=2.5, changed=(99,), after=(1,))] * 5,
        [line(value=2.5, changed=(-1,), after=(1,))] * 5,
        [line(value=2.5, changed=(0, 0), after=(1, 1))] * 5,
        [line(value=2.5, error=3)] * 5,
        [line(value=2.5, shapes=(("x", "y"),))] * 5,
        ['{"placeholder": 3}', '{"refused": []}'],
        ["[" * 10**5],
    ],
    ids=lambda lines: (lines or [""])[0][:30],
)
def test_what_nobody_can_read_is_no_pass(exam, lines):
    said = exam.judge("weighted_sum", lines, "")
    assert said.status == NOT_YET and said.mistake == "unreadable"
    assert exam.judge_hidden("weighted_sum", lines, "").status == NOT_YET


def test_how_it_ended_is_told(exam):
    some = right(exam, "weighted_sum")
    assert exam.judge("weighted_sum", some[:2], "time").mistake == "interrupted"
    slow = exam.judge_hidden("weighted_sum", right(exam, "weighted_sum", hidden=True)[:-1], "time")
    assert slow.mistake == "interrupted" and "takes too long" in slow.message and "written down" not in slow.message
    assert exam.judge("weighted_sum", some[:2], "time").message.startswith("It took longer than it may")
    for died, kind in (("exit 0", "ends Python"), ("signal 11", "ends Python"), ("answer", "too long")):
        told = exam.judge("weighted_sum", some, died)
        hidden = exam.judge_hidden("weighted_sum", right(exam, "weighted_sum", hidden=True)[:10], died)
        assert told.mistake == hidden.mistake == kind and hidden.status == NOT_YET
        assert hidden.message == f"Right on the examples in the notebook, but not on others. {told.message}"


@pytest.mark.parametrize("name", NAMES)
def test_whoever_sends_more_than_there_are_and_never_ends_is_interrupted(exam, name):
    count = len(exam.exercises[name].cases())
    for more in (-1, 0, 1, 30):
        lines = [*right(exam, name), *[line(value=2.5)] * 30][: count + more]
        assert exam.judge(name, lines, "time").mistake == "interrupted"


def test_no_more_is_read_than_there_are_cases(exam, monkeypatch):
    read = []
    monkeypatch.setattr(wire, "from_text", lambda text: read.append(text) or {})
    for judge in (exam.judge, exam.judge_hidden):
        for died in ("", "time"):
            judge("weighted_sum", [line(value=2.5)] * 500, died)
    assert len(read) <= 2 * (len(exam.exercises["weighted_sum"].cases()) + 1)


def test_an_answer_that_was_not_run_is_told_why(exam):
    def said(**what):
        return exam.judge("weighted_sum", [json.dumps(what)], "")

    assert said(placeholder="replace the `...` by your code").status == NOT_ATTEMPTED
    assert said(refused="Give the function itself.").mistake == "not a function"
    assert "keep the name of the stub" in said(missing=True).message
    stopped = wire.to_text(vars(Outcome(error="NameError", message="name 'y' is not defined", line="line 1: `x = y`")))
    assert (
        said(stopped=stopped).message == "Your code stops with NameError: name 'y' is not defined, at line 1: `x = y`."
    )


def test_other_inputs_show_what_is_written_down_and_are_not_shown(exam):
    hidden = exam.hidden("weighted_sum")
    assert exam.judge_hidden("weighted_sum", right(exam, "weighted_sum", hidden=True), "") is None
    said = exam.judge_hidden("weighted_sum", [line(value=12345.678)] * len(hidden.cases()), "")
    assert said.mistake == "wrong on others" and said.message.startswith(
        "Right on the examples in the notebook, wrong on"
    )
    assert said.details == () and "12345" not in repr(said)
    assert not exam.judge_hidden("weighted_sum", right(exam, "weighted_sum", hidden=True)[:-1], "").passed


def test_other_inputs_are_others_for_another_seed_alone(exam):
    again, other = (Exam([EXERCISES["weighted_sum"]], {}, seed) for seed in (3, 4))
    cases = [one.request("weighted_sum", hidden=True)["cases"] for one in (exam, again, other)]
    assert cases[0] == cases[1] != cases[2]
    assert exam.hidden("nand_weights") is None and exam.hidden("culprits") is None


def test_unseen_inputs_have_as_much_time_each_as_those_of_the_notebook(exam):
    for name in ("weighted_sum", "update"):
        seen, unseen = len(exam.exercises[name].cases()), len(exam.hidden(name).cases())
        assert unseen <= (exam.turns(name) - 1) * seen < unseen + seen


def test_a_value_is_read_by_the_one_who_marks(exam):
    truth = EXERCISES["culprits"].reference
    assert exam.is_value("culprits") and exam.is_value("nand_weights")
    assert not exam.is_value("update") and not exam.is_value("Swish")
    assert exam.judge_value("culprits", wire.to_text(truth)).passed
    assert not exam.judge_value("culprits", wire.to_text({"A": np.zeros(3)})).passed
    assert exam.judge_value("culprits", "{").mistake == "unreadable"
    assert exam.is_probed_apart("nand_weights") and not exam.is_probed_apart("culprits")


def test_what_a_value_is_like_is_not_for_its_own_process_to_tell(exam):
    for name in ("nand_weights", "mend_collapse"):
        forged = right(exam, name)
        assert exam.judge(name, forged, "").passed
        for died, kind in (("", "unreadable"), ("time", "interrupted"), ("exit 1", "ends Python")):
            assert exam.judge_no_value(name, forged, died).mistake == kind
            assert exam.judge_no_value(name, [*forged, *forged], died).mistake == kind
        assert "keep the name" in exam.judge_no_value(name, [json.dumps({"missing": True})], "").message


@pytest.mark.parametrize("value", [5, None, "", (), {"a": 1}, np.zeros((2, 2)), 1j, ...], ids=repr)
def test_advice_on_whatever_comes_back_stops_nothing(exam, value):
    said = exam.judge("mend_collapse", [line(value=value)], "")
    assert said.status == NOT_YET and said.message


def test_a_request_tells_nothing_of_solutions(exam):
    for name in NAMES:
        exercise, text = exam.exercises[name], json.dumps(exam.request(name))
        told = [exercise.solution, *exercise.hints, *(one.message for one in exercise.mistakes)]
        assert not [one for one in told if json.dumps(one)[1:-1] in text]
