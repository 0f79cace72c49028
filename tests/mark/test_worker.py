"""What a worker does with a request, in this process; what processes of answers do is in `test_sandbox`."""

import ast
import json
import os

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
    program = [[source, [*range(len(ast.parse(source).body))]] for source in sources]
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


def test_an_import_that_fails_is_no_matter_unless_it_is_needed_and_then_it_is_told(exam):
    head = "import no_such_module\nfrom no_such import drive\ndrive.mount('/content')\n"
    assert exam.judge("update", sent("run", exam, "update", head + UPDATE.solution), "").passed
    uses = UPDATE.solution.replace("    s = 1 if", "    no_such_module.zeros(3)\n    s = 1 if")
    said = exam.judge("update", sent("run", exam, "update", head + uses), "")
    assert "NameError: name 'no_such_module' is not defined (ModuleNotFoundError: No module" in said.message
    other = UPDATE.solution.replace("    s = 1 if", "    unknown.zeros(3)\n    s = 1 if")
    said = exam.judge("update", sent("run", exam, "update", head + other), "")
    assert "name 'unknown' is not defined" in said.message and "ModuleNotFoundError" not in said.message
    (line,) = sent("run", exam, "update", head + "k = no_such_module.k\n" + UPDATE.solution)
    assert "ModuleNotFoundError" in json.loads(line)["stopped"]
    (line,) = sent("run", exam, "update", "from no_such import update")
    assert "ModuleNotFoundError" in json.loads(line)["stopped"]
    # What fails of what the cell makes itself stops it, as in a notebook.
    (line,) = sent("run", exam, "update", "kept = []\nkept.append(1 / 0)\n" + UPDATE.solution)
    assert "ZeroDivisionError" in json.loads(line)["stopped"]


def test_imports_from_the_future_hold_for_what_follows(exam):
    head = "from __future__ import annotations\n"
    solution = UPDATE.solution.replace("(w, b", "(w: Unknown, b")
    assert exam.judge("update", sent("run", exam, "update", head + solution), "").passed
    assert exam.judge("update", sent("run", exam, "update", head, solution), "").passed
    assert "Unknown" in exam.judge("update", sent("run", exam, "update", solution), "").message


def test_what_a_notebook_has_by_itself_is_there(exam):
    solution = UPDATE.solution.replace("    s = 1 if", "    display(x)\n    s = 1 if")
    assert exam.judge("update", sent("run", exam, "update", f"ip = get_ipython()\n{solution}"), "").passed
    mine = "def display(x):\n    return 0\n"
    assert exam.judge("update", sent("run", exam, "update", mine, solution), "").passed


def test_results_as_good_as_plain_ones_are_right(exam):
    solution = UPDATE.solution.replace("return w, b", "return Pair(w, b)")
    named = "from collections import namedtuple\nPair = namedtuple('Pair', 'w b')\n"
    assert exam.judge("update", sent("run", exam, "update", named + solution), "").passed
    tensor = "class Pair:\n    def __new__(cls, w, b):\n        return Tensor(w), Tensor(b)\nclass Tensor:\n"
    tensor += "    def __init__(self, x):\n        self.x = x\n    def __array__(self, *_, **__):\n"
    tensor += "        return np.array(self.x)\n"
    assert exam.judge("update", sent("run", exam, "update", tensor + solution), "").passed
    value = f"{named}nand_weights = Pair(-1, [-1, 1.5])"
    (line,) = sent("value", exam, "nand_weights", value)
    assert wire.from_text(json.loads(line)["value"]) == (-1, [-1, 1.5])


def test_an_answer_goes_on_with_the_inputs_that_are_left(exam):
    lines = sent("run", exam, "update", UPDATE.solution)
    assert sent("run", exam, "update", UPDATE.solution, done=3) == lines[3:]
    assert sent("run", exam, "update", UPDATE.solution, done=len(lines)) == []


@pytest.mark.skipif(os.name != "posix", reason="modes of folders as POSIX has them")
def test_a_place_that_an_answer_has_closed_is_open_and_empty_again(tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    tmp_path.chmod(0o000)
    worker._tidy(tmp_path)
    assert tmp_path.stat().st_mode & 0o777 == 0o777 and not [*tmp_path.iterdir()]
