"""Likelihood: the coin against SciPy, and its maximum where the cross-entropy has its minimum."""

import numpy as np
import pytest
from scipy.stats import binom

from course_nn.chapters.ch02_linear_models.likelihood import coin
from course_nn.chapters.ch02_linear_models.likelihood_figure import draw_likelihood
from course_nn.losses import BinaryCrossEntropy
from course_nn.plots import picture


@pytest.mark.parametrize("heads, n", [(7, 10), (1, 3), (0, 4), (4, 4)])
def test_the_likelihood_against_scipy_and_the_loss_against_the_package(heads, n):
    result = coin(heads, n)
    ways = binom.pmf(heads, n, heads / n) / ((heads / n) ** heads * (1 - heads / n) ** (n - heads))
    assert result["likelihood"] * ways == pytest.approx(binom.pmf(heads, n, result["p"]))
    seen = np.repeat([1.0, 0.0], [heads, n - heads])[:, None]
    for k in (0, 60, 198):
        logit = np.log(result["p"][k] / (1 - result["p"][k]))
        assert result["loss"][k] == pytest.approx(BinaryCrossEntropy()(np.full((n, 1), logit), seen)[0])
    assert result["likelihood"] == pytest.approx(np.exp(-n * result["loss"]))


@pytest.mark.parametrize("heads, n", [(7, 10), (1, 4), (1, 2)])
def test_most_probable_is_least_loss(heads, n):
    result = coin(heads, n)
    assert (
        result["p"][result["likelihood"].argmax()] == result["p"][result["loss"].argmin()] == pytest.approx(heads / n)
    )


def test_heads_are_at_most_the_flips():
    with pytest.raises(ValueError, match="coin: heads: expected a whole number at least 0 and at most 3, got 4"):
        coin(4, 3)


def test_the_line_of_the_figure_stands_at_the_share():
    left, right = picture(draw_likelihood, coin(3, 4), "A sentence.").figure.axes
    assert left.lines[1].get_xdata()[0] == right.lines[1].get_xdata()[0] == 0.75
