"""Whether two results are the same: by the precision of the answer, in whatever form the numbers come."""

import numpy as np
import pytest

from course_nn.exercises.comparison import difference, kind_of, numbers, parts

VECTOR = np.array([0.25, -1.5, 3.0])
TOLERANCE = 1e-6


@pytest.mark.parametrize(
    "got",
    [
        VECTOR.tolist(),
        tuple(VECTOR),
        list(map(np.float32, VECTOR)),
        VECTOR.astype(np.float32),
        VECTOR + 1e-8,
        VECTOR.astype(np.float32) * np.float32(1.000001),
        np.ma.MaskedArray(VECTOR).data,
    ],
)
def test_right_numbers_in_any_form_are_right(got):
    assert difference(VECTOR, got, TOLERANCE) is None


@pytest.mark.parametrize(
    ("got", "word"),
    [
        (VECTOR * 1.00001, "value"),
        ((VECTOR * 1.0001).astype(np.float32), "value"),
        (VECTOR[:, None], "shape"),
        (VECTOR.astype(object), "type"),
        (VECTOR + 0j, "type"),
        (np.ma.MaskedArray(VECTOR, [True, False, False]), "type"),
        ([[1], [2, 3]], "type"),
        ("text", "type"),
        ((one for one in VECTOR), "type"),
        (None, "nothing"),
    ],
)
def test_wrong_ones_are_not(got, word):
    assert difference(VECTOR, got, TOLERANCE) == word


def test_whole_numbers_truth_values_and_nan():
    assert difference(3, 3.0, TOLERANCE) is difference(3, np.int8(3), TOLERANCE) is None
    assert difference(1, True, TOLERANCE) is None and difference(3, 4, TOLERANCE) == "value"
    assert difference(np.array([np.nan, 1]), [np.nan, 1], TOLERANCE) is None
    assert difference(np.array([np.nan, 1]), [0, 1], TOLERANCE) == "value"
    assert difference(3, 10**400, TOLERANCE) == "type"


def test_several_results_as_a_tuple_a_list_or_the_rows_of_an_array():
    best = (4, 7)
    for got in ((4, 7), [4, 7], np.array([4, 7]), np.array([4.0, 7.0])):
        assert difference(best, got, TOLERANCE) is None
    step = (VECTOR, 2 * VECTOR)
    assert difference(step, np.array(step), TOLERANCE) is None
    assert difference(step, np.array(step, np.float32), TOLERANCE) is None
    assert difference(step, (VECTOR.astype(np.float32), 2 * VECTOR + 1e-6), TOLERANCE) is None, "one of them is single"
    assert difference(step, np.array(step).T, TOLERANCE) == "one instead of several"
    assert difference(step, (VECTOR,), TOLERANCE) == "number of values"
    assert difference(step, (VECTOR, VECTOR), TOLERANCE) == "value"
    assert difference(step, (VECTOR, None), TOLERANCE) == "nothing"
    # the two weights and the bias in one array are not the weights and the bias
    assert difference((np.ones(2), 1.0), np.ones(3), TOLERANCE) == "one instead of several"
    assert difference((np.ones(2), 1.0), np.ones(2), TOLERANCE) == "one instead of several"
    assert parts((1, 2), "ab") is parts((1, 2), 3) is parts((1, 2), np.float64(1)) is None


def test_what_is_no_number_is_compared_as_it_is():
    assert difference("sign", "sign", TOLERANCE) is None and difference("sign", "mean", TOLERANCE) == "value"
    assert difference(None, None, TOLERANCE) is None and difference(None, 0, TOLERANCE) == "value"


def test_numbers_are_real_numbers():
    assert numbers([1, 2]).tolist() == [1, 2] and numbers(3).shape == ()
    for value in ("1", b"1", None, 1j, {}, object(), [1, [2]], np.array(["1"]), np.ma.masked_array([1], [True])):
        assert numbers(value) is None

    class Wild:
        def __array__(self, dtype=None, copy=None):
            raise ZeroDivisionError

    assert numbers(Wild()) is None


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "nothing (None)"),
        (np.ones(2), "an array"),
        (np.ones(2, object), "an array of objects"),
        (np.ones(2) + 0j, "an array of complex numbers"),
        (np.array(["a"]), "an array of text"),
        (np.ma.masked_array([1.0]), "a masked array"),
        (1.5, "a number"),
        (np.float32(1), "a number"),
        (1j, "a complex number"),
        (True, "a truth value"),
        ("a", "text"),
        ([1, 2], "a list"),
        ([1, [2]], "a list that is no array of numbers"),
        ((one for one in "a"), "a generator"),
        (len, "a function"),
        ({}, "a dict"),
        (ValueError(), "a ValueError"),
        (zip(), "a zip"),
        (iter([]), "a list_iterator"),
    ],
)
def test_kinds_have_their_article(value, words):
    assert kind_of(value) == words
