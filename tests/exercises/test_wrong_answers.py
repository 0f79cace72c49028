"""Generic wrong answers to every exercise of the course: none is accepted, and nothing untrue is said of it.

What a sentence claims is worked out here once more, by other means than the checker's.
"""

import copy
import functools
import itertools
import re
import signal

import numpy as np
import pytest
from helpers import told

from course_nn.exercises import EXERCISES, check
from course_nn.exercises.report import NOT_YET, PASSED

#: What NumPy says from inside.
NOISE = re.compile(r"not be broadcast|broadcast together|operand \d|ufunc|core dimension|not aligned|inhomogeneous")
FUNCTIONS = [name for name in EXERCISES if EXERCISES[name].is_function]
VALUES = [name for name in EXERCISES if name not in FUNCTIONS]


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_NN_HOME", str(tmp_path))


def each(change):
    """A result with ``change`` made to each of its numbers or arrays."""
    return lambda result, *args: (
        tuple(change(np.asarray(one)) for one in result) if isinstance(result, tuple) else change(np.asarray(result))
    )


def _reversed(result, *args):
    return result[::-1] if isinstance(result, (tuple, np.ndarray)) else -result


def _dropped(result, *args):
    return result[:-1] if isinstance(result, tuple) and len(result) > 1 else (result, result)


#: What is made of the right result.
DISTORTIONS = {
    "sign": each(np.negative),
    "twice": each(lambda a: 2 * a),
    "one more": each(lambda a: a + 1),
    "upside down": each(lambda a: 1 - a),
    "transposed": each(np.transpose),
    "shifted": each(lambda a: np.roll(a, 1)),
    "rounded": each(lambda a: np.round(a).astype(int)),
    "halves": each(lambda a: np.round(2 * a) / 2),
    "float16": each(lambda a: a.astype(np.float16)),
    "one number": each(np.sum),
    "with brackets": each(lambda a: a[None]),
    "nan": each(lambda a: a * np.nan),
    "infinite": each(lambda a: a + np.inf),
    "objects": each(lambda a: np.atleast_1d(a).astype(object)),
    "complex": each(lambda a: a + 0j),
    "text": each(str),
    "times the examples": lambda result, *args: each(lambda a: a * len(np.atleast_1d(args[0])))(result),
    "minus the first": lambda result, *args: each(lambda a: a - np.ravel(args[0])[0])(result),
    "reversed": _reversed,
    "one too few": _dropped,
    "generator": lambda result, *args: (
        one for one in np.atleast_1d(result[0] if isinstance(result, tuple) else result)
    ),
    "dict": lambda result, *args: {"result": result},
}


def everywhere(reference, change):
    return lambda *args: change(reference(*args), *args)


def in_some(reference, change, chosen):
    """Wrong for the cases of the given numbers only; the answer is called once for each."""
    count = iter(range(10**6))

    def answer(*args):
        result = reference(*args)
        return change(result, *args) if next(count) in chosen else result

    return answer


@functools.cache
def expected_of(name):
    return [one.value for one in EXERCISES[name].run(EXERCISES[name].reference)]


def verdict(exercise, answer):
    """(right, values expected, outcomes): whether the answer is right, by this file's own comparison."""
    expected, outcomes = expected_of(exercise.name), exercise.run(answer)
    fine = all(not one.error and not one.changed for one in outcomes)
    return fine and all(same(a, one.value) for a, one in zip(expected, outcomes, strict=True)), expected, outcomes


def same(a, b):
    if isinstance(a, str):
        return isinstance(b, str) and a == b
    if isinstance(a, tuple):
        return isinstance(b, (tuple, list, np.ndarray)) and len(a) == len(b) and all(map(same, a, b))
    try:
        a, b = np.asarray(a), np.asarray(b)
        digits = 1e-5 if b.dtype == np.float32 else 1e-6
        return a.shape == b.shape and b.dtype.kind in "fiub" and bool(np.allclose(a, b, digits, digits / 100))
    except (TypeError, ValueError):
        return False


