"""Pointing at a picture with spots: what is pointed at lights up, and goes out again."""

import jlab
import pytest

MAPS = "from course_nn import widgets\n\nwidgets.head_maps()"
LIT = """e => [...e.querySelectorAll('.course-nn-spots b')].map(b => getComputedStyle(b).outlineStyle !== 'none')"""
SAYING = """e => [...e.querySelectorAll('.course-nn-spots s')].filter(s => getComputedStyle(s).display !== 'none')
    .map(s => s.dataset.said)"""


@pytest.fixture(scope="module")
def stored():
    """The output of the cell as a notebook stores it."""
    from nbformat.v4 import output_from_msg

    from course_nn import widgets

    data = {kind: one for kind, one in widgets.head_maps()._repr_mimebundle_().items() if kind.startswith("text/")}
    content = {"data": data, "metadata": {}, "execution_count": 1}
    return output_from_msg({"header": {"msg_type": "execute_result"}, "content": content})


@pytest.mark.parametrize("theme", jlab.THEMES)
def test_pointing_at_a_cell_lights_its_row_in_every_head(lab, chromium, write, theme):
    with jlab.Notebook(chromium, lab, write(f"maps-{theme}.ipynb", MAPS)) as notebook:
        notebook.theme(theme)
        assert notebook.run_all() == []
        for width in jlab.WIDTHS:
            notebook.resize(width)
            notebook.settle()
            (instrument,) = notebook.instruments()
            instrument.scroll_into_view_if_needed()
            assert not any(instrument.evaluate(LIT)) and instrument.evaluate(SAYING) == []
            picture = instrument.locator("img.course-nn-picture").bounding_box()
            groups = instrument.locator(".course-nn-spots > div").all()
            assert len(groups) == 12
            for row, head, place in ((7, 3, 6), (11, 6, 0)):
                cell = groups[row].locator("b:has(i + i)").nth(head).locator("i").nth(place)
                cell.hover()
                box = cell.bounding_box()
                assert picture["x"] < box["x"] and box["x"] + box["width"] < picture["x"] + picture["width"]
                lit = instrument.evaluate(LIT)
                assert sum(lit) == 10 == groups[row].locator("b").count(), "eight rows, and the letter at both lefts"
                assert len(said := instrument.evaluate(SAYING)) == 8 and all(
                    " 0." in one or " 1." in one for one in said
                )
                assert f"({row + 1}) → " in cell.get_attribute("title")
                instrument.screenshot(path=jlab.screenshots() / f"hover-{width}-{theme}-{row}.png")
            letter = groups[4].locator("b").first
            letter.hover()
            assert sum(instrument.evaluate(LIT)) == 10
            instrument.locator(".course-nn-title").hover()
            assert not any(instrument.evaluate(LIT)) and instrument.evaluate(SAYING) == []
        jlab.slider(instrument, "looks from").press("End")
        notebook.settle()
        assert jlab.status(instrument).startswith("From place 12"), "and by the keyboard the slider tells it"
        assert notebook.errors == []


def test_a_stored_picture_lights_up_where_the_page_shows_styles(chromium, stored, tmp_path):
    page = chromium.new_page(viewport={"width": 800, "height": 700})
    page.set_content(f"<body>{stored.data['text/html']}</body>")
    whole = page.locator("body")
    page.locator(".course-nn-spots > div").nth(7).locator("b:has(i + i)").nth(3).locator("i").nth(6).hover()
    assert sum(whole.evaluate(LIT)) == 10 and len(whole.evaluate(SAYING)) == 8
    picture, layer = (page.locator(one).bounding_box() for one in ("img", ".course-nn-spots"))
    assert layer == pytest.approx(picture, abs=1), "the layer lies on the picture"
    page.screenshot(path=jlab.screenshots() / "hover-stored.png")
    page.close()


def test_a_notebook_that_is_not_trusted_shows_the_picture_alone(lab, chromium, write, stored):
    with jlab.Notebook(chromium, lab, write("maps-stored.ipynb", MAPS, outputs=[stored])) as notebook:
        notebook.settle()
        output = notebook.page.locator(".jp-OutputArea-output")
        assert output.locator("img").count() == 1 and output.inner_text().strip() == ""
        notebook.page.screenshot(path=jlab.screenshots() / "hover-untrusted.png")
