"""Kinds of mistakes that show in the numbers: said only if undoing them makes every case right, and only one does."""

import numpy as np
import pytest

from course_nn.exercises.structure import in_the_numbers

RNG = np.random.default_rng(0)
INPUTS = [(RNG.normal(size=(n, 3)).round(2), RNG.normal(size=(3, 3)).round(2)) for n in (2, 4, 5)]
EXPECTED = [x.T @ x / len(x) + W for x, W in INPUTS]  # square, and not symmetric
NAMES = ("x", "W")


def told(wrong, expected=EXPECTED, inputs=INPUTS, cases=(0, 1, 2)):
    """The kind that is found if the result is ``wrong(expected, *inputs)`` in the cases given, right in the others."""
    came = [wrong(a, *args) if k in cases else a for k, (a, args) in enumerate(zip(expected, inputs, strict=True))]
    found = in_the_numbers(list(zip(expected, came, inputs, strict=True)), NAMES, 1e-6)
    return found and found[0]


WRONG = {
    "sign": lambda a, x, W: -a,
    "factor": lambda a, x, W: 1.5 * a,
    "missing mean": lambda a, x, W: a * len(x),
    "mean twice": lambda a, x, W: a / len(x),
    "input missing": lambda a, x, W: a - W,
    "off by one": lambda a, x, W: a + 1,
    "reversed": lambda a, x, W: a[::-1],
    "order": lambda a, x, W: a[[0, 2, 1]],
    "squared": lambda a, x, W: a * a,
    "nearly": lambda a, x, W: a.astype(np.float16),
}


@pytest.mark.parametrize("kind", WRONG)
def test_a_kind_that_holds_everywhere_is_named(kind):
    assert told(WRONG[kind]) == kind


@pytest.mark.parametrize("kind", WRONG)
@pytest.mark.parametrize("cases", [(0,), (1, 2), (0, 2)])
def test_a_kind_that_fails_to_explain_the_right_cases_is_not(kind, cases):
    """What stays true then is that the entries are the right ones, or nearly."""
    true = {"nearly": "nearly", "reversed": "order", "order": "order"}
    assert told(WRONG[kind], cases=cases) == true.get(kind)


@pytest.mark.parametrize("kind", WRONG)
def test_a_kind_with_one_more_mistake_is_not(kind):
    def spoiled(a, x, W):
        b = np.array(WRONG[kind](a, x, W), float)
        b[0, 1] += 0.3 * len(x)
        return b

    assert told(spoiled) is None


def test_other_kinds():
    assert told(lambda a, x, W: np.roll(a, 1, axis=0)) == told(lambda a, x, W: np.roll(a, -1, axis=0)) == "off by one"
    assert told(lambda a, x, W: a - 1) == "off by one"
    large = [10 * a for a in EXPECTED]
    assert told(lambda a, x, W: np.round(a), large) == told(lambda a, x, W: np.trunc(a), large) == "rounded"
    assert told(lambda a, x, W: np.sqrt(a), [a * a for a in EXPECTED]) == "root"
    truth = [np.array(row) for row in ([0, 1], [1, 1], [1, 0])]
    assert told(lambda a, x, W: 1 - a, truth) == "inverted"
    assert told(lambda a, x, W: 1 - a, truth, cases=(0, 1)) is None


def test_an_integer_array_is_named_only_where_there_is_one():
    large = [10 * a for a in EXPECTED]

    def said(wrong):
        return in_the_numbers([(a, wrong(a), args) for a, args in zip(large, INPUTS, strict=True)], NAMES, 1e-6)[1]

    assert said(lambda a: a.astype(int)) == "is cut off to whole numbers: it is kept in an integer array."
    assert said(np.trunc) == "is cut off to whole numbers."
    single = [(a, round(a), ()) for a in (2.6, 3.7, -1.2)]  # Python's own whole numbers stand in no array
    assert in_the_numbers(single, (), 1e-6)[1] == "is rounded to whole numbers."


def words(wrong):
    return in_the_numbers([(a, wrong(a, *args), args) for a, args in zip(EXPECTED, INPUTS, strict=True)], NAMES, 1e-6)[
        1
    ]


def test_the_length_of_an_argument_is_named_without_a_cause():
    """A sum for a mean would do it, and so would a sum in a loop that adds each example once too often."""
    assert words(WRONG["missing mean"]) == "is too large by the factor len(x)."
    assert words(WRONG["mean twice"]) == "is too small by the factor len(x)."


@pytest.mark.parametrize(
    ("off", "said"), [(1.5e-3, "0.2"), (9.4e-4, "0.1"), (1.2e-4, "0.02"), (3.1e-6, "0.0004"), (-1.2e-4, "0.02")]
)
def test_nearly_right_is_said_by_the_digits_that_agree(off, said):
    last = EXPECTED[-1].size - 1

    def wrong(a, x, W):  # one entry is off by as much as is said, the others by half of it
        return a * (1 + off * np.where(np.arange(a.size) == last, 1, 0.5).reshape(a.shape))

    assert words(wrong) == f"is nearly right on every test input: off by at most {said} %."


def test_one_number_says_nothing():
    one = [(np.ones(1),)]
    assert in_the_numbers([(2.0, -2.0, one[0])], NAMES, 1e-6) is None
    assert in_the_numbers([(2.0, -2.0, one[0]), (0.0, 0.0, one[0])], NAMES, 1e-6) is None
    assert in_the_numbers([(2.0, -2.0, one[0]), (3.0, -3.0, one[0])], NAMES, 1e-6)[0] == "sign"
    # the change alone, of what was 5 and of what was 0: the second can't speak against anything
    assert in_the_numbers([(2.0, -3.0, (5.0,)), (0.0, 0.0, (0.0,))], ("w",), 1e-6) is None


def test_zeros_and_ones_are_not_called_rounded():
    """A hard step is no rounded sigmoid."""
    rows = np.array([0.1, 0.8, 0.9]), np.array([0.3, 0.05, 0.7])
    assert in_the_numbers([(a, np.round(a), ()) for a in rows], (), 1e-6) is None


def test_two_explanations_are_none():
    """-2 for 2 and -1 for 1 is the sign; with the inputs 4 and 2 it is as well the change alone, 2 - 4 and 1 - 2."""
    series = [(2.0, -2.0, (4.0,)), (1.0, -1.0, (2.0,))]
    assert in_the_numbers(series, ("w",), 1e-6) is None
    assert in_the_numbers([(a, b, (5.0,)) for a, b, _ in series], ("w",), 1e-6)[0] == "sign"


def test_a_factor_of_zero_and_what_is_no_number_are_nothing():
    assert told(lambda a, x, W: 0 * a) is None
    assert told(lambda a, x, W: None if len(x) == 4 else -a) is None
    assert told(lambda a, x, W: -a[:2] if len(x) == 4 else -a) is None
    assert told(lambda a, x, W: np.inf * a) is None


def test_the_number_of_examples_has_to_differ():
    """Where every case has 4 rows, four times too large is a factor, not a sum for a mean."""
    alike = [(np.ones((4, 3)), W) for _, W in INPUTS]
    assert told(lambda a, x, W: 4 * a, inputs=alike) == "factor"


def test_a_result_in_float32_is_measured_by_its_own_digits():
    assert told(lambda a, x, W: (-a).astype(np.float32)) == "sign"
