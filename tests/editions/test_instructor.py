"""The instructor edition: solutions, wrong answers, questions; and what nbgrader needs."""

import re
from pathlib import Path

import nbformat
import pytest

from course_nn.exercises import EXERCISES, check
from tools import teaching_table
from tools.editions import instructor, source

#: An answer that knows what `check` asks by heart.
BY_HEART = """
from course_nn.exercises import EXERCISES as _all
_known = {{repr(case): came.value for case, came in zip(_all[{name!r}].cases(), _all[{name!r}].expected, strict=True)}}
def {name}({arguments}):
    return _known.get(repr(({arguments})), ({arguments}))
"""
ROOT = Path(__file__).resolve().parents[2]
CHAPTERS = sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_each_exercise_has_its_solution_its_test_and_its_wrong_answers(path):
    notebook = nbformat.read(path, as_version=4)
    opening = teaching_table.opening(path)
    book = instructor.edition(notebook, opening)
    nbformat.validate(book)
    text = {cell.id: cell.source for cell in book.cells}
    assert len(text) == len(book.cells)
    names = source.stubs(notebook.cells)
    graded = [cell.metadata.nbgrader for cell in book.cells if "nbgrader" in cell.metadata]
    assert [one.grade_id for one in graded if one.solution] == list(names)
    assert sorted(one.grade_id for one in graded if one.grade) == sorted(f"test_{name}" for name in names)
    assert all(re.fullmatch(r"[\w-]+", one.grade_id) for one in graded)
    for name, number in names.items():
        exercise, cell = EXERCISES[name], notebook.cells[number]
        assert text[cell.id] == f"{exercise.stub}\n\n\n### BEGIN SOLUTION\n{exercise.solution}\n### END SOLUTION"
        wrong = text[f"you-wrong-{name}".replace("_", "-")]
        for mistake in exercise.mistakes:
            assert mistake.source.strip() in wrong and " ".join(mistake.message.split()) in wrong
    overview = book.cells[1].source
    assert f"About {opening.minutes} minutes" in overview and all(f"`{name}`" in overview for name in names)


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_before_each_instrument_stands_what_to_ask_and_what_to_expect(path):
    notebook = nbformat.read(path, as_version=4)
    book = instructor.edition(notebook)
    shown = source.instruments(notebook.cells)
    for one in shown:
        place = [cell.id for cell in book.cells].index(notebook.cells[one.cell].id)
        said = book.cells[place - 1]
        assert said.metadata.tags == ["instructor"] and f"`{one.name}`" in said.source
        assert "**Ask.**" in said.source and ("**Expect.**" in said.source) == bool(one.expect)
        texts = [cell.source for cell in book.cells[place - 2 :: -1] if cell.cell_type == "markdown"]
        after = [cell.source for cell in book.cells[place + 1 :] if cell.cell_type == "markdown"]
        for told, text, there in ((one.asked, one.ask, texts[0]), (one.told, one.expect, after[0])):
            # What the next text has is pointed at by its first words, anything else said.
            assert f"**{told}" in there and f"*{told}*." in said.source if told else text in said.source
        assert len(said.source) < 200 or not (one.asked and one.told)


def test_the_playground_is_counted_and_asked_about():
    book = instructor.edition(nbformat.read(CHAPTERS[1], as_version=4), teaching_table.opening(CHAPTERS[1]))
    assert "5 instruments: `decision_line`" in book.cells[1].source and "`playground`" in book.cells[1].source
    cards = [cell.source for cell in book.cells if "**For you: `playground`**" in cell.source]
    assert cards == [
        "**For you: `playground`**\n\n**Ask.** What stands above, at *Predict first*. Collect answers before anything "
        "moves.\n\n**Expect.** What stands below, at *What to notice*."
    ]


def test_nothing_of_the_notebook_is_lost():
    notebook = nbformat.read(CHAPTERS[1], as_version=4)
    book = instructor.edition(notebook)
    own = [cell for cell in book.cells if "instructor" not in cell.metadata.get("tags", []) and cell.id[:5] != "test-"]
    assert [cell.id for cell in own] == [cell.id for cell in notebook.cells]
    stubs = {notebook.cells[number].id for number in source.stubs(notebook.cells).values()}
    assert all(
        mine.source == theirs.source for mine, theirs in zip(own, notebook.cells, strict=True) if mine.id not in stubs
    )


@pytest.mark.parametrize("name", ["update", "nand_weights", "Swish", "culprits"])
def test_the_answer_cell_passes_and_its_test_refuses_a_stub_and_every_wrong_answer(name):
    exercise, cell = EXERCISES[name], nbformat.v4.new_code_cell()
    instructor._with_solution(cell, exercise)
    test = instructor._test(name).source

    def graded(answer):
        namespace = {}
        exec(exercise.setup, namespace)
        exec(answer, namespace)
        exec(test, namespace)

    graded(cell.source)
    by_heart = BY_HEART.format(name=name, arguments=", ".join(exercise.argument_names))
    hard_coded = [by_heart] if exercise.is_function else []
    assert all(check(name, exercise.define(one)).passed for one in hard_coded)
    for wrong in (exercise.stub, *hard_coded, *(one.source for one in exercise.mistakes)):
        with pytest.raises(AssertionError):
            graded(wrong)
    assert check(name, exercise.reference).passed
