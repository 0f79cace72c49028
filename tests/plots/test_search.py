"""The picture of a search: the share that an axis explains, against its definition and SciPy's F test."""

import math

import numpy as np
import pytest
from example_search import SPACE, objective, quiet
from scipy import stats

from course_nn.plots.search import search_panels
from course_nn.search import LogUniform, Uniform, grid_search, random_search


def test_the_share_an_axis_explains():
    def only_a(rng, a, b, c):
        return math.log(a) ** 2 if c != "bad" else 50.0

    axes = {"b": Uniform(0, 1), "a": LogUniform(0.01, 100), "c": ["fine", "bad"]}
    panels = {panel["name"]: panel for panel in search_panels(quiet(random_search, only_a, axes, 300))}
    assert panels["c"]["share"] > 0.6 and panels["a"]["share"] > 0.03 > panels["b"]["share"]
    assert list(panels) == ["c", "a", "b"]
    # Without any effect it is about 0, also where there are few trials to a group.
    shares = [
        panel["share"]
        for seed in range(40)
        for panel in search_panels(quiet(random_search, lambda rng, a: rng.random(), {"a": Uniform(0, 1)}, 15, seed))
    ]
    assert np.mean(shares) < 0.08


def test_share_against_the_f_test():
    """ω² = (k − 1)(F − 1) / ((k − 1)(F − 1) + n) of the ranks, with F from SciPy (the Kruskal-Wallis setting)."""

    def noisy(rng, a):
        return a + rng.normal()

    result = quiet(random_search, noisy, {"a": [0, 1, 2]}, 60)
    ranks = stats.rankdata([row["score"] for row in result.rows])
    groups = [[r for r, row in zip(ranks, result.rows, strict=True) if row["a"] == a] for a in (0, 1, 2)]
    extra = 2 * (stats.f_oneway(*groups).statistic - 1)
    assert search_panels(result)[0]["share"] == pytest.approx(extra / (extra + 60))


@pytest.mark.long
def test_pictures():
    for result in (
        quiet(random_search, objective, SPACE, 40, rng=7),
        quiet(random_search, objective, SPACE, 2, rng=0),
        quiet(grid_search, objective, SPACE, points=3),
        quiet(random_search, lambda rng, x: 1.0, {"x": [1, 2]}, 8),
    ):
        picture = result.plot()
        assert f"of {len(result)} trials" in picture.alt and len(picture.figure.axes) == len(result.space)
        assert picture.png().startswith(b"\x89PNG")
    text = quiet(random_search, objective, SPACE, 40, rng=7).plot().alt
    assert "rate = " in text and "% by rate" in text
