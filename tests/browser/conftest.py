"""One server and one browser for all browser tests, and a working copy of the course as a reader has it."""

import shutil
from pathlib import Path

import example_instrument
import jlab
import nbformat
import pytest
from playwright.sync_api import sync_playwright

from course_nn.my_course import working_copy

ROOT = Path(__file__).resolve().parents[2]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Each worker has a server and a browser; the tests of a file, or of a notebook of the course, stay with one."""
    from xdist.scheduler import LoadScopeScheduling

    class Together(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            file, _, test = nodeid.partition("::")
            return test.partition("[")[2].rstrip("]").partition("-")[0] if "test_notebooks_in_lab" in file else file

    return Together(config, log)


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    """What the server shows: a working copy, so that nothing in the project changes."""
    place = tmp_path_factory.mktemp("course") / working_copy.NAME
    assert working_copy.update(place, ROOT / "notebooks") == []
    shutil.copy(example_instrument.__file__, place)
    return place


@pytest.fixture(scope="session")
def lab(folder):
    with jlab.lab_server(folder) as server:
        yield server


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        browser = jlab.launch(playwright)
        yield browser
        browser.close()


@pytest.fixture
def write(folder):
    """Write a notebook with these code cells into the server's folder; returns its name."""

    def write(name, *sources, outputs=()):
        cells = [nbformat.v4.new_code_cell(source) for source in sources]
        for cell, output in zip(cells, outputs, strict=False):
            cell.outputs = [output]
        kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
        nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), folder / name)
        return name

    return write
