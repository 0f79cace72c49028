"""Who has handed in what, and a sentence for what can't be read."""

import os
import sys

import handed_in
import pytest

from course_nn.mark import submissions

BOOK = handed_in.notebook("x = 1")


def names(found):
    return {one.student: [path.name for path in one.notebooks] for one in found}


def test_a_file_or_a_folder_is_a_student(folder):
    handed_in.write(folder / "Bo.ipynb", BOOK)
    handed_in.write(folder / "Anna" / "hw.ipynb", BOOK)
    handed_in.write(folder / "Anna" / "old" / "hw.ipynb", BOOK)
    handed_in.write(folder / "Anna" / ".ipynb_checkpoints" / "hw.ipynb", BOOK)
    handed_in.write(folder / "Anna" / "course_progress.json", "{}")
    handed_in.write(folder / "notes.txt", "x")
    found, said = submissions.collect(folder)
    assert names(found) == {"Anna": ["hw.ipynb", "hw.ipynb"], "Bo": ["Bo.ipynb"]} and said == []
    anna = found[0]
    assert anna.notebooks[0].parent.name == "old"  # the last one counts
    assert [path.name for path in anna.progress] == ["course_progress.json"]


def test_two_of_one_name_are_told_and_both_are_there(folder):
    handed_in.write(folder / "anna.ipynb", BOOK)
    handed_in.write(folder / "anna" / "hw.ipynb", BOOK)
    found, said = submissions.collect(folder)
    assert names(found) == {"anna": ["hw.ipynb"], "anna (2)": ["anna.ipynb"]}
    assert said == ["anna: there are two of this name; anna.ipynb is listed as anna (2)."]


def test_a_folder_without_notebooks_is_told(folder):
    with pytest.raises(ValueError, match="there is no notebook"):
        submissions.collect(folder)
    with pytest.raises(ValueError, match="is not there"):
        submissions.collect(folder / "none")
    path = handed_in.write(folder / "x.ipynb", BOOK)
    with pytest.raises(ValueError, match="is a file"):
        submissions.collect(path)
    (folder / "empty").mkdir()
    assert submissions.collect(folder)[1] == ["empty: there is no notebook in this folder."]


def test_where_marks_go_is_no_submission(folder):
    handed_in.write(folder / "x.ipynb", BOOK)
    handed_in.write(folder / "marks" / "kept" / "x.json", "{}")
    found, said = submissions.collect(folder, leave=folder / "marks")
    assert names(found) == {"x": ["x.ipynb"]} and said == []


NONE = {
    "": "it is empty",
    "  \n": "it is empty",
    "<!DOCTYPE html><html>": "it is a web page",
    '{"nbformat": 4, "cells": [': "a part of it is lost",
    '{"nbformat": 3, "worksheets": []}': "version 3",
    "[1]": "it is no notebook",
    '{"nbformat": 4, "cells": [{"cell_type": "code"}]}': "it is no notebook",
    "[" * 200_000: "it is no notebook",
}


@pytest.mark.parametrize("text", NONE, ids=lambda text: text[:20] or "empty")
def test_what_is_no_notebook_is_told(folder, text):
    with pytest.raises(ValueError, match=NONE[text]):
        submissions.code_cells(handed_in.write(folder / "x.ipynb", text))


def test_what_is_too_large_is_not_read(folder):
    path = folder / "x.ipynb"
    with open(path, "wb") as file:
        file.truncate(200 * 2**20)
    with pytest.raises(ValueError, match="with 200 MB it is larger"):
        submissions.code_cells(path)
    with pytest.raises(ValueError, match="more code than"):
        submissions.code_cells(handed_in.write(path, handed_in.notebook("x" * (2**20 + 1))))


@pytest.mark.skipif(sys.platform == "win32", reason="links and pipes are made otherwise there")
def test_links_folders_and_pipes_are_left_alone(folder):
    (folder / "a.ipynb").symlink_to("/etc/hostname")
    (folder / "b.ipynb").mkdir()
    os.mkfifo(folder / "c.ipynb")
    for name, what in (("a", "a link"), ("b", "a folder"), ("c", "a pipe")):
        with pytest.raises(ValueError, match=f"it is {what}, and was left alone"):
            submissions.code_cells(folder / f"{name}.ipynb")
    found, said = submissions.collect(folder)
    assert list(names(found)) == ["a", "b", "c"] and said == []


def test_code_cells_come_without_their_output(folder):
    book = handed_in.notebook(handed_in.code(["x = 1\n", "y"], id="a", outputs=[{"text": "long"}]))
    book["cells"].append({"cell_type": "markdown", "source": "words", "metadata": {}})
    cells, content = submissions.code_cells(handed_in.write(folder / "x.ipynb", book))
    assert cells == [{"id": "a", "cell_type": "code", "source": ["x = 1\n", "y"]}] and b"long" in content


def test_progress_is_read_and_nothing_else(folder):
    text = '{"course": "course_nn", "version": 1, "exercises": {"update": {"passed": true, "hints": 2}, "x y": {}}}'
    assert submissions.records(handed_in.write(folder / "p.json", text)) == {"update": {"passed": True, "hints": 2}}
    with pytest.raises(ValueError, match=r"expected a file that export_progress\(\) wrote"):
        submissions.records(handed_in.write(folder / "p.json", "{}"))


def test_names_are_those_of_a_person_however_a_system_writes_them(folder):
    handed_in.write(folder / "Zoe\u0308.ipynb", BOOK)
    assert list(names(submissions.collect(folder)[0])) == ["Zo\u00eb"]