#: Kind of mistake → what undoes it. Said of a part of the result, or of all of it.
UNDO = {
    "sign": lambda b, *_: [-b],
    "factor": None,
    "inverted": lambda b, *_: [1 - b],
    "transposed": lambda b, *_: [b.T],
    "missing mean": lambda b, *args: [b / len(x) for x in args if np.ndim(x)],
    "mean twice": lambda b, *args: [b * len(x) for x in args if np.ndim(x)],
    "input missing": lambda b, *args: [b + x for x in args if np.shape(x) == b.shape],
    "off by one": lambda b, *_: [b - 1, b + 1, np.roll(b, 1, 0) if b.ndim else b, np.roll(b, -1, 0) if b.ndim else b],
    "reversed": lambda b, *_: [b[::-1]],
    "swapped": None,
    "order of results": None,
    "squared": lambda b, *_: [np.sqrt(np.abs(b)), -np.sqrt(np.abs(b))],
    "root": lambda b, *_: [b * b],
}


def undone(exercise, kind, expected, came):
    """Whether undoing what is said makes every case right, for one of the parts at least."""
    if kind in ("swapped", "order of results"):
        return any(
            all(same(a, tuple(b[k] for k in order)) for a, b in zip(expected, came, strict=True))
            for order in itertools.permutations(range(len(expected[0])))
        )
    wrong_parts = []
    for k in range(len(expected[0]) if isinstance(expected[0], tuple) else 1):
        pairs = [(a[k], b[k]) if isinstance(a, tuple) else (a, b) for a, b in zip(expected, came, strict=True)]
        pairs = [(np.asarray(a, float), np.asarray(b, float)) for a, b in pairs]
        if kind == "factor":
            a, b = (np.concatenate([np.ravel(one[side]) for one in pairs]) for side in (0, 1))
            good = np.ptp(b[np.abs(a) > 1e-3] / a[np.abs(a) > 1e-3]) < 1e-3
        else:
            good = all(
                any(same(a, one) for one in UNDO[kind](b, *args))
                for (a, b), args in zip(pairs, exercise.cases(), strict=True)
            )
        wrong_parts.append(good and not all(same(a, b) for a, b in pairs))
    return any(wrong_parts)


#: "(None)" may be said where a None came, and so on.
ONLY_IF = {
    r"\(None\)": lambda came, exercise: any(one is None for one in came),
    r"integer array": lambda came, exercise: any(np.asarray(one).dtype.kind == "i" for one in _leaves(came)),
    r"NaN": lambda came, exercise: any(np.isnan(np.asarray(one, float)).any() for one in _leaves(came)),
    r"infinite": lambda came, exercise: any(np.isinf(np.asarray(one, float)).any() for one in _leaves(came)),
}


def _leaves(values):
    for value in values:
        if isinstance(value, (tuple, list)):
            yield from _leaves(value)
        elif value is not None:
            yield value


def judge(exercise, answer, again=None):
    """Check an answer, and the sentence that is said of it. ``again`` makes the answer anew, if it counts its calls."""
    right, expected, outcomes = verdict(exercise, again() if again else answer)
    came = [one.value for one in outcomes]
    result = check(exercise.name, answer)
    if right:
        assert result.status == PASSED, result
        return result
    assert result.status == NOT_YET and result.mistake, result
    message = result.message
    assert 15 < len(message) < 420 and "\n" not in message and message.endswith((".", "?", "!")), message
    assert not NOISE.search(message), message
    assert not re.search(r"not attempted|Nothing is wrong|Traceback|<[a-z]+ |0x[0-9a-f]{6}|Ellipsis", message), message
    shown = repr(result)
    assert "right: True" not in shown and "right: False" not in shown, shown
    catalog = {one.name: one for one in exercise.mistakes}
    if result.mistake not in catalog or not message.startswith(catalog[result.mistake].message):
        for words, allowed in ONLY_IF.items():
            assert not re.search(words, message) or allowed(came, exercise), (message, came)
        if result.mistake in UNDO and "should have shape" not in message:
            assert undone(exercise, result.mistake, expected, came), (result, expected, came)
    changed = any(one.changed for one in outcomes)
    assert ("in place, and" in message) == changed, message
    return result


