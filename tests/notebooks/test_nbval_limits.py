"""Each limit of a notebook bites, and nbval sees what fails inside a widget; run as make test runs them."""

import ast
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as xml
from pathlib import Path
from types import SimpleNamespace

import nbformat
import nbval_limits
import pytest
from nbformat.v4 import new_code_cell, new_notebook

TESTS = Path(__file__).resolve().parent.parent
# name: (what its failure says, cells)
BOOKS = {
    "good": (None, ["import numpy as np", "np.ones(3)"]),
    "good_loopback": (None, ["import socket", "socket.socket().connect_ex(('127.0.0.1', 9)) and None"]),
    "error": ("ZeroDivisionError", ["1 / 0"]),
    "error_in_interact": (
        "ZeroDivisionError",
        ["import ipywidgets as w", "w.interact(lambda x: 1 / 0, x=(0, 3))"],
    ),
    "error_in_output": ("ZeroDivisionError", ["import ipywidgets as w", "with w.Output():\n    1 / 0"]),
    "error_in_callback": (
        "ZeroDivisionError",
        [
            "import ipywidgets as w\ns = w.IntSlider()\ns.observe(lambda change: 1 / 0, 'value')",
            "s.value = 3",
        ],
    ),
    "error_in_instrument": (
        "ZeroDivisionError",
        [
            "from course_nn.widgets import Instrument, Slider\ns = Slider('x', 'x', 0, 1, 0.1, 0)",
            "Instrument(lambda x: 1 / x, lambda figure, result: None, [s], lambda result: 'It is so.')",
        ],
    ),
    "warning": ("Stderr: the cell wrote", ["import warnings", "warnings.warn('beware')"]),
    "memory": ("Memory: ", ["x = bytearray(400 * 2**20)", "del x"]),
    "time": ("Time: ", ["import time\ntime.sleep(2)", "time.sleep(2)"]),
    "hangs": ("Timeout of 3 seconds", ["while True: pass"]),
    "network": (
        "Network: the notebook reached for example.com",
        [
            "import urllib.request\ntry:\n    urllib.request.urlopen('http://example.com')\nexcept OSError:\n    pass"
        ],
    ),
}


@pytest.fixture(scope="module")
def said(tmp_path_factory):
    """name -> what nbval says of the notebook's failures, all run at once under low limits."""
    folder = tmp_path_factory.mktemp("books")
    for name, (_, cells) in BOOKS.items():
        nbformat.write(new_notebook(cells=[new_code_cell(cell) for cell in cells]), folder / f"{name}.ipynb")
    limits = ["--notebook-seconds=3", "--notebook-megabytes=300"]
    command = ["pytest", "--nbval-lax", "-p", "nbval_limits", "-n", "2", "--dist", "loadscope", *limits, "-q"]
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            *command,
            f"--junitxml={folder / 'result.xml'}",
            f"--rootdir={folder}",
            str(folder),
        ],
        env=os.environ | {"PYTHONPATH": str(TESTS), "COURSE_NN_STRICT": "1"},
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 1, done.stdout + done.stderr
    found = dict.fromkeys(BOOKS, "")
    for case in xml.parse(folder / "result.xml").iter("testcase"):
        name = case.get("classname").removesuffix(".ipynb").split(".")[-1]
        found[name] += "".join(bad.text or "" for kind in ("failure", "error") for bad in case.findall(kind))
    found["summary"] = done.stdout
    return found


@pytest.mark.xdist_group("nbval")  # one run for all
@pytest.mark.parametrize("name", BOOKS)
def test_notebook_fails_as_it_should(said, name):
    sentence = BOOKS[name][0]
    if sentence is None:
        assert said[name] == ""
    else:
        assert sentence in said[name]


@pytest.mark.xdist_group("nbval")
def test_summary_names_time_and_memory(said):
    line = next(line for line in said["summary"].splitlines() if line.startswith("memory.ipynb"))
    assert int(line.split()[3]) > 400


def test_make_test_holds_notebooks_to_the_limits():
    runner = (TESTS.parent / "tools" / "run_tests.py").read_text(encoding="utf-8")
    parts = ast.literal_eval(re.search(r"(?s)\nPARTS = (\{.*?\n\})", runner)[1])
    assert {"--nbval-lax", "nbval_limits", "loadscope"} <= set(parts["notebooks"])
    assert not [word for word in parts["notebooks"] if word.startswith("--notebook-")]  # nobody raises them
    found = {}
    group = SimpleNamespace(addoption=lambda name, default, **_: found.update({name: default}))
    nbval_limits.pytest_addoption(SimpleNamespace(getgroup=lambda name: group))
    assert found == {"--notebook-seconds": 60, "--notebook-megabytes": 512}
