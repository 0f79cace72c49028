"""Every solution is found, in whatever form it stands there, and nothing else is taken for one."""

import html
import json
from pathlib import Path

import pytest

from course_nn.exercises import EXERCISES
from tools.editions import leaks

ROOT = Path(__file__).resolve().parents[2]
ALL = [EXERCISES[name] for name in EXERCISES.rooms]


@pytest.mark.parametrize("exercise", ALL, ids=lambda one: one.name)
def test_a_solution_is_found_in_every_form(exercise):
    source = exercise.solution
    commented = "\n".join(
        line + ("  # why" if line.endswith(")") and '"' not in line else "") for line in source.split("\n")
    )
    for text in (
        source,
        json.dumps({"source": source.splitlines(True)}),
        f"<pre>{html.escape(source)}</pre>",
        commented,
    ):
        assert leaks.found(f"before\n{text}\nafter", [exercise])
    assert not leaks.found(exercise.stub, [exercise])


@pytest.mark.parametrize("exercise", ALL, ids=lambda one: one.name)
def test_each_telling_line_gives_a_solution_away_alone(exercise):
    lines = leaks.telling(exercise)
    assert lines and all(leaks.found(line, [exercise]) for line in lines)


def test_what_counts_as_taught_is_taught():
    """Each such line stands in a notebook of the course; what no longer does has to go from the list."""
    texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))]
    books = leaks.squeezed("\n".join(texts))
    for name, lines in leaks.TAUGHT.items():
        solution = leaks.squeezed(EXERCISES[name].solution)
        for line in map(leaks.squeezed, lines):
            assert line in books and line in solution