@pytest.mark.long
@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_right_result_spoiled_in_all_cases(name):
    exercise = EXERCISES[name]
    for what, change in DISTORTIONS.items():
        with told(what):
            judge(exercise, everywhere(exercise.reference, change))


STRUCTURAL = {"sign", "factor", "inverted", "missing mean", "mean twice", "input missing", "off by one", "swapped"}


@pytest.mark.long
@pytest.mark.parametrize("chosen", [(0,), (1, -1)], ids=["the first", "two"])
@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_right_result_spoiled_in_some_cases(name, chosen):
    """A kind that explains the wrong cases, but not the right ones, is not said."""
    exercise = EXERCISES[name]
    last, messages = len(exercise.cases()) - 1, {one.message for one in exercise.mistakes}
    numbers = {last if number < 0 else number for number in chosen}
    for what, change in DISTORTIONS.items():

        def make(change=change):
            return in_some(exercise.reference, change, numbers)

        with told(what):
            result = judge(exercise, make(), make)
            assert (
                result.status == PASSED
                or result.mistake not in STRUCTURAL
                or len(numbers) > last
                or result.message in messages
            ), result


SAME_ANSWER = {
    "zero": lambda *args: 0,
    "one": lambda *args: 1,
    "a half": lambda *args: 0.5,
    "nothing": lambda *args: None,
    "first argument": lambda *args: args[0],
    "last argument": lambda *args: args[-1],
    "all arguments": lambda *args: args,
    "an empty list": lambda *args: [],
    "text": lambda *args: "the result",
    "itself": lambda *args: SAME_ANSWER["itself"],
    "prints": lambda *args: print("the result"),
    "raises": lambda *args: [][1],
    "divides by zero": lambda *args: 1 / 0,
    "a NumPy error": lambda *args: np.ones((2, 3)) @ np.ones((4, 5)),
    "asks for more": lambda *args: np.ones(2) + np.ones(3),
    "exits": lambda *args: exit(1),
}


@pytest.mark.long
@pytest.mark.parametrize("name", FUNCTIONS)
def test_an_answer_that_does_not_compute(name):
    for what, answer in SAME_ANSWER.items():
        with told(what):
            assert judge(EXERCISES[name], answer).status == NOT_YET, "the cases can't tell this from an answer"


@pytest.mark.long
@pytest.mark.parametrize("name", FUNCTIONS)
def test_an_answer_that_writes_into_its_inputs(name):
    exercise = EXERCISES[name]
    arrays = [k for k, one in enumerate(exercise.cases()[0]) if isinstance(one, (np.ndarray, list))]
    for k in arrays:

        def answer(*args, k=k):
            result = copy.deepcopy(exercise.reference(*args))
            args[k][0] = args[k][0] == 0  # another one, of a mask too
            return result

        result = judge(exercise, answer)
        assert result.mistake == "changes its input" and f" {exercise.argument_names[k]} in place" in result.message


def as_single(value):
    if isinstance(value, np.ndarray) and value.dtype == float:
        return value.astype(np.float32)
    return np.float32(value) if isinstance(value, float) else value


def as_lists(value):
    if isinstance(value, tuple):
        return [as_lists(one) for one in value]
    return value.tolist() if isinstance(value, (np.ndarray, np.number)) else value


