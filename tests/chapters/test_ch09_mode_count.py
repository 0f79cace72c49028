"""Counting modes: what is good, covered, reached; the reverse KL; and what a perfect generator gets."""

import numpy as np
import pytest
from scipy.stats import chi2

from course_nn.chapters.ch09_gans.mixtures import closed_ring, grid, ring, spiral
from course_nn.chapters.ch09_gans.mode_count import (
    PART,
    SAMPLES,
    WITHIN,
    count_modes,
    counted,
    perfect_reverse_kl,
    perfect_share,
)
from course_nn.chapters.ch09_gans.mode_count_figure import describe_mode_count, draw_mode_count
from course_nn.plots import picture

TARGETS = [ring(), grid(), spiral(), closed_ring()]


@pytest.mark.parametrize("within", [1, 2, 3, 4.5])
def test_the_perfect_share_is_that_of_the_chi_squared_distribution(within):
    for dimensions in (1, 2):
        assert abs(perfect_share(within, dimensions) - chi2(dimensions).cdf(within**2)) < 1e-12
    assert f"{perfect_share():.3f} {perfect_share(3, 1):.3f}" == "0.989 0.997"


@pytest.mark.parametrize("target", TARGETS, ids=lambda one: one.name)
@pytest.mark.parametrize("seed", range(3))
def test_a_perfect_generator_covers_all_and_is_good_to_98_9_percent(target, seed):
    count = count_modes(target.sample(SAMPLES, np.random.default_rng(seed)), target)
    assert count.covered == count.reached == len(target.centers)
    assert abs(count.good - perfect_share()) < 4 * np.sqrt(0.011 / SAMPLES)
    assert 0 <= count.reverse_kl < 0.02


def test_the_reverse_kl_of_a_perfect_generator_is_on_average_what_is_said():
    found = [count_modes(ring().sample(500, np.random.default_rng(k)), ring()).reverse_kl for k in range(200)]
    assert abs(np.mean(found) / perfect_reverse_kl(500, 8) - 1) < 0.15


@pytest.mark.parametrize("modes", [8, 25, 100])
def test_the_average_is_right_where_it_says_so(modes):
    """Of exact counts: samples of a perfect generator fall into equal modes as a die does."""
    errors = {}
    for each in (1, 2, 4, 8, 16):
        q = np.random.default_rng(0).multinomial(each * modes, np.full(modes, 1 / modes), size=4000) / (each * modes)
        mean = np.where(q > 0, q * np.log(np.where(q > 0, q * modes, 1)), 0).sum(axis=1).mean()
        errors[each] = mean / perfect_reverse_kl(each * modes, modes) - 1
    assert max(abs(errors[each]) for each in (4, 8, 16)) < 0.08 < errors[1] < 0.2
    assert "right to 8 % from 4 samples a mode on" in perfect_reverse_kl.__doc__


@pytest.mark.parametrize("modes", [1, 3, 7])
def test_who_makes_some_modes_only_is_told_by_all_counts(modes):
    x = ring().centers[np.arange(SAMPLES) % modes]
    count = count_modes(x, ring())
    assert (count.good, count.covered, count.reached) == (1.0, modes, modes)
    assert abs(count.reverse_kl - np.log(8 / modes)) < 1e-3


def test_a_mode_hit_once_is_reached_and_not_covered():
    x = np.repeat(ring().centers[:1], SAMPLES, axis=0)
    x[0] = ring().centers[3]
    count = count_modes(x, ring())
    assert (count.covered, count.reached) == (1, 2)


@pytest.mark.parametrize(("hits", "covered"), [(PART * 100, 2), (PART * 100 - 1, 1)])
def test_covered_is_a_quarter_of_the_fair_share_of_good_samples(hits, covered):
    target = ring(2)  # of 200 samples the fair share is 100
    x = np.repeat(target.centers[:1], 200, axis=0)
    x[: int(hits)] = target.centers[1]
    x[100:] = [0.0, 1.0]  # near to both and good for none
    assert count_modes(x, target).covered == covered


def test_the_chapter_counts_2500_samples_within_3_sigma_and_a_quarter_of_the_share():
    assert (SAMPLES, WITHIN, PART) == (2500, 3.0, 0.25)


@pytest.mark.parametrize(("radius", "good"), [(0.999, True), (1.001, False)])
def test_good_ends_at_three_sigma_in_every_direction(radius, good):
    angles = np.linspace(0, 6, 7)
    x = ring().centers[2] + radius * WITHIN * 0.02 * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    assert (count_modes(x, ring()).is_good == good).all()


def test_the_heavy_mode_of_the_closed_ring_has_the_larger_fair_share():
    target = closed_ring()
    count = count_modes(target.centers[np.arange(700) % 7], target)  # a seventh each, fair would be a quarter for one
    assert count.covered == 7 and count.reverse_kl > 0.02
    few = np.repeat(target.centers, [4, *[16] * 6], axis=0)  # 4 of 100: above a quarter of 1/8, below one of 1/4
    assert count_modes(few, target).covered == 6


def test_a_generator_that_has_run_away_counts_nothing():
    count = count_modes([[np.nan, 0.0], [np.inf, 1.0], [1e300, -1e300]], ring())
    assert (count.good, count.covered, count.reached) == (0.0, 0, 0)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: count_modes(np.zeros((5, 3)), ring()), r"count_modes: samples: expected shape \(n, 2\), got \(5, 3\)"),
        (lambda: count_modes(np.zeros((0, 2)), ring()), "expected at least one number"),
        (lambda: count_modes(np.zeros((5, 2)), ring().centers), r"expected a Mixture such as ring\(\), got float64"),
        (lambda: count_modes(np.zeros((5, 2)), ring(), within=0), "count_modes: within"),
        (lambda: count_modes(np.zeros((5, 2)), ring(), part=2), "count_modes: part"),
        (lambda: perfect_share(3, 5), "expected 1 or 2 dimensions, got 5"),
    ],
)
def test_bad_counts_are_refused_in_a_sentence(call, sentence):
    with pytest.raises((ValueError, TypeError), match=sentence):
        call()


@pytest.mark.parametrize("target", TARGETS, ids=lambda one: one.name)
def test_the_picture_says_what_was_counted(target):
    x = target.sample(400, np.random.default_rng(0))
    x[:100] = 50.0
    result = counted(x, target)
    shown = picture(draw_mode_count, result, describe_mode_count(result), size=(9.2, 3.3))
    left, right = shown.figure.axes
    assert "25 % outside" in [text.get_text() for text in left.texts if text.get_bbox_patch() is not None]
    assert right.get_title(
        loc="left"
    ) == f"{result['count'].covered} covered, {result['count'].reached} reached, of " + (str(len(target.centers)))
    assert max(bar.get_height() for bar in right.patches) < right.get_ylim()[1]
    assert f"{result['count'].covered} of {len(target.centers)} modes" in shown.alt
