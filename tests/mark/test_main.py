"""The command line."""

import os
import signal
import subprocess
import sys
import time

import handed_in
import pytest

from course_nn.mark import __main__ as command
from course_nn.mark import desk


def test_a_sentence_and_2_where_nothing_can_be_marked(folder, capsys):
    assert command.main([str(folder)]) == 2
    assert capsys.readouterr().err.startswith("course_nn.mark: there is no notebook (*.ipynb) in")
    handed_in.write(folder / "Anna.ipynb", handed_in.solved(0))
    assert command.main([str(folder), "--out", "x" * 300]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and "x" * 300 in said and "Errno" not in said


def test_what_is_asked_for_is_handed_on(folder, monkeypatch):
    asked = []
    monkeypatch.setattr(desk, "mark_folder", lambda *args, **more: asked.append((args, more)))
    assert (
        command.main([str(folder), "--chapters", "1", "2", "--out", "x", "--unsafe", "--seed", "3", "--jobs", "4"]) == 0
    )
    assert asked == [((str(folder), "x", [1, 2], True, 3), {"jobs": 4})]


def test_an_interrupt_is_no_error_and_says_how_to_go_on(folder, monkeypatch, capsys):
    def stops(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(desk, "mark_folder", stops)
    assert command.main([str(folder)]) == 130
    assert "the same command goes on" in capsys.readouterr().err


@pytest.mark.long
def test_as_a_command(folder, fenced):
    handed_in.write(folder / "Anna.ipynb", handed_in.solved(0))
    command = [sys.executable, "-m", "course_nn.mark", str(folder), "--chapters", "0", "--seed", "1"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    place = folder / "marks" / "index.html"
    assert done.stdout == f"1 of 1: Anna\n1 student: {place}\n" and done.stderr == ""
    assert (folder / "marks" / "index.html").is_file()


@pytest.mark.long
@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_whoever_ends_it_finds_nothing_left(folder, fenced, tmp_path, name):
    if signal.getsignal(getattr(signal, name)) is signal.SIG_IGN:
        pytest.skip("whoever started this has asked to go on (nohup)")
    loop = "def weighted_sum(x, w, b):\n    while True: pass"
    handed_in.write(folder / "Anna.ipynb", handed_in.answered(0, weighted_sum=loop, output_shape=loop))
    (tmp_path / "made").mkdir()
    started = subprocess.Popen(
        [sys.executable, "-m", "course_nn.mark", str(folder), "--chapters", "0"],
        env=os.environ | {"TMPDIR": str(tmp_path / "made")},
        stderr=subprocess.PIPE,
        text=True,
    )
    while started.poll() is None and not [*(tmp_path / "made").glob("course_nn-mark-*/place-*")]:
        time.sleep(0.05)
    started.send_signal(getattr(signal, name))
    _, said = started.communicate(timeout=100)
    assert started.returncode == 130 and said.count("\n") == 1 and "the same command goes on" in said
    assert not [*(tmp_path / "made").iterdir()]


#: A folder in whose clearing up a signal comes, as `mark_folder` may be interrupted; and one that comes while it loads.
CLEARS_UP = """
import os, runpy, signal, sys, types
desk = types.ModuleType("course_nn.mark.desk")
def mark_folder(*_, **__):
    try:
        os.kill(os.getpid(), signal.SIGINT)
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            os.kill(os.getpid(), number)
        print("cleared up")
def load(name):
    if name == "mark_folder":
        os.kill(os.getpid(), signal.SIGINT)
    raise AttributeError(name)
desk.__getattr__ = load
if sys.argv[2:] != ["loads"]:
    desk.mark_folder = mark_folder
sys.modules["course_nn.mark.desk"] = desk
sys.argv[2:] = []
runpy.run_module("course_nn.mark", run_name="__main__")
"""


@pytest.mark.long
@pytest.mark.skipif(sys.platform == "win32", reason="signals end it there")
@pytest.mark.parametrize("when", ["clears up", "loads"])
def test_a_second_interrupt_does_not_end_the_clearing_up_and_one_at_the_beginning_is_told(tmp_path, when):
    done = subprocess.run(
        [sys.executable, "-c", CLEARS_UP, str(tmp_path), when], capture_output=True, text=True, check=False
    )
    assert done.returncode == 130, done.stderr
    assert done.stderr.count("\n") == 1 and "the same command goes on" in done.stderr
    assert done.stdout == ("cleared up\n" if when == "clears up" else "")
