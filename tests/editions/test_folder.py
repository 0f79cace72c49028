"""Nothing that somebody else put into the folder is lost."""

import re

import pytest

from tools.editions import folder

FILES = {"student/a.ipynb": b"one", "slides/b.html": b"two"}


def test_files_are_written_once_and_again_only_where_they_changed(tmp_path):
    told = []
    folder.write(tmp_path / "out", FILES, told.append)
    folder.write(tmp_path / "out", FILES | {"slides/b.html": b"three"}, told.append)
    assert [line.split(": ")[1] for line in told] == [
        "2 files, 2 of them new or changed.",
        "2 files, 1 of them new or changed.",
    ]
    assert (tmp_path / "out/slides/b.html").read_bytes() == b"three"
    folder.write(tmp_path / "out", {"student/a.ipynb": b"new"}, told.append)  # of one chapter: the others stay
    folder.write(tmp_path / "out", {"slides/b.html": b"newer"}, told.append)
    assert (tmp_path / "out/student/a.ipynb").read_bytes() == b"new"
    assert not list(tmp_path.rglob("*.part"))


def test_a_file_that_was_changed_since_is_kept_and_nothing_is_written(tmp_path):
    folder.write(tmp_path, {**FILES}, str)
    (tmp_path / "slides/b.html").write_bytes(b"cut anew")
    (tmp_path / "slides/own.html").write_bytes(b"mine")
    with pytest.raises(ValueError, match=r"^\S+b\.html: changed since it was made, and would be lost; .*--out$"):
        folder.write(tmp_path, {"student/a.ipynb": b"new", "slides/b.html": b"new"}, str)
    assert (tmp_path / "student/a.ipynb").read_bytes() == b"one"
    assert (tmp_path / "slides/b.html").read_bytes() == b"cut anew"
    folder.write(tmp_path, {"student/a.ipynb": b"new"}, str)  # what is not touched doesn't matter
    assert (tmp_path / "slides/own.html").read_bytes() == b"mine"


def test_an_interrupted_run_is_taken_up(tmp_path):
    folder.write(tmp_path, FILES, str)
    (tmp_path / "slides/b.html").write_bytes(b"three")  # written, and then no sign of it
    folder.write(tmp_path, FILES | {"slides/b.html": b"three"}, str)


@pytest.mark.parametrize(
    ("what", "sentence"),
    [
        ("other", "expected a new folder, or one with editions, and it holds 'thesis.txt' and no editions.json"),
        ("file", "expected a folder for the editions, and this is a file"),
        ("damaged", "damaged; choose another folder with --out, or delete this one"),
        ("list", "damaged; choose another folder with --out, or delete this one"),
    ],
)
def test_a_folder_of_somebody_else_is_refused_in_one_sentence(tmp_path, what, sentence):
    out = tmp_path / "out"
    if what == "file":
        out.write_text("mine")
    else:
        out.mkdir()
        name = "thesis.txt" if what == "other" else folder.SIGN
        (out / name).write_text("[]" if what == "list" else "mine")
    before = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    with pytest.raises(ValueError, match=re.escape(sentence)) as refused:
        folder.write(out, FILES, str)
    assert "\n" not in str(refused.value)
    assert [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()] == before
