"""How rare minima are among critical points whose curvatures are drawn at random."""

import numpy as np
import pytest

from course_nn.chapters.ch05_optimizers.critical_points import share_of_minima
from course_nn.chapters.ch05_optimizers.critical_points_figure import draw_critical_points
from course_nn.plots import course_style, new_figure


def test_minima_are_rare_among_random_matrices():
    result = share_of_minima((1, 2, 3), 20_000, np.random.default_rng(4))
    exact = np.array([1 / 2, (2 - np.sqrt(2)) / 4])
    np.testing.assert_allclose(result["shares"][:2], exact, atol=4 * np.sqrt(0.25 / 20_000))
    assert 0 < result["shares"][2] < 0.04


def test_chance_comes_from_the_caller():
    one, again = (share_of_minima((2, 3), 500, np.random.default_rng(1))["shares"] for _ in range(2))
    np.testing.assert_array_equal(one, again)
    with pytest.raises(TypeError, match="Generator"):
        share_of_minima((2,), 10, 1)


def test_the_figure_leaves_out_what_was_never_seen():
    result = {"dimensions": np.array([1, 2, 5]), "shares": np.array([0.5, 0.146, 0.0]), "draws": 100}
    with course_style():
        figure = new_figure()
        draw_critical_points(figure, result)
    (ax,) = figure.axes
    assert np.column_stack(ax.lines[0].get_data()).tolist() == [[1, 0.5], [2, 0.146]]
    assert [text.get_text() for text in ax.texts] == ["0.5", "0.15"]
