"""Attempts succeed where nothing holds them back: otherwise they would prove nothing."""

import os
import socket
import subprocess
import sys

import pytest

from course_nn.mark import attempts
from course_nn.mark.limits import MB

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="marking without protection has no processes there")


def test_files_and_places_that_are_there_are_found(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert attempts.files({"theirs": [str(tmp_path)]})["succeeded"]
    assert not attempts.files({"theirs": [str(tmp_path / "none")]})["succeeded"]
    assert attempts.writing({"folders": [str(tmp_path / "none"), str(tmp_path)]})["succeeded"] and not [
        *tmp_path.iterdir()
    ]
    assert not attempts.writing({"folders": [str(tmp_path / "none")]})["succeeded"]
    assert attempts.disk({"disk": MB, "files": 5})["succeeded"]


def test_a_server_is_reached():
    with socket.create_server(("127.0.0.1", 0)) as server:
        assert attempts.network({"port": server.getsockname()[1], "socket": "nobody"})["succeeded"]


@pytest.mark.skipif(sys.platform != "linux", reason="these are Linux's")
def test_what_belongs_to_no_network_and_to_no_memory_is_found():
    assert attempts._file() and attempts._semaphores()
    try:
        socket.socket(socket.AF_VSOCK, socket.SOCK_STREAM).close()
        there = True
    except OSError:  # a kernel without
        there = False
    assert attempts._line_to_the_host() == there


def test_memory_beyond_what_may_be_is_taken():
    assert attempts.memory({"memory": MB})["succeeded"]


@pytest.mark.long
@pytest.mark.parametrize("what", ["neighbors", "processes", "survivors"])
def test_what_has_consequences_is_done(what, tmp_path):
    """In a process of its own, whose group is ended: some wait for ever, and one changes its root."""
    asked = {"processes": 2, "marker": 1}
    code = f"from course_nn.mark import attempts; print(attempts.{what}({asked})['succeeded'], flush=True)"
    if what == "survivors":
        code += "; print(attempts.survived({})['succeeded'], flush=True)"
    started = subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        cwd=tmp_path,
        start_new_session=True,
        env=os.environ | {"PYTHONPATH": os.getcwd()},
    )
    said = [started.stdout.readline() for _ in range(2 if what == "survivors" else 1)]
    os.killpg(started.pid, 9)
    started.communicate(timeout=100)
    assert said[-1] == b"True\n"
