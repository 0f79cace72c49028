"""Chapter 00: the map agrees with the notebooks, the time line with itself, the set-up check with what is missing."""

import json
import re
from pathlib import Path

import numpy as np
import pytest

from course_nn.chapters.ch00_start import start
from course_nn.chapters.ch00_start.start_figure import _PLACES
from course_nn.exercises import check
from course_nn.widgets import setup

NOTEBOOKS = Path(__file__).resolve().parent.parent / "notebooks"


def opening(chapter):
    cells = json.loads((NOTEBOOKS / chapter.file).read_text(encoding="utf-8"))["cells"]
    return "".join(cells[0]["source"])


def test_the_map_names_every_notebook_and_no_other():
    assert {c.file for c in start.CHAPTERS if c.file} == {path.name for path in NOTEBOOKS.glob("[0-9]*.ipynb")}
    assert set(_PLACES) == {c.number for c in start.CHAPTERS}
    assert len(set(_PLACES.values())) == len(_PLACES)


@pytest.mark.parametrize("chapter", [c for c in start.CHAPTERS if c.file], ids=lambda c: c.number)
def test_the_minutes_on_the_map_are_those_of_the_chapter(chapter):
    assert re.findall(r"About (\d+) minutes", opening(chapter)) == [str(chapter.minutes)]


def test_what_a_chapter_needs_stands_left_of_it():
    for chapter in start.CHAPTERS:
        for need in chapter.needs:
            assert _PLACES[need][0] < _PLACES[chapter.number][0]


def test_milestones_are_in_order_and_lie_where_the_waves_say():
    years = [m.year for m in start.MILESTONES]
    assert years == sorted(years) and set(years) >= {1943, 1958, 1969, 1986, 1989, 1997, 2012, 2014, 2017}
    ends = [end for _, *span in start.WAVES for end in span]
    assert ends == sorted(ends) and ends[0] == years[0]
    assert start.milestone(3)["milestones"][3].label == "backpropagation"
    with pytest.raises(ValueError, match="at most 9"):
        start.milestone(10)


def test_the_neuron_is_its_formula():
    result = start.one_input_neuron(2.0, -1.0, "sigmoid")
    np.testing.assert_allclose(result["a"], 1 / (1 + np.exp(-(2 * result["x"] - 1))), rtol=1e-12)
    assert result["switch"] == 0.5
    assert start.one_input_neuron(0.0, 1.0, "tanh")["switch"] is None
    assert start.one_input_neuron(0.5, 4.0, "tanh")["switch"] is None  # at −8, outside the picture


def test_the_set_up_check_says_what_is_missing(monkeypatch):
    assert setup.installed(["no-such-package"]) == [("no-such-package", None)]
    assert setup.check_setup().missing == [] and "installed" in repr(setup.check_setup())
    monkeypatch.setattr(setup, "installed", lambda: [("numpy", "2.4"), ("sympy", None)])
    assert "python -m pip install sympy" in repr(setup.check_setup())


def test_the_button_of_the_set_up_check_answers():
    shown = setup.check_setup()
    button, answer = shown.widget().children[1].children
    before = answer.value
    button.click()
    assert answer.value != before and "Pressed 1 time." in answer.value
    button.click()
    assert "2 times" in answer.value
    data = dict(shown.data)
    assert data["iris"] == "150 examples, 4 features" and len(data) == 8


def test_the_set_up_check_says_which_images_are_here(monkeypatch, tmp_path):
    monkeypatch.setenv("COURSE_NN_DATA", str(tmp_path))
    told = dict(setup.available_data())
    assert told["mnist"].startswith("not here") and "data.fashion_mnist(download=True)" in told["fashion_mnist"]
    monkeypatch.setattr(setup.data, "downloaded", lambda name: name == "fashion-mnist")
    told = dict(setup.available_data())
    assert told["mnist"].startswith("not here") and told["fashion_mnist"] == "downloaded"


def test_the_stored_set_up_check_says_whose_machine_it_speaks_of():
    stored = setup.check_setup()._repr_mimebundle_()["text/plain"]
    assert "installed" in stored and "run it for your own machine" in stored


def test_answers_written_otherwise():
    assert check("weighted_sum", lambda x, w, b: b + sum(i * j for i, j in zip(x, w, strict=True))).passed
    assert check("weighted_sum", lambda x, w, b: np.dot(w, x)).mistake == "no bias"
    assert check("weighted_sum", lambda x, w, b: np.sum(x * w) - b).mistake == "bias subtracted"
    assert check("output_shape", lambda n, d_in, d_out: np.zeros((n, d_out)).shape).passed
    assert check("output_shape", lambda n, d_in, d_out: np.zeros((d_out, n)).shape).mistake == "columns"
    assert check("mean_squared_error", lambda p, t: float(np.mean(np.square(t - p)))).passed
    assert check("mean_squared_error", lambda p, t: np.sum((t - p) ** 2)).mistake == "sum"
    assert check("mean_squared_error", lambda p, t: np.mean(t - p) ** 2).mistake == "still cancels"
