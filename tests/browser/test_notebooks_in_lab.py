"""Every notebook of the course in a real JupyterLab: run it, move everything to its ends, and keep pictures."""

from pathlib import Path

import accessibility
import jlab
import pytest

NOTEBOOKS = sorted((Path(__file__).resolve().parents[2] / "notebooks").glob("*.ipynb"))
BROKEN = (
    "Error displaying widget",
    "Loading widget",
    "Traceback (most recent call last)",
    "javascript error",
)


@pytest.fixture(params=[path.name for path in NOTEBOOKS], ids=lambda name: name.removesuffix(".ipynb"), scope="module")
def notebook(request, lab, chromium):
    """The notebook as it is stored, open and not yet run; the tests below follow each other on it."""
    with jlab.Notebook(chromium, lab, request.param) as opened:
        opened.name, opened.has_run = request.param.removesuffix(".ipynb"), False
        yield opened


def test_stored_pictures_are_seen_without_running(notebook):
    notebook.settle()
    text = notebook.page.locator(".jp-Notebook").inner_text()
    for words in BROKEN:
        assert words not in text
    sizes = notebook.page.locator(".jp-OutputArea-output img").evaluate_all("all => all.map(i => i.naturalWidth)")
    assert len(sizes) == notebook.stored_pictures()
    assert all(width > 0 for width in sizes)
    for theme in jlab.THEMES:  # dark at last, and so it stays until pictures are taken: a new theme takes seconds
        notebook.theme(theme)
        notebook.settle()
        assert accessibility.findings(notebook.page) == []


def test_all_cells_run(notebook):
    assert notebook.run_all() == []
    notebook.has_run = True
    notebook.settle()
    text = notebook.page.locator(".jp-Notebook").inner_text()
    for words in BROKEN:
        assert words not in text
    assert accessibility.findings(notebook.page) == []
    assert notebook.errors == []


def test_every_instrument_moves_to_its_ends(notebook):
    assert notebook.has_run, "expected test_all_cells_run before this, on the same page"
    for number, instrument in enumerate(notebook.instruments(), 1):
        where = f"{notebook.name}, instrument {number}"
        instrument.scroll_into_view_if_needed()
        start, height = jlab.picture(instrument), instrument.bounding_box()["height"]
        seen = {start}

        def look(what, instrument=instrument, seen=seen, where=where):
            notebook.settle(100)
            assert instrument.locator(".course-nn-error").count() == 0, f"{where}: {jlab.status(instrument)}"
            assert jlab.status(instrument), f"{where}, {what}: expected a sentence"
            seen.add(jlab.picture(instrument))

        moved = 0
        for handle in instrument.locator(".noUi-handle").all():
            for key in ("Home", "End"):
                handle.press(key)
                look(key)
            moved += 1
        for choice in instrument.locator("select").all():
            for option in choice.locator("option").all_inner_texts():
                choice.select_option(option)
                look(option)
            moved += 1
        for box in instrument.locator("input[type=checkbox]").all():
            box.press("Space")
            look("checkbox")
            moved += 1
        for box in instrument.locator(".widget-text input[type=text]").all():
            box.press("End")
            box.press("Backspace")
            look("a letter less")
            moved += 1
        assert moved, f"{where}: expected something to move"
        assert len(seen) > 1, f"{where}: expected the picture to change"
        assert instrument.bounding_box()["height"] == height, f"{where}: expected the same height throughout"
        _press_player(notebook, instrument, look)
        instrument.get_by_role("button", name="Reset").click()
        look("Reset")
        assert jlab.comes_back(instrument, start), f"{where}: expected Reset to bring back the first picture"
    assert notebook.errors == []


def _press_player(notebook, instrument, look):
    for name in ("back to the start", "one step on", "one step back"):
        for button in instrument.get_by_role("button", name=name).all():
            button.click()
            look(name)
    for player in instrument.locator(".course-nn-player").all():
        image = instrument.locator("img.course-nn-picture").element_handle()
        before = jlab.picture(instrument)
        player.get_by_role("button", name="play", exact=True).click()
        notebook.page.wait_for_function("pair => pair[0].src !== pair[1]", arg=[image, image.get_attribute("src")])
        for pause in player.get_by_role("button", name="pause", exact=True).all():  # unless the end is reached
            pause.click()
        look("play")
        assert jlab.picture(instrument) != before, "expected playing to change the picture"
    for bar in instrument.locator(".course-nn-live").all():
        stage = instrument.locator(".course-nn-stage canvas").element_handle()
        bar.get_by_role("button", name="From the start", exact=True).click()
        look("From the start")
        before = stage.evaluate("canvas => canvas.toDataURL()")
        bar.get_by_role("button", name="Start", exact=True).click()
        notebook.page.wait_for_function("pair => pair[0].toDataURL() !== pair[1]", arg=[stage, before])
        for name in bar.get_by_role("button").all_inner_texts():
            bar.get_by_role("button", name=name.strip(), exact=True).click()
            look(name)


def test_every_other_button_answers(notebook):
    """Exercises: hints, solutions, checks. Those of a playground are pressed in test_playground.py."""
    for button in notebook.page.locator(".jp-OutputArea-output button:visible").all():
        if button.evaluate("e => !e.isConnected || e.disabled || !!e.closest('.course-nn, .course-nn-playground')"):
            continue
        button.click()
        notebook.settle(100)
    text = notebook.page.locator(".jp-Notebook").inner_text()
    for words in BROKEN:
        assert words not in text
    assert notebook.errors == []


@pytest.mark.parametrize("theme", [*reversed(jlab.THEMES)])
def test_nothing_is_cut_off_in_the_page(notebook, theme):
    """Pictures of it are kept under build/screenshots (or COURSE_NN_SCREENSHOTS) for people to look at."""
    notebook.theme(theme)
    for width in jlab.WIDTHS:
        notebook.resize(width)
        notebook.settle()
        place = jlab.screenshots()
        for number, instrument in enumerate(notebook.instruments(), 1):
            wide = instrument.evaluate("e => [e.scrollWidth, e.clientWidth]")
            assert wide[0] <= wide[1] + 1, f"{notebook.name}, instrument {number}, {width} px: cut off"
            if jlab.looked_at():
                instrument.screenshot(path=place / f"{notebook.name}-instrument{number}-{width}-{theme}.png")
        if jlab.looked_at():
            assert notebook.screenshot_pages(place / f"{notebook.name}-page", f"{width}-{theme}")
        # Each theme and each width once: colors depend on the one, what is seen on the other.
        if (theme == "dark") == (width == max(jlab.WIDTHS)):
            assert accessibility.findings(notebook.page) == []
