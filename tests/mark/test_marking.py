"""Whole notebooks, marked behind the fence."""

import copy
import json
from contextlib import nullcontext
from types import SimpleNamespace

import handed_in
import pytest

from course_nn.exercises import EXERCISES
from course_nn.exercises.report import NOT_ATTEMPTED
from course_nn.mark import marking, wire
from course_nn.mark.exam import Exam
from course_nn.mark.submissions import Submission
from course_nn.my_course import answers

pytestmark = pytest.mark.long


def marked(ground, names, *books):
    ground = copy.copy(ground)
    ground.limits = handed_in.PATIENT
    exam = Exam([EXERCISES[name] for name in names], ground.probes, seed=5)
    told = [
        (f"{k}.ipynb", [one for one in book["cells"] if one["cell_type"] == "code"]) for k, book in enumerate(books)
    ]
    return marking.mark(Submission("a"), told, exam, ground)


def test_every_solution_passes_and_every_stub_is_not_attempted(fenced):
    """Those of all chapters, also in notebooks as Colab saves them."""
    names = [*EXERCISES.rooms]
    chapters = sorted({EXERCISES.chapter(name) for name in names})
    books = [handed_in.solved(chapter) for chapter in chapters]
    wrong = [one for one in marked(fenced, names, *books).results.values() if not one.passed]
    assert not wrong
    blank = marked(fenced, names, *map(handed_in.as_colab_saves, map(handed_in.course, chapters)))
    assert {one.status for one in blank.results.values()} == {NOT_ATTEMPTED} and not blank.answers


@pytest.mark.parametrize("chapter", [1, 5, 6, 7, 9])
def test_mistakes_are_told_as_check_tells_them(fenced, chapter):
    """One of each exercise's catalog: functions, a class, values, and bug hunts."""
    names = [name for name in EXERCISES.rooms if EXERCISES.chapter(name) == chapter]
    chosen = {name: EXERCISES[name].mistakes[-1] for name in names}
    book = handed_in.answered(chapter, **{name: one.source for name, one in chosen.items()})
    results = marked(fenced, names, handed_in.as_colab_saves(book)).results
    for name, mistake in chosen.items():
        assert (results[name].mistake, results[name].message) == (mistake.name, mistake.message)


def test_a_value_s_own_process_can_not_tell_what_it_is_like(fenced):
    """It may write what the course's own would: who trains with the value is another process."""
    (right,) = EXERCISES["mend_collapse"].expected
    lines = json.dumps({"outcome": wire.to_text(vars(right))}).encode() + b"\n.\n"
    forged = (
        f"import os\nfor number in range(3, 64):\n    try: os.write(number, {lines!r})\n"
        "    except OSError: pass\nmend_collapse = {'noise': 0.5}"
    )
    results = marked(fenced, ["mend_collapse"], handed_in.answered(9, mend_collapse=forged)).results
    assert not results["mend_collapse"].passed and results["mend_collapse"].mistake == "unreadable"


def test_results_that_are_written_down_are_told_as_that(fenced):
    cases = EXERCISES["weighted_sum"].cases()
    table = {
        repr([*map(float, case[0])]): float(one.value)
        for case, one in zip(cases, EXERCISES["weighted_sum"].expected, strict=True)
    }
    lookup = f"def weighted_sum(x, w, b):\n    found = {table!r}\n    return found.get(repr([*map(float, x)]), 1234.5)"
    marks = marked(fenced, ["weighted_sum"], handed_in.answered(0, weighted_sum=lookup))
    said = marks.results["weighted_sum"]
    assert (
        said.mistake == "wrong on others" and "Right on the examples in the notebook, wrong on others" in said.message
    )
    assert said.details == () and "1234.5" not in repr(said)


def test_answers_with_errors_of_all_kinds(fenced):
    tries = {
        "weighted_sum": "def weighted_sum(x, w, b):\n    return x @ w +",
        "output_shape": "def output_shape(n):\n    return n",
        "mean_squared_error": "1 / 0\ndef mean_squared_error(prediction, target):\n    return 1",
    }
    results = marked(fenced, tries, handed_in.answered(0, **tries)).results
    assert results["weighted_sum"].mistake == "no Python"
    assert "output_shape(n, d_in, d_out)" in results["output_shape"].message
    assert "ZeroDivisionError" not in results["mean_squared_error"].message  # what nothing needs is not run
    stops = "k = 1 / 0\ndef mean_squared_error(prediction, target):\n    return k"
    stopped = marked(fenced, ["mean_squared_error"], handed_in.answered(0, mean_squared_error=stops))
    assert (
        "ZeroDivisionError: division by zero, at line 1: `k = 1 / 0`" in stopped.results["mean_squared_error"].message
    )


def test_of_two_notebooks_the_last_one_counts(fenced):
    first = handed_in.answered(0, weighted_sum="def weighted_sum(x, w, b):\n    return 1")
    last = handed_in.answered(0, weighted_sum=EXERCISES["weighted_sum"].solution)
    marks = marked(fenced, ["weighted_sum"], first, last)
    assert marks.results["weighted_sum"].passed
    assert marks.notes == ["weighted_sum is answered in 0.ipynb and in 1.ipynb: the latter was marked."]


def test_a_notebook_that_asks_comes_before_one_that_only_has_the_name(fenced):
    own = handed_in.notebook("def weighted_sum(a, c):\n    return 'a helper of mine'")
    marks = marked(fenced, ["weighted_sum"], handed_in.as_colab_saves(handed_in.solved(0)), own)
    assert marks.results["weighted_sum"].passed
    assert marks.notes == [
        "weighted_sum is answered in 0.ipynb, which asks for it, and in 1.ipynb: the former was marked."
    ]


