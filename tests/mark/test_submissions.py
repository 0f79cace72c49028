"""Who has handed in what, and a sentence for what can't be read."""

import contextlib
import os
import shutil
import sys
from pathlib import Path

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
    (folder / "X").mkdir()
    found, said = submissions.collect(folder)  # who handed in nothing is a student all the same
    assert names(found) == {"empty": [], "x": ["x.ipynb"], "X (2)": []}
    assert said == ["X: there are two of this name; X is listed as X (2)."]


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
    cells = submissions.code_cells(handed_in.write(folder / "x.ipynb", book))
    assert cells == [{"id": "a", "cell_type": "code", "source": ["x = 1\n", "y"]}]


def test_an_id_that_is_none_is_left_out(folder):
    book = handed_in.notebook(*(handed_in.code("x = 1", id=one) for one in ("a", ["a"], {}, 3, None)))
    cells = submissions.code_cells(handed_in.write(folder / "x.ipynb", book))
    assert [one.get("id") for one in cells] == ["a", None, None, None, None]


def test_progress_is_read_and_nothing_else(folder):
    text = '{"course": "course_nn", "version": 1, "exercises": {"update": {"passed": true, "hints": 2}, "x y": {}}}'
    assert submissions.records(handed_in.write(folder / "p.json", text)) == {"update": {"passed": True, "hints": 2}}
    with pytest.raises(ValueError, match=r"expected a file that export_progress\(\) wrote"):
        submissions.records(handed_in.write(folder / "p.json", "{}"))


def test_names_that_look_alike_are_two_students(folder):
    """None takes the place of another's answers: blanks, letters of one form or another, capitals, the suffix."""
    written = ["Bob", "Bob\u00a0", "\tBob", "BOB", "\uff22ob", "Zo\u00eb", "Zoe\u0308", "Anna  B", "Anna B"]
    for name in written:
        handed_in.write(folder / f"{name}.ipynb", BOOK)
    handed_in.write(folder / "Bob.IPYNB", BOOK)
    handed_in.write(folder / "Bob.json", "{}")
    handed_in.write(folder / "Cy" / "hw.ipynb", BOOK)
    handed_in.write(folder / "Cy\u00a0" / "hw.ipynb", BOOK)
    found, said = submissions.collect(folder)
    assert len(found) == len(written) + 3 and all(len(one.notebooks) == 1 for one in found)
    assert len({submissions._looks(one.student) for one in found}) == len(found)
    assert len(said) == 7 and all("there are two of this name" in one for one in said)
    (bob,) = [one for one in found if one.progress]
    assert bob.notebooks[0].name == "Bob.ipynb"


def test_notebooks_with_names_of_copies_are_told(folder):
    with pytest.raises(ValueError, match=r"there is no notebook .* a dot or ~ .*: \.a\.ipynb\.$"):
        submissions.collect(handed_in.write(folder / ".a.ipynb", BOOK).parent)
    for k in range(5):
        handed_in.write(folder / "Bo" / f"~{k}.ipynb", BOOK)
    handed_in.write(folder / "Bo" / "hw.ipynb", BOOK)
    handed_in.write(folder / "Bo" / ".settings.json", "{}")
    found, said = submissions.collect(folder)
    assert names(found) == {"Bo": ["hw.ipynb"]} and len(said) == 1
    assert said[0].endswith(": .a.ipynb, Bo/~0.ipynb, Bo/~1.ipynb, Bo/~2.ipynb, Bo/~3.ipynb and 1 more.")


def test_marks_of_an_earlier_run_are_no_submission(folder):
    handed_in.write(folder / "x.ipynb", BOOK)
    handed_in.write(folder / "old" / "kept" / "seed", "1")
    handed_in.write(folder / "old" / "kept" / "x.json", "{}")
    handed_in.write(folder / "copied" / "marks.csv", "")
    handed_in.write(folder / "copied" / "feedback" / "x.html", "")
    handed_in.write(folder / "Bo" / "marks.csv", "a table of Bo's")
    handed_in.write(folder / "Bo" / "hw.ipynb", BOOK)
    found, said = submissions.collect(folder)
    assert names(found) == {"Bo": ["hw.ipynb"], "x": ["x.ipynb"]}
    assert said == [f"{name}: there are marks in this folder, and no submission." for name in ("copied", "old")]


def test_names_are_those_of_a_person_however_a_system_writes_them(folder):
    handed_in.write(folder / "Zoe\u0308.ipynb", BOOK)
    assert list(names(submissions.collect(folder)[0])) == ["Zo\u00eb"]


