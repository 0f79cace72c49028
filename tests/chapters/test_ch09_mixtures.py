"""Targets in the plane: their centers, samples and log-density, against SciPy; and what a reader can draw."""

import numpy as np
import pytest
from scipy.integrate import dblquad
from scipy.stats import multivariate_normal

from course_nn.chapters.ch09_gans.mixtures import Mixture, closed_ring, drawn, grid, painted, ring, spiral
from course_nn.chapters.ch09_gans.mixtures_figure import describe_mixtures, draw_mixtures
from course_nn.plots import picture


def test_the_ring_has_eight_centers_at_radius_2():
    found = ring()
    assert found.centers.shape == (8, 2) and found.sigma == 0.02
    np.testing.assert_allclose(np.hypot(*found.centers.T), 2)
    sides = np.linalg.norm(np.roll(found.centers, -1, axis=0) - found.centers, axis=1)
    np.testing.assert_allclose(sides, 4 * np.sin(np.pi / 8))


@pytest.mark.parametrize("angles", [3, 8, 9])
def test_linspace_closes_the_ring_and_loses_a_mode(angles):
    every = np.linspace(0, 2 * np.pi, angles)
    places = np.round(2 * np.stack([np.cos(every), np.sin(every)], axis=1), 9)
    assert len(np.unique(places, axis=0)) == angles - 1 == len(closed_ring(angles).centers)
    np.testing.assert_allclose(closed_ring(angles).weights, np.r_[2, np.ones(angles - 2)] / angles)
    np.testing.assert_allclose(closed_ring(angles).centers[0], [2, 0], err_msg="the heavy one is where it closes")


def test_the_grid_is_five_by_five_two_apart():
    found = grid()
    assert sorted({*found.centers[:, 0]}) == sorted({*found.centers[:, 1]}) == [-4, -2, 0, 2, 4]
    assert len(np.unique(found.centers, axis=0)) == 25 and found.sigma == 0.05


def test_the_spiral_is_spaced_almost_evenly_where_it_says_so():
    def steps(turns):
        return np.linalg.norm(np.diff(spiral(turns=turns).centers, axis=0), axis=1)

    for turns in np.linspace(1.5, 3, 16):
        assert steps(turns).max() < 1.1 * steps(turns).min()
    assert steps(10).max() / steps(10).min() == pytest.approx(5, abs=0.1)
    assert "With 24\n    modes and 1.5 to 3 turns they are spaced evenly to 10 %" in spiral.__doc__
    np.testing.assert_allclose(np.hypot(*spiral().centers[-1]), 2)


@pytest.mark.long
@pytest.mark.parametrize("target", [ring(3, 1.0, 0.3), closed_ring(4, 1.0, 0.3), drawn([[1, 2], [0, 0]], 0.5)])
def test_the_log_density_is_that_of_scipy_and_integrates_to_1(target):
    x = np.random.default_rng(0).normal(size=(20, 2))
    pairs = zip(target.weights, target.centers, strict=True)
    parts = [w * multivariate_normal(c, target.sigma**2).pdf(x) for w, c in pairs]
    np.testing.assert_allclose(target.log_density(x), np.log(np.sum(parts, axis=0)), rtol=1e-10)
    total = dblquad(lambda y, x: np.exp(target.log_density([[x, y]])[0]), -5, 5, -5, 5, epsabs=1e-4)[0]
    assert abs(total - 1) < 1e-3


def test_far_away_the_log_density_is_finite():
    assert np.isfinite(ring().log_density([[1e3, -1e3]])).all()


@pytest.mark.parametrize("target", [ring(), closed_ring(), grid(), spiral()], ids=lambda one: one.name)
def test_samples_have_the_weights_and_the_spread(target):
    x = target.sample(20_000, np.random.default_rng(1))
    assert x.shape == (20_000, 2) and x.dtype == np.float32
    distances = target.squared_distances(x)
    shares = np.bincount(distances.argmin(axis=1), minlength=len(target.centers)) / len(x)
    np.testing.assert_allclose(shares, target.weights, atol=5 * np.sqrt(target.weights.max() / len(x)))
    assert abs(distances.min(axis=1).mean() / (2 * target.sigma**2) - 1) < 0.05
    np.testing.assert_array_equal(x, target.sample(20_000, np.random.default_rng(1)))


def test_a_painted_target_lies_where_the_ink_is():
    ink = np.zeros((4, 4), np.uint8)
    ink[0, 0] = ink[3, 1] = 1
    found = painted(ink, half=2)
    np.testing.assert_allclose(found.centers, [[-1.5, 1.5], [-0.5, -1.5]])
    assert found.sigma == 0.5


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: drawn([[1, 2, 3]]), r"drawn: points: expected shape \(n, 2\), got \(1, 3\)"),
        (lambda: drawn(np.zeros((0, 2))), "drawn: points: expected at least one number"),
        (lambda: drawn([[50, 0]]), r"within ±5, got 50; scale them: points \* 0.08"),
        (lambda: drawn([[np.nan, 0]]), "expected finite numbers"),
        (lambda: Mixture(np.zeros((1025, 2)), 1), "at most 1024 centers, got 1025"),
        (lambda: Mixture([[0, 0]], 0), "Mixture: sigma: expected a finite number above 0, got 0"),
        (lambda: Mixture([[0, 0], [1, 1]], 1, [1, 0]), "weights above 0, got 0; leave such a center out"),
        (lambda: painted(np.zeros((4, 4))), "got an empty sheet; paint something first"),
        (lambda: painted(np.full((4, 4), 2)), "1 for ink and 0 for paper, got 2 to 2"),
        (lambda: ring(0), "ring: modes"),
        (lambda: ring().sample(0, np.random.default_rng(0)), "n: expected a whole number"),
    ],
)
def test_bad_targets_are_refused_in_a_sentence(make, sentence):
    with pytest.raises((ValueError, TypeError), match=sentence):
        make()


def test_the_figure_shows_each_and_says_how_many_modes():
    ones = [ring(), grid(), spiral(), closed_ring()]
    shown = picture(draw_mixtures, ones, describe_mixtures(ones), size=(9.2, 2.7))
    assert [ax.get_title(loc="left") for ax in shown.figure.axes] == ["8 modes", "25 modes", "24 modes", "7 modes"]
    assert "the ring closed by linspace, 7 modes" in shown.alt
