"""The instructor edition of a notebook: solutions, what goes wrong and why, what to ask and what to expect.

It is a source for nbgrader as well. What is tagged `instructor` goes when nbgrader makes the students' version, and so
do the solutions and the tests between its marks (`nbgrader_config.py` in the edition's folder says how).
"""

from nbformat.v4 import new_code_cell, new_markdown_cell

from course_nn.exercises import EXERCISES

from . import source, student

TAG = "instructor"
BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
#: Where the chapter itself asks nothing.
COLLECT = "Collect answers before anything moves."
OPEN_QUESTION = f"Which of the controls will change the picture most, and how? {COLLECT}"
BEGIN_TESTS, END_TESTS = "### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS"
#: Of the hidden tests what a list of results that was written down does not pass.
_OTHERS = """
import numpy as _np
from course_nn.exercises import EXERCISES as _exercises
from course_nn.exercises.unseen import judge_unseen as _judge, with_unseen as _with

_others = _with(_exercises[{name!r}], _np.random.default_rng())
_finding = _judge(_others, _others.run({name}))
assert _finding is None, _finding.sentence
"""


def edition(notebook, opening=None):
    """A copy with everything for whoever teaches; ``opening`` is what the chapter's first cell says, if it is one."""
    book = student.edition(notebook)
    before, after = {}, {}
    exercises = source.stubs(book.cells)
    checks = source.checks(book.cells)
    shown = source.instruments(book.cells)
    for name, number in exercises.items():
        _with_solution(book.cells[number], EXERCISES[name])
    for name, number in checks.items():
        book.cells[number].update(outputs=[], execution_count=None)
        after.setdefault(number, []).extend([_test(name), _mistakes(EXERCISES[name])])
    for one in shown:
        before.setdefault(one.cell, []).append(_question(one))
    cells = []
    for number, cell in enumerate(book.cells):
        cells += [*before.get(number, []), cell, *after.get(number, [])]
    if opening is not None:
        cells.insert(1, _overview(opening, exercises, shown))
    book.cells = cells
    return book


def _with_solution(cell, exercise):
    """The stub as students get it and, between nbgrader's marks, the solution, which is what holds."""
    cell.update(source=f"{exercise.stub}\n\n\n{BEGIN}\n{exercise.solution}\n{END}", outputs=[], execution_count=None)
    cell.metadata["nbgrader"] = _nbgrader(exercise.name, solution=True)


def _test(name):
    """A cell that nbgrader grades: one point for what `check` lets pass, and what is right on other inputs as well."""
    others = EXERCISES[name].unseen is not None
    text = f"""# Graded: what check({name}) says{", and inputs that are drawn anew" if others else ""}.
{BEGIN_TESTS}
from course_nn.exercises import check as _check

_said = _check({name!r}, {name})
assert _said.passed, _said.message
{_OTHERS.format(name=name) if others else ""}{END_TESTS}"""
    metadata = {"nbgrader": _nbgrader(f"test_{name}", grade=True, locked=True, points=1)}
    return new_code_cell(text, id=f"test-{name}"[:64].replace("_", "-"), metadata=metadata)


def _nbgrader(name, **settings):
    defaults = {"grade": False, "locked": False, "solution": False, "task": False, "schema_version": 3}
    return {**defaults, "grade_id": name, **settings}


def _mistakes(exercise):
    """The common wrong answers of an exercise, each with what it reveals, folded away in one cell."""
    rows = [
        f"**{one.name[:1].upper()}{one.name[1:]}.** {_plain(one.message)}\n\n```python\n{one.source.strip()}\n```"
        for one in exercise.mistakes
    ]
    title = f"For you: {len(rows)} common wrong answers to <code>{exercise.name}</code>, and what each reveals"
    inside = "\n\n".join(rows)
    return _cell(f"wrong-{exercise.name}", f"<details><summary>{title}</summary>\n\n{inside}\n\n</details>")


def _question(one):
    """What to ask before an instrument moves, and what to expect; what stands in the next text is not said again."""
    ask = f"What stands above, at *{one.asked}*. {COLLECT}" if one.asked else one.ask or OPEN_QUESTION
    lines = [f"**For you: `{one.name}`**", f"**Ask.** {ask}"]
    if one.expect:
        lines.append(f"**Expect.** {f'What stands below, at *{one.told}*.' if one.told else one.expect}")
    return _cell(f"ask-{one.cell}-{one.name}", "\n\n".join(lines))


def _overview(opening, exercises, shown):
    lines = [
        f"**For you: chapter {opening.number:02d} in class**",
        f"- About {opening.minutes} minutes{opening.but}. It needs {opening.needs}.",
        f"- {len(shown)} instruments: {_list(one.name for one in shown)}. Above each: what to ask.",
        f"- {len(exercises)} exercises: {_list(exercises)}. Below each check: common wrong answers.",
        f"- Cells for you are tagged `{TAG}`. `nbgrader generate_assignment` in this edition's folder takes them out, "
        "and the solutions.",
    ]
    return _cell("overview", f"{lines[0]}\n\n" + "\n".join(lines[1:]))


def _list(names):
    return ", ".join(f"`{name}`" for name in names)


def _cell(name, text):
    name = f"you-{name}".replace("_", "-")[:64]
    return new_markdown_cell(text, id=name, metadata={"tags": [TAG]})


def _plain(text):
    return " ".join(text.split())
