"""Scores of random vectors: their variance is d, and 1 after the division by √d."""

import numpy as np
import pytest

from course_nn.chapters.ch11_attention.score_scale import SEEDS, WIDTHS, products, slope, spread_scores
from course_nn.functions import softmax


@pytest.mark.long
def test_the_variance_is_d():
    for d in WIDTHS:
        for seed in range(SEEDS):
            assert products(d, seed).var() == pytest.approx(d, rel=0.35 if d == 1 else 0.2)
            assert spread_scores(d, seed)["scaled spread"] == pytest.approx(1, abs=0.17)


@pytest.mark.long
def test_plain_scores_sharpen_the_softmax_and_scaled_ones_do_not():
    for seed in range(SEEDS):
        found = [spread_scores(d, seed) for d in WIDTHS]
        largest = [one["plain weights"][0] for one in found]
        slopes = [one["plain slope"] for one in found]
        assert all(np.diff(largest) > -0.02) and all(np.diff(slopes) < 0.03)
        assert largest[-1] > 0.9 and slopes[-1] < 0.12
        assert all(0.15 < one["scaled weights"][0] < 0.3 and one["scaled slope"] > 0.8 for one in found)


def test_the_slope_is_that_of_the_softmax():
    z, step = np.random.default_rng(0).normal(size=6), 1e-6
    total = 0
    for k in range(6):
        nudge = step * np.eye(6)[k]
        total += (softmax(z + nudge)[k] - softmax(z - nudge)[k]) / (2 * step)
    assert slope(softmax(z)) == pytest.approx(total, abs=1e-8)
