"""TEACHING.md is true: its tables are those of the notebooks, and its code runs as it stands there."""

import importlib.util
import inspect
import itertools
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import numpy as np
import pytest
from nbformat.v4 import new_notebook

from course_nn.exercises import EXERCISES, check, hint, progress
from course_nn.widgets import INSTRUMENTS, Instrument

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "TEACHING.md").read_text(encoding="utf-8")
NOTEBOOKS = sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))
_spec = importlib.util.spec_from_file_location("teaching_table", ROOT / "tools/teaching_table.py")
teaching_table = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(teaching_table)
OPENINGS = {one.number: one for one in teaching_table.openings()}


def part(heading):
    """The text under a heading, up to the next one of its size or a larger one."""
    level, found = re.search(rf"(?m)^(#+) {re.escape(heading)}\n", TEXT)[1], TEXT.split(f"# {heading}\n", 1)[1]
    return re.split(rf"(?m)^#{{1,{len(level)}}} ", found)[0]


def table(heading):
    """The rows of the first table under a heading, without its head."""
    rows = [line for line in part(heading).splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows[2:]]


def code(heading):
    """The blocks of Python under a heading."""
    return re.findall(r"(?ms)^```python\n(.*?)^```$", part(heading))


def cells_by_section(number):
    """Section → the text of its code cells, of a chapter's notebook."""
    (path,) = (path for path in NOTEBOOKS if path.name.startswith(f"{number:02d}_"))
    heading, found = "", {}
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "markdown":
            for heading in re.findall(r"(?m)^## (.*)$", cell.source):
                found.setdefault(heading, "")
        elif heading:
            found[heading] += cell.source + "\n"
    return found


# What is written from the notebooks and rooms


def test_what_is_written_follows_the_notebooks_and_rooms(capsys):
    assert teaching_table.main(["--check"]) == 0, capsys.readouterr().err
    assert all(f"`{name}` ({EXERCISES[name].title})" in TEXT for name in EXERCISES.rooms)
    assert all(f"`{name}`" in TEXT for name in INSTRUMENTS)


def test_a_change_of_a_notebook_is_noticed_and_written(tmp_path, capsys):
    (tmp_path / "notebooks").mkdir()
    for path in NOTEBOOKS:
        text = path.read_text(encoding="utf-8")
        if path.name.startswith("01_"):
            text = text.replace("About 75 minutes", "About 95 minutes", 1)
        (tmp_path / "notebooks" / path.name).write_text(text, encoding="utf-8")
    (tmp_path / "TEACHING.md").write_text(TEXT, encoding="utf-8")
    assert teaching_table.main(["--check"], root=tmp_path) == 1
    assert "run python tools/teaching_table.py" in capsys.readouterr().err
    assert teaching_table.main([], root=tmp_path) == 0 == teaching_table.main(["--check"], root=tmp_path)
    assert (tmp_path / "TEACHING.md").read_text(encoding="utf-8").count(" | 95 | ") == 1


def test_an_opening_of_another_form_and_lost_marks_get_one_sentence(tmp_path, capsys):
    (tmp_path / "notebooks").mkdir()
    book = new_notebook(cells=[nbformat.v4.new_markdown_cell("# 07 CNN filters\n\nAbout convolution.")])
    nbformat.write(book, tmp_path / "notebooks" / "07_cnn.ipynb")
    (tmp_path / "TEACHING.md").write_text(TEXT, encoding="utf-8")
    assert teaching_table.main([], root=tmp_path) == 1
    assert capsys.readouterr().err.startswith("notebooks/07_cnn.ipynb: its first cell should read '# 00 Title'")
    (tmp_path / "TEACHING.md").write_text("# Teaching\n", encoding="utf-8")
    assert teaching_table.main([], root=tmp_path) == 1
    assert "TEACHING.md: expected the lines" in capsys.readouterr().err


# The syllabuses


def test_the_weeks_hold_every_chapter_and_its_minutes():
    rows = table("Eight weeks")
    assert [int(week) for week, _, _ in rows] == list(range(1, len(rows) + 1))
    taught = [[int(number) for number in chapters.split(", ")] for _, chapters, _ in rows]
    assert [*itertools.chain(*taught)] == list(OPENINGS), (
        "write each chapter into a week of TEACHING.md, once and in order"
    )
    for chapters, (week, _, minutes) in zip(taught, rows, strict=True):
        assert int(minutes) == sum(OPENINGS[number].minutes for number in chapters), f"TEACHING.md: week {week}"


