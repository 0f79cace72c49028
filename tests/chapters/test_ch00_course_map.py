"""Chapter 00: the map of the course agrees with the notebooks, and its picture with the map."""

import json
import re
from pathlib import Path

import pytest

from course_nn.chapters.ch00_start.course_map import CHAPTERS
from course_nn.chapters.ch00_start.course_map_figure import PLACES, draw_course_map
from course_nn.plots import picture

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"


def opening(chapter):
    cells = json.loads((NOTEBOOKS / chapter.file).read_text(encoding="utf-8"))["cells"]
    return "".join(cells[0]["source"])


def test_the_map_names_every_notebook_and_no_other():
    assert {c.file for c in CHAPTERS if c.file} == {path.name for path in NOTEBOOKS.glob("[0-9]*.ipynb")}
    assert set(PLACES) == {c.number for c in CHAPTERS}
    assert len(set(PLACES.values())) == len(PLACES)


@pytest.mark.parametrize("chapter", [c for c in CHAPTERS if c.file], ids=lambda c: c.number)
def test_the_minutes_on_the_map_are_those_of_the_chapter(chapter):
    assert re.findall(r"About (\d+) minutes", opening(chapter)) == [str(chapter.minutes)]


def test_what_a_chapter_needs_stands_left_of_it():
    for chapter in CHAPTERS:
        for need in chapter.needs:
            assert PLACES[need][0] < PLACES[chapter.number][0]


def test_the_picture_has_a_box_for_every_chapter_and_an_arrow_for_every_need():
    (ax,) = picture(draw_course_map, CHAPTERS, "A sentence.").figure.axes
    words = [text.get_text() for text in ax.texts]
    assert [word for word in words if re.fullmatch(r"\d\d", word)] == [c.number for c in CHAPTERS]
    assert [word for word in words if word.endswith(" min")] == [f"{c.minutes} min" for c in CHAPTERS if c.file]
    assert [box.get_linestyle() for box in ax.patches] == ["-" if c.file else (0, (3, 2)) for c in CHAPTERS]
    assert sum(line.get_marker() == ">" for line in ax.lines) == sum(len(c.needs) for c in CHAPTERS)
