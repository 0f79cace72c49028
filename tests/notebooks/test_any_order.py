"""Every section runs after the import cell alone, and every cell a second time after the end, saying the same."""

import json
import math
import subprocess
import sys
from pathlib import Path

import notebook_cells
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell
from notebook_cells import out_of_order, sections

TESTS = Path(__file__).resolve().parent.parent
BOOKS = sorted((TESTS.parent / "notebooks").glob("*.ipynb"))


@pytest.mark.long
@pytest.mark.parametrize("path", BOOKS, ids=[path.stem for path in BOOKS])
def test_cells_run_in_any_order(path):
    command = [sys.executable, TESTS / "notebook_cells.py", path]
    # Where the package comes from is the same as for this process; the place is that of a notebook's kernel.
    done = subprocess.run(command, cwd=path.parent, capture_output=True, encoding="utf-8", timeout=300)
    assert done.returncode == 0, done.stderr
    complaints = json.loads(done.stdout)
    told = [f"notebooks/{path.name}: {' | '.join(complaint)}" for complaint in complaints]
    assert not told, "\n".join(["", *told, "a section makes what it uses in its first cell, under names of its own"])


def cells(*sources):
    """A cell of imports and these; what begins with # is prose."""
    return [new_code_cell("import math")] + [
        new_markdown_cell(source) if source.startswith("#") else new_code_cell(source) for source in sources
    ]


HINTS = "hints = iter('abc')\ndef hint():\n    return next(hints)"
WRONG = {
    "a name of another section": (("## A", "x = 1", "## B", "y = x"), "alone: ## B", "y = x", "NameError"),
    "a name bound again": (("x = 1", "assert x == 1, 'x is 1'", "x = 2"), "once more", "assert", "x is 1"),
    "something changed in place": (("x = []", "x.append(1)\nprint(x)"), "once more", "x.append", "says '[1, 1]"),
    "a global that a function reads": (
        ("x = 1\ndef f():\n    return x", "f()", "x = 5"),
        "once more",
        "f()",
        "says '5",
    ),
    "a global of another section": (
        ("## A", "x = 1\ndef f():\n    return x", "f()", "## B", "x = 5"),
        "once more",
        "f()",
        "says '5",
    ),
    "a hint a run": ((HINTS, "hint()"), "once more", "hint()", "says \"'b'"),
    "a builtin name bound later": (("print(max(1, 2))", "max = min"), "once more", "print", "says '1"),
    "an object of a class that changes": (
        ("class A:\n    x = 1", "a = A()", "print(a.x)", "A.x = 2"),
        "once more",
        "print",
        "says '2",
    ),
    "a cell that fails": (("1 / 0",), "alone", "1 / 0", "ZeroDivisionError"),
}


HIDDEN = {  # in a module, which is looked into for short cells alone
    "what it is called": (("import sys\nassert not vars(sys.modules['__main__']).get('x')\nx = 1",), "once", "", "Ass"),
}


@pytest.mark.parametrize("long", [notebook_cells.LONG, -1.0])
@pytest.mark.parametrize("what", WRONG)
def test_what_depends_on_the_order_is_found(what, long, monkeypatch):
    """In cells that take long, too: as if each did."""
    monkeypatch.setattr(notebook_cells, "LONG", long)
    _is_found(*WRONG[what], monkeypatch)


@pytest.mark.parametrize("what", HIDDEN)
def test_what_depends_on_something_hidden_is_found_in_short_cells(what, monkeypatch):
    _is_found(*HIDDEN[what], monkeypatch)


def _is_found(sources, where, cell, sentence, monkeypatch):
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])  # put back afterward
    found = out_of_order(cells(*sources))
    assert any(w.startswith(where) and c.startswith(cell) and sentence in s for w, c, s in found), found


def test_what_does_not_depend_on_the_order_passes(monkeypatch):
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])
    own = ("## A", "x = [math.pi]", "x = x[:1] + [1]\nx", "## B", "import inspect\ndef f(x):\n    return x")
    assert out_of_order(cells(*own, "print(inspect.getsource(f))", "None")) == []


def test_a_long_cell_is_run_once_more_only_if_what_it_reads_has_changed(monkeypatch):
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])
    monkeypatch.setattr(math, "runs", 0, raising=False)
    for long, last, runs in ((1.0, "x", 2), (-1.0, "x", 1), (-1.0, "x.append(1)", 2)):
        monkeypatch.setattr(notebook_cells, "LONG", long)
        math.runs = 0
        assert out_of_order(cells("x = [0]", "y = x[0]\nmath.runs += 1\nprint(y)", last)) == []
        assert math.runs == runs


def test_a_section_is_what_follows_a_heading():
    found = sections(cells("a", "## One", "b", "### Part", "c", "# One ends.\n\n## Empty\n\n## Two", "d"))
    assert [(heading, [cell.source for cell in own]) for heading, own in found] == [
        ("before the first heading", ["a"]),
        ("## One", ["b", "c"]),
        ("## Two", ["d"]),
    ]
