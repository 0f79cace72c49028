"""What lies beside the pages, and the command that builds them."""

import sys

import pytest

from tools.book import __main__ as book
from tools.book import chapters, site


def test_a_folder_is_mirrored_and_what_is_gone_goes(tmp_path):
    source, target = tmp_path / "source", tmp_path / "target"
    (source / "in").mkdir(parents=True)
    (source / "in" / "a.txt").write_text("one")
    (target / "old").mkdir(parents=True)
    (target / "old.txt").touch()
    site.mirror(source, target)
    assert [path.relative_to(target).as_posix() for path in target.rglob("*")] == ["in", "in/a.txt"]
    before = (target / "in" / "a.txt").stat().st_ino
    site.mirror(source, target)
    assert (target / "in" / "a.txt").stat().st_ino == before
    (source / "in" / "a.txt").unlink()
    (source / "in" / "a.txt").write_text("another")
    site.mirror(source, target)
    assert (target / "in" / "a.txt").read_text() == "another"
    assert site.megabytes(target) == 7e-6


def test_another_disk_is_no_hindrance(tmp_path, monkeypatch):
    def refuse(*_):
        raise OSError("another disk")

    monkeypatch.setattr(site.os, "link", refuse)
    (tmp_path / "a.txt").write_text("one")
    site.mirror(tmp_path / "a.txt", tmp_path / "in" / "b.txt")
    assert (tmp_path / "in" / "b.txt").read_text() == "one"


def test_without_mathjax_there_is_a_sentence(monkeypatch):
    monkeypatch.setattr(site.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ValueError, match="the book needs sphinx-mathjax-offline"):
        site.mathjax()


def test_sources_keep_their_time_until_they_say_something_else(tmp_path):
    path = book.write(tmp_path / "in" / "a.md", "one")
    before = path.stat().st_mtime_ns
    book.write(path, "one")
    assert path.stat().st_mtime_ns == before
    book.write(path, "two")
    assert path.read_text() == "two"


def test_what_can_not_be_built_is_said_in_one_sentence(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(chapters.read_all, "__defaults__", (tmp_path,))
    assert book.main(["--no-pictures"]) == 1
    said = capsys.readouterr().err.strip()
    assert said.startswith("The book can't be built: ") and said.endswith("there is none in this folder.")
    assert "\n" not in said


def test_an_instrument_that_can_not_be_drawn_is_told_and_the_book_built_all_the_same(monkeypatch, capsys, tmp_path):
    built = []
    monkeypatch.setattr(book.pictures, "SURROUNDINGS", {})
    monkeypatch.setattr(book.demonstration, "make", lambda root: ["task_l1: ValueError: neither."])
    monkeypatch.setattr(book.pictures, "make", lambda: ["decision_line: ValueError: no."])
    monkeypatch.setattr(book, "write_sources", lambda source: source.mkdir(parents=True))
    monkeypatch.setattr(book, "sphinx", lambda source, pages, kept: built.append(pages.mkdir()))
    monkeypatch.setattr(book.site, "beside", lambda static, folders: built.append(sorted(folders)))
    assert book.main(["--out", str(tmp_path / "site")]) == 1
    said = capsys.readouterr().err
    assert "Not made: decision_line: ValueError: no." in said and "Not made: task_l1: ValueError: neither." in said
    assert built[1] == ["notebooks", "pictures", "recording", "stored"]


def test_the_command_says_what_it_can_do(capsys):
    with pytest.raises(SystemExit) as end:
        book.main(["--help"])
    assert end.value.code == 0 and "--no-pictures" in capsys.readouterr().out
    assert sys.modules["tools.book.__main__"] is book
