"""Chapter 06's instruments on search: who wins and how often, against formulas from outside."""

import numpy as np
import pytest
from helpers import refused
from scipy import stats

from course_nn.chapters.ch06_training import search as demo
from course_nn.widgets import curse_of_dimensionality, grid_or_random


@pytest.mark.parametrize("points", [3, 5, 8, 10])
def test_random_wins_as_often_as_theory_says(points):
    """On one important axis the grid is u away, u uniform to 1/2k; no draw of n is nearer with (1 − 2u)^n."""
    n = points**2
    theory = 1 - points / (n + 1) * (1 - (1 - 1 / points) ** (n + 1))
    win = demo.grid_and_random(points, 0.0)["win"]
    assert win == pytest.approx(theory, abs=0.05)
    assert win == demo.random_wins(points)[0]


def test_the_grid_wins_where_both_axes_matter():
    for points in (3, 5, 8):
        wins = demo.random_wins(points)
        assert wins[0] > 0.6 and wins[-1] < 0.45
        assert stats.spearmanr(demo.IMPORTANCES, wins).statistic < -0.8


def test_what_is_found_is_the_least_of_what_was_tried():
    result = demo.grid_and_random(4, 0.3, seed=5)
    for name, xy in result["trials"].items():
        assert xy.shape == (16, 2) and ((xy >= 0) & (xy <= 1)).all()
        losses = [demo.loss(x, y, result["best"], 0.3) for x, y in xy]
        assert result["found"][name] == pytest.approx(min(losses))
        assert len(np.unique(xy[:, 0])) == result["distinct"][name]
    assert demo.loss(*result["best"], result["best"], 0.3) == 0
    x, y = 20, 40
    assert result["surface"][y, x] == pytest.approx(
        demo.loss(result["axis"][x], result["axis"][y], result["best"], 0.3)
    )
    assert demo.loss(0.1, 0.9, (0.1, 0.2), 0.0) == 0  # the other axis does not matter
    assert demo.loss(0.1 + demo.WIDTH, 0.5, (0.1, 0.2), 0.0) == pytest.approx(1 - np.exp(-0.5))


def test_curse_against_draws():
    rng = np.random.default_rng(0)
    cube = rng.random((200_000, 6))
    result = demo.curse(6, 64)
    assert result["here"]["per_axis"] == pytest.approx(2)
    near = ((cube < 0.05) | (cube > 0.95)).any(axis=1).mean()
    assert result["here"]["shell"] == pytest.approx(near, abs=0.005)
    inside = (cube < result["here"]["edge"]).all(axis=1).mean()
    assert inside == pytest.approx(0.1, abs=0.005)
    hits = (rng.random((20_000, 64)) < 0.05).any(axis=1).mean()
    assert result["hit"] == pytest.approx(hits, abs=0.005)


def test_what_the_instruments_say():
    said = grid_or_random().description
    assert said.startswith("25 trials each: the grid tries 5 values") and "random tries 25 and finds" in said
    said = curse_of_dimensionality().set(dimensions=3, budget=1000).description
    assert said.startswith("1,000 trials on 3 axes: a grid has 10 values on each, 27% of the volume")


def test_bad_input():
    for action, words in (
        (lambda: demo.grid_and_random(0), "points: expected a whole number at least 1"),
        (lambda: demo.grid_and_random(5, 2), "importance: expected a finite number at least 0 and at most 1"),
        (lambda: demo.curse(0), "dimensions: expected a whole number at least 1"),
        (lambda: demo.curse(3, 0.5), "budget: expected a whole number at least 1"),
    ):
        with refused(words):
            action()
