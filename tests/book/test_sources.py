"""A chapter on its way into the book: what stands in the place of instruments, exercises, pictures and numbers."""

import base64

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from course_nn.exercises import EXERCISES
from course_nn.widgets import INSTRUMENTS
from tools.book import chapters, folded, indexes, links, sources, stored

DOT = base64.b64encode(b"not really a picture").decode()
PICTURE = f'<img src="data:image/png;base64,{DOT}" width="3" height="2" alt="A dot.">'


def shown(html, text="A dot."):
    return new_output(
        "execute_result", {"text/html": html, "text/plain": text, "application/x": "{}"}, execution_count=1
    )


def chapter(*cells, name="01_perceptron", number=1):
    head = new_markdown_cell("# 01 Perceptron\n\n**The question of this chapter:** what? You need chapter 00.")
    return chapters.Chapter(name, number, "01 Perceptron", new_notebook(cells=[head, *cells]))


def transformed(tmp_path, *cells, figure=lambda name: "", **about):
    way = sources.Transform(chapter(*cells, **about), stored.Pictures(tmp_path), {0: "00_start_here"}, figure)
    return way.notebook().cells, way


@pytest.mark.parametrize(
    "source, name",
    [
        ("widgets.decision_line()", "decision_line"),
        ("decision_line()", "decision_line"),
        ("x = 1\nwidgets.decision_line()", "decision_line"),
        ("widgets.decision_line(X, y)", ""),
        ("line = widgets.decision_line()", ""),
        ("other.decision_line()", ""),
        ("widgets.no_such_instrument()", ""),
        ("%matplotlib inline", ""),
        ("", ""),
    ],
)
def test_an_instrument_is_told_from_other_cells(source, name):
    assert sources.instrument_of(source) == name


def test_an_instrument_moves_where_pictures_of_it_were_made(tmp_path):
    cell = new_code_cell("widgets.decision_line()", outputs=[shown(PICTURE)])
    (_, place, moving), way = transformed(tmp_path, cell, figure=lambda name: f"<figure>{name}</figure>")
    assert place.source == '<span id="instrument-decision_line"></span>'
    html = moving.outputs[0].data["text/html"]
    assert html == "<figure>decision_line</figure>" and way.instruments == {"decision_line": "A dot."}
    (*_, still), _ = transformed(tmp_path, cell)
    assert (
        "_static/stored/" in still.outputs[0].data["text/html"] and 'alt="A dot."' in still.outputs[0].data["text/html"]
    )


def test_an_instrument_that_stands_twice_has_one_place(tmp_path):
    cells = [new_code_cell("widgets.decision_line()", outputs=[shown(PICTURE)]) for _ in range(2)]
    done, _ = transformed(tmp_path, *cells)
    assert sum("id=" in cell.source for cell in done) == 1


def test_an_instrument_moves_also_where_no_output_is_stored(tmp_path):
    (*_, moving), way = transformed(tmp_path, new_code_cell("widgets.decision_line()"), figure="<figure>{}".format)
    assert moving.outputs[0].data["text/html"] == "<figure>decision_line" and way.instruments == {"decision_line": ""}


def test_what_was_recorded_of_a_call_stands_in_its_place(tmp_path):
    cells = [
        new_code_cell(text, outputs=[shown(PICTURE)])
        for text in ("widgets.live_game()", 'p = playground("xor")\np', 'q = playground("xor", 1)\nq')
    ]
    recordings = {"live_game()": "<b>live</b>", "playground('xor')": "<b>xor</b>"}
    way = sources.Transform(chapter(*cells), stored.Pictures(tmp_path), {}, recordings=recordings)
    *_, live, xor, other = way.notebook().cells
    html = [cell.outputs[0].data["text/html"] for cell in (live, xor, other)]
    assert html[:2] == ["<b>live</b>", "<b>xor</b>"] and "_static/stored/" in html[2]
    assert list(way.instruments) == ["live_game"]


def test_an_index_leads_to_where_one_begins_to_read(tmp_path):
    """Above the question that is asked before an instrument, and above an exercise's words."""
    exercise = EXERCISES["update"]
    cells = [
        new_markdown_cell("**Predict first.** Old?"),
        new_markdown_cell("## Another\n\nText."),
        new_code_cell("widgets.time_line()"),
        new_markdown_cell("## New\n\nText.\n\n**Predict first.** Up?\n1. Yes."),
        new_code_cell("x = 1"),
        new_code_cell("widgets.decision_line()"),
        new_code_cell("widgets.learning_rule()"),
        new_markdown_cell("## Exercises\n\n**1. The update.** The rule."),
        new_code_cell("y = 1"),
        new_code_cell(exercise.stub),
    ]
    done, _ = transformed(tmp_path, *cells)
    mark = '<span id="{}"></span>'.format
    _, old, another, place, _, *words = [cell.source for cell in done]
    assert old == "**Predict first.** Old?", "what is asked above the last heading belongs to something else"
    assert place == mark("instrument-time_line") and another == "## Another\n\nText."
    assert words[0] == f"## New\n\nText.\n\n{mark('instrument-decision_line')}**Predict first.** Up?\n1. Yes."
    assert words[2:5] == ["widgets.decision_line()", mark("instrument-learning_rule"), "widgets.learning_rule()"]
    assert words[5].endswith(f"\n\n{mark('exercise-update')}**1. The update.** The rule.")
    assert cells[3].source.count("<span") == 0, "the notebook itself stays"


