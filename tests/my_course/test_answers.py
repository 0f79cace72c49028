"""Which cell answers which exercise, in the course's notebooks and in a reader's."""

from pathlib import Path

import pytest
from readers_and_updates import cell

from course_nn.exercises import EXERCISES
from course_nn.my_course import answers

NOTEBOOKS = sorted((Path(__file__).resolve().parents[2] / "notebooks").glob("*.ipynb"))
GIVEN = [
    cell("# Exercises", "markdown", id="a"),
    cell("def f(x):\n    ...", id="f"),
    cell("check(f)", id="cf"),
    cell("faults = ...  # {'A': ...}", id="g"),
    cell('check("faults", faults)', id="cg"),
]
NEW = {
    "nbformat": 4,
    "nbformat_minor": 5,
    "metadata": {},
    "cells": [
        cell("# Better words", "markdown", id="a"),
        cell("def f(x, y):\n    ...", id="f2") | {"outputs": [{"output_type": "stream"}], "execution_count": 3},
        cell("check(f)", id="cf"),
        *GIVEN[3:],
    ],
}
ANSWER = "def f(x):\n    return x + 1"


@pytest.mark.long
def test_every_exercise_of_the_course_is_found_in_its_notebook():
    found = {}
    for path in NOTEBOOKS:
        cells = answers.notebook(path.read_bytes())["cells"]
        found |= {name: answers.source(cells[number]) for name, number in answers.stubs(cells).items()}
    assert found == {name: exercise.stub for name, exercise in EXERCISES.items()}


def carried(*mine, handed_out=GIVEN, new=NEW):
    result = answers.carry(new, list(mine), handed_out)
    return [answers.source(one) for one in result.notebook["cells"]], result


def replaced(number, source, **more):
    return [*GIVEN[:number], GIVEN[number] | {"source": source} | more, *GIVEN[number + 1 :]]


def test_an_answer_takes_the_place_of_the_stub_and_of_what_it_gave():
    sources, result = carried(*replaced(1, ANSWER))
    assert sources == ["# Better words", ANSWER, "check(f)", GIVEN[3]["source"], GIVEN[4]["source"]]
    assert (result.came, result.gone, result.others) == (["f"], [], 0)
    answered = result.notebook["cells"][1]
    assert answered["outputs"] == [] and answered["execution_count"] is None and answered["id"] == "f2"
    assert NEW["cells"][1]["execution_count"] == 3


@pytest.mark.parametrize(
    "mine",
    [
        [*GIVEN[:2], cell(ANSWER, id="own"), *GIVEN[2:]],
        [*GIVEN, cell("def f(x): return 0", id="1"), cell(ANSWER, id="2")],
        [{key: one[key] for key in one if key != "id"} for one in replaced(1, ANSWER)],
        replaced(1, ANSWER.splitlines(keepends=True)),
        [GIVEN[2], GIVEN[1] | {"source": ANSWER}, GIVEN[0]],
        [*replaced(1, ""), cell(ANSWER, id="own")],
        [*replaced(1, "my thoughts about it"), cell(ANSWER, id="own")],
        [*replaced(1, "def f(x):  # how?\n    ..."), cell(ANSWER, id="own")],
    ],
    ids="below twice without-ids in-lines moved emptied thoughts remark".split(),
)
def test_an_answer_is_found_wherever_it_was_written(mine):
    sources, result = carried(*mine)
    assert sources[1] == ANSWER and result.came == ["f"]


@pytest.mark.parametrize(
    "answer",
    [
        "%%time\ndef f(x):\n    return x",
        "!ls\nf?\nf = lambda x: x",
        "def f(x):\n    return (",
        "f: object = len",
        "class f: pass",
        "import m\nm.a, (f, *_) = 1, [len, 2]",
        "def f(x): return '\\d'",
        "f = \0",
        "async def f(x):\n    return (",
        "f = " + "(" * 500 + ")" * 500,
    ],
)
def test_an_answer_need_not_be_good_python(answer, recwarn):
    sources, result = carried(*GIVEN, cell(answer, id="own"))
    assert sources[1] == answer and result.came == ["f"] and not recwarn.list


def test_a_changed_stub_counts_even_if_it_names_nothing():
    sources, _ = carried(*replaced(1, "lambda x: x"))
    assert sources[1] == "lambda x: x"


def test_two_answers_in_one_cell_answer_both():
    both = "faults = {}\n" + ANSWER
    sources, result = carried(*replaced(1, both))
    assert sources[1] == sources[3] == both and result.came == ["f", "faults"]


def test_what_the_course_gave_is_no_answer_and_nobodys_work():
    helper = cell("f = 3", id="h")
    for mine in (GIVEN, [*GIVEN, helper], NEW["cells"]):
        _, result = carried(*mine, handed_out=[*GIVEN, helper])
        assert (result.came, result.others) == ([], 0)
    changed = helper | {"source": "f = 4"}
    _, result = carried(*GIVEN, changed, handed_out=[*GIVEN, helper])
    assert (result.came, result.others) == ([], 1), "a cell of the course that happens to use the name is no answer"


