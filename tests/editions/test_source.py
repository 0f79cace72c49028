"""Stubs, checks and instruments are found in the notebooks."""

from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell

from course_nn.exercises import EXERCISES
from course_nn.widgets import INSTRUMENTS
from tools.editions import source

ROOT = Path(__file__).resolve().parents[2]
CHAPTERS = sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_a_chapter_has_all_its_exercises_with_their_stubs_and_all_its_instruments(path):
    cells = nbformat.read(path, as_version=4).cells
    number = int(path.stem[:2])
    exercises = {name for name in EXERCISES.rooms if EXERCISES.chapter(name) == number}
    found = source.stubs(cells)
    assert found.keys() == exercises == source.checks(cells).keys()
    assert all(cells[place].source == EXERCISES[name].stub for name, place in found.items())
    shown = {one.name for one in source.instruments(cells)} - {"playground"}
    assert shown == {name for name in INSTRUMENTS.rooms if INSTRUMENTS.chapter(name) == number}


def test_most_instruments_have_a_question_before_them_and_what_to_notice_after():
    shown = [one for path in CHAPTERS for one in source.instruments(nbformat.read(path, as_version=4).cells)]
    assert sum(bool(one.ask) for one in shown) > 0.8 * len(shown)
    assert sum(bool(one.expect) for one in shown) > 0.8 * len(shown)


def test_the_text_between_two_instruments_belongs_to_the_right_one():
    cells = [
        new_markdown_cell("**Predict first.** A?"),
        new_code_cell("widgets.momentum_map()"),
        new_markdown_cell("**What to notice.** B.\n\n**Predict first.** C?"),
        new_code_cell("x = 1\nbasins_of_attraction(rate=2)"),
        new_markdown_cell("**What to notice.** D."),
    ]
    first, second = source.instruments(cells)
    assert first[:4] == (1, "momentum_map", "A?", "B.") and second[:4] == (3, "basins_of_attraction", "C?", "D.")
    assert first[4:] == second[4:] == ("Predict first", "What to notice")
    assert source.plainly(cells[1]) and not source.plainly(cells[3])
    assert source.called(cells[1]) == "momentum_map" and source.called(cells[3]) == ""


def test_what_stands_further_off_than_the_next_text_is_not_next():
    between = new_markdown_cell("Between.")
    ask, tell = new_markdown_cell("**Predict first:** A?"), new_markdown_cell("**What came out.** B.")
    call = new_code_cell("widgets.momentum_map()")
    (one,) = source.instruments([ask, call, new_code_cell("assert x"), tell])
    assert one[2:] == ("A?", "B.", "Predict first", "What came out")
    (one,) = source.instruments([ask, between, call, between, tell])
    assert one[2:] == ("A?", "B.", "", "")


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_what_is_asked_and_expected_is_whole(path):
    for one in source.instruments(nbformat.read(path, as_version=4).cells):
        for text in filter(None, (one.ask, one.expect)):
            assert text == text.strip() and not text.endswith((":", ",")), one.name
            assert not text[0].islower(), one.name


def test_a_playground_is_an_instrument():
    cells = [
        new_markdown_cell("**Predict first.** A?"),
        new_code_cell('widgets.playground("xor")'),
        new_markdown_cell("**What to notice.** B."),
    ]
    (one,) = source.instruments(cells)
    assert one[:4] == (1, "playground", "A?", "B.")
    shown = {path.stem[:2]: source.instruments(nbformat.read(path, as_version=4).cells) for path in CHAPTERS}
    with_one = [number for number, ones in shown.items() if "playground" in {one.name for one in ones}]
    assert with_one == ["01", "03", "05", "06"]
    assert all(one.ask and one.expect for ones in shown.values() for one in ones if one.name == "playground")


def test_cells_that_are_no_python_are_passed_by():
    cells = [new_code_cell("%matplotlib inline"), new_code_cell("def f(:"), new_code_cell("")]
    assert source.instruments(cells) == [] and source.stubs(cells) == {} and source.checks(cells) == {}
