"""Chapter 01: the gap is what it says, the bound holds, and the proof's numbers are squeezed."""

import numpy as np
import pytest

from course_nn.chapters.ch01_perceptron.mistake_bound import GAPS, gap_points, mistakes_and_bounds, squeeze
from course_nn.chapters.ch01_perceptron.mistake_bound_figure import (
    describe_mistake_bound,
    draw_mistake_bound,
    draw_squeeze,
)
from course_nn.models import Perceptron, best_separator, margin
from course_nn.models import mistake_bound as bound_of
from course_nn.plots import picture
from course_nn.widgets import mistake_bound


@pytest.mark.parametrize("gap", GAPS)
def test_the_gap_is_what_it_says_and_the_bound_holds(gap):
    X, y = gap_points(gap)
    assert margin(X, y, [0.6, 0.8], 0.2) == pytest.approx(gap)
    w, b = best_separator(X, y)
    assert bound_of(X, y, w, b) <= bound_of(X, y, [0.6, 0.8], 0.2) * (1 + 1e-9)
    result = mistakes_and_bounds(gap)
    assert result.mistakes[result.now].max() <= bound_of(X, y, w, b)
    assert result.gaps[result.now] == gap
    again = Perceptron(10**5, rng=np.random.default_rng(7)).fit(X, y).mistakes_
    assert result.mistakes[result.now, 7] == again


HALVED = [(0.8, 0.4), (0.6, 0.3), (0.4, 0.2), (0.2, 0.1), (0.1, 0.05)]


def test_half_the_gap_makes_four_times_the_bound_but_for_the_points_that_come_nearer():
    bounds = dict(zip(GAPS.tolist(), mistakes_and_bounds(0.3).bounds, strict=True))
    ratios = [bounds[half] / bounds[gap] for gap, half in HALVED]
    assert ratios == sorted(ratios) and 3 < ratios[0] < 3.2 and 3.85 < ratios[-1] < 4
    # What is missing from 4 is in R².
    squares = [[1 + np.sum(gap_points(g)[0] ** 2, axis=1).max() for g in pair] for pair in HALVED]
    np.testing.assert_allclose(ratios, [4 * after / before for before, after in squares], rtol=1e-9)


@pytest.mark.parametrize("gap, half", HALVED)
def test_the_mistakes_grow_more_slowly_than_the_bound_and_stay_below_half_of_it(gap, half):
    made, bounds = {}, {}
    for g in (gap, half):
        X, y = gap_points(g)
        fits = [Perceptron(10**5, rng=np.random.default_rng(100 + seed)).fit(X, y).mistakes_ for seed in range(30)]
        made[g] = np.array(fits)
        bounds[g] = bound_of(X, y, [0.6, 0.8], 0.2)
        assert made[g].max() < 0.5 * bounds[g]
    assert 1 < made[half].mean() / made[gap].mean() < bounds[half] / bounds[gap]


@pytest.mark.parametrize("gap", [0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1])
def test_with_each_halving_the_mistakes_shown_grow_more_slowly_than_the_bound(gap):
    wide, narrow = mistakes_and_bounds(gap), mistakes_and_bounds(gap / 2)
    bound = narrow.bounds[narrow.now] / wide.bounds[wide.now]
    for what in (np.mean, np.max):
        assert 1 < what(narrow.mistakes[narrow.now]) / what(wide.mistakes[wide.now]) < bound
    assert (wide.mistakes.max(axis=1) < wide.bounds / 2).all()


def test_by_what_the_bound_grows():
    """The factors of the text, also from the rounded numbers that the instrument shows."""
    bounds = dict(zip(GAPS.tolist(), mistakes_and_bounds(0.3).bounds, strict=True))
    for gap, factor in ((0.8, 3), (0.2, 3.8), (0.1, 3.9)):
        digits = 0 if factor == 3 else 1
        shown = round(bounds[gap / 2]) / round(bounds[gap])
        assert round(bounds[gap / 2] / bounds[gap], digits) == round(shown, digits) == factor


def test_a_point_far_away_raises_the_bound_as_well():
    X, y = gap_points(0.2)
    z = X @ [0.6, 0.8] + 0.2
    k = np.argmax(np.abs(z))
    assert abs(z[k]) > 0.5
    far = X.copy()
    far[k] += 3 * np.sign(z[k]) * np.array([0.6, 0.8])
    assert bound_of(far, y, *best_separator(far, y)) > 4 * bound_of(X, y, *best_separator(X, y))


@pytest.mark.parametrize("gap", [0.1, 0.4])
def test_the_proof_in_numbers(gap):
    proof = squeeze(*gap_points(gap))
    made = len(proof.length)
    assert (proof.lower[:made] <= proof.length + 1e-9).all()
    assert (proof.length <= proof.upper[:made] + 1e-9).all()
    crossing = int(np.floor(proof.bound))
    assert proof.lower[crossing] <= proof.upper[crossing] + 1e-9
    assert proof.lower[-1] >= proof.upper[-1] - 1e-9 and made - 1 <= proof.bound


def test_the_sentence_names_the_bound():
    shown = mistake_bound()
    assert "the bound is 12" in shown.description
    result = mistakes_and_bounds(0.3)
    made = result.mistakes[result.now]
    assert describe_mistake_bound(result) == (
        f"With the nearest points 0.30 away, 12 runs make {min(made)} to {max(made)} mistakes; the bound is 39."
    )


def test_the_picture_has_a_dot_for_every_run():
    result = mistakes_and_bounds(0.3)
    left, right = picture(draw_mistake_bound, result, "A sentence.").figure.axes
    assert left.get_title(loc="left") == "Nobody nearer than 0.30"
    assert right.get_yscale() == "log"
    dots = max(right.lines, key=lambda line: len(line.get_xdata()))
    assert len(dots.get_xdata()) == result.mistakes[result.now :].size
    # How both go on for narrower gaps is the question before the picture.
    assert min(min(line.get_xdata()) for line in right.lines if len(line.get_xdata()) > 2) == 0.3
    # Limits that hold every gap's numbers.
    assert right.get_ylim()[0] < result.mistakes.min() and result.bounds.max() < right.get_ylim()[1]


def test_the_picture_of_the_proof_says_what_was_made_and_what_is_possible():
    proof = squeeze(*gap_points(0.4))
    shown = picture(draw_squeeze, proof, "A sentence.")
    assert shown.png().startswith(b"\x89PNG")
    (ax,) = shown.figure.axes
    title = f"Squeezed from both sides: {len(proof.length) - 1} mistakes, and never more than {proof.bound:.0f}"
    assert ax.get_title(loc="left") == title


def test_a_gap_of_zero_gets_one_sentence():
    with pytest.raises(ValueError, match="gap: expected a finite number above 0"):
        gap_points(0)
