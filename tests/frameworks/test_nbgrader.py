"""A school that uses nbgrader can: it makes the students' version of the instructor edition, and grades answers."""

import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from course_nn.exercises import EXERCISES
from tools.editions import instructor, leaks, source

pytest.importorskip("nbgrader")  # in the environment of make frameworks it is there: run_tests looks first
ROOT = Path(__file__).resolve().parents[2]
NAME = "01_perceptron"
CONFIG = ROOT / "tools" / "editions" / "nbgrader_config.py"


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course's folder with one chapter, released."""
    place = tmp_path_factory.mktemp("course")
    (place / CONFIG.name).write_bytes(CONFIG.read_bytes())
    (place / "source" / NAME).mkdir(parents=True)
    notebook = nbformat.read(ROOT / "notebooks" / f"{NAME}.ipynb", as_version=4)
    nbformat.write(instructor.edition(notebook), place / "source" / NAME / f"{NAME}.ipynb")
    nbgrader(place, "generate_assignment", NAME)
    return place


def nbgrader(place, *arguments):
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments],
        cwd=place,
        env=os.environ | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"},  # it calls alembic
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-3000:]


def released(place):
    return nbformat.read(place / "release" / NAME / f"{NAME}.ipynb", as_version=4)


@pytest.mark.long
def test_the_students_version_has_the_stubs_and_nothing_of_a_solution(course):
    book, notebook = released(course), nbformat.read(ROOT / "notebooks" / f"{NAME}.ipynb", as_version=4)
    text = "\n".join(cell.source for cell in book.cells)
    assert leaks.found(text, [EXERCISES[name] for name in EXERCISES.rooms]) == []
    for name, number in source.stubs(notebook.cells).items():
        (cell,) = [one for one in book.cells if one.id == notebook.cells[number].id]
        assert cell.source.strip() == EXERCISES[name].stub
        assert not any(one.source.strip() in text for one in EXERCISES[name].mistakes)
    assert "For you" not in text and "_said" not in text
    tests = [cell for cell in book.cells if cell.metadata.get("nbgrader", {}).get("grade")]
    own = [cell.source.strip() for cell in book.cells if cell not in tests]
    assert own == [
        cell.source.strip() if number not in source.stubs(notebook.cells).values() else own[number]
        for number, cell in enumerate(notebook.cells)
    ]


@pytest.mark.long
def test_right_answers_get_their_points_and_wrong_ones_none(course):
    from nbgrader.api import Gradebook

    wrong = {name: EXERCISES[name].mistakes[0].source for name in ("update", "pocket")}
    known = (
        "from course_nn.exercises import EXERCISES\n"
        "both = zip(EXERCISES['update'].cases(), EXERCISES['update'].expected, strict=True)\n"
        "known = {repr(case): outcome.value for case, outcome in both}\n"
        "def update(w, b, x, y):\n    return known.get(repr((w, b, x, y)), (w, b))"
    )
    answers = {
        "by-heart": {"update": known, "learn": EXERCISES["learn"].solution},
        "right": {
            name: EXERCISES[name].solution for name in ("update", "nand_weights", "pocket", "most_mistakes", "learn")
        },
        "wrong": wrong | {"nand_weights": "nand_weights = (1, 1, 1)", "most_mistakes": "def most_mistakes(X:"},
        "mixed": {"update": EXERCISES["update"].solution, "pocket": wrong["pocket"]},
    }
    for student, sources in answers.items():
        book = released(course)
        for cell in book.cells:
            name = cell.metadata.get("nbgrader", {}).get("grade_id")
            cell.source = sources.get(name, cell.source)
        place = course / "submitted" / student / NAME
        place.mkdir(parents=True)
        nbformat.write(book, place / f"{NAME}.ipynb")
    nbgrader(course, "autograde", NAME)
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}", "course_nn") as book:
        scores = {one.student.id: (one.score, one.max_score) for one in book.assignment_submissions(NAME)}
    assert scores == {"right": (5, 5), "wrong": (0, 5), "mixed": (1, 5), "by-heart": (1, 5)}
