"""`make quick` (tools/quick.py): which tests a change calls for, and half a minute in which they run."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))
import quick  # noqa: E402
import test_mirror  # noqa: E402

ROOM = "course_nn/chapters/ch07_x"
SOURCES = {
    "course_nn/__init__.py": "",
    "course_nn/_checks.py": "",
    "course_nn/losses.py": "from ._checks import describe",
    "course_nn/layers/__init__.py": "",
    "course_nn/layers/dense.py": "from .. import _checks",
    "course_nn/training/loop.py": "from ..losses import Loss",
    f"{ROOM}/__init__.py": 'INSTRUMENTS = ("heap", "pile")\nEXERCISES = ("add", "twice")',
    f"{ROOM}/heap.py": "from ...losses import Loss\nfrom . import pile",
    f"{ROOM}/heap_figure.py": "",
    f"{ROOM}/pile.py": "",
    f"{ROOM}/instruments.py": "from .heap import y\nfrom .pile import x",
    f"{ROOM}/exercises.py": "",
    f"{ROOM}/exercise_twice.py": "",
    "tests/helpers.py": "",
    "tests/test_checks.py": "",
    "tests/test_losses.py": "from helpers import close",
    "tests/test_hygiene.py": "",
    "tests/test_mirror.py": "",
    "tests/test_project.py": 'text("Makefile")\nload("sync_deps")',
    "tests/layers/test_dense.py": "",
    "tests/layers/test_every_layer.py": "",
    "tests/training/test_loop.py": "",
    "tests/chapters/test_ch07_heap.py": "",
    "tests/chapters/test_ch07_pile.py": "",
    "tests/chapters/test_ch07_exercises.py": "",
    "tests/exercises/test_every_exercise.py": "",
    "tests/exercises/test_mutants.py": "",
    "tests/chapters/test_every_instrument.py": "",
    "tests/notebooks/test_notebooks_stored.py": "",
    "tests/notebooks/test_any_order.py": "",
}
FORM = {"tests/test_mirror.py": None, "tests/test_hygiene.py": None}
CORNERS, EACH, SLIPS = (
    f"tests/{name}.py"
    for name in ("chapters/test_every_instrument", "exercises/test_every_exercise", "exercises/test_mutants")
)
STORED, ORDER = (f"tests/notebooks/test_{name}.py" for name in ("notebooks_stored", "any_order"))
#: What has changed → the files of the plan before those about form, and those after.
PLANS = {
    "course_nn/losses.py": (
        ["tests/test_losses.py"],
        {"tests/training/test_loop.py": None, "tests/chapters/test_ch07_heap.py": None, CORNERS: ["heap"]},
    ),
    "course_nn/layers/dense.py": (["tests/layers/test_dense.py"], {"tests/layers/test_every_layer.py": None}),
    f"{ROOM}/heap_figure.py": (["tests/chapters/test_ch07_heap.py"], {CORNERS: ["heap"]}),
    f"{ROOM}/pile.py": (
        ["tests/chapters/test_ch07_pile.py"],
        {CORNERS: ["pile", "heap"], "tests/chapters/test_ch07_heap.py": None},
    ),
    f"{ROOM}/instruments.py": ([], {CORNERS: ["heap", "pile"]}),
    f"{ROOM}/exercise_twice.py": (["tests/chapters/test_ch07_exercises.py"], {EACH: ["twice"], SLIPS: ["twice"]}),
    f"{ROOM}/exercises.py": (
        ["tests/chapters/test_ch07_exercises.py"],
        {EACH: ["add", "twice"], SLIPS: ["add", "twice"]},
    ),
    "notebooks/07_x.ipynb": ([], {STORED: ["07_x"], ORDER: ["07_x"], EACH: ["add", "twice"]}),
    "Makefile": (["tests/test_project.py"], {}),
    "tools/sync_deps.py": (["tests/test_project.py"], {}),
    "tests/helpers.py": (["tests/test_losses.py"], {}),
    "tests/layers/test_dense.py": (["tests/layers/test_dense.py"], {}),
    "course_nn/gone.py": ([], {}),
}


@pytest.mark.parametrize("name", PLANS)
def test_what_a_change_calls_for(name):
    first, later = PLANS[name]
    plan = quick.chosen([name], SOURCES)
    assert plan == dict.fromkeys(first) | FORM | later
    assert list(plan)[: len(first) + 2] == [*first, *FORM], "first what mirrors the change, then what is about form"


def test_of_two_changes_what_is_run_for_both():
    plan = quick.chosen([f"{ROOM}/heap_figure.py", f"{ROOM}/pile.py", "course_nn/losses.py"], SOURCES)
    assert plan[CORNERS] == ["heap", "pile"] and next(iter(plan)) == "tests/chapters/test_ch07_heap.py"
    assert quick.first_of(plan)[-1] == "tests/test_hygiene.py"


def test_every_test_file_of_a_module_is_called_for_by_it():
    sources = quick.texts()
    called = {test for name in sources if name.startswith("course_nn/") for test in quick.tests_of(Path(name), sources)}
    mirrored = {f"tests/{name}" for name in test_mirror.wanted(test_mirror.PACKAGE)[0]}
    assert called & sources.keys() >= mirrored & sources.keys()
    assert called >= {name for name in sources if name.startswith("tests/chapters/test_ch")}
    assert {*quick.FORM, quick.OF_INSTRUMENTS, *quick.OF_NOTEBOOKS, *quick.OF_EXERCISES} < sources.keys()


def write(root, **files):
    for name, text in files.items():
        path = root / f"{name.replace('__', '/')}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


def test_what_has_changed_is_asked_of_git(tmp_path):
    def git(*words):
        subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@b", *words], cwd=tmp_path, check=True)

    write(tmp_path, course__a="1", course__b="1", course__ü="1")
    git("init", "-q")
    git("add", ".")
    git("commit", "-q", "-m", "first")
    assert quick.changed(tmp_path) == quick.changed(tmp_path / "course") == []
    write(tmp_path, course__b="2", course__ü="2", new="1")
    assert quick.changed(tmp_path) == ["course/b.py", "course/ü.py", "new.py"]
    assert quick.changed(tmp_path / "course") == ["b.py", "ü.py"]


def test_without_git_it_is_what_is_newer_than_the_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    write(tmp_path, a="1", b="1", **{".venv__x": ""})
    (tmp_path / ".venv" / "pyvenv.cfg").touch()
    for name, ahead in (("a.py", -10), ("b.py", 10)):
        made = (tmp_path / ".venv" / "pyvenv.cfg").stat().st_mtime
        os.utime(tmp_path / name, (made + ahead, made + ahead))
    assert quick.changed(tmp_path) == ["b.py"]


ONLY_X = """
import pytest

