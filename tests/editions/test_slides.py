"""How chapters are cut into slides; that they fit is measured in a browser (tests/browser/test_slides.py)."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tools.editions import deck, pieces, slides, source

ROOT = Path(__file__).resolve().parents[2]
CHAPTERS = sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))
SHOWN = ("slide", "subslide", "-")


def kind(cell):
    return cell.metadata.slideshow.slide_type


def cut(*cells):
    book = new_notebook(cells=list(cells), metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})
    return slides.edition(book).cells


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_a_chapter_is_cut_by_its_headings_and_all_of_its_code_is_there(path):
    notebook = nbformat.read(path, as_version=4)
    deck = slides.edition(notebook)
    nbformat.validate(deck)
    assert {kind(cell) for cell in deck.cells} <= {"slide", "subslide", "-", "notes", "skip"}
    headings = [line for cell in notebook.cells if cell.cell_type == "markdown" for line in cell.source.split("\n")]
    sections = [line for line in headings if line.startswith(("# ", "## ")) and line != "## Further reading"]
    assert [cell.source for cell in deck.cells if kind(cell) == "slide"] == sections
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.source for cell in deck.cells if cell.cell_type == "code"] == code


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_all_prose_is_in_the_notes_and_every_formula_on_a_slide(path):
    notebook = nbformat.read(path, as_version=4)
    deck = slides.edition(notebook)
    squeeze = lambda cells: "".join("".join(cell.source.split()) for cell in cells)  # noqa: E731
    notes = squeeze(cell for cell in deck.cells if kind(cell) == "notes")
    shown = squeeze(cell for cell in deck.cells if kind(cell) in ("slide", "subslide", "-"))
    left_out = squeeze(cell for cell in deck.cells if kind(cell) == "skip")
    for piece in pieces.pieces(notebook.cells):
        text = "".join(piece.text.split())
        assert piece.kind != "note" or text in notes
        assert not piece.text.startswith("$$") or text in shown
        assert piece.kind != "skip" or not piece.text or text in left_out


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_each_instrument_has_a_slide_of_its_own_behind_its_question(path):
    deck = slides.edition(nbformat.read(path, as_version=4)).cells
    visible = [cell for cell in deck if kind(cell) not in ("notes", "skip")]
    for place, cell in enumerate(visible):
        if source.instrument(cell) and cell.get("outputs"):
            assert kind(cell) == "subslide" and slides.HIDE in cell.metadata.tags
            beside = [one.source for one in visible[place + 1 : place + 2] if kind(one) == "-"]
            assert all(text.startswith("*") for text in beside), "nothing but a caption stands beside it"


def test_what_stands_on_a_slide_and_what_in_its_notes():
    long = "First sentence here. " + "And a good deal more of prose that goes on for a while. " * 5
    picture = new_output("display_data", {"text/html": '<img src="data:," alt="a">'})
    cells = cut(
        new_markdown_cell(f"# 01 A title\n\n**The question of this chapter:** why?\n\n{long}"),
        new_code_cell("import numpy as np"),
        new_markdown_cell(f"## A section\n\n{long}\n\nThe rule is\n\n$$x = 1$$\n\nwhich is short. {long}"),
        new_code_cell("assert 1 + 1 == 2"),
        new_markdown_cell("In code:"),
        new_code_cell("x = 1\nx", outputs=[new_output("execute_result", {"text/plain": "1"})]),
        new_markdown_cell("**Predict first.** Up or down?\n\n1. Up.\n2. Down."),
        new_code_cell("widgets.momentum_map()", outputs=[picture]),
        new_markdown_cell("*A caption.*\n\n**What to notice.** It goes down."),
        new_code_cell("y = 1\ny"),
        new_code_cell("long", outputs=[new_output("stream", text="line\n" * 50)]),
        new_markdown_cell("## Further reading\n\n- Somebody, *Something*, 1999."),
    )
    kinds = [(kind(cell), cell.source.split("\n")[0]) for cell in cells]
    assert kinds == [
        ("slide", "# 01 A title"),
        ("-", "**The question of this chapter:** why?"),
        ("notes", "**The question of this chapter:** why?"),
        ("skip", "import numpy as np"),
        ("slide", "## A section"),
        ("-", "First sentence here."),
        ("-", "The rule is"),
        ("-", "$$x = 1$$"),
        ("-", "which is short."),
        ("skip", "assert 1 + 1 == 2"),
        ("-", "In code:"),
        ("-", "x = 1"),
        ("notes", long.strip()),
        ("subslide", "**Predict first.** Up or down?"),
        ("notes", "**Predict first.** Up or down?"),
        ("subslide", "widgets.momentum_map()"),
        ("-", "*A caption.*"),
        ("notes", "*A caption.*"),
        ("subslide", "y = 1"),
        ("skip", "long"),
        ("skip", "## Further reading"),
        ("skip", "- Somebody, *Something*, 1999."),
    ]
    assert cells[13].source.endswith("2. Down.") and cells[14].source.endswith("**Expect.** It goes down.")
    assert cells[13].metadata.slideshow.data == {"section": "A section"} and cells[17].source.endswith("It goes down.")


def test_what_does_not_fit_goes_on_a_new_slide_with_the_words_that_lead_to_it():
    code = "\n".join(f"x{k} = {k}" for k in range(20))
    cells = cut(
        new_markdown_cell("# 01 A title"),
        new_markdown_cell("## Long"),
        new_code_cell(code),
        new_markdown_cell("And the same again:"),
        new_code_cell(code),
    )
    assert [kind(cell) for cell in cells] == ["slide", "slide", "-", "subslide", "-", "notes"]
    assert cells[3].source == "And the same again:"


def test_a_figure_that_moves_stands_in_the_place_of_the_stored_picture():
    stored = new_output("display_data", {"text/html": "stored"})
    book = new_notebook(
        cells=[
            new_markdown_cell("# 01 A title"),
            new_code_cell("widgets.momentum_map()", outputs=[stored]),
            new_code_cell("widgets.momentum_map(rate=1)", outputs=[stored]),
        ],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
    )
    shown = [cell.outputs[0].data["text/html"] for cell in slides.edition(book, "moving {}".format).cells[-2:]]
    assert shown == ["moving momentum_map", "stored"]


@pytest.mark.long
def test_a_deck_that_was_cut_anew_is_converted_by_nbconvert_itself(tmp_path):
    shutil.copytree(deck.HERE, tmp_path, dirs_exist_ok=True)
    book = slides.edition(nbformat.read(CHAPTERS[1], as_version=4))
    book.cells[0].source = "# Cut anew"
    nbformat.write(book, tmp_path / "mine.ipynb")
    command = [sys.executable, "-m", "nbconvert", "--config", "jupyter_nbconvert_config.py", "mine.ipynb"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "mine.slides.html").read_text(encoding="utf-8")
    assert "Cut anew" in page and "static/reveal/dist/reveal.js" in page and 'src="http' not in page
    assert page.split("<body")[1] == deck.page(book).split("<body")[1]


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_a_sentence_that_a_formula_begins_goes_on_below_it(path):
    shown = [cell for cell in slides.edition(nbformat.read(path, as_version=4)).cells if kind(cell) in SHOWN]
    for cell, after in zip(shown, [*shown[1:], None], strict=True):
        if cell.cell_type == "markdown" and re.search(r",[$\s]*$", cell.source):
            assert after is not None and kind(after) == "-", cell.source
            assert after.source.startswith("$$") or after.source[0].islower(), cell.source


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_a_question_says_where_on_the_slides_it_stands_what_it_asks_about(path):
    for cell in slides.edition(nbformat.read(path, as_version=4)).cells:
        if kind(cell) == "subslide" and "**Predict first" in cell.source:
            assert not re.search(r"\bBelow(,| you| is )|\b(instrument|data|logits) below\b", cell.source)


def test_a_question_keeps_the_sentences_that_it_refers_to():
    (*_, question, notes) = cut(
        new_markdown_cell("# 01 A title"),
        new_markdown_cell("Any search gets harder. **Predict first:** a million? Below, it is."),
    )
    assert question.source == "Any search gets harder. **Predict first:** a million? On the next slide, it is."
    assert notes.source.startswith("Any search")


def test_a_playground_has_in_its_notes_what_to_expect():
    (*_, question, notes, figure) = cut(
        new_markdown_cell("# 01 A title"),
        new_markdown_cell("**Predict first.** Up or down?"),
        new_code_cell('widgets.playground("xor")', outputs=[new_output("display_data", {"text/html": "<img>"})]),
        new_markdown_cell("**What to notice.** Down. In code:"),
        new_code_cell("x = 1"),
    )[:4]
    assert question.source.endswith("Up or down?") and notes.source.endswith("**Expect.** Down.")
    assert figure.source == 'widgets.playground("xor")'


def test_a_long_line_that_was_printed_is_broken_between_entries():
    printed = new_output("stream", text=repr(list(range(60))))
    (*_, cell) = cut(new_markdown_cell("# 01 A title"), new_code_cell("x", outputs=[printed]))
    assert cell.outputs[0].text.count("\n") > 1
