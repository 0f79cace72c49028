"""The table of conventions: every row asked of every framework that it tells about."""

from functools import cache

import pytest

from course_nn.chapters.ch14_frameworks import conventions_table as theme

ask = cache(theme.ask)


@pytest.mark.parametrize(("framework", "backend"), theme.ASKED)
@pytest.mark.parametrize("row", theme.TABLE)
def test_the_row_is_what_the_framework_does(row, framework, backend):
    """Where the row is empty, the framework has no answer."""
    assert ask(framework, backend).get(row, "") == theme.TABLE[row][theme.COLUMNS.index(framework)]


@pytest.mark.parametrize(("framework", "backend"), theme.ASKED)
def test_no_answer_is_without_a_row(framework, backend):
    assert ask(framework, backend).keys() <= theme.TABLE.keys()