@pytest.mark.parametrize("chapter", [2, 3, 4, 6, 8])
def test_a_name_that_the_course_takes_elsewhere_is_no_answer(fenced, chapter):
    """In another chapter's notebook without ids, whose cells are changed."""
    book, names = handed_in.as_colab_saves(handed_in.course(chapter)), ["learn", "mean_squared_error"]
    cells = [
        one | {"source": f"{one['source']}\n# changed"} if one["cell_type"] == "code" else one for one in book["cells"]
    ]
    marks = marked(fenced, names, book | {"cells": cells})
    assert {one.status for one in marks.results.values()} == {NOT_ATTEMPTED}
    assert any(set(names) & answers.bound(answers.source(one)) for one in cells)


def test_a_slow_answer_has_time_for_each_of_the_unseen_inputs(ground):
    """One that gets through with three at a time goes on with the rest; one that stays at an input is ended there."""

    def turns(speed, stays_at):
        asked, exam = [], Exam([EXERCISES["weighted_sum"]], ground.probes, seed=5)
        lines = [json.dumps({"outcome": wire.to_text(vars(one))}) for one in exam.hidden("weighted_sum").expected]

        def ask(do, done, **request):
            asked.append(done)
            until = min(done + speed, stays_at)
            return lines[done:until], "" if until >= len(lines) else "time"

        result = marking._unseen("weighted_sum", [], exam, SimpleNamespace(ask=ask))
        return asked, exam.judge_hidden("weighted_sum", *result), exam

    count = len(EXERCISES["weighted_sum"].cases())
    asked, result, exam = turns(count, 10**6)
    assert result is None and len(asked) == exam.turns("weighted_sum") - 1
    asked, result, exam = turns(1, 10**6)
    assert result.mistake == "interrupted" and len(asked) == exam.turns("weighted_sum")
    for stays_at in (0, 3):
        asked, result, _ = turns(count, stays_at)
        assert result.mistake == "interrupted" and asked == ([0] if stays_at == 0 else [0, 3])


def test_what_is_told_of_a_notebook_and_is_none_of_it_is_refused():
    good = {"cells": ["x = 1"], "looks": {}, "answers": {"x": {"cell": 0, "program": [[0, [0]]]}}}
    assert marking._understood(good)["x"]["program"] == [["x = 1", [0]]]
    wrong = [None, [], {}, good | {"cells": []}, good | {"cells": 3}, good | {"looks": 3}, good | {"answers": [1]}]
    wrong += [good | {"answers": {"x": one}} for one in (None, {}, {"cell": "0"}, {"cell": 0, "program": [0]})]
    wrong += [good | {"answers": {"x": {"cell": 0, "short": 3}}}, good | {"cells": [3]}]
    assert [marking._understood(one) for one in wrong] == [None] * len(wrong)


def test_a_notebook_that_is_too_much_for_python_is_told(fenced):
    deep = handed_in.notebook("weighted_sum = " + "-" * 30_000 + "1")
    marks = marked(fenced, ["weighted_sum", "output_shape"], deep, handed_in.solved(0))
    assert marks.results["output_shape"].passed and marks.results["weighted_sum"].passed


def test_why_there_is_no_answer():
    """The stub is there; another exercise of its chapter is; nothing of it is."""
    exercises = {name: EXERCISES[name] for name in ("weighted_sum", "output_shape", "mean_squared_error", "update")}
    answered = {"output_shape": {}}
    stub = "\n" + EXERCISES["weighted_sum"].stub.replace("\n", "  \n")  # as an editor may save it
    books = [("a.ipynb", handed_in.notebook(stub, "x = 1")["cells"])]
    found = marking._without_answer(books, exercises, answered)
    assert {name: one.message for name, one in found.items()} == {
        "weighted_sum": marking.UNTOUCHED,
        "mean_squared_error": marking.NOT_FOUND,
        "update": marking.NO_CHAPTER,
    }
    assert {one.status for one in found.values()} == {NOT_ATTEMPTED}
    told = marking.maybe_unread(found)
    assert [told[name].message for name in exercises if name in told] == [
        marking.UNTOUCHED,
        *[marking.UNREAD] * 2,
    ]


def test_a_stub_that_was_not_touched_is_told_as_that(fenced):
    book = handed_in.as_colab_saves(handed_in.course(0))
    results = marked(fenced, ["weighted_sum", "update"], book).results
    assert results["weighted_sum"].message == marking.UNTOUCHED and results["update"].message == marking.NO_CHAPTER


def test_where_a_notebook_ends_its_reader_what_was_not_found_may_stand_there(monkeypatch):
    desk = SimpleNamespace(ask=lambda *_, **__: ([], "exit 1"))
    monkeypatch.setattr(marking, "_Desk", lambda *_: nullcontext(desk))
    exam = SimpleNamespace(exercises={name: EXERCISES[name] for name in ("weighted_sum", "update")})
    found = marking.mark(Submission("Anna"), [("a.ipynb", handed_in.course(0)["cells"])], exam, None)
    assert found.notes == ["a.ipynb could not be read: its code is too much for Python."]
    told = {name: one.message for name, one in found.results.items()}
    assert told == {"weighted_sum": marking.UNTOUCHED, "update": marking.UNREAD}
