"""Axes and draws: their distributions, plain values within their range, grids."""

import itertools

import pytest
from example_search import SPACE, objective, quiet
from helpers import refused
from scipy import stats

from course_nn.search import IntUniform, LogUniform, Uniform, grid_search, space


def test_the_draws_have_their_distributions():
    axes = space.read(SPACE)
    drawn = [space.random_values(axes, 5, i) for i in range(3000)]
    column = {name: [values[name] for values in drawn] for name in axes}
    assert stats.kstest(column["shift"], stats.uniform(-2, 5).cdf).pvalue > 0.01
    assert stats.kstest(column["rate"], stats.loguniform(1e-4, 1).cdf).pvalue > 0.01
    for name, options in (("units", [2, 3, 4, 5]), ("kind", SPACE["kind"])):
        counts = [column[name].count(option) for option in options]
        assert sum(counts) == 3000 and stats.chisquare(counts).pvalue > 0.01
    # Axes are independent of one another, and so are neighboring trials.
    assert abs(stats.spearmanr(column["shift"], column["rate"]).statistic) < 0.05
    assert abs(stats.spearmanr(column["shift"][1:], column["shift"][:-1]).statistic) < 0.05


def test_values_are_plain_numbers_within_their_range():
    for index in range(300):
        values = space.random_values(space.read(SPACE), 0, index)
        assert type(values["rate"]) is float and 1e-4 <= values["rate"] <= 1
        assert type(values["units"]) is int and 2 <= values["units"] <= 5
    for axis in (Uniform(0.1, 0.7), LogUniform(0.1, 0.7)):
        assert axis.at(0) == 0.1 and axis.at(1) == 0.7 and type(axis.at(0.5)) is float
    assert IntUniform(2, 5).at(1) == 5


def test_grid_is_every_combination():
    result = quiet(grid_search, objective, SPACE, points=3)
    rates, shifts = [1e-4, 1e-2, 1.0], [-2.0, 0.5, 3.0]
    found = [tuple(row[name] for name in SPACE) for row in result.rows]
    wanted = list(itertools.product(rates, shifts, [2, 4, 5], SPACE["kind"]))
    assert [row[1:] for row in found] == [row[1:] for row in wanted]
    assert [row[0] for row in found] == pytest.approx([row[0] for row in wanted], rel=1e-12)
    assert {row["failure"] for row in result.rows if row["shift"] == -2} == {"ZeroDivisionError: too far left"}
    assert IntUniform(1, 3).grid(5) == [1, 2, 3]


def test_a_grid_too_large_is_refused_before_it_is_made():
    with refused("at most 100,000 trials, got 5 × 5 × .* = 9,765,625"):
        grid_search(objective, {f"a{k}": Uniform(0, 1) for k in range(10)})
