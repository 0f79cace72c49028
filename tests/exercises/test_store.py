"""The file that remembers: what goes wrong with it costs one sentence, and never a passed exercise."""

import contextlib
import json
import os
import subprocess
import sys
import threading
import tracemalloc
from pathlib import Path

import pytest
from helpers import forget_the_kernel

from course_nn.exercises import EXERCISES, answer_source, check, hint, progress, records, store

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
    assert hint("update", 2).title == "update, hint 2 of 3"
    assert store.read()[0]["update"]["hints"] == 2  # remembered until the kernel stops
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
    assert sorted(path.name for path in home.iterdir()) == ["progress.json", "progress.lock"]


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


MANY = """
import sys
from course_nn.exercises import store
for number in range(5):
    said = store.record(f"{sys.argv[1]}-{number}", passed=True)
    assert said == "", said
"""


@pytest.mark.long
def test_twenty_processes_at_once_lose_nothing(home):
    with contextlib.ExitStack() as stack:
        running = [
            stack.enter_context(subprocess.Popen([sys.executable, "-c", MANY, str(k)], stderr=subprocess.PIPE))
            for k in range(20)
        ]
        said = [process.communicate(timeout=100)[1] for process in running]
    assert set(said) == {b""}
    assert len(json.loads((home / "progress.json").read_text())["exercises"]) == 100
    assert sorted(path.name for path in home.iterdir()) == ["progress.json", "progress.lock"]


