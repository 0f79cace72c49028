"""The package as it is installed elsewhere, from a wheel: tools/run_tests.py runs every notebook with one."""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """A folder with an unpacked wheel."""
    folder = tmp_path_factory.mktemp("a place with spaces")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    shutil.unpack_archive(wheel, folder / "site", "zip")
    return folder / "site"


def files(folder):
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


@pytest.mark.long
def test_the_wheel_holds_the_whole_package_and_nothing_else(installed):
    notebooks = {f"notebooks/{path.name}" for path in (ROOT / "notebooks").glob("*.ipynb")}
    assert files(installed / "course_nn") == files(ROOT / "course_nn") | notebooks
    others = {path.name for path in installed.iterdir()} - {"course_nn"}
    assert len(others) == 1 and others.pop().endswith(".dist-info")


@pytest.mark.long
def test_doors_instruments_and_what_was_measured_are_found_there(installed, tmp_path):
    code = (
        "from course_nn.chapters import ch05_optimizers\n"
        "from course_nn.exercises import EXERCISES\n"
        "from course_nn.widgets import momentum_map\n"
        "assert bytes(momentum_map().png())[1:4] == b'PNG' and EXERCISES['momentum_step'].hints\n"
        "assert ch05_optimizers.rate_tuning.tuned('digits')\n"
        "print(ch05_optimizers.rate_tuning.__file__)"
    )
    environment = os.environ | {"PYTHONPATH": str(installed)}
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert Path(done.stdout.strip()).is_relative_to(installed)


@pytest.mark.long
def test_the_course_is_copied_from_there_to_where_one_is(installed, tmp_path):
    environment = os.environ | {"PYTHONPATH": str(installed)}
    command = [sys.executable, "-m", "course_nn", "--copy"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"Your working copy: {tmp_path / 'my_course'}\n"
    given = {path.name: path.read_bytes() for path in (ROOT / "notebooks").glob("*.ipynb")}
    assert {path.name: path.read_bytes() for path in (tmp_path / "my_course").glob("*.ipynb")} == given
    settings = installed / "course_nn" / "my_course" / "settings" / "overrides.json"
    assert settings.is_file(), "what JupyterLab is told comes along"


@pytest.fixture
def runner(tmp_path, monkeypatch):
    """tools/run_tests.py with folders of its own."""
    spec = importlib.util.spec_from_file_location("run_tests", ROOT / "tools" / "run_tests.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "INSTALLED", tmp_path / "installed")
    monkeypatch.setattr(module, "RESULTS", tmp_path / "results")
    return module


@pytest.mark.long
def test_notebooks_run_with_the_wheel_or_count_as_failed(runner, monkeypatch, capsys):
    (runner.INSTALLED / "course_nn").mkdir(parents=True)
    (runner.INSTALLED / "course_nn" / "old.py").touch()
    assert runner.install_wheel()
    assert (runner.INSTALLED / "course_nn" / "core.py").exists() and not list(runner.INSTALLED.rglob("old.py"))
    paths = []
    monkeypatch.setattr(runner, "install_wheel", lambda: True)
    monkeypatch.setattr(runner.subprocess, "call", lambda *_, env, **__: paths.append(env["PYTHONPATH"]) or 0)
    for part in ("notebooks", "unit"):
        runner.run(part, [])
    assert [path.split(os.pathsep)[0] == str(runner.INSTALLED) for path in paths] == [True, False]
    monkeypatch.setattr(runner, "install_wheel", lambda: False)
    assert runner.run("notebooks", []) == 1 and len(paths) == 2
    assert runner.summary(["notebooks"]) == 1 and "the wheel could not be built" in capsys.readouterr().out


@pytest.mark.long
def test_a_wheel_that_is_not_built_or_not_found_is_noticed(runner, monkeypatch):
    monkeypatch.setattr(runner.subprocess, "call", lambda *_, **__: 1)
    assert not runner.install_wheel()
    monkeypatch.undo()
    monkeypatch.setattr(runner, "INSTALLED", runner.INSTALLED.parent / "elsewhere")
    monkeypatch.setattr(runner, "surroundings", lambda home, *paths: os.environ | {"PYTHONPATH": ""})
    assert not runner.install_wheel()  # a kernel finds the package in the project's own folder
