"""Only the untouched stub is "not attempted"; code that was written, however short, never is."""

import inspect

import pytest

from course_nn.exercises import EXERCISES, Exercise
from course_nn.exercises.stub import placeholder

DOTS = "replace the `...` by your code"
GIVEN = "this is the code as given; change it"


def exercise(stub='def double(x):\n    """Twice x."""\n    ...'):
    solution = "def double(x):\n    return 2 * x"
    return Exercise("double", "Twice", stub, ("One.", "Two.", "Three."), solution, lambda: [(1,)], ())


def told(source, **options):
    one = exercise(**options)
    return placeholder(one, one.define(source))


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ('"""Twice x."""\n    ...', DOTS),
        ('"""Mine."""\n\n    ...  # later', DOTS),
        ("...", DOTS),
        ("pass", "replace the `pass` by your code"),
        ("raise NotImplementedError", "replace the `raise NotImplementedError` by your code"),
        ('"""Twice x."""', "write your code below the description"),
        ("return x", None),
        ("return 0", None),
        ("return None", None),
        ("return", None),
        ("while True: pass", None),
        ("...\n    return x", None),
        ("return ...", None),
    ],
)
def test_what_counts_as_untouched(body, words):
    assert told(f"def double(x):\n    {body}") == words


def test_code_that_was_given_is_untouched_whatever_its_layout():
    stub = 'def double(x):\n    """Twice x."""\n    y = x + 1\n    return y'
    assert told(stub, stub=stub) == GIVEN
    assert told("def double(x):\n    'Mine.'\n    y = x + 1   # one\n\n    return (y)", stub=stub) == GIVEN
    for other in (
        "y = x + 2\n    return y",
        "y = x + 1\n    return x",
        "return x + 1",
        "pass; y = x + 1\n    return y",
    ):
        assert told(f"def double(x):\n    {other}", stub=stub) is None
    dots = stub.replace("return y", "...  # keep y\n    return y")
    assert told(dots, stub=dots) == DOTS


def test_without_a_source_the_instructions_decide():
    one, names = exercise(), {}
    exec("def double(x): ...", names)
    with pytest.raises(OSError):
        inspect.getsource(names["double"])
    assert placeholder(one, names["double"]) == DOTS
    for body in ("return x", "return 0", "return [x + 1 for _ in x]"):
        exec(f"def double(x): {body}", names)
        assert placeholder(one, names["double"]) is None
    given = exercise(stub="def double(x):\n    return [x + 1 for _ in range(2)]")
    exec("def double(x):\n    'Mine.'\n    return [x + 1 for _ in range(2)]", names)
    assert placeholder(given, names["double"]) == GIVEN
    exec("def double(x):\n    return [x + 2 for _ in range(2)]", names)
    assert placeholder(given, names["double"]) is None


def test_a_value_and_a_class():
    one = EXERCISES["nand_weights"]
    assert placeholder(one, ...) == "replace the `...` by your answer"
    assert placeholder(one, None) == "replace the `None` by your answer"
    assert placeholder(one, 0) is placeholder(one, (1, 1, 1)) is placeholder(one, lambda: ...) is None
    swish = EXERCISES["Swish"]
    assert placeholder(swish, swish.untouched) == "replace the `raise NotImplementedError` by your code"
    assert placeholder(swish, swish.reference) is placeholder(swish, object) is None
    assert placeholder(exercise(), lambda x: None) is None
