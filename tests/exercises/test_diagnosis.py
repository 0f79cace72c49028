"""The common kinds of mistakes, found in answers that no catalog foresaw."""

import copy
import dataclasses

import numpy as np
import pytest

from course_nn.exercises import Exercise, Mistake
from course_nn.exercises.diagnosis import diagnose
from course_nn.exercises.running import Provided

RNG = np.random.default_rng(0)
MATRICES = [RNG.normal(size=(n, d)).round(2) for n, d in ((2, 3), (4, 3), (5, 2))]


def exercise(solution, cases, **options):
    hints = ("One.", "Two.", "Three.")
    return Exercise("f", "A test", "def f(X):\n    ...", hints, solution, lambda: copy.deepcopy(cases), (), **options)


def kind(one, source):
    finding = diagnose(one, one.run(one.define(source)))
    return None if finding is None else finding.kind


GRAM = exercise("def f(X):\n    return X.T @ X / len(X)", [(X,) for X in MATRICES])
MEANS = exercise("def f(X):\n    return X.mean(axis=0)", [(X,) for X in MATRICES])


@pytest.mark.parametrize(
    "body, wanted",
    [
        ("return X.T @ X / len(X)", None),
        ("return (X.T @ X / len(X)).tolist()", None),
        ("return -X.T @ X / len(X)", "sign"),
        ("return X.T @ X", "missing mean"),
        ("return X.T @ X / len(X) ** 2", "mean twice"),
        ("return 2 * X.T @ X / len(X)", "factor"),
        ("return X.T @ X / len(X) + 1", "off by one"),
        ("return np.roll(X.T @ X / len(X), 1, axis=0)", "off by one"),
        ("return (X.T @ X / len(X))[::-1]", "reversed"),
        ("return np.round(X.T @ X / len(X))", "rounded"),
        ("return (X.T @ X / len(X)).ravel()", "shape"),
        ("return X @ X.T / len(X)", "transposed"),
        ("return float(np.sum(X))", "shape"),
        ("return X.T @ X / 0", "infinite"),
        ("return np.log(0 * X.T @ X)", "infinite"),
        ("return np.full((X.shape[1], X.shape[1]), np.nan)", "NaN"),
        ("print(X)", "prints"),
        ("X + 1", "no return"),
        ("if len(X) == 2:\n        return X.T @ X / len(X)", "no return"),
        ("return 'text'", "type"),
        ("return f", "type"),
        ("return X @ X", "error"),
        ("X -= 1\n    return (X + 1).T @ (X + 1) / len(X)", "changes its input"),
        ("G = X.T @ X / len(X)\n    G[0, 0] = 7\n    return G", "value"),
    ],
)
def test_structural_kinds_of_a_matrix(body, wanted):
    if body == "return X @ X.T / len(X)":
        # a wrong product has another shape; only its transposed shape is called transposed
        wanted = "shape"
    assert kind(GRAM, f"def f(X):\n    {body}") == wanted


@pytest.mark.parametrize(("body", "cause"), [("np.sqrt(-1 - X**2)", "root"), ("np.log(-1 - X**2)", "logarithm")])
@pytest.mark.filterwarnings("ignore:invalid value:RuntimeWarning")
def test_nan_names_the_cause(body, cause):
    squares = exercise("def f(X):\n    return X**2", [(X,) for X in MATRICES])
    finding = diagnose(squares, squares.run(squares.define(f"def f(X):\n    return {body}")))
    assert finding.kind == "NaN" and f"{cause}" in finding.sentence.split("negative number")[0]


def test_transposed_by_shape_and_by_value():
    tall = exercise("def f(X):\n    return 2 * X", [(X,) for X in MATRICES])
    assert kind(tall, "def f(X):\n    return 2 * X.T") == "transposed"
    square = exercise("def f(X):\n    return X[:2, :2] * 3", [(X,) for X in MATRICES])
    assert kind(square, "def f(X):\n    return X[:2, :2].T * 3") == "transposed"


def test_the_change_alone():
    cases = [(np.array([1.0, 2.0]), np.array([0.5, 0.1])), (np.array([3.0, -1.0]), np.array([1.0, 1.0]))]
    one = exercise("def f(w, g):\n    return w - 0.1 * g", cases)
    assert kind(one, "def f(w, g):\n    return -0.1 * g") == "input missing"
    finding = diagnose(one, one.run(one.define("def f(w, g):\n    return -0.1 * g")))
    assert "lacks the input `w`: with that added" in finding.sentence


