"""Ranks of truths among draws: even for the sampler, uneven for a wrong rate in the function that it is about."""

import pytest

from course_nn.bayes.rank_test import evenness
from course_nn.chapters.ch12_bayesian import ranks_of_truths as theme
from course_nn.data.measured import measurements


def test_every_rank_is_counted_and_evenness_is_what_was_measured():
    for name, p_values in measurements(theme.__package__, "architecture_calibration").items():
        if name == "made_with":
            continue
        for function, p in p_values.items():
            found = theme.counts(name, function)
            assert len(found) == theme.PARTS and found.sum() == theme.TRUTHS
            assert evenness(found.astype(float)) == pytest.approx(p, rel=0.06)


def test_what_the_chapter_shows():
    """A rate that is too large draws σ² too large: most truths rank low among the draws."""
    wrong = theme.counts("a wrong rate of σ⁻²", "log σ²")
    assert wrong[:4].sum() > 0.5 * theme.TRUTHS and wrong[-4:].sum() < 0.1 * theme.TRUTHS
    assert evenness(theme.counts("the sampler", "log σ²").astype(float)) > 0.1
