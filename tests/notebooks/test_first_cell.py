"""The cell that fetches the course on Colab and Kaggle: the same in every notebook, silent where nothing is missing."""

import importlib.abc
import importlib.machinery
import sys
import tomllib
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tools"))
import first_cell  # noqa: E402
import nb_clean  # noqa: E402
import sync_deps  # noqa: E402

BOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
ADDRESS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["urls"]["Repository"]


@pytest.mark.parametrize("path", BOOKS, ids=[path.stem for path in BOOKS])
def test_every_notebook_has_it_before_its_imports(path):
    cells = nbformat.read(path, as_version=nbformat.NO_CONVERT).cells
    kinds = [cell.cell_type for cell in cells]
    first, second = [cell for cell in cells if cell.cell_type == "code"][:2]
    assert kinds[0] == "markdown", "the title comes first"
    assert (first.id, first.source, first.outputs) == (first_cell.ID, first_cell.source(), []), (
        f"{path.name}: run make clean-notebooks, which puts tools/first_cell.py's cell there"
    )
    assert "from course_nn" in second.source
    assert [cell.id for cell in cells].count(first_cell.ID) == 1


def test_it_is_short_and_names_the_repository():
    assert len(first_cell.source().splitlines()) <= 8 and f"git+{ADDRESS}" in first_cell.source()


def test_a_new_address_is_carried_to_every_notebook(tmp_path):
    for name in ("pyproject.toml", "course_nn/__init__.py", "README.md", "FAQ.md", "CONTRIBUTING.md", "CITATION.cff"):
        text = (ROOT / name).read_text("utf-8").replace(ADDRESS, "https://github.com/me/nets")
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    there = tmp_path / "notebooks" / "01.ipynb"
    there.parent.mkdir()
    others = "See https://github.com/somebody/else."
    nbformat.write(new_notebook(cells=[new_markdown_cell(others), new_code_cell(first_cell.source())]), there)
    wanted = sync_deps.wanted(root=tmp_path)["notebooks/01.ipynb"]
    cells = nbformat.reads(wanted, as_version=4).cells
    assert [cell.source for cell in cells] == [others, first_cell.source(root=tmp_path)]
    assert "git+https://github.com/me/nets" in cells[1].source


def book(*sources, ran=True):
    code = [new_code_cell(source, execution_count=n if ran else None) for n, source in enumerate(sources, 1)]
    return new_notebook(cells=[new_markdown_cell("# Title"), new_markdown_cell("Words."), *code])


@pytest.mark.parametrize("ran", [True, False])
def test_the_cleaner_puts_it_there_once_and_keeps_it_up_to_date(ran):
    cleaned = nb_clean.clean(book("from course_nn import data", "data", ran=ran))
    sources = [cell.source for cell in cleaned.cells]
    assert sources == ["# Title", "Words.", first_cell.source(), "from course_nn import data", "data"]
    counts = [cell.execution_count for cell in cleaned.cells[2:]]
    assert counts == ([1, 2, 3] if ran else [None] * 3)
    text = nbformat.writes(cleaned)
    cleaned.cells[2].source = "1 / 0"
    cleaned.cells.append(cleaned.cells.pop(2))  # elsewhere, and another text
    assert nbformat.writes(nb_clean.clean(cleaned)) == text


def test_a_notebook_without_the_course_does_not_need_it():
    assert [cell.source for cell in nb_clean.clean(book("import math")).cells] == ["# Title", "Words.", "import math"]


class Hidden(importlib.abc.MetaPathFinder):
    """While it stands in front, there is no ``course_nn``; installing takes it away, if there is a network."""

    def __init__(self, monkeypatch, network=True):
        self.network, self.commands = network, []
        for name in [name for name in sys.modules if name.split(".")[0] == "course_nn"]:
            monkeypatch.delitem(sys.modules, name)
        monkeypatch.setattr(sys, "meta_path", [self])

    def find_spec(self, name, path=None, target=None):
        if name == "course_nn" and self.commands and self.network:
            return importlib.machinery.ModuleSpec(name, None)

    def run_line_magic(self, name, line):
        self.commands.append(f"{name} {line}")


def run(hidden):
    exec(compile(first_cell.source(), "<cell>", "exec"), {"get_ipython": lambda: hidden})
    return hidden.commands


@pytest.fixture(autouse=True)
def elsewhere(monkeypatch):
    monkeypatch.delenv("COLAB_RELEASE_TAG", raising=False)
    monkeypatch.delenv("KAGGLE_KERNEL_RUN_TYPE", raising=False)


@pytest.mark.parametrize("place", ["COLAB_RELEASE_TAG", "KAGGLE_KERNEL_RUN_TYPE"])
def test_colab_and_kaggle_get_the_package_without_the_extra(place, monkeypatch):
    monkeypatch.setenv(place, "release-colab")
    commands = run(Hidden(monkeypatch))
    assert commands == [f"pip install --quiet 'course_nn @ git+{ADDRESS}'"]


def test_where_it_can_not_be_fetched_a_sentence_says_so(monkeypatch):
    monkeypatch.setenv("KAGGLE_KERNEL_RUN_TYPE", "Interactive")
    with pytest.raises(AssertionError, match="Kaggle: Internet on"):
        run(Hidden(monkeypatch, network=False))


def test_elsewhere_nothing_is_installed_and_a_sentence_says_what_to_do(monkeypatch):
    hidden = Hidden(monkeypatch)
    with pytest.raises(AssertionError) as stop:
        run(hidden)
    assert hidden.commands == []
    assert f'%pip install "course_nn[course] @ git+{ADDRESS}"' in str(stop.value) and "kernel" in str(stop.value)


@pytest.mark.parametrize("place", ["COLAB_RELEASE_TAG", "elsewhere"])
def test_where_the_package_is_it_does_nothing(place, monkeypatch, capsys):
    monkeypatch.setenv(place, "1")
    exec(first_cell.source(), {})  # without get_ipython
    assert capsys.readouterr().out == ""
