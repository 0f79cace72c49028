"""The curse of dimensionality against random draws, and by hand."""

import numpy as np
import pytest
from helpers import refused

from course_nn.chapters.ch06_training.curse_of_dimensionality import curse
from course_nn.chapters.ch06_training.curse_of_dimensionality_figure import describe_curse_of_dimensionality
from course_nn.widgets import INSTRUMENTS


def test_curse_against_draws():
    rng = np.random.default_rng(0)
    cube = rng.random((200_000, 6))
    result = curse(6, 64)
    assert result["here"]["per_axis"] == pytest.approx(2)
    near = ((cube < 0.05) | (cube > 0.95)).any(axis=1).mean()
    assert result["here"]["shell"] == pytest.approx(near, abs=0.005)
    inside = (cube < result["here"]["edge"]).all(axis=1).mean()
    assert inside == pytest.approx(0.1, abs=0.005)
    hits = (rng.random((20_000, 64)) < 0.05).any(axis=1).mean()
    assert result["hit"] == pytest.approx(hits, abs=0.005)


def test_what_the_chapter_says_of_a_million_trials():
    assert curse(6, 10**6)["here"]["per_axis"] == pytest.approx(10)
    assert curse(20, 10**6)["here"]["per_axis"] == pytest.approx(2, abs=0.01)
    assert curse(20, 60)["hit"] == curse(1, 60)["hit"] == pytest.approx(0.95, abs=0.005)
    assert round(curse(20)["here"]["shell"], 2) == 0.88, "near a face, with 20 axes"
    assert curse(1, 64)["here"] == pytest.approx({"per_axis": 64, "edge": 0.1, "shell": 0.1})


def test_what_a_slider_gives_is_rounded():
    assert curse(3, 63.6)["budget"] == 64 and curse(3, 63.6)["hit"] == curse(3, 64)["hit"]


def test_random_hits_are_those_of_the_whole_budget():
    """What the caption says: at least one of so many trials, not one of them."""
    caption = INSTRUMENTS["curse_of_dimensionality"]().caption
    assert "Random hits: the chance that at least one of so many random trials falls into" in caption
    assert curse(6, 64)["hit"] > 0.9 > 0.05 == pytest.approx(curse(6, 1)["hit"])


def test_the_sentence():
    said = describe_curse_of_dimensionality(curse(3, 1000))
    assert said.startswith("1,000 trials on 3 axes: a grid has 10 values on each, 27% of the volume")
    assert describe_curse_of_dimensionality(curse(1, 10)).startswith("10 trials on 1 axis: a grid has 10 values")
    assert "a chance of over 99.9% at least one of as many" in describe_curse_of_dimensionality(curse(20, 10**6))
    assert "a grid has 2.0 values on each" in describe_curse_of_dimensionality(curse(6, 64))


def test_bad_input():
    with refused("dimensions: expected a whole number at least 1"):
        curse(0)
    with refused("budget: expected a whole number at least 1"):
        curse(3, 0.5)
    with refused("budget: expected a finite number"):
        curse(3, float("nan"))
