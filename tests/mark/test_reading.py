"""Which statements make an answer, in notebooks as students leave them."""

import json
import textwrap

import handed_in
import numpy as np
import pytest

from course_nn.exercises import EXERCISES
from course_nn.mark import reading, worker
from course_nn.my_course import answers

UPDATE = EXERCISES["update"]
BOOK = handed_in.course(1)
COURSE = answers.course_of([one | {"source": reading.clean(answers.source(one))} for one in BOOK["cells"]])


def read(book, *names):
    cells = [one for one in book["cells"] if one["cell_type"] == "code"]
    return reading.unpacked(reading.read(cells, names or ("update", "nand_weights"), COURSE))


def run(found):
    """What the program of an answer defines."""
    import ast

    namespace = {}
    for source, numbers in found["program"]:
        for number in numbers:
            exec(compile(ast.Module([answers.tree_of(source).body[number]], []), "<answer>", "exec"), namespace)
    return namespace


def moved(book):
    return book | {"cells": book["cells"][::-1]}


def retyped(book):
    """The stub as it was, and the answer in a cell of its own somewhere else."""
    return book | {"cells": [handed_in.code(UPDATE.solution), *BOOK["cells"]]}


def duplicated(book):
    """Twice, an older try first."""
    return book | {"cells": [handed_in.code("def update(w, b, x, y):\n    return w, b"), *book["cells"]]}


def half_finished(book):
    return book | {"cells": [*book["cells"], handed_in.code("def nand_weights(:"), handed_in.code("1 / 0")]}


def with_output(book):
    cells = [one | ({"outputs": [{"output_type": "error"}]} if "outputs" in one else {}) for one in book["cells"]]
    return book | {"cells": cells}


@pytest.mark.parametrize("change", [moved, retyped, duplicated, half_finished, with_output, handed_in.as_colab_saves])
def test_an_answer_is_found_by_its_name(change):
    found = read(change(handed_in.answered(1, update=UPDATE.solution)), "update")
    assert found["update"]["source"] == UPDATE.solution and not found["update"]["problem"]
    assert callable(run(found["update"])["update"])


def test_an_untouched_notebook_answers_nothing():
    for book in (BOOK, handed_in.as_colab_saves(BOOK)):
        assert read(book) == {}


def test_what_an_answer_needs_comes_along_and_nothing_else_is_run():
    book = handed_in.notebook(
        "from math import pi\nimport numpy as np",
        "factor = 2\n1 / 0",
        "def helper(x):\n    return factor * x\nwhile True: pass",
        "def update(w, b, x, y):\n    s, x = helper(w), [i for i in range(3)]\n    return s, pi\nupdate(1, 2, 3, 4)",
        "x = train_for_hours()\ncheck(update)",
    )
    found = read(book, "update")["update"]
    told = {source: numbers for source, numbers in found["program"]}
    assert [len(numbers) for numbers in told.values()] == [1, 1, 1, 1]
    assert run(found)["update"](3, 0, 0, 0)[0] == 6


@pytest.mark.parametrize(
    "around",
    ["if True:", "try:", "with open('/dev/null'):", "for _ in [1]:", "if 0:\n    pass\nelse:", "if 1:\n  if 1:"],
)
def test_an_answer_inside_of_if_try_and_with_is_found(around):
    inside = "".join(f"    {line}\n" for line in UPDATE.solution.splitlines())
    text = f"{around}\n{inside}" + ("except ValueError:\n    pass\n" if around == "try:" else "")
    for book in (handed_in.notebook(text), handed_in.answered(1, update=text)):
        found = read(book, "update")["update"]
        assert found["source"] == text and not found["problem"] and not found["short"]
        assert run(found)["update"](np.ones(2), 0.0, np.ones(2), 1)[1] == 0.0


def test_what_is_in_a_function_or_class_is_no_answer():
    book = handed_in.notebook("def tried():\n    nand_weights = 1", "class Tried:\n    nand_weights = 1")
    assert read(book) == {}


@pytest.mark.long
def test_each_cell_is_read_a_few_times_however_many_exercises_there_are():
    """More cells than are remembered: what is read again for each exercise takes longer than a worker has."""
    many = [f"value_{k} = {k}" for k in range(1500)]
    before = answers.tree_of.cache_info().misses
    found = read(handed_in.notebook(*many, "nand_weights = value_7", UPDATE.solution), *EXERCISES.rooms)
    assert answers.tree_of.cache_info().misses - before <= 5 * len(many)
    assert set(found) == {"nand_weights", "update"} and run(found["nand_weights"])["nand_weights"] == 7


