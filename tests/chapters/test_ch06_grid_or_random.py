"""Grid and random search: who wins and how often, against formulas from outside."""

import numpy as np
import pytest
from helpers import refused
from scipy import stats

from course_nn.chapters.ch06_training.grid_or_random import IMPORTANCES, WIDTH, grid_and_random, loss, random_wins
from course_nn.chapters.ch06_training.grid_or_random_figure import describe_grid_or_random, draw_grid_or_random
from course_nn.plots.style import course_style, new_figure
from course_nn.widgets import INSTRUMENTS


@pytest.mark.parametrize("points", [3, 5, 8, 10])
def test_random_wins_as_often_as_theory_says(points):
    """On one important axis the grid is u away, u uniform to 1/2k; no draw of n is nearer with (1 − 2u)^n."""
    n = points**2
    theory = 1 - points / (n + 1) * (1 - (1 - 1 / points) ** (n + 1))
    win = grid_and_random(points, 0.0)["win"]
    assert win == pytest.approx(theory, abs=0.05)
    assert win == random_wins(points)[0]


def test_the_grid_wins_where_both_axes_matter():
    for points in range(2, 11):
        wins = random_wins(points)
        assert wins[0] > 0.55 and wins[-1] < 0.45
        assert wins[1] > 0.5 > wins[4:].max()
        assert stats.spearmanr(IMPORTANCES, wins).statistic < -0.8


def test_more_trials_help_random_search_where_one_axis_matters():
    assert random_wins(2)[0] == pytest.approx(0.6, abs=0.05) and random_wins(10)[0] == pytest.approx(0.9, abs=0.05)


def test_where_the_other_axis_does_not_matter_the_star_is_one_of_many():
    result = grid_and_random(5, 0.0)
    column = np.abs(result["axis"] - result["best"][0]).argmin()
    assert np.ptp(result["surface"][:, column]) == 0
    assert "Star: a place where the loss is 0" in INSTRUMENTS["grid_or_random"]().caption


def test_what_is_found_is_the_least_of_what_was_tried():
    result = grid_and_random(4, 0.3, seed=5)
    for name, xy in result["trials"].items():
        assert xy.shape == (16, 2) and ((xy >= 0) & (xy <= 1)).all()
        losses = [loss(x, y, result["best"], 0.3) for x, y in xy]
        assert result["found"][name] == pytest.approx(min(losses))
        assert len(np.unique(xy[:, 0])) == result["distinct"][name]
    assert loss(*result["best"], result["best"], 0.3) == 0
    x, y = 20, 40
    assert result["surface"][y, x] == pytest.approx(loss(result["axis"][x], result["axis"][y], result["best"], 0.3))
    assert loss(0.1, 0.9, (0.1, 0.2), 0.0) == 0  # the other axis does not matter
    assert loss(0.1 + WIDTH, 0.5, (0.1, 0.2), 0.0) == pytest.approx(1 - np.exp(-0.5))


@pytest.mark.parametrize("importance", [0.0, 0.25, 0.3, 1.0])
def test_who_wins_is_drawn_from_equal_axes_down_to_the_slider(importance):
    result = grid_and_random(4, importance)
    figure = new_figure(9.4, 3.9)
    with course_style():
        draw_grid_or_random(figure, result)
    curve = max(
        (line for line in figure.axes[2].lines if line.get_linestyle() == "-"), key=lambda line: len(line.get_xdata())
    )
    xs, wins = curve.get_data()
    assert xs[0] == importance and wins[0] == result["win"] and xs[-1] == 1
    np.testing.assert_array_equal(xs[1:], IMPORTANCES[IMPORTANCES > importance])
    np.testing.assert_array_equal(wins[1:], random_wins(4)[IMPORTANCES > importance])


def test_one_trial_is_in_the_middle():
    assert grid_and_random(1, 1.0)["trials"]["grid"].tolist() == [[0.5, 0.5]]
    assert grid_and_random(2, 1.0)["trials"]["grid"].tolist() == [
        [0.25, 0.25],
        [0.75, 0.25],
        [0.25, 0.75],
        [0.75, 0.75],
    ]


def test_the_sentence():
    said = describe_grid_or_random(grid_and_random(5, 0.05))
    assert said.startswith("25 trials each: the grid tries 5 values") and "random tries 25 and finds" in said
    made = {"found": {"grid": 0.5, "random": 0.126}, "win": 0.666}
    assert describe_grid_or_random(grid_and_random(2, 0.0) | made) == (
        "4 trials each: the grid tries 2 values of the important axis and finds 0.50, random tries 4 and finds 0.13; "
        "random wins 67% of 1,000 such problems."
    )


def test_bad_input():
    with refused("points: expected a whole number at least 1"):
        grid_and_random(0)
    with refused("importance: expected a finite number at least 0 and at most 1"):
        grid_and_random(5, 2)
