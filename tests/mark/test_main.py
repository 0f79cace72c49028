"""The command line."""

import subprocess
import sys

import handed_in
import pytest

from course_nn.mark import __main__ as command


def test_a_sentence_and_2_where_nothing_can_be_marked(folder, capsys):
    assert command.main([str(folder)]) == 2
    assert capsys.readouterr().err.startswith("course_nn.mark: there is no notebook (*.ipynb) in")


def test_what_is_asked_for_is_handed_on(folder, monkeypatch):
    asked = []
    monkeypatch.setattr(command, "mark_folder", lambda *args, **more: asked.append((args, more)))
    assert (
        command.main([str(folder), "--chapters", "1", "2", "--out", "x", "--unsafe", "--seed", "3", "--jobs", "4"]) == 0
    )
    assert asked == [((str(folder), "x", [1, 2], True, 3), {"jobs": 4})]


def test_an_interrupt_is_no_error_and_says_how_to_go_on(folder, monkeypatch, capsys):
    def stops(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "mark_folder", stops)
    assert command.main([str(folder)]) == 130
    assert "the same command goes on" in capsys.readouterr().err


@pytest.mark.long
def test_as_a_command(folder, fenced):
    handed_in.write(folder / "Anna.ipynb", handed_in.solved(0))
    command = [sys.executable, "-m", "course_nn.mark", str(folder), "--chapters", "0", "--seed", "1"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == "1 of 1: Anna\n" and done.stderr == ""
    assert (folder / "marks" / "index.html").is_file()