def test_an_answer_to_an_exercise_that_is_gone_is_named():
    new = NEW | {"cells": NEW["cells"][:1] + NEW["cells"][3:]}
    _, result = carried(*replaced(1, ANSWER), new=new)
    assert (result.came, result.gone, result.others) == ([], ["f"], 0)


def test_the_answer_to_another_exercise_is_no_answer_though_it_stands_in_the_place():
    renamed = [one | {"source": one["source"].replace("f(", "h(").replace("(f)", "(h)")} for one in GIVEN]
    for handed_out in (GIVEN, None):
        sources, result = carried(*replaced(1, ANSWER), handed_out=handed_out, new=NEW | {"cells": renamed})
        assert (result.came, result.gone) == ([], ["f"]) and sources[1] == renamed[1]["source"]


def test_further_cells_are_counted():
    _, result = carried(*GIVEN, cell("note", "markdown"), cell("", id="e"), cell("x = 1"), cell("f = 1"), cell("f = 2"))
    assert (result.came, result.others) == (["f"], 3)


def test_without_knowing_what_was_handed_out_an_empty_stub_is_no_answer():
    old = [cell('def f(z):\n    """Words."""\n    ...', id="f"), cell("faults = None", id="g"), cell("check(f)")]
    _, result = carried(*old, handed_out=None)
    assert result.came == []
    for answer in ("def f(z):\n    return 3", "def f(z):\n    z += 1"):
        _, result = carried(old[0] | {"source": answer}, *old[1:], handed_out=None)
        assert result.came == ["f"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        "{}",
        '{"nbformat": 3, "worksheets": []}',
        '{"nbformat": 4, "cells": {}}',
        '{"nbformat": 4, "cells": [1]}',
        '{"nbformat": 4, "cells": [{"cell_type": "code", "source": 3}]}',
        '{"nbformat": 4, "cells": [{"cell_type": "code", "source": [3]}]}',
        '{"nbformat": 4, "cells": [{"cell_type": "page", "source": ""}]}',
        "[" * 100_000,
        "\udcff",
    ],
)
def test_what_is_no_notebook(text):
    assert answers.notebook(text.encode("utf-8", "surrogateescape")) is None


def test_contents_leave_out_what_running_gives():
    one = cell(["a = 1\r\n", "b"]) | {"outputs": [1], "metadata": {"x": 1}, "execution_count": 4}
    assert answers.contents([one, cell(" \n")]) == answers.contents([cell("a = 1\nb")])
    picture = cell("![](attachment:a.png)", "markdown")
    assert answers.content(picture) != answers.content(picture | {"attachments": {"a.png": {"image/png": "AA"}}})


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_all_answers_of_a_chapter_come_along(path):
    given = answers.notebook(path.read_bytes())
    places = answers.stubs(given["cells"])
    mine = [dict(one) for one in given["cells"]]
    for name, number in places.items():
        mine[number]["source"] = f"{EXERCISES[name].stub}\n# answered: {name}"
    new = given | {"cells": [cell("# News", "markdown", id="news"), *given["cells"]]}
    result = answers.carry(new, mine, given["cells"])
    assert result.came == list(places) and (result.gone, result.others) == ([], 0)
    assert answers.contents(result.notebook["cells"][1:]) == answers.contents(mine)


TWICE = [
    cell("def learn(x):\n    ...", id="learn"),
    cell("check(learn)", id="checked"),
    cell("learn, test = split(0.25)", id="split"),
    cell("def learn(x, sizes, *, rate=1):\n    return rate", id="other"),
    cell("def learn(x):\n    return 0  # as the stub has it, and so may an answer", id="again"),
]


def test_what_the_course_defines_elsewhere_is_no_answer_whatever_is_changed_behind_it():
    known = answers.course_of(TWICE)
    assert known.heads == {("learn", "test"), ("learn()", "x", "sizes", "rate")}

    def chosen(*sources):
        mine = [cell(source, id=f"new {k}") for k, source in enumerate(sources)]
        return [answers.source(one) for one in answers.chosen(mine, {"learn": None}, known).values()]

    assert chosen("learn, test = split(0.5)", "def learn(x, sizes, *, rate=2):\n    return rate * 3") == []
    right = "def learn(x):\n    return x + 1"
    for source in (right, "learn = lambda x: x + 1", "def learn(x, more):\n    return x", "if True:\n    learn = max"):
        assert chosen(source, TWICE[2]["source"] + "  # mine") == [source]
    both = f"{TWICE[2]['source']}  # mine\n{right}"
    assert chosen(both) == [both]


def test_a_notebook_asks_for_what_it_checks_or_has_the_cell_of():
    known = answers.course_of(TWICE)
    assert answers.asked([cell("check('learn', mine)")], known) == {"learn"}
    assert answers.asked([cell("checked = 1", id="learn")], known) == {"learn"}
    assert answers.asked([cell("def learn(x):\n    return 1"), cell("check(learn)", "markdown")], known) == set()