RIGHT = {
    "in float32": lambda reference: lambda *args: reference(*map(as_single, args)),
    "rounded to float32": lambda reference: everywhere(reference, each(lambda a: a.astype(np.float32))),
    "as lists": lambda reference: lambda *args: as_lists(reference(*args)),
    "as a list": lambda reference: lambda *args: list(r) if isinstance(r := reference(*args), tuple) else r,
    "in other memory": lambda reference: everywhere(reference, each(lambda a: np.array(a, order="F"))),
    "nearly the same bits": lambda reference: everywhere(reference, each(lambda a: a * (1 + 1e-12))),
}


@pytest.mark.long
@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_right_answer_in_another_form_passes(name):
    for form, made in RIGHT.items():
        with told(form):
            result = check(name, made(EXERCISES[name].reference))
            assert result.status == PASSED, result


@pytest.mark.long
@pytest.mark.parametrize("name", FUNCTIONS)
def test_no_mistake_passes_for_its_float32(name):
    exercise = EXERCISES[name]
    for mistake in exercise.mistakes:
        wrong = exercise.define(mistake.source)
        assert check(name, lambda *args, wrong=wrong: each(_single_numbers)(wrong(*args))).status == NOT_YET, (
            mistake.name
        )


def _single_numbers(a):
    return a.astype(np.float32) if a.dtype.kind == "f" else a


@pytest.mark.parametrize("name", list(EXERCISES))
def test_one_stop_is_enough(name):
    """An answer that never comes back is ended by one interrupt, on whichever input it hangs."""
    exercise = EXERCISES[name]
    presses = []

    def press(*_):
        presses.append(1)
        raise KeyboardInterrupt

    answer = hang if exercise.is_function else type("Swish", (), {"__init__": hang})
    if name in VALUES and name != "Swish":
        answer = HangingDict() if exercise.advice else Hanging()
    before = signal.signal(signal.SIGALRM, press)
    try:
        result = check(name, answer)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert len(presses) == 1 and result.message.startswith("It was interrupted before it returned"), result


def hang(*args):
    """The press comes from here, so that it finds the answer at work, on a busy machine too."""
    signal.setitimer(signal.ITIMER_REAL, 0.03, 20)
    while True:
        pass


class Hanging:
    __getitem__ = __iter__ = __len__ = hang


class HangingDict(dict):
    __contains__ = hang


VALUES_THAT_ARE_NONE = {
    "zero": 0,
    "text": "the answer",
    "an empty tuple": (),
    "an empty dict": {},
    "numbers": (1, 2),
    "more numbers": (1, 2, 3, 4, 5),
    "nan": (np.nan, np.nan, np.nan),
    "infinite": (np.inf, -np.inf, 0),
    "nothings": (None, None, None),
    "dots": (..., ..., ...),
    "a dict of dots": dict.fromkeys("ABCDE", ...),
    "a dict of numbers": dict.fromkeys("ABCDE", 1),
    "a function": lambda *args: 0,
    "a class": type("Swish", (), {}),
    "an array": np.ones(3),
    "a matrix": np.ones((2, 2)),
    "a deep list": [[[1]], [[2]], 3, 4],
}


@pytest.mark.parametrize("name", VALUES)
def test_a_value_that_is_no_answer(name):
    for what, value in VALUES_THAT_ARE_NONE.items():
        with told(what):
            judge(EXERCISES[name], value)


@pytest.mark.parametrize("name", [name for name in VALUES if set("ABCDE") <= set(EXERCISES[name].solution)])
def test_one_wrong_letter_of_a_bug_hunt_and_the_same_kind_everywhere(name):
    exercise = EXERCISES[name]
    kinds = sorted(set(exercise.reference.values()))
    for letter, truth in exercise.reference.items():
        for kind in kinds:
            result = judge(exercise, exercise.reference | {letter: kind})
            assert result.passed == (kind == truth)
            assert result.passed or not re.search(re.escape(truth), repr(result)), "the report gives the answer away"
    for kind in kinds:
        judge(exercise, dict.fromkeys("ABCDE", kind))