@pytest.mark.long
@pytest.mark.skipif(sys.platform == "win32", reason="a path is not as long there")
def test_folders_in_folders_are_looked_through_so_deep_and_no_deeper(folder):
    """Of more than Python can walk through by recursion, too; the others are there all the same."""
    handed_in.write(folder / "Bo" / "hw.ipynb", BOOK)
    handed_in.write(folder.joinpath("Cy", *"a" * (submissions.DEEPEST - 1)) / "hw.ipynb", BOOK)
    (folder / "Eve").mkdir()
    with contextlib.chdir(folder / "Eve"):
        for _ in range(1200):
            os.mkdir("a")
            os.chdir("a")
        try:
            found, said = submissions.collect(folder)
        finally:
            for _ in range(1200):  # by steps as well, or else nobody can remove them
                os.chdir("..")
                os.rmdir("a")
    assert names(found) == {"Bo": ["hw.ipynb"], "Cy": ["hw.ipynb"], "Eve": []} and said == []
    (told,) = found[2].notes
    assert told.startswith("Left out, since folders are looked through only 20 deep: Eve/a/a/") and len(told) < 200


@pytest.mark.skipif(sys.platform == "win32", reason="a path is not as long there")
def test_a_notebook_at_a_place_that_is_too_long_is_told_when_it_is_read(folder):
    handed_in.write(folder / "Bo" / "hw.ipynb", BOOK)
    (folder / "Eve").mkdir()
    with contextlib.chdir(folder / "Eve"):
        for _ in range(15):
            os.mkdir("a" * 255)
            os.chdir("a" * 255)
        Path("b" * 240 + ".ipynb").write_text("{}")
        os.mkdir("c" * 255)
        found, _ = submissions.collect(folder)
        (path,) = found[1].notebooks
        with pytest.raises(OSError, match="File name too long"):
            submissions.code_cells(path)
        assert len(submissions.fingerprint(path)) == 32
        shutil.rmtree(folder / "Eve", ignore_errors=True)


def test_of_one_student_there_are_so_many_notebooks_and_no_more(folder, monkeypatch):
    for k in range(submissions.FILES + 9):
        handed_in.write(folder / "Eve" / f"{k:03d}.ipynb", BOOK)
    handed_in.write(folder / "Bo" / "hw.ipynb", BOOK)
    handed_in.write(folder / "Bo" / "older" / "hw.ipynb", BOOK)
    bo, eve = submissions.collect(folder)[0]
    assert len(bo.notebooks) == 2 and bo.notes == []
    assert [path.name for path in eve.notebooks] == [f"{k:03d}.ipynb" for k in range(9, submissions.FILES + 9)]
    first = "Left out, since of one student the last 50 are taken, and at most 64 MB: 000.ipynb, 001.ipynb, "
    assert eve.notes[0].startswith(first) and eve.notes[0].endswith("004.ipynb and 4 more.")
    monkeypatch.setattr(submissions, "TOGETHER", 2 * (folder / "Bo" / "hw.ipynb").stat().st_size)
    bo, eve = submissions.collect(folder)[0]
    assert len(bo.notebooks) == len(eve.notebooks) == 2


@pytest.mark.skipif(sys.platform == "win32", reason="links are made otherwise there")
def test_a_folder_that_is_a_link_is_told(folder, tmp_path):
    handed_in.write(tmp_path / "elsewhere" / "hw.ipynb", BOOK)
    handed_in.write(folder / "Bo" / "hw.ipynb", BOOK)
    for place in (folder / "heidi", folder / "Bo" / "more"):
        place.symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    bo, heidi = submissions.collect(folder)[0]
    assert bo.notes == ["Left out, since it is a link to a folder: Bo/more."] and len(bo.notebooks) == 1
    assert heidi.notes == ["Left out, since it is a link to a folder: heidi."] and heidi.notebooks == []


def test_a_folder_with_marks_is_no_folder_with_notebooks(folder):
    handed_in.write(folder / "kept" / "seed", "1")
    handed_in.write(folder / "kept" / "Anna.json", "{}")
    with pytest.raises(ValueError, match=r"holds marks$"):
        submissions.collect(folder)


def test_a_notebook_is_told_from_another_one_by_its_name_and_what_it_holds(folder):
    paths = [
        handed_in.write(folder / name, text)
        for name, text in (("a.ipynb", BOOK), ("b.ipynb", BOOK), ("c/a.ipynb", handed_in.notebook("y")))
    ]
    paths += [folder / "a link.ipynb", folder / "none.ipynb"]
    paths[3].symlink_to(paths[0])
    assert len({submissions.fingerprint(path) for path in paths}) == 5
    assert submissions.fingerprint(paths[0]) == submissions.fingerprint(handed_in.write(folder / "d/a.ipynb", BOOK))
