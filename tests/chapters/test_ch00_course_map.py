"""Chapter 00: the map of the course agrees with the notebooks, and its picture with the map."""

import itertools
import json
import re
from pathlib import Path

import pytest

from course_nn.chapters.ch00_start.course_map import CHAPTERS
from course_nn.chapters.ch00_start.course_map_figure import PLACES, describe_course_map, draw_course_map, route
from course_nn.exercises import EXERCISES
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


@pytest.mark.parametrize("chapter", [c for c in CHAPTERS if c.file], ids=lambda c: c.number)
def test_every_chapter_has_a_bug_hunt(chapter):
    """As the chapter says to its readers."""
    cells = json.loads((NOTEBOOKS / chapter.file).read_text(encoding="utf-8"))["cells"]
    code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    checked = re.findall(r'^check\("?(\w+)', code, flags=re.MULTILINE)
    assert any(EXERCISES[name].title.startswith("Bug hunt") for name in checked), checked


def test_the_images_that_chapter_06_asks_for_are_the_second_set():
    """As chapter 00 says: "MNIST and Fashion-MNIST … chapter 06 says when you might want the second"."""
    texts = []
    for chapter in (CHAPTERS[0], CHAPTERS[6]):
        cells = json.loads((NOTEBOOKS / chapter.file).read_text(encoding="utf-8"))["cells"]
        texts.append(" ".join(" ".join("".join(cell["source"]) for cell in cells).split()))
    first, sixth = texts
    assert "MNIST and Fashion-MNIST, are fetched only if you ask for them; chapter 06 says when you might want" in first
    assert "you might want the second." in first
    assert "data.fashion_mnist(download=True)" in sixth and "data.mnist(" not in sixth


def test_who_reads_the_spine_alone_has_what_each_chapter_needs():
    cells = json.loads((NOTEBOOKS / CHAPTERS[0].file).read_text(encoding="utf-8"))["cells"]
    text = "".join("".join(cell["source"]) for cell in cells)
    spine = {"00", *re.findall(r"\d\d", re.search(r"in a hurry: (.*) are the spine", text)[1])}
    assert len(spine) > 8 and all(set(c.needs) <= spine for c in CHAPTERS if c.number in spine)


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


def touch(one, other):
    """Whether two routes of level and upright pieces have a point in common."""
    for (x0, y0), (x1, y1) in itertools.pairwise(zip(*one, strict=True)):
        for (u0, v0), (u1, v1) in itertools.pairwise(zip(*other, strict=True)):
            across = min(max(x0, x1), max(u0, u1)) - max(min(x0, x1), min(u0, u1))
            along = min(max(y0, y1), max(v0, v1)) - max(min(y0, y1), min(v0, v1))
            if min(across, along) >= 0:
                return True
    return False


def test_no_chapter_seems_to_need_what_it_does_not():
    """Whoever follows the lines from a box comes only to chapters that need it, also where lines run together."""
    arrows = {(need, c.number) for c in CHAPTERS for need in c.needs}
    for first in arrows:
        bundle, more = set(), {first}
        while more:
            bundle |= more
            more = {a for a in arrows - bundle if any(touch(route(*a), route(*b)) for b in bundle)}
        assert set(itertools.product({a for a, _ in bundle}, {b for _, b in bundle})) <= arrows, bundle
    assert touch(([0, 1, 1], [0, 0, 2]), ([1, 1], [1, 5])) and not touch(([0, 1], [0, 0]), ([0, 1], [1, 1]))


def test_no_arrow_runs_through_a_chapter():
    for chapter in CHAPTERS:
        for need in chapter.needs:
            for (x0, y0), (x1, y1) in itertools.pairwise(zip(*route(need, chapter.number), strict=True)):
                for t in (0.02, 0.25, 0.5, 0.75, 0.98):
                    x, y = x0 + t * (x1 - x0), y0 + t * (y1 - y0)
                    assert not any(abs(x - u) < 0.39 and abs(y - v) < 0.41 for u, v in PLACES.values()), chapter.number


def test_the_sentence_tells_the_needs_from_the_map():
    sentence = describe_course_map(CHAPTERS)
    assert sentence.startswith("A map of the chapters: 00 needs nothing; 01 needs 00; 02, 03 and 13 need 01; 04 needs")
    parts = re.findall(r"([\d ,and]+) needs? ([\d ,and]+|nothing)", sentence.split(": ")[1])
    told = {chapter: re.findall(r"\d\d", needs) for numbers, needs in parts for chapter in re.findall(r"\d\d", numbers)}
    assert told == {c.number: list(c.needs) for c in CHAPTERS}