def test_stored_pictures_are_files_each_once_and_go_when_nobody_shows_them(tmp_path):
    (tmp_path / "old.png").touch()
    pictures = stored.Pictures(tmp_path)
    html = pictures.unpacked(PICTURE + PICTURE)
    assert html.count("_static/stored/") == 2 and "base64" not in html and html.count('loading="lazy"') == 2
    pictures.tidy()
    (file,) = tmp_path.iterdir()
    assert file.read_bytes() == b"not really a picture"
    with pytest.raises(ValueError, match="damaged"):
        pictures.unpacked('<img src="data:image/png;base64,@@">')


def test_what_is_about_the_notebook_itself_stays_there(tmp_path):
    apart = new_markdown_cell("Press a key.", metadata={"tags": [sources.APART]})
    cells, _ = transformed(tmp_path, new_markdown_cell("Before."), apart, new_markdown_cell("After."))
    assert [cell.source for cell in cells[1:]] == ["Before.", "After."]


def test_an_exercise_is_folded(tmp_path):
    exercise = EXERCISES["update"]
    cells = [new_code_cell(exercise.stub), new_code_cell("check(update)", outputs=[shown("not attempted")])]
    done, way = transformed(tmp_path, *cells, new_code_cell("hint(update)"), new_code_cell("# solution(update)"))
    text = "\n".join(cell.source for cell in done)
    assert text.count("<details") == 4 and text.count("</details>") == 4
    assert (
        text.index(exercise.stub) < text.index("Hint 1 of 3") < text.index("A solution") < text.index(exercise.solution)
    )
    assert "not attempted" not in text and way.exercises == ["update"]
    assert "\nhint(update)" not in text and '<span id="exercise-update"></span>' in text


def test_a_task_of_the_playground_is_folded(tmp_path):
    cells = [new_code_cell('edge = playground(task="edge")\nedge'), new_code_cell("edge.check()")]
    done, _ = transformed(tmp_path, *cells, name="playground", number=None)
    assert done[2].source.count("<details") == 3


def test_only_what_a_page_can_show_is_shown(tmp_path):
    outputs = [
        new_output("stream", name="stdout", text="said\n"),
        new_output("stream", name="stderr", text="warned\n"),
        new_output("display_data", {"application/vnd.jupyter.widget-view+json": {"model_id": "a"}}),
        new_output("error", ename="E", evalue="e", traceback=[]),
        shown('<table><tr><th>$x$</th></tr></table><div role="status">$$y$$</div>'),
    ]
    done, _ = transformed(tmp_path, new_code_cell("f()", outputs=outputs))
    assert [output.output_type for output in done[1].outputs] == ["stream", "display_data"]
    html = done[1].outputs[1].data["text/html"]
    assert sources.for_a_page("<tr><td>a</td><td>b</td></tr>").count("</td> <") == 2, "in the search words don't join"
    assert '<div class="wide"><table>' in html and r"\(x\)" in html and r"\[y\]" in html and "status" not in html


def test_the_first_two_cells_are_folded_and_the_stored_notebook_stays(tmp_path):
    fetch = new_code_cell("import os", id="fetch-course")
    imports = new_code_cell("# Run this cell before any section below: …\nimport numpy")
    before = nbformat.writes(chapter(fetch, imports).notebook)
    about = chapter(fetch, imports)
    way = sources.Transform(about, stored.Pictures(tmp_path), {})
    tags = [cell.metadata.get("tags") for cell in way.notebook().cells[1:]]
    assert tags == [["hide-input"], ["hide-input"]]
    after = nbformat.writes(about.notebook)
    assert [c.source for c in nbformat.reads(before, 4).cells] == [c.source for c in nbformat.reads(after, 4).cells]
    assert "hide-input" not in after


def test_every_exercise_and_instrument_of_the_course_has_one_place_in_the_book(tmp_path):
    """So that both indexes name all of them: what a chapter has at its door its page shows, in a place of its own."""
    book = chapters.read_all()
    files = {one.number: one.name for one in book if one.number is not None}
    exercises, instruments, html = [], [], {}
    for one in book:
        way = sources.Transform(one, stored.Pictures(tmp_path), files)
        html[one.name] = nbformat.writes(way.notebook())
        exercises += way.exercises
        instruments += way.instruments
    assert sorted(exercises) == sorted(EXERCISES.rooms)
    assert set(INSTRUMENTS.rooms) - set(instruments) == set()
    assert not any("base64," in text or "widget-view" in text for text in html.values())
    for name in exercises:
        assert sum(f'id=\\"exercise-{name}\\"' in text for text in html.values()) == 1


