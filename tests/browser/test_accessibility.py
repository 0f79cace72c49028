"""What a screen reader says of an instrument, and what the keyboard reaches. (Axe also looks at every notebook.)"""

import accessibility
import jlab
import pytest
from nbformat.v4 import new_output

EVERY = "from example_instrument import example\n\nexample()"
OPEN = """from course_nn.widgets import Instrument, Ladder, Steps

draw = lambda figure, step: figure.subplots().plot([0, step])
steps = Steps("step", "step", 0, lambda values: values["n"], 2)
Instrument(lambda n, step: step, draw, [Ladder("n", "length", [8, 16, 64], 16), steps], "Step {}.".format)"""

NAME = """() => { const e = document.activeElement;
    return e.ariaLabel || e.innerText.trim().split("\\n")[0] || e.title || e.type; }"""


def opened(lab, chromium, name):
    notebook = jlab.Notebook(chromium, lab, name)
    assert notebook.run_all() == []
    notebook.settle()
    return notebook


@pytest.mark.parametrize("theme", jlab.THEMES)
def test_axe_finds_nothing_in_an_instrument_with_every_kind_of_control(lab, chromium, write, theme):
    with opened(lab, chromium, write("every.ipynb", EVERY)) as notebook:
        notebook.theme(theme)
        notebook.settle()
        assert accessibility.findings(notebook.page) == []
        (instrument,) = notebook.instruments()
        instrument.get_by_role("button", name="play", exact=True).click()
        instrument.get_by_role("button", name="pause", exact=True).wait_for()
        assert accessibility.findings(notebook.page) == []


def test_axe_finds_what_is_missing(lab, chromium, write):
    """A picture without an alternative and a slider without a name: so the tests that find nothing have looked."""
    picture = new_output("display_data", {"image/png": "iVBORw0KGgo=", "text/plain": "A picture."})
    slider = new_output("display_data", {"text/html": '<div role="slider" tabindex="0" aria-valuenow="1"></div>'})
    with jlab.Notebook(chromium, lab, write("missing.ipynb", "1", "2", outputs=[picture, slider])) as notebook:
        notebook.settle()
        found = " ".join(accessibility.findings(notebook.page))
        assert "image-alt (critical)" in found


def test_every_slider_has_a_name_and_says_what_stands_beside_it(lab, chromium, write):
    with opened(lab, chromium, write("names.ipynb", EVERY)) as notebook:
        (instrument,) = notebook.instruments()
        for label in ("weight w₁", "weight w₂", "bias b", "learning rate α", "step"):
            handle = instrument.get_by_role("slider", name=label, exact=True)
            box = instrument.locator(".widget-slider", has=notebook.page.get_by_role("slider", name=label, exact=True))
            shown = box.locator(".widget-readout")
            for key in ("ArrowRight", "ArrowLeft", "End", "Home"):
                handle.press(key)
                notebook.settle()
                assert handle.get_attribute("aria-valuetext") == shown.inner_text()
            assert instrument.get_by_role("textbox", name=label, exact=True).count() == (label != "learning rate α")
        assert notebook.errors == []


def test_a_slider_that_is_built_anew_keeps_its_name(lab, chromium, write):
    with opened(lab, chromium, write("anew.ipynb", OPEN)) as notebook:
        (instrument,) = notebook.instruments()
        for key, step in (("End", 64), ("Home", 8)):
            instrument.get_by_role("slider", name="length", exact=True).press(key)
            notebook.settle()
            instrument.get_by_role("slider", name="step", exact=True).press("End")
            notebook.settle()
            assert jlab.status(instrument) == f"Step {step}."
        assert accessibility.findings(notebook.page) == []


def test_the_tab_key_reaches_every_control_and_no_field_in_which_nothing_can_be_typed(lab, chromium, write):
    with opened(lab, chromium, write("keys.ipynb", EVERY)) as notebook:
        (instrument,) = notebook.instruments()
        instrument.get_by_role("slider", name="weight w₁", exact=True).focus()
        stops = []
        while len(stops) < 30 and stops[-1:] != ["Reset"]:
            stops.append(notebook.page.evaluate(NAME))
            notebook.page.keyboard.press("Tab")
        twice = [name for name in ("weight w₁", "weight w₂", "bias b") for _ in range(2)]  # the handle, the number
        player = ["step", "step", "play", "back to the start", "one step back", "one step on"]
        assert stops == [*twice, "learning rate α", "straight", "show the grid", *player, "Reset"]


def test_a_number_can_be_typed(lab, chromium, write):
    with opened(lab, chromium, write("typed.ipynb", EVERY)) as notebook:
        (instrument,) = notebook.instruments()
        field = instrument.get_by_role("textbox", name="bias b", exact=True)
        field.fill("1.5")
        field.press("Enter")
        notebook.settle()
        slider = instrument.get_by_role("slider", name="bias b", exact=True)
        assert slider.get_attribute("aria-valuetext") == field.inner_text() == "1.5"


def test_the_line_below_the_picture_stays_while_its_words_change(lab, chromium, write):
    """A screen reader reads what changes in a line that was there before, not a line that is new."""
    with opened(lab, chromium, write("line.ipynb", EVERY)) as notebook:
        (instrument,) = notebook.instruments()
        line, before = instrument.get_by_role("status").element_handle(), jlab.status(instrument)
        instrument.get_by_role("slider", name="bias b", exact=True).press("End")
        notebook.settle()
        assert line.inner_text().strip() == jlab.status(instrument) != before
        assert instrument.get_by_role("status").element_handle().evaluate("(a, b) => a === b", line)
