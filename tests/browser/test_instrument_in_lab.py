"""The instrument in a real JupyterLab: what a reader sees, hears and moves."""

import accessibility
import example_instrument
import jlab
import nbformat
import pytest

EXAMPLE = "from example_instrument import example\n\nexample()"
FRAGILE = "from example_instrument import fragile\n\nfragile()"


OPEN = """from course_nn.widgets import Choice, Instrument, Steps

last = {"short": 3, "middle": 7, "long": 12}
steps = Steps("step", "step", 0, lambda values: last[values["name"]], 2)
draw = lambda figure, step: figure.subplots().plot([0, step])
Instrument(lambda name, step: step, draw, [Choice("name", "set", list(last), "middle"), steps], "Step {}.".format)"""


@pytest.fixture
def example(lab, chromium, write):
    with jlab.Notebook(chromium, lab, write("example.ipynb", EXAMPLE)) as notebook:
        assert notebook.run_all() == []
        notebook.settle()
        yield notebook
        assert notebook.errors == []


def test_every_kind_of_control_moves_the_picture(example):
    (instrument,) = example.instruments()
    start = jlab.picture(instrument)
    for control in ("w₁", "w₂", "bias", "α", "step"):
        handle = jlab.slider(instrument, control)
        ends = []
        for key in ("Home", "End"):
            handle.press(key)
            example.settle()
            ends.append(jlab.picture(instrument))
        assert ends[0] != ends[1], control
    before = jlab.picture(instrument)
    instrument.locator("select").select_option("curved")
    example.settle()
    assert jlab.picture(instrument) != before
    before = jlab.picture(instrument)
    instrument.locator("input[type=checkbox]").press("Space")
    example.settle()
    assert jlab.picture(instrument) != before
    instrument.get_by_role("button", name="Reset").click()
    example.settle()
    assert jlab.comes_back(instrument, start)


def test_home_and_end_reach_the_ends_also_after_another_control_has_changed_them(lab, chromium, write):
    with jlab.Notebook(chromium, lab, write("open.ipynb", OPEN)) as notebook:
        assert notebook.run_all() == []
        notebook.settle()
        (instrument,) = notebook.instruments()
        for name, top in (("long", 12), ("short", 3), ("middle", 7)):
            instrument.locator("select").select_option(name)
            notebook.settle()
            for key, step in (("End", top), ("Home", 0), ("End", top)):
                jlab.slider(instrument, "step").press(key)
                notebook.settle()
                assert jlab.status(instrument) == f"Step {step}."


def test_a_prediction_is_written_and_stands_beside_what_happened(example):
    (instrument,) = example.instruments()
    said = instrument.locator(".course-nn-reconciled")
    height = instrument.bounding_box()["height"]
    assert said.inner_text() == "" and not instrument.get_by_label("Your prediction").is_visible()
    instrument.get_by_role("button", name="Predict", exact=True).click()
    instrument.get_by_label("Your prediction").fill("The line turns & <moves>.")
    jlab.slider(instrument, "bias").press("End")
    example.settle()
    assert said.inner_text().splitlines() == [
        "You predicted: The line turns & <moves>.",
        f"What happened first: {jlab.status(instrument)}",
    ]
    assert accessibility.findings(example.page) == []
    first = said.inner_text()
    jlab.slider(instrument, "bias").press("Home")
    example.settle()
    assert said.inner_text() == first and jlab.status(instrument) not in first
    instrument.get_by_role("button", name="Predict", exact=True).click()
    example.settle()
    assert instrument.bounding_box()["height"] <= height + said.bounding_box()["height"] + 12


def test_player_plays_pauses_and_steps(example):
    (instrument,) = example.instruments()

    def step():
        return int(float(jlab.slider(instrument, "step").get_attribute("aria-valuenow")))

    instrument.get_by_role("button", name="one step on").click()
    example.settle()
    assert step() == 21
    assert "after 21 steps" in jlab.status(instrument)
    instrument.get_by_role("button", name="play", exact=True).click()
    example.page.wait_for_function(
        "h => parseFloat(h.getAttribute('aria-valuenow')) > 25",
        arg=jlab.slider(instrument, "step").element_handle(),
    )
    instrument.get_by_role("button", name="pause", exact=True).click()
    example.settle()
    paused = step()
    example.page.wait_for_timeout(300)
    assert step() == paused
    assert f"after {paused} steps" in jlab.status(instrument)  # the last picture was not lost
    instrument.get_by_role("button", name="one step back").click()
    example.settle()
    assert step() == paused - 1
    instrument.get_by_role("button", name="back to the start").click()
    example.settle()
    assert step() == 0
    assert "after 0 steps" in jlab.status(instrument)