@pytest.mark.parametrize(
    "text, expected",
    [
        ("see chapter 05.", "see [chapter 05](05_x.ipynb)."),
        ("Chapter 05's rates", "[Chapter 05](05_x.ipynb)'s rates"),
        ("chapters 03 (networks), 04 (gradients) and 05 (Adam);", None),
        ("chapters 03 to 05", "chapters [03](03_x.ipynb) to [05](05_x.ipynb)"),
        ("`chapter 05` and $chapter 05$ and [chapter 05](x)", "`chapter 05` and $chapter 05$ and [chapter 05](x)"),
        ("chapter 04 itself", "chapter 04 itself"),
        ("chapter 77", "chapter 77"),
        ("## Further reading\n\n- *Book*: chapters 03 and 05", "## Further reading\n\n- *Book*: chapters 03 and 05"),
    ],
)
def test_chapters_are_linked_where_they_are_named(text, expected):
    expected = expected or (
        "chapters [03](03_x.ipynb) (networks), [04](04_x.ipynb) (gradients) and [05](05_x.ipynb) (Adam);"
    )
    assert links.to_chapters(text, {3: "03_x", 4: "04_x", 5: "05_x"}, own=4) == expected


def test_further_reading_is_linked_by_title_and_by_number():
    title = "*Attention is\n  all you need*"
    text = f"*Attention is all you need*\n## Further reading\n\n- A, {title}; arXiv:1706.04454, *No*."
    done = links.to_reading(text)
    assert done.startswith("*Attention is all you need*\n")
    assert "[*Attention is\n  all you need*](https://arxiv.org/abs/1706.03762)" in done
    assert "[arXiv:1706.04454](https://arxiv.org/abs/1706.04454), *No*." in done


def test_every_link_to_read_further_is_of_a_title_that_a_chapter_names():
    named = set()
    for one in chapters.read_all():
        for cell in one.notebook.cells:
            if cell.cell_type == "markdown" and links.READING in cell.source:
                named |= {links.plain(title) for title in links.TITLE.findall(cell.source.split(links.READING)[1])}
    known = links.further_reading()
    assert len(known) > 100
    assert set(known) <= named, sorted(set(known) - named)
    assert all(address.startswith("https://") and " " not in address for address in known.values())
    assert all(title == links.plain(title) for title in known)


def test_where_a_notebook_runs_follows_from_the_one_address():
    html = links.where_it_runs("05_sgd_versus_adam")
    assert "In this book nothing runs" in html, "each chapter says so under its heading"
    assert html.count(links.repository()) == 2 and "_static/notebooks/05_sgd_versus_adam.ipynb" in html


def test_a_missing_or_broken_notebook_is_one_sentence(tmp_path):
    with pytest.raises(ValueError, match="there is none in this folder"):
        chapters.read_all(tmp_path)
    with pytest.raises(ValueError, match=r"01_x\.ipynb: the book needs this notebook, and it is not there"):
        chapters.read(tmp_path / "01_x.ipynb")
    for content in (b"", b"<html>", b"\xff\xfe", b'{"cells": []}', b"[1, 2]"):
        (tmp_path / "01_x.ipynb").write_bytes(content)
        with pytest.raises(ValueError, match=r"^notebooks/01_x\.ipynb: [^\n]+$"):
            chapters.read(tmp_path / "01_x.ipynb")
    nbformat.write(new_notebook(cells=[new_markdown_cell("# 01 X\n\ntext")]), tmp_path / "01_x.ipynb")
    with pytest.raises(ValueError, match="expected chapter 00 in this place, got 01"):
        (tmp_path / "playground.ipynb").write_text((tmp_path / "01_x.ipynb").read_text())
        chapters.read_all(tmp_path)


def test_a_section_is_found_and_missed_in_a_sentence():
    one = chapter(new_markdown_cell("## The notation\n\n| a |"), new_code_cell("x"), new_markdown_cell("## Next"))
    assert [cell.cell_type for cell in indexes.section(one, "## The notation")] == ["markdown", "code"]
    with pytest.raises(ValueError, match="looks for its section '## The map'"):
        indexes.section(one, "## The map")


def test_the_notation_is_a_page_of_its_own():
    one = chapter(new_markdown_cell("## The notation\n\n| a |\n\nSee chapter 00.\n\nAn example:"), name="00_start_here")
    text = indexes.notation(one, {0: "00_start_here"})
    assert text.startswith("# The notation\n\n| a |\n\nSee [chapter 00](00_start_here.ipynb).\n\n[Chapter 00](here:")
    assert "An example" not in text


def test_checks_hints_and_solutions_are_told_from_other_cells():
    assert [folded.checked(text) for text in ("check(f)", 'check("w", w)', "# hint(f)", "hint(f, 2)")] == list("fwff")
    assert folded.checked("check(f)\nprint(1)") == folded.checked("progress()") == ""