def test_what_only_changes_a_name_does_not_make_it():
    for text in ("total += 1", "total[0] = 1", "[total for total in x]", "def f():\n    total = 1", "del total"):
        assert "total" not in reading.makes(answers.tree_of(text).body[0])


def test_a_value_may_be_made_in_steps():
    book = handed_in.notebook("w = []\nfor one in (-1, -1):\n    w.append(one)\nw.append(1.5)\nnand_weights = w")
    assert run(read(book)["nand_weights"])["nand_weights"] == [-1, -1, 1.5]


def test_what_is_ipythons_own_is_left_out_and_lines_keep_their_numbers():
    book = handed_in.notebook("%%time\n!pip install x\ndef update(w, b, x, y):\n    %timeit x\n    return w, b")
    found = read(book, "update")["update"]
    assert found["source"].splitlines()[2] == "def update(w, b, x, y):" and found["source"].count("pass") == 3
    assert run(found)["update"](1, 2, 3, 4) == (1, 2)


def test_what_is_no_python_is_told_with_its_line():
    found = read(handed_in.notebook("def update(w, b, x, y):\n    return w +"), "update")["update"]
    assert (
        found["problem"] == "The cell is no Python at line 2: `return w +` (invalid syntax)." and "program" not in found
    )


def test_a_cell_that_is_too_long_is_told():
    found = read(handed_in.notebook("update = 1\n" + "#" * reading.LONGEST), "update")["update"]
    assert "longer than" in found["problem"] and len(found["source"]) == reading.LONGEST


ODD = {
    "argument 'x' in": "def update(w, b, x, x):\n    return w, b",
    "global declaration": "def update(w, b, x, y):\n    s = 1\n    global s\n    return s, b",
    "nonlocal": "def update(w, b, x, y):\n    nonlocal w\n    return w, b",
    "at module level": "def update(w, b, x, y):\n    from numpy import *\n    return w, b",
}


@pytest.mark.parametrize("told", ODD)
def test_what_can_be_parsed_and_is_no_python_is_told_of_its_own_answer_alone(told):
    found = read(handed_in.notebook("nand_weights = (-1, -1, 1.5)", ODD[told]))
    assert (
        found["update"]["problem"].startswith("The cell is no Python at line ") and told in found["update"]["problem"]
    )
    assert not found["nand_weights"]["problem"] and "nand_weights" in run(found["nand_weights"])
    # Once the name has its value, what comes behind it is no matter, as in a notebook.
    book, namespace = handed_in.notebook(f"{UPDATE.solution}\n{ODD[told].replace('def update', 'def other')}"), {}
    worker.run_program(read(book)["update"]["program"], "update", namespace)
    assert callable(namespace["update"]) and "other" not in namespace


def test_a_deep_expression_is_read():
    found = read(handed_in.notebook(f"def update(w, b, x, y):\n    return {'-' * 600}w, b"))["update"]
    assert run(found)["update"](2, 3, 0, 0) == (2, 3)


def test_an_answer_that_is_too_much_is_that_alone(monkeypatch):
    def gives_up(sources, number, name):
        if name == "update":
            raise RecursionError
        return real(sources, number, name)

    real = reading.program
    monkeypatch.setattr(reading, "program", gives_up)
    found = read(handed_in.notebook("nand_weights = 1", UPDATE.solution))
    assert found["update"]["problem"] == "The cell is too much for Python (RecursionError)."
    assert found["nand_weights"]["program"] and not found["nand_weights"]["problem"]


MADE = {
    "an import of all names": ["from math import *", "from numpy import *", "k = dot([1], [2]) + tau"],
    "inside of try": ["try:\n    from numpy import no_such\nexcept ImportError:\n    no_such = 1", "k = no_such"],
    "inside of if": ["if True:\n    pass\nelse:\n    pass\nif 1:\n    def helper():\n        return 1", "k = helper()"],
    "inside of for": ["for one in range(3):\n    with open('/dev/null'):\n        last = one", "k = last"],
    "a sum": ["total = 0\nfor one in range(3):\n    total += one", "k = 1 / total"],
    "a list": ["ones = []\nones.append(2.0)", "k = ones[0]"],
    "a dict": [
        "settings = {}\nsettings['k'] = 3\nif settings:\n    settings['m'] = 4",
        "k = settings['k'] + settings['m']",
    ],
    "what for leaves": ["for one in [3, 2]:\n    pass", "k = one"],
    "what with gives": ["with open('/dev/null') as file:\n    pass", "k = file.closed"],
    "what := gives": ["total = [(last := one) for one in range(3)]", "k = last"],
    "no variable of its own": ["one = 7", "print([one for one in range(3)])\nf = lambda: (one := 3)", "k = one"],
    "what is told to Python": ["from __future__ import annotations", "def f(x: Unknown): return 2", "k = f(1)"],
    "what stood there": ["update = 3", "update = update + 1\nk = update"],
}