def test_moves_while_a_cell_runs_are_not_lost(lab, chromium, write):
    """JupyterLab delivers messages of widgets in threads of their own, or after the cell: both must do."""
    sources = (EXAMPLE, "import time\n\nfor _ in range(30):\n    time.sleep(0.05)")
    with jlab.Notebook(chromium, lab, write("busy.ipynb", *sources)) as notebook:
        notebook.run_all()
        notebook.settle()
        (instrument,) = notebook.instruments()
        notebook.page.evaluate(
            """() => { const { content } = window.jupyterapp.shell.currentWidget;
                content.activeCellIndex = 1; window.jupyterapp.commands.execute('notebook:run-cell'); }"""
        )
        for key in ("ArrowRight", "PageUp", "ArrowLeft", "End"):
            jlab.slider(instrument, "step").press(key)
        notebook.settle()
        assert "after 100 steps" in jlab.status(instrument)
        assert notebook.errors == []


def test_the_picture_has_a_text_alternative_and_controls_have_names(example):
    (instrument,) = example.instruments()
    sentence = jlab.status(instrument)
    assert sentence == example_instrument.example().description
    assert instrument.get_by_role("img", name=sentence, exact=True).count() == 1
    assert instrument.get_by_role("status").inner_text().strip() == sentence
    for name in ("Reset", "one step on", "one step back", "play", "back to the start"):
        assert instrument.get_by_role("button", name=name, exact=True).count() == 1, name
    for label in instrument.locator("label:visible").all():
        # ipywidgets writes "null" by itself.
        assert label.get_attribute("title") in (None, label.inner_text())


@pytest.mark.parametrize("width", jlab.WIDTHS)
def test_nothing_is_cut_off_and_nothing_jumps(example, width):
    example.resize(width)
    example.settle()
    (instrument,) = example.instruments()
    wide = instrument.evaluate("e => [e.scrollWidth, e.clientWidth]")
    assert wide[0] <= wide[1] + 1
    box = instrument.bounding_box()
    heights = set()
    for key in ("Home", "End", "PageUp"):
        jlab.slider(instrument, "w₁").press(key)
        example.settle()
        heights.add(instrument.bounding_box()["height"])
        image = instrument.locator("img.course-nn-picture").bounding_box()
        assert image["x"] >= box["x"] - 1
        assert image["x"] + image["width"] <= box["x"] + box["width"] + 1
    assert heights == {box["height"]}


def test_a_failure_is_a_sentence_and_the_instrument_lives_on(lab, chromium, write):
    with jlab.Notebook(chromium, lab, write("fragile.ipynb", FRAGILE)) as notebook:
        assert notebook.run_all() == []
        notebook.settle()
        (instrument,) = notebook.instruments()
        good = jlab.picture(instrument)
        jlab.slider(instrument, "a").press("End")
        notebook.settle()
        assert jlab.status(instrument) == ("No picture for a = 1.0: ValueError: expected a below 1, got 1.")
        assert instrument.locator(".course-nn-error").count() == 1
        assert "Traceback" not in notebook.page.locator(".jp-Notebook").inner_text()
        assert jlab.picture(instrument) == good
        notebook.page.screenshot(path=jlab.screenshots() / "a-failure.png")
        jlab.slider(instrument, "a").press("Home")
        notebook.settle()
        assert jlab.status(instrument) == "Half is 0.00."
        assert instrument.locator(".course-nn-error").count() == 0
        assert jlab.picture(instrument) != good
        assert notebook.errors == []


def test_a_stored_notebook_shows_the_picture_without_running(lab, chromium, write):
    """What the project's cleaner keeps of an instrument: its picture and its sentence."""
    made = example_instrument.example()
    data = made._repr_mimebundle_()
    del data["application/vnd.jupyter.widget-view+json"]
    output = nbformat.v4.new_output("execute_result", data, execution_count=1)
    with jlab.Notebook(chromium, lab, write("stored.ipynb", EXAMPLE, outputs=[output])) as notebook:
        image = notebook.page.locator(".jp-OutputArea-output img")
        assert image.evaluate("e => [e.complete, e.width, e.naturalWidth]") == [True, 726, 1089]
        assert image.get_attribute("src") in data["text/html"]
        assert notebook.page.get_by_role("img", name=made.description, exact=True).count() == 1
        notebook.resize(800)
        width, ratio, whole = image.evaluate("e => [e.width, e.width / e.height, e.naturalWidth / e.naturalHeight]")
        assert width < 726 and ratio == pytest.approx(whole, rel=0.01)


def test_a_figure_has_a_text_alternative_and_fits(lab, chromium, write):
    source = """from course_nn.plots import picture

picture(lambda figure, r: figure.subplots().plot(r), [1, 2], "A line rises.", size=(8, 3))"""
    with jlab.Notebook(chromium, lab, write("figure.ipynb", source)) as notebook:
        assert notebook.run_all() == []
        notebook.settle()
        assert notebook.page.get_by_role("img", name="A line rises.", exact=True).count() == 1
        image = notebook.page.locator(".jp-OutputArea-output img")
        assert image.evaluate("e => e.naturalWidth") == 1760
        notebook.resize(800)
        notebook.theme("dark")
        box = image.bounding_box()
        assert box["x"] + box["width"] <= 800
        notebook.page.screenshot(path=jlab.screenshots() / "a-figure-800-dark.png")
