"""``python -m course_nn`` is a command."""

import io
import runpy
import sys

import pytest

from course_nn.my_course import lab


def test_the_command_hands_its_words_on(monkeypatch):
    heard = []
    monkeypatch.setattr(lab, "main", lambda arguments: heard.append(arguments) or 3)
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding="ascii"))
    monkeypatch.setattr(sys, "argv", ["course_nn", "--copy", "x"])
    with pytest.raises(SystemExit) as end:
        runpy.run_module("course_nn", run_name="__main__")
    assert end.value.code == 3 and heard == [["--copy", "x"]]
    print("réseaux")  # the terminal can't write this, and the command goes on


def test_to_import_it_does_nothing(monkeypatch):
    monkeypatch.setattr(lab, "main", lambda arguments: pytest.fail("it ran"))
    runpy.run_module("course_nn.__main__", run_name="course_nn.__main__")