@pytest.mark.parametrize("how", MADE)
def test_what_other_cells_make_and_change_comes_along(how):
    *others, own = MADE[how]
    found = read(handed_in.notebook(*others, "1 / 0", f"{own}\nupdate = [k]"))["update"]
    expected, namespace = {}, {}
    for source in (*others, own):
        flags = expected["annotations"].compiler_flag if "annotations" in expected else 0
        exec(compile(source, "<cell>", "exec", flags, dont_inherit=True), expected)
    worker.run_program(found["program"], "update", namespace)
    assert namespace["update"] == [expected["k"]]
    assert "1 / 0" not in dict(found["program"])


@pytest.mark.parametrize(
    "line",
    [
        "!pip install \\\n    numpy",
        "update?",
        "update??",
        "?update",
        "??np.dot",
        "x = !ls",
        "t = %timeit -o 1 + 1",
        "a, b = %who",
        "!ls",
        "%who",
    ],
)
def test_ipythons_own_forms_are_no_matter(line):
    found = read(handed_in.notebook(f"{line}\n{UPDATE.solution}\nif True:\n    {line}"))["update"]
    assert not found["problem"] and callable(run(found)["update"])


CHANGES = {
    "a mark": lambda text: "\ufeff" + text,
    "indented": lambda text: textwrap.indent(text, "    "),
    "a blank line that is indented": lambda text: f"      \n%time\n{text}",
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_cell_with_a_mark_before_it_or_indented_as_a_whole_is_read(change):
    found = read(handed_in.notebook(change(UPDATE.solution)))["update"]
    assert not found["problem"] and callable(run(found)["update"])


def test_a_call_that_changes_what_was_imported_is_run_if_it_stands_before_the_answer():
    call = "sys.setrecursionlimit(5000)"
    for cells in (["import sys", f"{call}\n{UPDATE.solution}"], [f"import sys\n{call}\n{UPDATE.solution}"]):
        (source, numbers) = read(handed_in.notebook(*cells))["update"]["program"][-1]
        assert len(numbers) == source.count("import") + 2
    (source, numbers) = read(handed_in.notebook("import sys", f"{UPDATE.solution}\n{call}"))["update"]["program"][-1]
    assert numbers == [0]


def test_each_cell_is_told_once_however_many_answers_need_it():
    names = [*EXERCISES.rooms]
    solutions = "\n\n\n".join(f"{EXERCISES[name].setup}\n{EXERCISES[name].solution}" for name in names)
    helpers = "\n".join(f"def helper_{k}(x):\n    return x  # {'.' * 60}" for k in range(1000))
    needing = [f"def {name}(*given):\n    return helper_1(given)" for name in names]
    for cells in ([solutions[: reading.LONGEST].rpartition("\n\n\n")[0]], [helpers, *needing]):
        told = reading.read(handed_in.notebook(*cells)["cells"], names, COURSE)
        assert len(told["answers"]) > 50 and len(json.dumps(told)) < 5 * sum(map(len, cells))
        found = reading.unpacked(json.loads(json.dumps(told)))
        assert all(one["program"][-1][0] == one["source"] in cells for one in found.values())


def test_whether_the_notebook_asked_is_told():
    asks = handed_in.notebook(UPDATE.solution, "check(update)", "nand_weights = 1")
    assert {name: one["asked"] for name, one in read(asks).items()} == {"update": True, "nand_weights": False}


def test_one_statement_is_short():
    for text in ("def f(x):\n    'Doc.'\n    return x", "f = 3"):
        assert reading.is_short(text, "f")
    assert not reading.is_short("def f(x):\n    y = x\n    return y", "f")
    assert not reading.is_short("def f(:", "f")


def test_own_names_are_put_aside():
    one, other = (
        "def f(x, w):\n    total = x @ w  # sum\n    return np.tanh(total)",
        "def f(a, b):\n    c = a @ b\n    return np.tanh(c)",
    )
    one, other = reading.alike(one, "f"), reading.alike(other, "f")
    assert one["renamed"] == other["renamed"] and one["tokens"] != other["tokens"]
    assert "# sum" in one["tokens"] and "tanh" in one["renamed"]
    assert reading.alike("f = '''", "f")["tokens"] == ["f", "="]
