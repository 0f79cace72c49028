"""Each limit of a notebook bites, and nbval sees what fails inside a widget; run as make test runs them."""

import os
import runpy
import subprocess
import sys
import xml.etree.ElementTree as xml
from pathlib import Path
from types import SimpleNamespace

import nbformat
import nbval_limits
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from tools.book import written

TESTS = Path(__file__).resolve().parent.parent
# notebook: its cells, each with what its failure says, or None if it is to pass. nbval goes on after a failure.
BOOKS = {
    "cells": [
        ("import socket, urllib.request, warnings\nimport ipywidgets as w", None),
        ("1 / 0", "ZeroDivisionError"),
        ("w.interact(lambda x: 1 / 0, x=(0, 3))", "ZeroDivisionError"),
        ("with w.Output():\n    1 / 0", "ZeroDivisionError"),
        ("s = w.IntSlider()\ns.observe(lambda change: 1 / 0, 'value')", None),
        ("s.value = 3", "ZeroDivisionError"),
        ("from course_nn.widgets import Instrument, Slider\nx = Slider('x', 'x', 0, 1, 0.1, 0)", None),
        (
            "Instrument(lambda x: 1 / x, lambda figure, y: None, [x], lambda y: 'So it is.')",
            "ZeroDivisionError",
        ),
        ("warnings.warn('beware')", "Stderr: the cell wrote"),
        ("socket.socket().connect_ex(('127.0.0.1', 9)) and None", None),
        (
            "try:\n    urllib.request.urlopen('http://example.com')\nexcept OSError:\n    pass",
            "Network: the notebook reached for example.com",
        ),
        ("x = 1\nx", None),
    ],
    "stored": [
        ("print(1)", "Unexpected output fields from running code: {'stdout'}"),
        ("print('off by 3e-05')", "'off by 4e-05"),
        ("print('off by 2e-11')", None),  # what rounding leaves is each machine's own
        ("x = 1", None),
    ],
    "memory": [("x = bytearray(400 * 2**20)", "Memory: "), ("del x", None)],
}
#: What the cells of the book "stored" gave when it was stored; the other books have never run.
STORED = {"print('off by 3e-05')": "off by 4e-05\n", "print('off by 2e-11')": "off by 3.1e-10\n"}
# Under a limit of three seconds, in a run of their own: a busy machine must not take it from the others.
SLOW_BOOKS = {
    "time": [("import time\ntime.sleep(1.6)", None), ("time.sleep(1.6)", "Time: "), ("1", None)],
    "hangs": [("while True: pass", "Timeout of 3 seconds")],
}
CELLS = [(name, number, *cell) for name, cells in (BOOKS | SLOW_BOOKS).items() for number, cell in enumerate(cells)]


def start(folder, books, *options):
    """Begin to run the books with nbval in a process of their own."""
    folder.mkdir()
    for name, cells in books.items():
        book = new_notebook(cells=[new_code_cell(source) for source, _ in cells])
        for cell in book.cells if name == "stored" else ():
            cell.execution_count = 1
            cell.outputs = [new_output("stream", text=STORED[cell.source])] if cell.source in STORED else []
        nbformat.write(book, folder / f"{name}.ipynb")
    plugins = ["--nbval", f"--nbval-sanitize-with={TESTS / 'nbval_sanitize.cfg'}", "-p", "nbval_limits"]
    files = [f"--junitxml={folder / 'results.xml'}", f"--rootdir={folder}", folder]
    return subprocess.Popen(
        [sys.executable, "-m", "pytest", "-q", *plugins, *options, *files],
        env=os.environ | {"PYTHONPATH": str(TESTS), "COURSE_NN_STRICT": "1"},
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )


@pytest.mark.long
def test_cells_fail_as_they_should_and_the_summary_names_time_and_memory(tmp_path):
    """One run for all: every cell's failure says what it is to say, and the others pass."""
    parallel = ("-n", "2", "--dist", "loadscope", "--notebook-seconds=300", "--notebook-megabytes=300")
    runs = {
        tmp_path / "slow": start(tmp_path / "slow", SLOW_BOOKS, "--notebook-seconds=3"),
        tmp_path / "others": start(tmp_path / "others", BOOKS, *parallel),
    }
    said, limits, printed = {}, {}, ""
    for place, process in runs.items():
        output = process.communicate(timeout=400)[0]
        assert process.returncode == 1, output
        printed += output
        for case in xml.parse(place / "results.xml").iter("testcase"):
            book = case.get("classname").removesuffix(".ipynb").split(".")[-1]
            texts = [bad.text or "" for kind in ("failure", "error") for bad in case.findall(kind)]
            said[book, int(case.get("name").removeprefix("Cell "))] = "".join(texts)
            limits[book] = written.case_of(case).properties.get("notebook", limits.get(book))
    assert len(CELLS) == len(said) == 22
    for book, number, source, sentence in CELLS:
        text = said[book, number]
        assert sentence in text if sentence else text == "", f"{book}, cell {number}:\n{source}\n{text}"
    line = next(line for line in printed.splitlines() if line.startswith("memory.ipynb"))
    assert int(line.split()[3]) > 400
    assert limits["memory"][1] > 400 and limits["time"][0] > 3, "the book's page about the course's health reads them"


def test_make_test_holds_notebooks_to_the_limits():
    parts = runpy.run_path(str(TESTS.parent / "tools" / "run_tests.py"), run_name="run_tests")["PARTS"]
    for part in (parts["notebooks"], parts["frameworks"]):
        assert {"--nbval", "nbval_limits", "loadscope"} <= set(part)
        raised = [word for word in part if word.startswith("--notebook-")]
        assert raised == ([] if part == parts["notebooks"] else ["--notebook-seconds=600"]), "nobody raises them"
    found = {}
    group = SimpleNamespace(addoption=lambda name, default, **_: found.update({name: default}))
    nbval_limits.pytest_addoption(SimpleNamespace(getgroup=lambda name: group))
    assert found == {"--notebook-seconds": 60, "--notebook-megabytes": 512}


@pytest.mark.parametrize("failures, raises", [(0, False), (2, False), (3, True)])
def test_a_kernel_that_does_not_start_is_tried_three_times(failures, raises):
    calls = []

    def setup(book):
        calls.append(book)
        if len(calls) <= failures:
            raise RuntimeError("Kernel died before replying to kernel_info")
        return "started"

    wrapped = nbval_limits.patiently(setup)
    if raises:
        with pytest.raises(RuntimeError, match="Kernel died"):
            wrapped("book")
    else:
        assert wrapped("book") == "started"
    assert calls == ["book"] * min(failures + 1, 3)
