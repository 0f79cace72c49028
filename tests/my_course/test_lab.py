"""``python -m course_nn``: what it says, and what it tells JupyterLab."""

import errno
import json
import sys
import types

import pytest
from readers_and_updates import cell, write

from course_nn.my_course import lab, working_copy

FIRST = "00_start_here.ipynb"


@pytest.fixture
def started(tmp_path, monkeypatch):
    """What JupyterLab would be started with; the course has one notebook."""
    course, calls = tmp_path / "notebooks", []
    course.mkdir()
    write(course / FIRST, [cell("# Start", "markdown", id="a")])
    monkeypatch.setattr(working_copy, "course", lambda: course)
    monkeypatch.setattr(working_copy, "place", lambda: (tmp_path / "my_course", ""))
    app = types.SimpleNamespace(launch_instance=lambda argv: calls.append(argv))
    monkeypatch.setitem(sys.modules, "jupyterlab", types.ModuleType("jupyterlab"))
    monkeypatch.setitem(sys.modules, "jupyterlab.labapp", types.SimpleNamespace(LabApp=app))
    return calls


def test_the_working_copy_is_opened_on_chapter_00(started, tmp_path, capsys):
    assert lab.main(["--port=9000"]) == 0
    (told,) = started
    assert f"--ServerApp.root_dir={tmp_path / 'my_course'}" in told and told[-1] == "--port=9000"
    assert f"--LabApp.default_url=/lab/tree/{FIRST}" in told
    assert (tmp_path / "my_course" / FIRST).is_file()
    assert capsys.readouterr().out == f"Your working copy: {tmp_path / 'my_course'}\n"


def test_the_settings_ask_nobody_about_news():
    settings = json.loads((lab._SETTINGS / "overrides.json").read_text(encoding="utf-8"))
    assert settings["@jupyterlab/apputils-extension:notification"]["fetchNews"] == "false"
    assert f"--LabApp.app_settings_dir={lab._SETTINGS}" in lab.options(lab._SETTINGS, [])


def test_what_the_reader_says_counts(tmp_path, monkeypatch):
    monkeypatch.setattr(lab.os, "geteuid", lambda: 0, raising=False)
    said = ["--notebook-dir=elsewhere", "--LabApp.default_url=/tree", "--allow-root"]
    assert lab.options(tmp_path, said) == [f"--LabApp.app_settings_dir={lab._SETTINGS}"]
    assert lab.options(tmp_path, [])[-1] == "--allow-root"
    assert "--LabApp.default_url=/lab" in lab.options(tmp_path, []), "chapter 00 is not there to be opened"
    monkeypatch.setattr(lab.os, "geteuid", lambda: 1000, raising=False)
    assert "--allow-root" not in lab.options(tmp_path, [])


@pytest.mark.long
def test_jupyterlab_understands_what_it_is_told(tmp_path):
    labapp = pytest.importorskip("jupyterlab.labapp")
    known = {f"{kind.__name__}.{name}" for kind in labapp.LabApp.classes for name in kind.class_trait_names()}
    known |= {f"LabApp.{name}" for name in labapp.LabApp.class_trait_names()}
    from jupyter_server.serverapp import ServerApp

    known |= {f"ServerApp.{name}" for name in ServerApp.class_trait_names()}
    for option in lab.options(tmp_path, ["--allow-root"]):
        assert option.partition("=")[0].removeprefix("--") in known, option


def test_copy_alone_opens_nothing(started, tmp_path):
    assert lab.main(["--copy"]) == 0
    assert started == [] and (tmp_path / "my_course" / FIRST).is_file()


def test_help(started, capsys):
    assert lab.main(["--help"]) == 0
    assert "--copy" in capsys.readouterr().out and started == []


def test_without_jupyterlab_there_is_a_copy_and_a_sentence(started, tmp_path, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "jupyterlab", None)
    monkeypatch.delitem(sys.modules, "jupyterlab.labapp")
    assert lab.main([]) == 1
    assert 'pip install "course_nn[course]"' in capsys.readouterr().out
    assert (tmp_path / "my_course" / FIRST).is_file()


def test_what_is_missing_behind_jupyterlab_is_not_hidden(started, monkeypatch):
    monkeypatch.delitem(sys.modules, "jupyterlab.labapp")
    broken = types.ModuleType("jupyterlab")

    def missing(name):
        raise ModuleNotFoundError("No module named 'tornado'", name="tornado")

    broken.__getattr__ = missing
    broken.__path__ = []
    monkeypatch.setitem(sys.modules, "jupyterlab", broken)
    monkeypatch.setattr(sys, "meta_path", [types.SimpleNamespace(find_spec=lambda *_: missing("tornado"))])
    with pytest.raises(ModuleNotFoundError, match="tornado"):
        lab.main([])


def test_what_stands_in_the_way_is_one_sentence(started, monkeypatch, capsys):
    def refused():
        raise OSError("my_course is not a folder, and your working copy has to be there: rename what it is")

    monkeypatch.setattr(working_copy, "place", refused)
    assert lab.main([]) == 1 and started == []
    said = capsys.readouterr().out
    assert said.endswith("rename what it is.\n") and said.count("\n") == 1


def test_a_copy_that_no_disk_has_room_for_is_opened_as_it_is(started, tmp_path, monkeypatch, capsys):
    def full(path):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(working_copy._files, "replacing", full)
        assert lab.main([]) == 1 and started == []
        assert "No space left on device" in capsys.readouterr().out
    assert lab.main([]) == 0
    write(tmp_path / "notebooks" / FIRST, [cell("# New", "markdown", id="a")])
    with monkeypatch.context() as patch:
        patch.setattr(working_copy._files, "replacing", full)
        assert lab.main([]) == 0 and len(started) == 2
    assert f"{FIRST} could not be brought up to date (No space left on device)" in capsys.readouterr().out


def test_ctrl_c_while_copying(started, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(working_copy, "update", interrupted)
    assert lab.main([]) == 130 and started == []
