"""The checks of what comes in: what passes comes back as it should, and everything else gets one sentence."""

import math

import numpy as np
import pytest
from helpers import check_sentence, refused
from hypothesis import given
from hypothesis import strategies as st

from course_nn import _checks


@pytest.mark.parametrize(
    ("value", "phrase"),
    [
        (np.zeros((3, 2), np.float32), "float32 array of shape (3, 2)"),
        (np.array(1), "int64 array of shape ()"),
        (None, "None"),
        ("adm", "'adm'"),
        (True, "True"),
        (0.5, "0.5"),
        ([1, 2], "list"),
        (object(), "object"),
        (np.sin, "ufunc"),
        (dict, "the class dict"),
        ("x" * 99, "'" + "x" * 58 + "…"),
    ],
)
def test_what_came_in_a_short_phrase(value, phrase):
    assert _checks.describe(value) == phrase


@pytest.mark.parametrize("kind", [np.float64, np.float32, np.float16, np.int64, np.uint8, bool])
def test_arrays_stay_what_they_are(kind):
    array = np.ones((2, 3), kind)
    assert _checks.as_array(array, "X", ndim=2, shape=(None, 3)) is array


def test_what_is_masked_is_not_computed_with():
    masked = np.ma.masked_equal([[1.0, -999.0], [2.0, 3.0]], -999.0)
    for value in (masked, [masked[0], masked[1]], (masked, masked)):
        with refused("X: expected whole data, got a masked array with 1 of . numbers masked; .* x.filled"):
            _checks.as_array(value, "X")
    whole = np.ma.masked_equal([1.0, 2.0], 7)
    np.testing.assert_array_equal(_checks.as_array(whole, "X"), [1, 2])


def test_lists_become_arrays():
    array = _checks.as_array([[1, 2], [3, 4]], "X", ndim=(1, 2))
    assert array.dtype.kind == "i" and array.tolist() == [[1, 2], [3, 4]]
    assert _checks.as_array(3.0, "X").shape == ()
    assert _checks.as_array([], "X", empty=True).size == 0
    assert np.isnan(_checks.as_array([1, np.nan], "X", finite=False)[1])


@pytest.mark.parametrize(
    ("value", "rules", "words"),
    [
        ([[1, 2], [3]], {}, "^X: expected a regular array of numbers, got list with rows of unequal length$"),
        ("abc", {}, "^X: expected real numbers, got 'abc'$"),
        (["a"], {}, "^X: expected real numbers, got <U1 array of shape"),
        (1j, {}, "^X: expected real numbers, got complex$"),
        (None, {}, "^X: expected real numbers, got None$"),
        (np.ones(3), {"shape": (None, 3)}, r"^X: expected shape \(n, 3\), got \(3,\)$"),
        (np.ones((2, 4)), {"shape": (None, 3)}, r"^X: expected shape \(n, 3\), got \(2, 4\)$"),
        (np.ones((2, 4)), {"shape": (3,)}, r"^X: expected shape \(3,\), got \(2, 4\)$"),
        (np.ones(3), {"ndim": 2}, r"^X: expected an array with 2 dimension\(s\), got float64 array of shape \(3,\)$"),
        (np.ones((1, 1, 1)), {"ndim": (1, 2)}, r"an array with 1 or 2 dimension\(s\)"),
        (np.zeros((0, 3)), {}, r"^X: expected at least one number, got an empty array of shape \(0, 3\)$"),
        ([1, np.nan, np.inf], {}, r"^X: expected finite numbers, got 2 NaN or infinite one\(s\) among 3$"),
    ],
)
def test_what_is_no_array_for_it(value, rules, words):
    with refused(words):
        _checks.as_array(value, "X", **rules)


def test_shapes_in_words():
    assert _checks.shape_text((None, 3)) == "(n, 3)"
    assert _checks.shape_text((None,)) == "(n,)" and _checks.shape_text((2,)) == "(2,)"
    assert _checks.shape_text(()) == "()"