def test_zeros_and_ones_upside_down():
    one = exercise("def f(X):\n    return (X > 0).astype(int)", [(X,) for X in MATRICES])
    assert kind(one, "def f(X):\n    return (X <= 0).astype(int)") == "inverted"


def test_several_results():
    two = exercise("def f(X):\n    return X.mean(), X.std()", [(X,) for X in MATRICES], returns=("m", "s"))
    assert kind(two, "def f(X):\n    return X.mean(), X.std()") is None
    assert kind(two, "def f(X):\n    return [X.mean(), X.std()]") is None
    assert kind(two, "def f(X):\n    return X.std(), X.mean()") == "swapped"
    assert kind(two, "def f(X):\n    return X.mean()") == "one instead of several"
    assert kind(two, "def f(X):\n    return X.mean(), X.std(), 3") == "number of values"
    assert kind(two, "def f(X):\n    return X.mean(), None") == "type"
    finding = diagnose(two, two.run(two.define("def f(X):\n    return X.mean(), -X.std()")))
    assert finding.kind == "sign" and "`s`" in finding.sentence


def test_single_numbers_and_shapes():
    one = exercise("def f(X):\n    return X.sum()", [(X,) for X in MATRICES])
    assert kind(one, "def f(X):\n    return X.sum(axis=0)") == "shape"
    assert kind(one, "def f(X):\n    return np.array([X.sum()])") == "shape"
    assert kind(one, "def f(X):\n    return float(X.sum())") is None
    assert kind(one, "def f(X):\n    return np.float32(X.sum())") is None
    assert kind(MEANS, "def f(X):\n    return X.mean(axis=0, keepdims=True)") == "shape"
    assert kind(MEANS, "def f(X):\n    return X.mean(axis=0).astype(np.float32)") is None


def test_the_smallest_failing_case_is_shown():
    source = "def f(X):\n    return X.mean(axis=0) * (1 if len(X) < 5 else 3)"
    finding = diagnose(MEANS, MEANS.run(MEANS.define(source)))
    assert finding.case == 2
    assert diagnose(GRAM, GRAM.run(GRAM.define("def f(X):\n    return X.T @ X"))).case == 0


def test_an_error_is_told_with_the_students_own_line():
    finding = diagnose(GRAM, GRAM.run(GRAM.define("def f(X):\n    Y = X + 1\n    return X @ Y")))
    assert finding.kind == "error" and "line 3: `return X @ Y`" in finding.sentence
    finding = diagnose(GRAM, GRAM.run(GRAM.define("def f(X):\n    Y = X + 1\n    return Z")))
    assert "stops with NameError: name 'Z' is not defined, at line 3: `return Z`" in finding.sentence


@pytest.mark.parametrize("error", ["KeyboardInterrupt", "SystemExit(2)", "RecursionError", "MemoryError"])
def test_whatever_is_raised_becomes_a_sentence(error):
    finding = diagnose(GRAM, GRAM.run(GRAM.define(f"def f(X):\n    raise {error}")))
    assert finding.kind == ("interrupted" if error == "KeyboardInterrupt" else "error")


def test_a_division_by_0_is_one_stop_of_whole_numbers_and_others():
    whole = Mistake("0 / 0", "def f(X):\n    return len(X) / (len(X) - 4) if len(X) > 2 else 1", "It stops.")
    one = dataclasses.replace(MEANS, mistakes=(whole,))
    source = "def f(X):\n    return float(len(X)) / %s if len(X) > 2 else 1"
    assert kind(one, source % "(len(X) - 4.0)") == "0 / 0"
    assert kind(one, source % "(len(X) - 5.0)") != "0 / 0"


def test_a_copy_of_a_list_is_told_to_hold_the_same_arrays():
    lists = exercise("def f(X):\n    return 2 * X[0]", [([X],) for X in MATRICES])
    for one, words in ((lists, "A copy of the list holds the same arrays"), (GRAM, "or begin with a copy")):
        answer = one.define(one.solution.replace("return", "result =") + "\n    X[0][...] = 7\n    return result")
        finding = diagnose(one, one.run(answer))
        assert finding.kind == "changes its input" and words in finding.sentence