def test_a_chapter_a_week_holds_every_chapter_and_its_minutes():
    rows = [
        (int(week), int(chapter), section, int(minutes))
        for week, chapter, section, minutes in table("A chapter a week")
    ]
    assert [row[0] for row in rows] == list(range(1, len(rows) + 1))
    assert [number for number, _ in itertools.groupby(row[1] for row in rows)] == list(OPENINGS)
    for number, opening in OPENINGS.items():
        weeks, sections = [row for row in rows if row[1] == number], list(cells_by_section(number))
        assert sum(week[3] for week in weeks) == opening.minutes, f"TEACHING.md: minutes of chapter {number}"
        assert weeks[0][2] == ""
        assert all(sections.index(week[2]) > 0 for week in weeks[1:])


def test_the_lecture_shows_each_instrument_where_it_stands():
    rows = table("One lecture")
    assert sum(int(minutes) for minutes, *_ in rows) == 90
    for _, number, section, name in rows:
        assert f"{name.strip('`')}()" in cells_by_section(int(number))[section], f"TEACHING.md: {section}"


# Commands


@pytest.mark.long
def test_every_option_that_is_named_is_there():
    said = {"course_nn.mark": "--chapters --out --seed --unsafe", "tools.editions": "--chapters --out"}
    for module, options in said.items():
        command = [sys.executable, "-m", module, "--help"]
        told = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", timeout=120).stdout
        for option in options.split():
            assert option in TEXT and option in told, f"{module} {option}"
    targets = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in set(re.findall(r"(?m)(?:`|^ {4})make ([a-z]+)", TEXT)):
        assert f"\n{target}:" in targets, f"TEACHING.md: make {target}"


# What a teacher writes


def test_an_exercise_of_ones_own(monkeypatch):
    monkeypatch.setattr(EXERCISES, "own", {})
    definition, proof = code("An exercise of your own")
    exec(definition, {})
    exec(proof, {})
    result = check("accuracy", lambda predicted, y: 1 - (predicted == y).mean())
    assert result.message == "This is the share of the examples that are wrong."
    assert hint("accuracy").text.startswith("Compare the two arrays")
    assert "accuracy" not in {name for _, _, name, _ in progress().rows}, "the course's own progress"


def test_an_instrument_of_ones_own(monkeypatch):
    monkeypatch.setenv("COURSE_NN_STRICT", "0")  # as in a lecture
    make, move = code("An instrument of your own")
    space = {}
    exec(make, space)
    assert isinstance(space["instrument"], Instrument)
    assert space["instrument"].description == "A dose of 3 mg cures 12%."
    exec(move, space)
    monkeypatch.setattr(space["instrument"], "describe", lambda result: "")
    with pytest.raises(AssertionError, match="expected one sentence"):
        exec(move, space)


@pytest.mark.long
def test_own_data_in_the_course_s_instruments(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rng = np.random.default_rng(0)
    np.savetxt("points.csv", np.column_stack([rng.normal(size=(30, 2)), np.arange(30) % 2]), delimiter=",")
    space = {}
    for block in code("Your own data"):
        exec(block, space)


def test_the_instruments_named_for_own_data_are_those_that_take_them():
    named = {row[0].strip("`") for row in table("Your own data")}
    taking = {name for name, make in INSTRUMENTS.items() if {"X", "y"} <= set(inspect.signature(make).parameters)}
    assert named == taking, "the table of TEACHING.md's section Your own data"


# Links


def test_links_lead_somewhere():
    for name in ("README.md", "TEACHING.md", "FAQ.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        heads = [
            re.sub(r"[^\w\- ]", "", head).strip().lower().replace(" ", "-")
            for head in re.findall(r"(?m)^#+ (.*)$", text)
        ]
        for link in re.findall(r"\]\(([^)]+)\)", text):
            where, _, place = link.partition("#")
            assert "://" in where or not where or (ROOT / where).exists(), f"{name} points to {link}"
            assert where or place in heads, f"{name} points to {link}"
