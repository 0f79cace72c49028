"""What a worker does with a request, in this process; what processes of answers do is in `test_sandbox`."""

import json

import numpy as np
import pytest

from course_nn.exercises import EXERCISES
from course_nn.mark import wire, worker
from course_nn.mark.exam import Exam

UPDATE = EXERCISES["update"]


@pytest.fixture(scope="module")
def exam():
    return Exam([UPDATE, EXERCISES["nand_weights"]], {}, 1)


def sent(what, exam, name, *sources, **more):
    lines = []
    program = [[source, [*range(source.count("\n\n") + 1)]] for source in sources]
    worker._WORK[what](exam.request(name) | {"program": program} | more, lines.append)
    return lines


def test_outcomes_come_one_by_one_and_are_what_check_judges(exam):
    lines = sent("run", exam, "update", UPDATE.solution)
    assert len(lines) == len(UPDATE.cases()) and exam.judge("update", lines, "").passed
    lines = sent("run", exam, "update", UPDATE.mistakes[0].source)
    assert exam.judge("update", lines, "").mistake == UPDATE.mistakes[0].name


def test_inputs_that_are_changed_come_back_as_changed(exam):
    source = UPDATE.solution.replace("    s = 1 if", "    w += 0.5\n    s = 1 if")
    said = exam.judge("update", sent("run", exam, "update", source), "")
    assert "changes its input w" in said.message and "w afterwards" in dict(said.details)


def test_why_there_are_no_outcomes(exam):
    def said(*sources):
        (line,) = sent("run", exam, "update", *sources)
        return json.loads(line)

    assert said(UPDATE.stub) == {"placeholder": "replace the `...` by your code"}
    assert "Give the function itself" in said("update = 3")["refused"]
    assert said("other = 3") == {"missing": True}
    assert "ZeroDivisionError" in said("update = 1 / 0")["stopped"]
    # What stops in another cell is told where the answer needs it.
    assert "NameError" in said("k = 1 / 0", "update = k")["stopped"]


def test_what_asks_is_left_out(exam, monkeypatch):
    def nobody(*_):
        raise EOFError("EOF when reading a line")

    monkeypatch.setattr("builtins.input", nobody)
    assert exam.judge("update", sent("run", exam, "update", f"n = int(input())\n\n{UPDATE.solution}"), "").passed
    (line,) = sent("run", exam, "update", "update = int(input())\n\nother = 3")
    assert "EOFError" in json.loads(line)["stopped"]


def test_a_value_comes_as_plain_data(exam):
    (line,) = sent("value", exam, "nand_weights", "nand_weights = np.array([-1, -1, 1.5])")
    assert np.array_equal(wire.from_text(json.loads(line)["value"]), [-1, -1, 1.5])


def test_a_value_is_probed_without_the_students_code(exam):
    probe = [EXERCISES["nand_weights"].probe.__module__, "_neuron"]
    lines = sent("probe", exam, "nand_weights", value=wire.to_text((-1, -1, 1.5)), probe=probe)
    assert exam.judge("nand_weights", lines, "").passed
