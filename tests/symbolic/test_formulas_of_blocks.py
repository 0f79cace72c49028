"""Normalization and noise: derived = implemented = autodiff = numeric, and as textbooks print it."""

import pytest
from formula_cases import check_row, check_textbook, rows_of, with_textbook

from course_nn.symbolic import formulas_of_blocks, gradient_table

NAMES = rows_of(formulas_of_blocks)


@pytest.fixture(scope="module")
def table():
    return gradient_table(NAMES)


@pytest.mark.long
@pytest.mark.parametrize("name", NAMES)
def test_derived_implemented_autodiff_numeric(name, table):
    check_row(table, name)


@pytest.mark.parametrize("name", with_textbook(NAMES))
def test_the_derived_gradient_is_that_of_the_textbook(name):
    check_textbook(name)
