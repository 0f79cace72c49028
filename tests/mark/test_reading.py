"""Which statements make an answer, in notebooks as students leave them."""

import handed_in
import pytest

from course_nn.exercises import EXERCISES
from course_nn.mark import reading
from course_nn.my_course import answers

UPDATE = EXERCISES["update"]
BOOK = handed_in.course(1)
COURSE = answers.course_of([one | {"source": reading.clean(answers.source(one))} for one in BOOK["cells"]])


def read(book, *names):
    cells = [one for one in book["cells"] if one["cell_type"] == "code"]
    return reading.read(cells, names or ("update", "nand_weights"), COURSE)


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
