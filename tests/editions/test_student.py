"""The student edition: stubs, stored pictures, and no solution."""

import copy
import json
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_markdown_cell

from course_nn.exercises import EXERCISES
from tools.editions import leaks, source, student

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
ALL = [EXERCISES[name] for name in EXERCISES.rooms]


@pytest.fixture(scope="module")
def perceptron():
    return nbformat.read(NOTEBOOKS[1], as_version=4)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_edition_is_the_notebook_and_holds_nothing_of_any_solution(path):
    notebook = nbformat.read(path, as_version=4)
    book = student.edition(notebook)
    nbformat.validate(book)
    assert book == notebook  # the course hands out stubs
    assert leaks.found(json.dumps(book), ALL) == []
    assert leaks.found("\n".join(cell.source for cell in book.cells), ALL) == []


def test_instruments_keep_their_stored_pictures(perceptron):
    book = student.edition(perceptron)
    shown = source.instruments(book.cells)
    assert len(shown) >= 4
    for one in shown:
        assert "data:image/png;base64," in book.cells[one.cell].outputs[0]["data"]["text/html"]


def test_answers_that_somebody_left_in_the_source_become_stubs_again(perceptron):
    answered = copy.deepcopy(perceptron)
    for name, number in source.stubs(answered.cells).items():
        answered.cells[number].source = EXERCISES[name].solution
    assert leaks.found("\n".join(cell.source for cell in answered.cells), ALL)
    book = student.edition(answered)
    assert [cell.source for cell in book.cells] == [cell.source for cell in perceptron.cells]
    assert answered.cells[source.stubs(answered.cells)["update"]].source == EXERCISES["update"].solution


@pytest.mark.parametrize("name", ["update", "adam_step", "culprits"])
def test_a_solution_anywhere_else_is_refused_in_one_sentence(perceptron, name):
    planted = copy.deepcopy(perceptron)
    planted.cells.append(new_markdown_cell(f"For instance:\n\n```python\n{EXERCISES[name].solution}\n```"))
    with pytest.raises(ValueError, match=rf"^cell {len(planted.cells) - 1} can't be handed to students, {name}: .*$"):
        student.edition(planted)
    planted = copy.deepcopy(perceptron)
    output = nbformat.v4.new_output("stream", text=EXERCISES[name].solution)
    planted.cells[4].outputs = [output]
    with pytest.raises(ValueError, match=r"^cell 4 can't be handed to students"):
        student.edition(planted)
