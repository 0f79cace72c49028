"""A file is put in its place in one step, whatever else goes on in the folder."""

import os
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from helpers import check_sentence, refused

from course_nn import _files

POSIX = pytest.mark.skipif(os.name != "posix", reason="links, pipes and locks as POSIX has them")


def put(path, content):
    with _files.replacing(path) as file:
        file.write(content)


def test_the_new_file_takes_the_place_of_the_old_one(tmp_path):
    path = tmp_path / "a"
    put(path, b"old")
    with _files.replacing(path) as file:
        file.write(b"new")
        file.flush()
        assert path.read_bytes() == b"old"
        assert len(os.listdir(tmp_path)) == 2
    assert path.read_bytes() == b"new" and os.listdir(tmp_path) == ["a"]
    (tmp_path / "plain").touch()
    assert path.stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_an_error_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch):
    path = tmp_path / "a"
    put(path, b"old")
    for error in (RuntimeError, KeyboardInterrupt, OSError):
        with pytest.raises(error), _files.replacing(path) as file:
            file.write(b"half")
            raise error
        assert path.read_bytes() == b"old" and os.listdir(tmp_path) == ["a"]

    def full(*_):
        raise OSError(28, "No space left on device")

    for step in ("fsync", "replace"):
        with monkeypatch.context() as patch, pytest.raises(OSError, match="No space left"):
            patch.setattr(os, step, full)
            put(path, b"new")
        assert path.read_bytes() == b"old" and os.listdir(tmp_path) == ["a"]
    told = _files.refusal(path, "save", OSError(28, "No space left on device"))
    assert str(path) in str(told)
    check_sentence(told)


def test_an_interrupt_waits_until_the_file_is_there(tmp_path):
    path, after = tmp_path / "a", []
    with pytest.raises(KeyboardInterrupt):
        with _files.replacing(path) as file:
            signal.raise_signal(signal.SIGINT)
            file.write(b"whole")
        after.append("the interrupt came too late")
    assert path.read_bytes() == b"whole" and not after
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


@pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")
def test_a_run_of_the_tests_that_was_started_to_ignore_interrupts_hears_them():
    """One in the background waited for 70 seconds, and then said that a mirror was too slow."""
    code = (
        "import signal, subprocess, sys\n"
        "signal.signal(signal.SIGINT, signal.SIG_IGN)\n"
        "child = 'import conftest, os, signal; conftest.hear_interrupts(); os.kill(os.getpid(), signal.SIGINT)'\n"
        "sys.exit(subprocess.run([sys.executable, '-c', child], capture_output=True).returncode != -signal.SIGINT)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parent).returncode == 0


def test_in_another_thread_and_where_interrupts_are_ignored(tmp_path):
    thread = threading.Thread(target=put, args=(tmp_path / "a", b"thread"))
    thread.start()
    thread.join()
    assert (tmp_path / "a").read_bytes() == b"thread"
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        put(tmp_path / "a", b"ignored")
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)
    assert (tmp_path / "a").read_bytes() == b"ignored"


def test_a_name_as_long_as_names_may_be(tmp_path):
    put(tmp_path / ("n" * 250), b"long")
    assert os.listdir(tmp_path) == ["n" * 250]
    with refused("expected the name of a file, got .*too long"):
        _files.place(tmp_path / ("n" * 300), "save")


WRITER = """
import sys
from pathlib import Path
from course_nn import _files
with _files.replacing(Path(sys.argv[1])) as file:
    file.write(b"x" * 10**5)
    file.flush()
    print("half", flush=True)
    sys.stdin.readline()
"""