def test_a_damaged_file_is_set_aside_once_by_threads_at_once(home):
    """Who finds it damaged must not rename the new one that another has written since."""
    home.mkdir()
    (home / "progress.json").write_text("{")
    said = []
    threads = [threading.Thread(target=lambda k=k: said.append(store.record(f"e{k}", passed=True))) for k in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum("damaged" in sentence for sentence in said) == 1
    assert len(json.loads((home / "progress.json").read_text())["exercises"]) == 8
    assert (home / "progress-damaged-1.json").read_text() == "{" and not (home / "progress-damaged-2.json").exists()


@pytest.mark.skipif(os.name != "posix", reason="links and pipes as POSIX has them")
@pytest.mark.parametrize("what", ["pipe", "link", "device", "folder"])
def test_what_is_no_plain_file_costs_a_sentence_and_is_left_alone(home, tmp_path, what):
    home.mkdir()
    other = tmp_path / "other.json"
    other.write_text('{"exercises": {}}')
    place = home / "progress.json"
    if what == "pipe":
        os.mkfifo(place)
    elif what == "folder":
        place.mkdir()
    else:
        place.symlink_to(other if what == "link" else "/dev/zero")
    os.mkfifo(home / "progress.lock")
    assert "could not be saved" in store.record("update", passed=True)
    assert store.read()[0] == {"update": {"passed": True}}
    assert other.read_text() == '{"exercises": {}}' and place.lstat()


def test_a_long_file_is_not_taken_into_memory(home):
    """100 MB of it took 680 MB."""
    home.mkdir()
    with open(home / "progress.json", "wb") as file:
        file.write(b'{"exercises": {"a": {}, "b": "')
        file.truncate(10**8)
    tracemalloc.start()
    assert "damaged" in store.read()[1]
    assert tracemalloc.get_traced_memory()[1] < 5e6
    tracemalloc.stop()
    assert (home / "progress-damaged-1.json").stat().st_size == 10**8
    assert store.record("update", passed=True) == ""


def test_what_would_be_too_long_to_be_read_again_is_not_written(home, monkeypatch):
    assert store.record("update", passed=True) == ""
    monkeypatch.setattr(store, "MOST", 400)
    assert "could not be saved" in store.record("n" * 400, passed=True)
    assert json.loads((home / "progress.json").read_text())["exercises"] == {"update": {"passed": True}}


def test_there_is_room_for_two_answers_to_every_exercise():
    """Grow ``store.MOST`` with the course. A backslash takes two bytes in the file."""
    longest = records.answer_of("\\" * answer_source.MOST)
    one = {"passed": True, "attempted": True, "hints": 3, "answer": longest, "passed_answer": longest}
    assert len(store.content_of(dict.fromkeys(EXERCISES, one))) < store.MOST // 2


def test_two_kernels_agree_on_the_later_answer(monkeypatch):
    """What a kernel remembers must not replace what another has written since."""
    one, two = {}, {}
    early, late = ({"when": f"2026-01-01T00:00:0{k}Z", "source": [f"x = {k}"]} for k in (1, 2))
    monkeypatch.setattr(store, "_memory", one)
    store.record("update", passed_answer=early)
    monkeypatch.setattr(store, "_memory", two)
    store.record("update", passed_answer=late)
    monkeypatch.setattr(store, "_memory", one)
    store.record("pocket", attempted=True)
    assert store.read()[0]["update"]["passed_answer"] == late


def test_what_was_before_a_new_beginning_does_not_come_back_from_another_kernel(home, monkeypatch):
    one, two = {}, {}
    monkeypatch.setattr(store, "_memory", one)
    store.record("update", passed=True)
    monkeypatch.setattr(store, "_memory", two)
    aside = store.begin_anew()
    assert store.read() == ({}, "") and json.loads(aside.read_text())["exercises"] == {"update": {"passed": True}}
    monkeypatch.setattr(store, "_memory", one)
    assert store.read() == ({}, "")
    store.record("pocket", passed=True)
    monkeypatch.setattr(store, "_memory", {})
    assert store.read() == ({"pocket": {"passed": True}}, "")
    (home / "progress.json").unlink()  # a kernel that knows of the new beginning knows of it without the file, too
    monkeypatch.setattr(store, "_memory", one)
    store.record("learn", attempted=True)
    monkeypatch.setattr(store, "_memory", two)
    assert set(store.read()[0]) == {"pocket", "learn"}


def test_nothing_is_begun_anew_where_the_old_can_not_be_kept(home, monkeypatch):
    store.record("update", passed=True)
    before = (home / "progress.json").read_bytes()

    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(OSError, match="No space left"):
        store.begin_anew()
    assert (home / "progress.json").read_bytes() == before and store.read()[0] == {"update": {"passed": True}}


def test_without_a_home_nothing_is_begun_anew(monkeypatch):
    monkeypatch.setattr(store, "folder", lambda: None)
    store.record("update", passed=True)
    with pytest.raises(OSError, match="no home folder"):
        store.begin_anew()
    assert store.read()[0] == {"update": {"passed": True}}


def test_an_older_file_and_one_with_more_in_it_are_read(home):
    home.mkdir()
    (home / "progress.json").write_text('{"version": 1, "exercises": {"update": {"passed": true, "new": [1]}}}')
    assert store.record("update", hints=2) == ""
    assert json.loads((home / "progress.json").read_text())["exercises"]["update"] == {
        "passed": True,
        "new": [1],
        "hints": 2,
    }


def test_a_killed_kernel_leaves_nothing_for_long(home):
    home.mkdir()
    part = home / ".course_nn-0123456789abcdef.part"
    part.write_text("half")
    os.utime(part, (0, 0))  # where there are no locks, its age tells
    assert store.record("update", passed=True) == "" and not part.exists()


def test_without_a_home_progress_is_kept_in_memory(monkeypatch, tmp_path):
    """No HOME, and no entry of this user: some containers have neither."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COURSE_NN_HOME")
    monkeypatch.delenv("HOME", raising=False)
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)

    def nobody(*_):
        raise KeyError("getpwuid(): uid not found")

    if os.name == "posix":
        import pwd

        monkeypatch.setattr(pwd, "getpwuid", nobody)
        monkeypatch.setattr(pwd, "getpwnam", nobody)
    else:
        monkeypatch.setattr(store, "folder", lambda: None)
    for kept in (None, "~/course", "~nobody/course"):
        if kept:
            monkeypatch.setenv("COURSE_NN_HOME", kept)
        forget_the_kernel(monkeypatch)
        assert check(REFERENCE).note == store.read()[1] != ""
        assert "set the environment variable COURSE_NN_HOME" in store.read()[1]
        assert hint("update").title.startswith("update, hint 1") and progress().passed == 1
    assert os.listdir(tmp_path) == []
    monkeypatch.delenv("COURSE_NN_HOME")
    monkeypatch.setattr("platformdirs.user_data_path", lambda *_, **__: Path("~/.local"))  # as its older versions say
    assert store.folder() is None
    monkeypatch.setitem(sys.modules, "platformdirs", None)
    assert store.folder() is None


def test_a_tilde_is_the_home_folder(monkeypatch, tmp_path):
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.setenv("COURSE_NN_HOME", "~/course")
    assert store.folder() == tmp_path / "course"
    assert store.record("update", passed=True) == "" and (tmp_path / "course" / "progress.json").exists()


def test_the_default_folder_is_the_users(monkeypatch):
    monkeypatch.delenv("COURSE_NN_HOME")
    assert "course_nn" in str(store.folder())