@pytest.mark.parametrize("name", ["x", "y"])
def test_a(name):
    assert name == "x"
"""
SMALL = {
    "tests__test_a": ONLY_X,
    "tests__test_b": "def test_b(): pass",
    "tests__test_mirror": "def test_form(): pass",
    "tests__test_many": "import pytest\n@pytest.mark.parametrize('k', range(30))\ndef test_many(k): print('many', k)",
    "tests__test_more": "def test_more(): print('more')",
}


@pytest.fixture(autouse=True)
def quick_start(monkeypatch):
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")


def run_small(root, **plan):
    (root / "pyproject.toml").write_text("[tool.pytest.ini_options]\n")
    plan = {f"tests/test_{name}.py": words for name, words in plan.items()}
    codes, notes = quick.run(plan, time.time() + 100, write(root, **SMALL))
    return codes, list(quick.summary(plan, codes, notes, 3.2))


@pytest.mark.long
def test_it_says_what_it_ran_and_what_failed(tmp_path, capfd):
    codes, said = run_small(tmp_path, b=None, mirror=None, a=["x"])
    assert codes == [0, 0] and said[0] == "Ran 3 tests in 3 s, 0 failed."
    assert said[1] == "Whole: test_b.py, test_mirror.py, test_a.py." and "make test" in said[2] and len(said) == 3
    codes, said = run_small(tmp_path, a=None, mirror=None)
    assert codes == [1] and said[0] == "Ran 3 tests in 3 s, 1 failed."
    assert "assert 'y' == 'x'" in capfd.readouterr().out


def test_of_the_later_files_each_is_tasted_before_the_rest(tmp_path, monkeypatch, capfd):
    monkeypatch.setenv("PYTEST_ADDOPTS", "-s")
    run_small(tmp_path, mirror=None, many=None, more=None)
    said = capfd.readouterr().out
    assert said.index(f"many {quick.TASTE - 1}") < said.index("more") < said.index(f"many {quick.TASTE}")


def test_no_test_is_begun_when_the_time_is_over(tmp_path, monkeypatch):
    monkeypatch.setattr(quick, "RESERVE", 100)
    codes, said = run_small(tmp_path, b=None, mirror=None)
    assert codes == [0] and said[0] == "Ran 0 tests in 3 s, 0 failed."
    assert said[2].endswith(": test_b.py (0 of 1), test_mirror.py (0 of 1).")


def test_what_does_not_end_is_stopped():
    start = time.time()
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    assert quick.ended(process, start + 0.5) is None and time.time() < start + 20
    said = quick.summary({"tests/test_a.py": None}, [None], quick.collections.Counter(), 30)
    assert list(said)[2].endswith(": test_a.py.")


def test_nothing_changed_and_nothing_failed(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(quick, "changed", lambda root: [])
    assert quick.main([], tmp_path) == 0
    assert capsys.readouterr().out.startswith("Nothing has changed since the last commit")
    monkeypatch.setattr(quick, "changed", lambda root: ["tests/test_a.py"])
    for codes, notes, code in (
        ([0], {}, 0),
        ([None], {}, 0),
        ([2], {}, 1),
        ([None], {("tests/test_a.py", "failed"): 1}, 1),
    ):
        monkeypatch.setattr(
            quick, "run", lambda *_, codes=codes, notes=notes: (codes, quick.collections.Counter(notes))
        )
        assert quick.main([], tmp_path) == code
