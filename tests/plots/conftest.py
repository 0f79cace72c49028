"""Axes of a small figure, for tests of what is drawn into them."""

import pytest

from course_nn import plots


@pytest.fixture
def ax():
    with plots.course_style():
        return plots.new_figure(4, 3).subplots()
