"""The parts of `make colab-like`, which itself takes minutes: its lists, its commands, and what it says."""

import ast
import re
import sys
import tomllib
from pathlib import Path
from types import SimpleNamespace

import nbformat
import numpy as np
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tools"))
import colab_like  # noqa: E402
import first_cell  # noqa: E402

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
LISTS = {path.stem: path.read_text("utf-8") for path in colab_like.RUNTIMES}
#: Packages whose module has another name.
PACKAGE = {"sklearn": "scikit-learn", "PIL": "pillow"}
#: What Colab does itself: it shows the notebook, and its versions of these are older than ours.
COLABS_OWN = {"jupyterlab", "ipykernel", "ipywidgets"}
#: Where it is missing, the pad to draw on is a grid of boxes to check.
SPARED = {"anywidget"}
#: Chapter 14 shows what was stored where one of these is missing.
EXTRAS = [*PROJECT["optional-dependencies"]["frameworks"], *PROJECT["optional-dependencies"]["cluster"]]
OPTIONAL = {entry.split(">=")[0].removesuffix("-cpu") for entry in EXTRAS}


def imported(source):
    """The packages from outside that Python text imports, wherever in it."""
    for node in ast.walk(ast.parse(source)):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and not node.level:
            names = [node.module]
        for name in {name.split(".")[0] for name in names} - sys.stdlib_module_names - {"course_nn"}:
            yield colab_like.name_of(PACKAGE.get(name, name))


def test_there_is_a_list_with_each_numpy_that_colab_offers():
    found = {name: colab_like.versions(text)["numpy"] for name, text in LISTS.items()}
    assert found == {"2025.07": "2.0.2", "2026.08": "2.1.3"}


@pytest.mark.parametrize("runtime", LISTS)
def test_a_list_has_colabs_widgets_and_what_the_course_needs(runtime):
    listed = colab_like.versions(LISTS[runtime])
    colabs = {name: listed[name] for name in ("ipykernel", "ipython", "ipywidgets")}
    assert colabs == {"ipykernel": "6.17.1", "ipython": "7.34.0", "ipywidgets": "7.7.1"}
    as_numbers = lambda version: [int(part) for part in re.findall(r"\d+", version)]  # noqa: E731
    assert as_numbers(colab_like.python_of(LISTS[runtime])) >= as_numbers(PROJECT["requires-python"])
    for entry in [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["course"]]:
        name, oldest = entry.split(">=")
        if name not in COLABS_OWN | SPARED:
            assert as_numbers(listed[name]) >= as_numbers(oldest), f"Colab's {name} is older than {oldest}"


