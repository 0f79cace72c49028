"""Coverage: SciPy's interval of Wilson, how often it holds, counting, and bad input."""

import numpy as np
import pytest
from helpers import close, refused
from scipy import stats

from course_nn.bayes.coverage import coverage, wilson_interval


@pytest.mark.parametrize("level", [0.5, 0.9, 0.95, 0.999])
@pytest.mark.parametrize("n", [1, 7, 200])
def test_wilson_is_scipys(n, level):
    for k in range(0, n + 1, max(n // 7, 1)):
        found = stats.binomtest(k, n).proportion_ci(level, method="wilson")
        close(wilson_interval(k, n, level), (found.low, found.high))


def test_wilson_covers_about_as_often_as_it_says():
    """Counted exactly, as the sum over all outcomes: from 92 to 98 % for 95 %, p from 5 % to 95 %, n from 40 to 160."""
    for n in (40, 80, 160):
        held = np.array([wilson_interval(k, n) for k in range(n + 1)])
        for p in np.linspace(0.05, 0.95, 37):
            inside = (held[:, 0] <= p) & (p <= held[:, 1])
            assert 0.92 < stats.binom(n, p).pmf(np.arange(n + 1))[inside].sum() < 0.985


def test_coverage_counts_and_its_width_is_the_mean():
    y, low = np.arange(10.0), np.zeros(10)
    found = coverage(y, low, low + 6)
    assert found.share == 0.7 and found.width == 6 and found[1:3] == wilson_interval(7, 10)


def test_bad_input():
    with refused("successes: expected a whole number at least 0 and at most 5, got 6"):
        wilson_interval(6, 5)
    with refused("n: expected a whole number at least 1"):
        wilson_interval(0, 0)
    with refused("level: expected .* above 0 and below 1, got 95"):
        wilson_interval(1, 5, 95)
    with refused("expected low ≤ high everywhere"):
        coverage(np.ones(2), np.ones(2), np.zeros(2))
    with refused(r"low: expected shape \(2,\)"):
        coverage(np.ones(2), np.ones(3), np.zeros(2))