@given(st.floats(-5, 5), st.floats(-5, 5), st.floats(-5, 5))
def test_numbers_within_their_range_and_no_others(value, low, high):
    """``low`` and ``high`` belong to the range, ``above`` and ``below`` do not."""
    for rule, inside in (
        ({"low": low}, value >= low),
        ({"high": high}, value <= high),
        ({"above": low}, value > low),
        ({"below": high}, value < high),
        ({"low": low, "below": high}, low <= value < high),
    ):
        if inside:
            assert _checks.number(value, "a", **rule) == value
        else:
            with refused("^a: expected a finite number (at least|at most|above|below) .*, got"):
                _checks.number(value, "a", **rule)


@pytest.mark.parametrize("value", [1, 1.0, np.float32(1), np.int8(1), np.uint64(1)])
def test_a_number_of_any_kind_becomes_a_float(value):
    assert type(_checks.number(value, "a")) is float and _checks.number(value, "a") == 1


@pytest.mark.parametrize(
    ("value", "rules", "words"),
    [
        (True, {}, "^a: expected a number, got True$"),
        (np.True_, {"above": 0}, "^a: expected a number above 0, got"),
        ("1", {"low": 0, "high": 1}, "^a: expected a number at least 0 and at most 1, got '1'$"),
        (None, {}, "^a: expected a number, got None$"),
        (1j, {}, "got complex$"),
        ([1], {}, "got list$"),
        (math.nan, {}, "^a: expected a finite number, got nan$"),
        (-math.inf, {}, "got -inf$"),
        (10**400, {}, "got inf$"),
    ],
)
def test_what_is_no_number(value, rules, words):
    with refused(words):
        _checks.number(value, "a", **rules)


@pytest.mark.parametrize("value", [3, np.int8(3), np.uint64(3)])
def test_whole_numbers_of_any_kind(value):
    assert type(_checks.whole(value, "n", low=3, high=3)) is int and _checks.whole(value, "n") == 3


@pytest.mark.parametrize("value", [3.0, "3", None, True, np.True_, np.float64(3), [3]])
def test_what_is_no_whole_number(value):
    with refused("^n: expected a whole number at least 1, got"):
        _checks.whole(value, "n", low=1)


@pytest.mark.parametrize(("value", "rules"), [(0, {"low": 1}), (-1, {"low": 0}), (5, {"high": 4})])
def test_whole_numbers_out_of_range(value, rules):
    with refused(f"^n: expected a whole number at (least|most) .*, got {value}$"):
        _checks.whole(value, "n", **rules)


def test_names_and_the_near_ones():
    assert _checks.one_of("tanh", {"tanh": 1, "relu": 2}, "g") == "tanh"
    for value, words in (
        ("tanhh", "^g: unknown name 'tanhh'; did you mean 'tanh'?"),
        ("zzz", "^g: unknown name 'zzz'; choose from 'tanh', 'relu'$"),
        (None, "^g: unknown name None; choose from"),
        (3, "^g: unknown name 3; "),
    ):
        with refused(words):
            _checks.one_of(value, ["tanh", "relu"], "g")
    with refused("there are none to choose from"):
        _checks.one_of("tanh", [], "g")


def test_generators_alone():
    rng = np.random.default_rng(0)
    assert _checks.generator(rng) is rng
    for value in (0, None, np.random.RandomState(0), np.random.default_rng):
        with refused("^rng: expected a numpy.random.Generator such as"):
            _checks.generator(value)


@pytest.mark.parametrize("value", [np.float32, "float32", np.dtype("f4"), "f", np.float64, float, "d"])
def test_the_two_types(value):
    assert _checks.float_type(value) in (np.dtype(np.float32), np.dtype(np.float64))


@pytest.mark.parametrize("value", [None, int, np.float16, np.longdouble, "float99", 3, object])
def test_no_other_type(value):
    if value is np.longdouble and np.dtype(np.longdouble) == np.float64:
        pytest.skip("long double is float64 on this machine")
    with pytest.raises(ValueError, match=r"^dtype: expected np\.float32 or np\.float64, got ") as caught:
        _checks.float_type(value)
    check_sentence(caught.value)


def test_true_and_false_alone():
    assert _checks.truth(True, "t") is _checks.truth(np.True_, "t") is True
    assert _checks.truth(np.False_, "t") is False
    for value in (1, 0, "yes", None, [], np.ones(1, bool)):
        with refused("^t: expected True or False, got"):
            _checks.truth(value, "t")
