"""Variables and dual numbers among NumPy's arrays: operators are theirs, functions are refused and ours are named."""

import numpy as np
import pytest
from helpers import check_sentence, refused

from course_nn import sigmoid
from course_nn.autodiff import Variable
from course_nn.forward_mode import Dual

A = np.array([[1.0, 2.0], [3.0, 4.0]])
KINDS = [Variable, Dual]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("left", [A, A[0], np.float64(2), np.array(2.0), 2, np.float32(2)], ids=repr)
def test_whatever_stands_on_the_left_the_result_is_ours(kind, left):
    x = kind(A)
    for got, expected in (
        (left + x, left + A),
        (left - x, left - A),
        (left * x, left * A),
        (left / x, left / A),
    ):
        assert type(got) is kind
        np.testing.assert_array_equal(got.value, expected)
    if np.ndim(left):
        np.testing.assert_array_equal((left @ x).value, left @ A)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("call", "mend"),
    [
        (np.exp, r"np\.exp: expected arrays, got a {kind}, .*; use exp from {module}$"),
        (np.tanh, "use tanh from {module}$"),
        (np.sum, r"np\.sum: .* write a\.sum\(\.\.\.\)$"),
        (np.mean, r"write a\.mean\(\.\.\.\)$"),
        (lambda x: np.dot(x, x), "write a @ b$"),
        (lambda x: np.dot(A, x), "write a @ b$"),
        (np.square, r"write a \*\* 2$"),
        (np.sqrt, r"write a \*\* 0\.5$"),
        (lambda x: np.add(x, x), r"write a \+ b$"),
        (lambda x: np.add.reduce(x), r"write a \+ b$"),
        (lambda x: np.where(A > 1, x, 0), "use the operations of {module}, or its numbers alone, a.value$"),
        (lambda x: np.concatenate([x, x]), "use the operations of {module}"),
        (np.linalg.norm, "use the operations of {module}"),
    ],
)
def test_functions_of_numpy_are_refused_and_ours_are_named(kind, call, mend):
    with refused(mend.format(kind=kind.__name__, module=kind.__module__.replace(".", r"\."))):
        call(kind(A))


def test_what_only_one_of_them_has_is_named_for_it_alone():
    with refused(r"write a\.shape$"):
        np.shape(Variable(A))
    with refused(r"write a\.max\(\.\.\.\)$"):
        np.max(Variable(A))
    with refused("use the operations of course_nn.forward_mode"):
        np.max(Dual(A))


def test_an_array_that_is_added_to_in_place_is_not_spoiled():
    total = np.zeros((2, 2))
    with refused(r"write a \+ b"):
        total += Variable(A)
    np.testing.assert_array_equal(total, 0)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "call", [np.array, np.asarray, lambda x: np.array([x, x]), lambda x: np.array([1.0, x]), sigmoid]
)
def test_no_array_of_objects_comes_out(kind, call):
    with pytest.raises(RuntimeError, match=f"expected an array of numbers, got a {kind.__name__}") as caught:
        call(kind(A))
    check_sentence(caught.value)
