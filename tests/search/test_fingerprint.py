"""What tells one objective from another: its code and what it holds, in every process the same."""

import collections
import functools
import itertools
import math
import os
import subprocess
import sys
import threading
import types
from pathlib import Path

import numpy as np
import pytest
from example_search import counted, locked, quiet
from helpers import refused

from course_nn import Adam, data, mlp
from course_nn.search import Uniform, random_search
from course_nn.search import fingerprint as fingerprints
from course_nn.search.fingerprint import fingerprint, fingerprint_of


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


SETUP = """
import functools
import math
import numpy as np
import helper_of_ones_own as helper
DATA = np.arange(6.0)
SCALE = 2.0
SETTINGS = {"rate": 0.1, "sizes": [2, 3]}
NEVER_READ, DEEP = 1, 5
def unused():
    return 1
def loss(x):
    return SCALE * x
@functools.cache
def slow(x):
    return x + OFFSET
OFFSET = 1
class Net:
    depth = 2
    def __init__(self, width):
        self.width = width
    def run(self, x):
        return DATA.sum() * self.depth * x * self.width
    @staticmethod
    def start():
        return loss(1)
NET = Net(3)
count = 0
def f(rng, x):
    global count
    count += 1
    inner = lambda: [loss(one) + DEEP for one in DATA]
    nets = Net(2).run(x) + NET.run(x)
    return sum(inner()) + SETTINGS["rate"] + nets + slow(x) + helper.RATE + helper.twice(x) + math.pi
"""
HELPER = "RATE = 0.5\nOTHER = 1\ndef twice(x):\n    return FACTOR * x\nFACTOR = 2\n"


@pytest.fixture
def build(monkeypatch):
    """The objective of a module with another one beside it, each with a text replaced."""

    def make(old="", new="", setup=SETUP):
        helper = types.ModuleType("helper_of_ones_own")
        exec(HELPER.replace(old, new), vars(helper))
        monkeypatch.setitem(sys.modules, helper.__name__, helper)
        names = {"__name__": "ones_own"}
        exec(setup.replace(old, new), names)
        return names["f"]

    return make


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("arange(6.0)", "arange(7.0)", "DATA"),
        ("arange(6.0)", "arange(6)", "DATA"),
        ("arange(6.0)", "arange(6.0).reshape(2, 3)", "DATA"),
        ("arange(6.0)", "arange(6.0).tolist()", "DATA"),
        ("arange(6.0)", "ma.masked_less(np.arange(6.0), 2)", "DATA"),
        ("SCALE = 2.0", "SCALE = 3.0", "SCALE"),
        ("SCALE * x", "SCALE + x", "loss"),
        ('"rate": 0.1', '"rate": 0.2', "SETTINGS"),
        ("[2, 3]", "[2, 4]", "SETTINGS"),
        ("depth = 2", "depth = 3", "Net"),
        ("self.depth * x", "self.depth + x", "Net"),
        ("return loss(1)", "return loss(2)", "Net"),
        ("NET = Net(3)", "NET = Net(4)", "NET"),
        ("x + OFFSET", "x - OFFSET", "slow"),
        ("OFFSET = 1", "OFFSET = 2", "OFFSET"),
        ("1, 5", "1, 6", "DEEP"),
        ("RATE = 0.5", "RATE = 0.6", "helper.RATE"),
        ("FACTOR * x", "FACTOR - x", "helper.twice"),
        ("FACTOR = 2", "FACTOR = 4", "helper_of_ones_own.FACTOR"),
        ("import math", "import cmath as math", "math"),
        ("OFFSET = 1", "", "OFFSET"),
    ],
)
def test_what_is_read_by_a_global_name_is_part_of_it(build, old, new, what):
    """Data, functions, classes and what these read in turn, in this module and in another one of one's own."""
    code, held, read = fingerprint(build())
    other_code, other_held, other = fingerprint(build(old, new))
    assert (code, held) == (other_code, other_held)
    changed = {name for name in {**read, **other} if read.get(name) != other.get(name)}
    assert what in changed and (len(changed) == 1 or changed <= {"Net", "NET"})


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("", ""),
        ("1, 5", "2, 5"),
        ("OTHER = 1", "OTHER = 2"),
        ("count = 0", "count = 9"),
        ("def unused():\n    return 1", "def unused():\n    return 2"),
        ("def loss(x):", "def loss(x):  # well\n"),
    ],
)
def test_what_is_not_read_is_not_part_of_it(build, old, new):
    """Nor what it counts itself."""
    assert fingerprint(build()) == fingerprint(build(old, new))


