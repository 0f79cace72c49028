"""What tells one objective from another: its code and what it holds, in every process the same."""

import functools
import itertools
import math
import os
import subprocess
import sys

import numpy as np
import pytest
from example_search import counted, locked, quiet
from helpers import refused

from course_nn.search import Uniform, random_search
from course_nn.search.fingerprint import fingerprint


def test_comments_and_layout_are_not_the_code():
    def build(text):
        names = {}
        exec(text, names)
        return fingerprint(names["f"])

    plain = build("def f(rng, x):\n    return x + 1\n")
    assert plain == build("def f(rng,  x):\n\n    return (x + 1)   # as in the lecture\n")
    assert plain != build("def f(rng, x):\n    return x + 2\n")
    assert plain != build("def f(rng, x):\n    return x - 1\n")
    one, other = lambda rng, x: x, lambda rng, x: x + 1  # on one line
    assert fingerprint(one) != fingerprint(other) and fingerprint(one) == fingerprint(lambda rng, x: x)
    inner = "def f(rng, x):\n    return [x + {} for _ in 'a']\n"
    assert build(inner.format(1)) == build(inner.format(1)) != build(inner.format(2))


class Called:
    def __init__(self, weight):
        self.weight = weight

    def __call__(self, rng, x):
        return self.weight * x

    def method(self, rng, x):
        return self.weight * x


def closure(weight):
    return lambda rng, x: x if weight is None else 1.0


def deep(weight):
    def inner(x):
        return x if weight is None else 1.0

    return lambda rng, x: inner(x)


def with_default(weight):
    def f(rng, x, weight=weight):
        return 1.0

    return f


def with_keyword(weight):
    def f(rng, x, *, weight=weight):
        return 1.0

    return f


MAKERS = {
    "closure": closure,
    "a function in a closure": deep,
    "default": with_default,
    "keyword": with_keyword,
    "object": Called,
    "method": lambda weight: Called(weight).method,
    "partial": lambda weight: functools.partial(locked, lock=weight),
    "positional": lambda weight: functools.partial(lambda weight, rng, x: 1.0, weight),
}


@pytest.mark.parametrize("how", MAKERS)
def test_a_file_is_not_gone_on_with_after_what_the_objective_holds_has_changed(tmp_path, how):
    """Scores of another weight would come back without a word otherwise."""
    make = MAKERS[how]
    held = [
        0.5,
        0.25,
        1,
        True,
        "a",
        [1, 2],
        [1, 3],
        (1, 2),
        {"a": 1},
        {"a": 2},
        {"x", "yy", "z"},
        np.arange(3.0),
    ]
    held += [np.array([0.0, 1, 3]), np.float32(0.5), np.array(["a", None]), len, math.log, None]
    marks = [fingerprint(make(value)) for value in held]
    assert all(a != b for a, b in itertools.combinations(marks, 2))
    copies = [value.copy() if hasattr(value, "copy") else value for value in held]
    assert marks == [fingerprint(make(value)) for value in copies]
    path = tmp_path / "search.jsonl"
    quiet(random_search, make(0.5), {"x": Uniform(0, 1)}, 2, path=path)
    before = path.read_bytes()
    quiet(random_search, make(0.5), {"x": Uniform(0, 1)}, 2, path=path)
    with refused(r"what the objective holds has changed \((weight|inner|lock|argument 1)\)"):
        quiet(random_search, make(0.75), {"x": Uniform(0, 1)}, 2, path=path)
    assert path.read_bytes() == before


def test_any_objective_has_a_fingerprint():
    loop, table = [], {}
    loop.append(loop)
    table["self"] = table

    def again(rng, x):
        return again, later

    for one in (closure(loop), closure(table), again, closure(again), len, float, functools.cache(counted)):
        assert fingerprint(one) == fingerprint(one)
    later = 1
    assert fingerprint(functools.cache(counted))[0] == fingerprint(counted)[0]
    assert fingerprint(closure(object())) == fingerprint(closure(object()))  # no addresses
    nested = 1
    for _ in range(60):
        nested = [nested, "'"]
    assert len(fingerprint(closure(nested))[1]["weight"]) == 16


def test_the_fingerprint_is_the_same_in_every_process():
    code = (
        "from course_nn.search.fingerprint import fingerprint\n"
        "kinds = {'a', 'bc', 'def', 'g'}\n"
        "print(fingerprint(lambda rng, x, kinds=kinds: x in {'a', 'bc', 'def', 'g'}))"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": str(seed)},
        ).stdout
        for seed in range(3)
    }
    assert len(said) == 1 and said.pop()
