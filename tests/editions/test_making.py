"""What the command makes, and how it refuses."""

import json
import shutil
from pathlib import Path

import nbformat
import pytest

from course_nn.exercises import EXERCISES
from tools.editions import __main__ as command
from tools.editions import deck, leaks, making

ROOT = Path(__file__).resolve().parents[2]
ALL = [EXERCISES[name] for name in EXERCISES.rooms]


@pytest.mark.parametrize(
    ("wanted", "stems"),
    [
        (["01", "4"], ["01", "04"]),
        (["1", "01"], ["01"]),
        (["playground"], ["playground"]),
    ],
)
def test_chapters_are_named_by_number(wanted, stems):
    assert [path.stem.split("_")[0] for path in making.paths(wanted)] == stems
    assert len(making.paths()) == len(list((ROOT / "notebooks").glob("*.ipynb")))


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("99", "unknown chapter '99'; there are 00 to 14 and the playground"),
        (
            "perceptron",
            "unknown chapter 'perceptron'; did you mean 01 (perceptron) or 03 (xor_and_multilayer_perceptrons)?",
        ),
        ("playgrd", "unknown chapter 'playgrd'; did you mean playground?"),
        ("zebra", "unknown chapter 'zebra'; choose from 00, 01"),
    ],
)
def test_an_unknown_chapter_is_told_with_the_near_ones_and_nothing_is_written(tmp_path, capsys, name, sentence):
    out = tmp_path / "out"
    assert command.main(["--chapters", "01", name, "--out", str(out)]) == 1
    said = capsys.readouterr()
    assert said.err.startswith(sentence) and said.err.count("\n") == 1 and not out.exists()


@pytest.mark.parametrize("content", [b"", b"<html>", b'{"cells": [', b'{"nbformat": 4, "cells": [1]}', b"\xff\xfe"])
def test_a_notebook_that_is_none_is_told_in_one_sentence(tmp_path, content):
    (tmp_path / "01_broken.ipynb").write_bytes(content)
    with pytest.raises(
        ValueError, match=r"^01_broken\.ipynb: it can't be read as a notebook \(\w+\); open it in Jup\w+$"
    ):
        making.files(folder=tmp_path, kinds=("student",), tell=str)
    with pytest.raises(ValueError, match=r"expected the course's notebooks, and there is none$"):
        making.files(folder=tmp_path / "nowhere", kinds=("student",), tell=str)


def test_the_editions_of_one_chapter_without_slides(tmp_path, capsys):
    out = tmp_path / "out"
    assert command.main(["--chapters", "01", "--editions", "student", "instructor", "--out", str(out)]) == 0
    assert sorted(path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()) == [
        "editions.json",
        "instructor/nbgrader_config.py",
        "instructor/source/01_perceptron/01_perceptron.ipynb",
        "student/01_perceptron.ipynb",
    ]
    student = (out / "student/01_perceptron.ipynb").read_text(encoding="utf-8")
    assert student == (ROOT / "notebooks/01_perceptron.ipynb").read_text(encoding="utf-8")
    teacher = (out / "instructor/source/01_perceptron/01_perceptron.ipynb").read_text(encoding="utf-8")
    assert leaks.found(teacher, ALL) and "(../03_xor_and_multilayer_perceptrons/03_xor_and" in teacher
    compile((out / "instructor/nbgrader_config.py").read_text(encoding="utf-8"), "nbgrader_config.py", "exec")


def test_a_solution_in_a_notebook_stops_everything(tmp_path, capsys):
    shutil.copy(ROOT / "notebooks/01_perceptron.ipynb", tmp_path)
    path = tmp_path / "01_perceptron.ipynb"
    book = nbformat.read(path, as_version=4)
    book.cells.append(nbformat.v4.new_code_cell(EXERCISES["adam_step"].solution.replace("def adam_step", "def mine")))
    nbformat.write(book, path)
    for kind in making.KINDS:
        with pytest.raises(
            ValueError, match=r"^01_perceptron\.ipynb: cell 75 can't be handed to students, adam_step: "
        ):
            making.files(folder=tmp_path, kinds=(kind,), tell=str)


def test_a_package_that_slides_need_and_that_is_missing_is_told_in_one_sentence():
    with pytest.raises(ValueError, match=r"^slides need the package no-such-thing, which is not installed: .*\[book\]"):
        deck.borrowed("no-such-thing", "", "", ".*")
    with pytest.raises(ValueError, match=r"^slides need scripts of the package numpy, and this version brings none in"):
        deck.borrowed("numpy", "nowhere/", "", r".*\.js")


def test_an_instrument_moves_where_its_pictures_are_made_and_stands_still_elsewhere(tmp_path):
    for name in ("stories", "png"):
        (tmp_path / name).mkdir()
    story = {
        **{"name": "toy", "key": "0123456789", "title": "Toy", "caption": "", "width": 10, "height": 10},
        **{"controls": [], "states": [[], []], "shows": [[0, 0], [0, 0]]},
        **{"sentences": ["It stands."], "pictures": ["a.png"]},
    }
    (tmp_path / "stories/toy.json").write_text(json.dumps(story))
    (tmp_path / "stories/toy.js").write_text("// toy")
    (tmp_path / "png/a.png").write_bytes(b"png")
    moving = deck.Moving(tmp_path)
    assert 'data-story="static/pictures/stories/toy.js?01234567"' in moving.figure("toy")
    assert moving.files == {"static/pictures/stories/toy.js": b"// toy", "static/pictures/png/a.png": b"png"}
    assert moving.figure("other") == "" and moving.still == ["other"]
