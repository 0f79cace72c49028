"""Every exercise of the course: its stub, its solution, its catalog of mistakes, and its cell in the notebook."""

import json
import re
from pathlib import Path

import numpy as np
import pytest

from course_nn.exercises import EXERCISES, check, hint, solution
from course_nn.exercises.report import NOT_ATTEMPTED, NOT_YET, PASSED
from course_nn.exercises.running import identical

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_NN_HOME", str(tmp_path))


@pytest.fixture(params=list(EXERCISES))
def exercise(request):
    return EXERCISES[request.param]


def place(exercise):
    """The file to mend."""
    return f"{EXERCISES.rooms[exercise.name].replace('.', '/')}/exercises.py or exercise_{exercise.name.lower()}.py"


def test_the_stub_is_not_attempted(exercise):
    result = check(exercise.name, exercise.untouched)
    assert result.status == NOT_ATTEMPTED and not result.details


def test_the_stub_is_not_attempted_when_its_docstring_was_changed(exercise):
    stub = re.sub(r'""".*?"""', '"""Mine."""', exercise.stub, flags=re.S)
    assert check(exercise.name, exercise.define(stub)).status == NOT_ATTEMPTED


@pytest.mark.long
def test_the_solution_passes(exercise):
    result = check(exercise.name, exercise.define(solution(exercise.name).source))
    assert result.status == PASSED and result.passed
    assert not exercise.expected[0].error, f"{place(exercise)}: the solution stops: {exercise.expected[0].message}"


def test_a_function_is_found_by_its_name(exercise):
    if exercise.is_function:
        assert check(exercise.reference).status == PASSED
        assert check(exercise.untouched).status == NOT_ATTEMPTED


@pytest.mark.long
def test_each_mistake_gets_its_own_diagnosis(exercise):
    for mistake in exercise.mistakes:
        result, where = check(exercise.name, exercise.define(mistake.source)), f"{place(exercise)}: the mistake"
        assert result.status == NOT_YET, f"{where} {mistake.name!r} passes; add a case that tells"
        assert result.mistake == mistake.name and result.message == mistake.message, (
            f"{where} {mistake.name!r} passes for {result.mistake!r}; add a case that tells"
        )
        shown = result._repr_html_() + repr(result)
        assert mistake.message.split("`")[0][:20] in shown and "Traceback" not in shown


def test_no_mistake_of_the_catalog_stops_everywhere(exercise):
    """It would be named for what Python says of it, and not for what it does."""
    for mistake, outcomes in exercise.known:
        assert not outcomes[0].error and not all(one.error for one in outcomes), (
            f"{place(exercise)}: the mistake {mistake.name!r} stops with {outcomes[0].error or outcomes[-1].error}"
        )


def test_the_catalog_is_one(exercise):
    names = [one.name for one in exercise.mistakes]
    messages = [one.message for one in exercise.mistakes]
    where = f"{place(exercise)}: {exercise.name}"
    assert len(names) >= 3, (
        f"{where} knows {len(names)} mistakes: give it at least 3, as Mistake(name, source, message)"
    )
    for what, ones in (("names", names), ("messages", messages)):
        twice = {one for one in ones if ones.count(one) > 1}
        assert not twice, f"{where}: two mistakes have one of these {what}: {sorted(twice)}"
    for message in messages + list(exercise.hints):
        whole = (message[0].isupper() or message[0] in "`zw") and message.endswith((".", "?", "!"))
        assert whole and "\n" not in message, f"{where}: write a whole sentence in one line: {message!r}"


@pytest.mark.long
def test_there_are_three_hints_and_then_the_solution(exercise):
    shown = [hint(exercise.name, number) for number in (1, 2, 3)]
    assert [one.text for one in shown] == list(exercise.hints)
    assert "solution(" in shown[2].note and "solution(" not in shown[0].note + shown[1].note


def test_the_cases_are_fresh_and_repeat(exercise):
    first, again = exercise.cases(), exercise.cases()
    assert len(first) >= 1 and identical(first, again)
    mine = {id(a) for case in first for a in case if isinstance(a, np.ndarray)}
    assert not mine & {id(a) for case in again for a in case if isinstance(a, np.ndarray)}
    assert all(len(exercise.argument_names) == len(case) for case in first)


def test_the_cases_grow(exercise):
    def size(case):
        return sum(one.size for one in case if isinstance(one, np.ndarray))

    sizes = [size(case) for case in exercise.cases()]
    assert sizes == sorted(sizes), f"{place(exercise)}: put the cases of {exercise.name} in order, the smallest first"


def test_the_notebook_has_the_stub_and_a_check(exercise):
    (path,) = NOTEBOOKS.glob(f"{EXERCISES.chapter(exercise.name):02d}_*.ipynb")
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    assert exercise.stub in code, (
        f"notebooks/{path.name}: no cell holds the stub of {exercise.name} as it stands in {place(exercise)}"
    )
    after = "\n".join(code[code.index(exercise.stub) + 1 :])
    call = f"check({exercise.name})" if exercise.is_function else f'check("{exercise.name}", {exercise.name})'
    assert call in after, f"notebooks/{path.name}: write {call} in a cell after the stub of {exercise.name}"
