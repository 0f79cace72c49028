"""The file that remembers: what goes wrong with it costs one sentence, and never a passed exercise."""

import json
import os

import pytest
from helpers import forget_the_kernel

from course_nn.exercises import EXERCISES, check, hint, progress, store

pytestmark = pytest.mark.usefixtures("home")


REFERENCE = EXERCISES["update"].reference


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"exercises": 3}',
        b'{"exercises": {"update": 3}}',
        b"\xff\xfe\x00",
        b"[" * 9999,
    ],
)
def test_a_damaged_file_costs_one_sentence_and_is_kept(home, content):
    home.mkdir()
    (home / "progress.json").write_bytes(content)
    result = check(REFERENCE)
    assert result.passed and "damaged" in result.note and result.note in repr(result)
    assert (home / "progress-damaged-1.json").read_bytes() == content
    again = check("nand_weights", (-1, -1, 1.5))
    assert again.note == "" and progress().passed == 2
    assert json.loads((home / "progress.json").read_text())["exercises"]["update"]["passed"] is True


def test_a_folder_that_can_not_be_written_costs_one_sentence(home, monkeypatch):
    home.write_text("a file stands where the folder should be")
    result = check(REFERENCE)
    assert result.passed and "could not be" in result.note
    assert hint("update").title == "update, hint 1 of 3"
    assert hint("update").title == "update, hint 2 of 3"  # remembered until the kernel stops
    table = progress()
    assert table.passed == 1
    home.unlink()
    check("nand_weights", (-1, -1, 1.5))  # the folder is back: nothing was lost
    forget_the_kernel(monkeypatch)
    assert progress().passed == 2


def test_a_failed_write_leaves_the_old_file(home, monkeypatch):
    check(REFERENCE)
    before = (home / "progress.json").read_bytes()

    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fail)
    result = check("nand_weights", (-1, -1, 1.5))
    assert result.passed and "No space left on device" in result.note
    assert (home / "progress.json").read_bytes() == before
    assert [path.name for path in home.iterdir()] == ["progress.json"]


def test_two_kernels_do_not_lose_each_others_work(monkeypatch):
    one, two = {}, {}
    monkeypatch.setattr(store, "_memory", one)
    check(REFERENCE)
    monkeypatch.setattr(store, "_memory", two)
    check("nand_weights", (-1, -1, 1.5))
    monkeypatch.setattr(store, "_memory", one)
    check("pocket", EXERCISES["pocket"].reference)
    monkeypatch.setattr(store, "_memory", {})
    assert progress().passed == 3


def test_the_default_folder_is_the_users(monkeypatch):
    monkeypatch.delenv("COURSE_NN_HOME")
    assert "course_nn" in str(store.folder())
