"""The cell in which an answer was written is found, in IPython and without, or nothing is; never is there an error."""

import functools
import linecache
import subprocess
import sys

import pytest

from course_nn.exercises.answer_source import MOST, source_of

CELLS = """
import sys
from IPython.core.interactiveshell import InteractiveShell

shell = InteractiveShell.instance()
shell.history_manager.enabled = False  # no file of the reader's own


def run(cell):
    result = shell.run_cell(cell, store_history=True)
    result.raise_error()
    return result.result


run("from course_nn.exercises.answer_source import source_of")

helper = "from math import tau as full\\n\\ndef half():\\n    return full / 2\\n\\ndef angle():\\n    return half()"
run(helper)
assert run("source_of('angle', angle)") == helper

run("values = {'A': ...}")
run("values = {\\n    'A': 1,\\n}")
run("other = 'values'; [values for values in (3,)]")
shell.run_cell("x = = values", store_history=True)  # no Python, and stands in the history all the same
assert run("source_of('values', values)") == "values = {\\n    'A': 1,\\n}"
both = "several, values = 1, 2\\nsource_of('values', values)"
assert run(both) == both
assert run("source_of('values', (1, 2))") == "source_of('values', (1, 2))"

kind = "class Kind:\\n    size = 3\\n    def __call__(self, x):\\n        return x"
run(kind)
assert run("source_of('Kind', Kind)") == kind
bare = "class Bare(Kind):\\n    pass"
run(bare)
assert run("source_of('Bare', Bare)") == bare

run("%precision 3\\ntwice = lambda x: 2 * x")
assert "twice = lambda x: 2 * x" in run("source_of('twice', twice)")

run("del values")
assert run("source_of('values', 3)") == "source_of('values', 3)"
print("all of it")
"""


@pytest.mark.long
def test_the_cell_is_found_in_ipython(tmp_path, monkeypatch):
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    done = subprocess.run([sys.executable, "-c", CELLS], capture_output=True, encoding="utf-8", timeout=100)
    assert done.stdout.endswith("all of it\n"), done.stdout + done.stderr


def defined(source, name, filename="<a cell>"):
    namespace = {"functools": functools}
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    exec(compile(source, filename, "exec"), namespace)
    return namespace[name]


def test_a_cell_that_is_too_long_gives_the_function_alone_or_nothing():
    function = "def f(x):\n    return x\n"
    assert source_of("f", defined(f"# {'long' * MOST}\n{function}", "f")) == function.strip("\n")
    assert source_of("f", defined(f"def f(x):\n    '''{'long' * MOST}'''\n", "f")) == ""
    most = "# ä" + "\n" * (MOST - len(function) - 4) + function
    assert source_of("f", defined(most, "f")) == most.strip("\n")


def test_a_function_in_its_wrapping_is_found():
    source = "def f(x):\n    return x\n\n@functools.wraps(f)\ndef g(x):\n    return f(x)\nf = g\n"
    assert source_of("f", defined(source, "f")) == source.strip("\n")


class Hostile:
    """An answer that does what it can to be in the way."""

    def __getattribute__(self, name):
        raise RuntimeError(name)


SOURCELESS = {
    "a number": 3,
    "nothing": None,
    "a function written in C": len,
    "a partial": functools.partial(len),
    "an empty class": type("Empty", (), {}),
    "a lambda": lambda: 1,
    "a module": sys,
    "a tuple": (1, 2),
}


@pytest.mark.parametrize("what", SOURCELESS)
def test_without_a_cell_there_is_nothing_and_no_error(what, monkeypatch):
    monkeypatch.setattr(linecache, "getlines", lambda name: [])
    monkeypatch.delitem(sys.modules, "IPython", raising=False)
    assert source_of("f", SOURCELESS[what]) == ""


def test_an_answer_that_refuses_to_be_looked_at_has_no_source():
    assert source_of("f", Hostile()) == ""


def test_a_letter_that_can_not_be_written_is_replaced(monkeypatch):
    f = defined("def f(x):\n    return x\n", "f")
    monkeypatch.setattr(linecache, "getlines", lambda name: ["# \ud800\n", "x = 1"])
    assert source_of("f", f) == "# ?\nx = 1"
