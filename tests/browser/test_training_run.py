"""A training that is watched, in a real JupyterLab: its bar moves, and its stop button is heard while the cell runs."""

import re

import accessibility
import jlab
import pytest

SETUP = """import numpy as np

from course_nn import Adam, Dense, Sequential, SquaredError, batches, data, train
from course_nn.layers import Tanh
from course_nn.widgets import watch

X, y = data.diabetes()
X, y = (X - X.mean(axis=0)) / X.std(axis=0), (y[:, None] - y.mean()) / y.std()


def start():
    rng = np.random.default_rng(0)
    network = Sequential(Dense(10, 8, rng), Tanh(), Dense(8, 1, rng))
    return network, train(network, SquaredError(), Adam(0.002), batches(X, y, 32, rng), epochs=1_000_000)


network, steps = start()"""
RUN = "run = watch(steps, total=400_000, title='A long training')"
AFTER = """other, again = start()
for _ in range(run.steps):
    next(again)
print(run.stopped, run.steps, np.array_equal(network.theta, other.theta), next(steps).index == run.steps)"""


@pytest.fixture
def opened(lab, chromium, write):
    with jlab.Notebook(chromium, lab, write("run.ipynb", SETUP, RUN, AFTER)) as notebook:
        notebook.page.evaluate("() => { window.jupyterapp.commands.execute('notebook:run-all-cells'); }")
        yield notebook, notebook.page.locator(".course-nn-run")
        assert notebook.errors == []


def taken(run):
    """The number of steps that the bar shows."""
    return int(run.locator("progress").get_attribute("value"))


def is_taking_steps(notebook, run):
    run.wait_for(timeout=60_000)
    notebook.page.wait_for_function(
        "() => document.querySelector('.course-nn-run progress')?.getAttribute('value') > 50", timeout=60_000
    )


def what_follows(notebook):
    """The line that the next cell prints: who stopped it, steps, whether θ is as after them, whether it can go on."""
    notebook.page.wait_for_function(
        """() => { const cells = [...window.jupyterapp.shell.currentWidget.content.model.cells];
            return cells[2].outputs.toJSON().some(o => o.output_type === "stream"); }""",
        timeout=120_000,
    )
    text = notebook.page.evaluate(
        """() => [...window.jupyterapp.shell.currentWidget.content.model.cells][2].outputs.toJSON()
            .map(o => [o.text].flat().join("")).join("")"""
    )
    return re.match(r"(None|the stop button|an interrupt) (\d+) (True|False) (True|False)", text).groups()


def shown_at_the_end(notebook):
    """The text alternatives of the pictures that are stored with the cell."""
    return notebook.page.locator(".jp-OutputArea-output img:not(.course-nn-picture)").all()


@pytest.mark.parametrize("how", ["mouse", "keys"])
def test_the_stop_button_is_heard_while_the_cell_runs(opened, how):
    notebook, run = opened
    is_taking_steps(notebook, run)
    button, before = run.get_by_role("button", name="Stop", exact=True), taken(run)
    button.click() if how == "mouse" else button.press("Enter")
    who, steps, same, goes_on = what_follows(notebook)
    assert (who, same, goes_on) == ("the stop button", "True", "True")
    assert before <= int(steps) < before + 40_000
    notebook.settle()
    line = run.locator("[role=status]").inner_text()
    assert line.startswith(f"{int(steps):,} of 400,000 steps taken, loss ")
    assert "ended by the stop button, what was learned is kept" in line and taken(run) == int(steps)
    assert run.get_by_role("button").is_disabled()
    (picture,) = shown_at_the_end(notebook)
    assert picture.get_attribute("alt") == line


def test_an_interrupt_of_the_kernel_does_the_same(opened):
    notebook, run = opened
    is_taking_steps(notebook, run)
    notebook.page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.interrupt()")
    who, _, same, goes_on = what_follows(notebook)
    assert (who, same, goes_on) == ("an interrupt", "True", "True")


@pytest.mark.parametrize("theme", jlab.THEMES)
def test_how_it_looks_while_it_runs_and_after(opened, theme):
    notebook, run = opened
    notebook.theme(theme)
    is_taking_steps(notebook, run)
    notebook.page.wait_for_timeout(2500)
    for width in jlab.WIDTHS:
        notebook.resize(width)
        notebook.page.wait_for_timeout(300)
        wide = run.evaluate("e => [e.scrollWidth, e.clientWidth]")
        assert wide[0] <= wide[1] + 1
        run.screenshot(path=jlab.screenshots() / f"training-run-{width}-{theme}.png")
    assert accessibility.findings(notebook.page) == []
    height = run.locator("img.course-nn-picture").bounding_box()["height"]
    run.get_by_role("button", name="Stop", exact=True).click()
    what_follows(notebook)
    notebook.settle()
    assert accessibility.findings(notebook.page) == []
    (picture,) = shown_at_the_end(notebook)
    assert abs(picture.bounding_box()["height"] - height) < 20, "the picture stays where it was"
    notebook.page.screenshot(path=jlab.screenshots() / f"training-run-after-{theme}.png")
