"""Plain layers and losses: derived = implemented = autodiff = finite differences, and as textbooks print it."""

import pytest
import sympy as sp
from formula_cases import check_row, check_textbook, rows_of, with_textbook

from course_nn.symbolic import derivation, formulas, gradient_table

NAMES = rows_of(formulas)


@pytest.fixture(scope="module")
def table():
    return gradient_table(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_derived_implemented_autodiff_numeric(name, table):
    check_row(table, name)


@pytest.mark.parametrize("name", with_textbook(NAMES))
def test_the_derived_gradient_is_that_of_the_textbook(name):
    check_textbook(name)


@pytest.mark.parametrize("name", ["BinaryCrossEntropy", "CrossEntropy"])
def test_cross_entropy_ends_in_p_minus_y(name):
    """SymPy's own derivative, not only an equal of it."""
    d = derivation(name)
    share, p, y = d["dL"].flat[0], d["p"][0, 0], d["y"][0, 0]
    assert d.gradients["z"][0, 0] == share * (p - y)
    assert d.gradients["L"].flat[0] == sp.Rational(1, 2)  # the mean over two examples