def writer(path):
    """Another process that is in the middle of writing ``path``, until it gets a line."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    process = subprocess.Popen([sys.executable, "-c", WRITER, str(path)], **pipes)
    assert process.stdout.readline() == "half\n"
    return process


def test_what_a_killed_writer_leaves_is_cleared_and_a_living_one_is_left_alone(tmp_path, monkeypatch):
    with writer(tmp_path / "a") as killed, writer(tmp_path / "a") as living:
        killed.kill()
        killed.wait()
        assert len(os.listdir(tmp_path)) == 2
        mine = {"thesis.part", ".course_nn-notes.txt"}
        for name in mine:
            (tmp_path / name).write_text("mine")
        if os.name == "nt":
            monkeypatch.setattr(_files, "_OLD", 0)
        put(tmp_path / "b", b"another")
        left = set(os.listdir(tmp_path)) - mine
        assert len(left) == 2 and "b" in left, "the one that is being written, and ours"
        living.communicate("go on\n", timeout=30)
    assert (tmp_path / "a").stat().st_size == 10**5
    assert set(os.listdir(tmp_path)) == mine | {"a", "b"}


@POSIX
def test_without_locks_age_tells(tmp_path, monkeypatch):
    old, new = tmp_path / ".course_nn-1.part", tmp_path / ".course_nn-2.part"
    for path in (old, new):
        path.write_bytes(b"half")
    os.utime(old, (time.time() - 4000,) * 2)

    def none(*_):
        raise OSError(37, "No locks available")

    monkeypatch.setattr(_files.fcntl, "flock", none)
    put(tmp_path / "a", b"whole")
    assert sorted(os.listdir(tmp_path)) == [new.name, "a"]


def test_many_threads_on_one_name(tmp_path):
    """Each reader finds a whole file; none of the writers fails."""
    path, wrong, done = tmp_path / "a", [], threading.Event()
    contents = [bytes([k]) * 50_000 for k in range(8)]
    put(path, contents[0])

    def write(content):
        try:
            for _ in range(20):
                put(path, content)
        except Exception as error:
            wrong.append(error)

    def read():
        while not done.is_set():
            if path.read_bytes() not in contents:
                wrong.append("a file of two writers")

    threads = [threading.Thread(target=write, args=(content,)) for content in contents]
    reader = threading.Thread(target=read)
    for thread in (reader, *threads):
        thread.start()
    for thread in threads:
        thread.join()
    done.set()
    reader.join()
    assert not wrong and os.listdir(tmp_path) == ["a"]


@POSIX
def test_a_part_is_made_anew_and_its_name_cannot_be_known(tmp_path, monkeypatch):
    """Whoever knows the name plants a link there, and what it leads to is written over."""
    names = []
    real = _files._new_part
    monkeypatch.setattr(_files, "_new_part", lambda folder: names.append((made := real(folder))[1].name) or made)
    for _ in range(20):
        put(tmp_path / "a", b"a")
    assert len(set(names)) == 20 and all(str(os.getpid()) != name.split(".")[1] for name in names)
    monkeypatch.undo()
    monkeypatch.setattr(os, "urandom", lambda n: bytes(n))  # the name was guessed after all
    planted = tmp_path / f".course_nn-{'00' * 8}.part"
    planted.symlink_to(tmp_path / "a")
    with pytest.raises(FileExistsError):
        put(tmp_path / "b", b"evil")
    assert (tmp_path / "a").read_bytes() == b"a"


@POSIX
def test_a_place_that_is_no_place(tmp_path):
    (tmp_path / "file").write_bytes(b"mine")
    (tmp_path / "link").symlink_to(tmp_path / "file")
    (tmp_path / "astray").symlink_to(tmp_path / "nothing")
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "socket"))
    for name, kind in (
        ("link", "a link"),
        ("astray", "a link"),
        ("pipe", "a pipe"),
        ("socket", "a socket"),
        ("/dev/null", "a device"),
    ):
        with refused(f"save: expected the name of a plain file, or of none yet; .*{name} is {kind}"):
            _files.place(tmp_path / name, "save")
    for path in (tmp_path, tmp_path / "none" / "a", tmp_path / "file" / "a"):
        with refused("save: expected the name of a file in a folder that exists"):
            _files.place(path, "save")
    for path, words in ((3, "a file name, got 3"), (None, "got None"), ("a\0b", "a character of no meaning")):
        with refused(f"save: path: expected a file name|{words}"):
            _files.place(path, "save")
    assert _files.place(str(tmp_path / "file"), "save") == tmp_path / "file"
    assert _files.place(tmp_path / "new", "save") == tmp_path / "new"


def test_whether_a_folder_can_be_written(tmp_path, monkeypatch):
    _files.check_writable(tmp_path / "a", "save")
    assert os.listdir(tmp_path) == []

    def denied(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(_files, "open", denied, raising=False)
    with pytest.raises(OSError, match=r"^save: expected a place that can be written, .*a: Permission denied") as told:
        _files.check_writable(tmp_path / "a", "save")
    check_sentence(told.value)


@POSIX
def test_reading_takes_no_more_than_asked_and_waits_for_nobody(tmp_path):
    (tmp_path / "a").write_bytes(b"0123456789")
    assert _files.read_plain(tmp_path / "a", 99) == b"0123456789"
    assert _files.read_plain(tmp_path / "a", 4) == b"01234"
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError, match="it is a pipe"):
        _files.read_plain(tmp_path / "pipe", 4)
    with pytest.raises(OSError, match="it is a device"):
        _files.read_plain("/dev/zero", 4)
    with pytest.raises(FileNotFoundError):
        _files.read_plain(tmp_path / "none", 4)


@POSIX
def test_a_lock_is_of_one_until_the_file_is_closed(tmp_path):
    with open(tmp_path / "a", "wb") as one, open(tmp_path / "a", "wb") as other:
        assert _files.lock(one) and not _files.lock(other)
        one.close()
        assert _files.lock(other)
    assert stat.S_ISREG(os.stat(tmp_path / "a").st_mode)