@pytest.mark.long
@pytest.mark.parametrize("runtime", LISTS)
def test_what_the_course_imports_is_on_colab(runtime):
    sources = [path.read_text("utf-8") for path in (ROOT / "course_nn").rglob("*.py") if "measured" not in path.parts]
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        sources += [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    needed = {name for source in sources for name in imported(source)}
    missing = needed - set(colab_like.versions(LISTS[runtime])) - COLABS_OWN - SPARED - OPTIONAL
    assert {"numpy", "scikit-learn", "sympy"} <= needed and not missing, (
        f"tools/colab/{runtime}.txt lacks {sorted(missing)}: take the version from Colab's list, if it is there"
    )


def test_what_is_imported_is_found():
    source = (
        "import os, sklearn.svm\ndef f():\n    from PIL import Image\n    from . import x\n    from course_nn import y"
    )
    assert sorted(imported(source)) == ["pillow", "scikit-learn"]


def test_an_environment_gets_its_list_and_nothing_else(tmp_path):
    make, install = colab_like.commands(Path("2025.07.txt"), tmp_path, "python3.11")
    assert make == ["python3.11", "-m", "venv", str(tmp_path)]
    assert install[0].startswith(str(tmp_path)) and install[-3:] == ["--no-deps", "--requirement", "2025.07.txt"]


def test_an_environment_is_made_once_for_a_list(tmp_path, monkeypatch):
    monkeypatch.setattr(colab_like, "ROOT", tmp_path)
    monkeypatch.setattr(colab_like, "BUILT", tmp_path)
    monkeypatch.setattr(colab_like, "interpreter", lambda version: f"python{version}")
    ran, codes = [], iter([0, 0, 0, 1])

    def run(command, **_):
        ran.append(command)
        (tmp_path / "mine").mkdir(exist_ok=True)
        return SimpleNamespace(returncode=next(codes))

    monkeypatch.setattr(colab_like.subprocess, "run", run)
    runtime = tmp_path / "mine.txt"
    runtime.write_text("# Python 3.12\nnumpy==2.0.2\n", encoding="utf-8")
    assert colab_like.environment(runtime) == tmp_path / "mine" and len(ran) == 2
    colab_like.environment(runtime)
    assert len(ran) == 2
    runtime.write_text("# Python 3.12\nnumpy==2.1.3\n", encoding="utf-8")
    with pytest.raises(colab_like.Failed, match="could not be made"):
        colab_like.environment(runtime)
    assert len(ran) == 4 and not (tmp_path / "mine" / "made.txt").exists(), "the next run makes it anew"


def test_the_runtimes_python_is_taken_where_there_is_one(monkeypatch):
    here = "{}.{}".format(*sys.version_info)
    assert colab_like.interpreter(here) == sys.executable
    monkeypatch.setattr(colab_like.shutil, "which", lambda name: None)
    assert colab_like.interpreter("3.99") == sys.executable
    monkeypatch.setenv("PYTHON3_99", "named")
    assert colab_like.interpreter("3.99") == "named"


def test_the_first_cell_takes_the_wheel_in_the_place_of_the_repository(tmp_path):
    book = new_notebook(cells=[new_code_cell(first_cell.source(), id=first_cell.ID), new_code_cell("from course_nn")])
    source = colab_like.from_wheel(book, tmp_path / "course_nn-1.whl").cells[0].source
    changed = [line for line in source.splitlines() if line not in first_cell.source().splitlines()]
    assert changed == [f'at = "@ {(tmp_path / "course_nn-1.whl").as_uri()}"']


def test_errors_and_stderr_are_told_and_nothing_else():
    outputs = [
        new_output("stream", text="fine"),
        new_output("stream", name="stderr", text="beware\n"),
        new_output("error", ename="ValueError", evalue="no", traceback=[]),
    ]
    book = new_notebook(cells=[new_code_cell("x = 1", outputs=outputs)])
    assert list(colab_like.complaints(book)) == [("x = 1", "wrote on stderr: beware"), ("x = 1", "ValueError: no")]


@pytest.mark.long
def test_a_version_that_the_course_changed_is_told():
    (sentence,) = colab_like.changed(sys.executable, {"numpy": "2.0.0"})
    assert sentence == f"numpy is {np.__version__} now, and 2.0.0 on Colab"
    assert colab_like.changed(sys.executable, {"numpy": np.__version__}) == []


@pytest.mark.parametrize("wrong, code, last", [([], 0, "2 of 2 notebooks ran"), ([("x", "no")], 1, "0 of 2")])
def test_it_says_what_failed(wrong, code, last, monkeypatch, capsys):
    monkeypatch.setattr(colab_like, "wheel", lambda: Path("course.whl"))
    monkeypatch.setattr(colab_like, "environment", lambda runtime: Path(runtime.stem))
    monkeypatch.setattr(colab_like, "python_in", lambda folder: sys.executable)
    monkeypatch.setattr(colab_like, "run", lambda *_: list(wrong))
    monkeypatch.setattr(colab_like, "changed", lambda *_: [])
    monkeypatch.setattr(colab_like.os, "environ", dict(colab_like.os.environ))
    assert colab_like.main(["00.ipynb", "01.ipynb", "--runtime", "2025.07"]) == code
    said = capsys.readouterr().out.splitlines()
    assert said[-1].startswith(last) and ("    'x': no" in said) == bool(wrong)


def test_without_an_environment_it_ends_in_a_sentence(monkeypatch, capsys):
    def fail():
        raise colab_like.Failed("the wheel could not be built")

    monkeypatch.setattr(colab_like, "wheel", fail)
    assert colab_like.main([]) == 1
    assert capsys.readouterr().err == "the wheel could not be built\n"