def test_it_is_the_same_after_the_objective_has_run(build):
    objective = build()
    before = fingerprint(objective)
    own = "DATA DEEP Net NET OFFSET SCALE SETTINGS loss slow"
    assert set(before[2]) == {
        *own.split(),
        *("helper", "helper.RATE", "helper.twice", "helper_of_ones_own.FACTOR", "math"),
    }
    first = objective(None, 0.5)
    assert fingerprint(objective) == before and objective(None, 0.5) == first


@pytest.mark.parametrize(
    "other", [np.zeros((2, 3)), np.zeros(6, np.int64), np.zeros(6, ">f8"), np.zeros(12, np.float32)]
)
def test_an_array_is_known_by_its_type_and_shape_too(other):
    """All of these are 48 zero bytes."""
    assert other.tobytes() == np.zeros(6).tobytes()
    assert fingerprint(closure(np.zeros(6))) == fingerprint(closure(np.zeros(6)[::-1])) != fingerprint(closure(other))


def test_objects_are_known_by_what_they_are_made_of():
    """Of a data set, a network, a path, a Generator: their content, not their type alone."""

    def set_of(seed):
        return data.Dataset("a", np.full((3, 2), seed, float), np.arange(3), ("x", "y"), ("a", "b", "c"), "", "", "")

    pairs = [
        (lambda: set_of(1.0), lambda: set_of(2.0)),
        (lambda: mlp([2, 3, 1], np.random.default_rng(0)), lambda: mlp([2, 3, 1], np.random.default_rng(1))),
        (lambda: Adam(0.1), lambda: Adam(0.2)),
        (lambda: Path("a"), lambda: Path("b")),
        (lambda: np.random.default_rng(0), lambda: np.random.default_rng(1)),
        (lambda: collections.deque([1]), lambda: collections.deque([2])),
        (lambda: Called(np.zeros(2)), lambda: Called(np.ones(2))),
        (lambda: [1].append, lambda: [2].append),
    ]
    for one, other in pairs:
        assert fingerprint(closure(one())) == fingerprint(closure(one())) != fingerprint(closure(other()))
        assert fingerprint_of(one()) == fingerprint_of(one()) != fingerprint_of(other())
    for nothing_to_see in (threading.Lock(), sys.stdin, iter(()), (k for k in "ab")):
        assert fingerprint(closure(nothing_to_see)) == fingerprint(closure(nothing_to_see))


def test_what_is_made_for_the_look_alone_is_not_mistaken_for_what_was_before():
    """Objects that live for a moment may stand at one address, one after the other."""
    paths = [Path(f"a/{k}") for k in range(50)]
    other = [*paths[:-1], Path("b/49")]
    assert fingerprint_of(paths) == fingerprint_of(list(paths)) != fingerprint_of(other)
    assert fingerprint_of(paths[:2]) != fingerprint_of([paths[0]] * 2)


def test_what_is_shared_is_looked_at_once():
    nested = 1
    for _ in range(60):
        nested = [nested, nested]
    assert fingerprint(closure(nested)) == fingerprint(closure(nested))


@pytest.mark.long
def test_what_is_too_much_is_refused_in_a_sentence(build, monkeypatch):
    deep = 1
    for _ in range(10**4):
        deep = [deep]
    for much in (deep, list(range(fingerprints.MOST_PARTS))):
        with refused(
            "objective: expected what it works with to be compared the next time, but weight .builtins.list. is"
        ):
            fingerprint(closure(much))
    monkeypatch.setattr(fingerprints, "MOST_PARTS", 50)
    with refused(
        r"but SETTINGS \(builtins.dict\) is too much for that: over 50 parts, or too deep; make arrays of lists"
    ):
        fingerprint(build("[2, 3]", "[*range(99)]"))


@pytest.mark.long
def test_the_fingerprint_is_the_same_in_every_process():
    code = (
        "from course_nn.search.fingerprint import fingerprint\n"
        "kinds = {'a', 'bc', 'def', 'g'}\n"
        "from course_nn import data\n"
        "more, digits = frozenset(kinds), data.iris()\n"
        "class Own:\n"
        "    tags = {'a', 'bc'}\n"
        "print(fingerprint(lambda rng, x, kinds=kinds: x in {'a', 'bc', 'def', 'g'} or (more, digits, Own)))"
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
