"""The package as it is installed elsewhere, from a wheel: tools/run_tests.py runs every notebook with one."""

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


def test_the_wheel_holds_the_whole_package_and_nothing_else(installed):
    assert files(installed / "course_nn") == files(ROOT / "course_nn")
    others = {path.name for path in installed.iterdir()} - {"course_nn"}
    assert len(others) == 1 and others.pop().endswith(".dist-info")


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