def test_warnings_in_an_answer_stay_inside():
    assert kind(GRAM, "def f(X):\n    np.log(-np.abs(X))\n    return X.T @ X / len(X)") is None


def test_advice_stands_in_the_place_of_numbers():
    one = exercise("def f(x):\n    return x", [(1,), (2,)], advice="Look again.")
    assert kind(one, "def f(x):\n    return x") is None
    assert kind(one, "def f(x):\n    return 3 - x") == "different"


def test_advice_may_be_made_of_what_came():
    one = exercise("def f(x):\n    return x", [(1,), (2,)], advice=lambda came: f"It is {came}.")
    finding = diagnose(one, one.run(one.define("def f(x):\n    return x + 5")))
    assert (finding.kind, finding.sentence) == ("different", "It is 6.")


@pytest.mark.parametrize("advice", [lambda came: came.upper(), lambda came: None, lambda came: 3], ids=range(3))
def test_advice_that_can_not_be_made_of_what_came_is_none(advice):
    one = exercise("def f(x):\n    return x", [(1,), (2,)], advice=advice)
    assert diagnose(one, one.run(one.define("def f(x):\n    return -x"))).kind == "sign"


def test_the_catalog_goes_before_the_common_kinds():
    one = exercise("def f(x):\n    return 2 * x", [(1.0,), (2.0,)])
    object.__setattr__(one, "mistakes", (Mistake("half", "def f(x):\n    return x", "Twice, please."),))
    finding = diagnose(one, one.run(lambda x: x * 1.0))
    assert (finding.kind, finding.sentence) == ("half", "Twice, please.")
    assert kind(one, "def f(x):\n    return -2 * x") == "sign"


def test_dots_in_a_known_mistake_stand_for_anything():
    two = exercise("def f(X):\n    return X.mean(), X.std()", [(X,) for X in MATRICES], returns=("m", "s"))
    sums = Mistake("sum", "def f(X):\n    return ... if len(X) == 2 else (X.sum(), ...)", "A mean, please.")
    last = Mistake("last", "def f(X):\n    return ... if len(X) == 5 else (X.mean(), X.std())", "Mind the last one.")
    two = dataclasses.replace(two, mistakes=(sums, last))
    assert kind(two, "def f(X):\n    return X.sum(), X.max()") == "sum"
    assert kind(two, "def f(X):\n    return [][1] if len(X) == 2 else [X.sum(), None]") == "sum"
    assert kind(two, "def f(X):\n    return X.sum()") == "one instead of several"
    assert kind(two, "def f(X):\n    return X.sum(), X.std(), 3") == "number of values"
    assert kind(two, "def f(X):\n    return X.sum() + (len(X) == 4), X.std()") == "value"
    assert kind(two, "def f(X):\n    return X.mean(), X.std() / (len(X) != 5)") == "last"
    assert kind(two, "def f(X):\n    return X.mean(), X.std()") is None
    assert kind(two, "def f(X):\n    X += 1\n    return X.mean() - 1, X.std()") == "changes its input"


def test_one_input_that_is_right_is_one():
    answer = MEANS.define("def f(X):\n    return X.mean(axis=0) if len(X) == 4 else X.max(axis=0)")
    assert diagnose(MEANS, MEANS.run(answer)).sentence.endswith("; 1 of 3 test inputs is right.")


def test_what_is_right_but_for_something_is_told_that_and_only_then():
    def careless(answer, X):
        return answer(X) if answer.__doc__ else Provided(answer(X), "it has no docstring")

    one = exercise("def f(X):\n    'Means.'\n    return X.mean(axis=0)", [(X,) for X in MATRICES], probe=careless)
    outcomes = one.run(one.define("def f(X):\n    return X.mean(axis=0)"))
    assert {outcome.error for outcome in outcomes} == {"unusable"}
    assert diagnose(one, outcomes).sentence == "Your answer could not be used: it has no docstring."
    assert kind(one, "def f(X):\n    return -X.mean(axis=0)") == "sign"
    assert diagnose(one, one.run(one.reference)) is None
