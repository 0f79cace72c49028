"""Known units: the posterior of β held to a Gaussian process of scikit-learn, and what points do to the bands."""

import re

import numpy as np
import pytest
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import ConstantKernel, DotProduct

from course_nn.chapters.ch12_bayesian import known_units as theme
from course_nn.chapters.ch12_bayesian.instruments_of_priors import known_units

SCALES = [(0.05, 0.1), (0.2, 1.0), (2.0, 0.1), (0.2, 10.0), (2.0, 10.0)]


@pytest.mark.parametrize(("sigma", "spread"), SCALES)
def test_mean_and_band_are_those_of_a_gaussian_process_on_the_features(sigma, spread):
    """The other way round: an n × n matrix of functions' values in the place of a 20 × 20 one of weights."""
    kernel = ConstantKernel(spread**2, "fixed") * DotProduct(0.0, "fixed")
    for n in (1, 5, 24, 30):
        x, y = theme.points(n)
        outside = GaussianProcessRegressor(kernel, alpha=sigma**2, optimizer=None).fit(theme.features(x), y)
        mean, deviation = outside.predict(theme.features(theme.GRID), return_std=True)
        one = theme.see_points(sigma, spread, n)
        np.testing.assert_allclose(one["mean"], mean, atol=1e-5)
        np.testing.assert_allclose(one["band"], 2 * deviation, atol=1e-4)
        np.testing.assert_allclose(one["new"], 2 * np.sqrt(deviation**2 + sigma**2), atol=1e-4)


def test_without_points_it_is_the_prior():
    Phi = theme.features(theme.GRID)
    for sigma, spread in SCALES:
        one = theme.see_points(sigma, spread, 0)
        assert not one["mean"].any() and one["better"] == 0 and not one["data"].any()
        np.testing.assert_allclose(one["band"], 2 * spread * np.linalg.norm(Phi, axis=1))


@pytest.mark.parametrize(("sigma", "spread"), SCALES)
def test_a_point_never_widens_the_band_and_shrinks_it_most_near_itself(sigma, spread):
    before = theme.see_points(sigma, spread, 0)["band"]
    for n in range(1, theme.MOST + 1):
        one = theme.see_points(sigma, spread, n)
        assert (one["band"] <= before * (1 + 1e-9) + 1e-9).all()
        at = np.abs(theme.GRID - one["x"][-1]).argmin()
        assert one["band"][at] < before[at], "where it lies it always does shrink"
        before = one["band"]


def test_the_band_knows_where_the_points_are_and_not_what_they_say():
    x, y = theme.points(20)
    for sigma, spread in SCALES:
        one, other = (theme.posterior_of_beta(x, values, sigma, spread) for values in (y, 100 - 7 * y))
        bands = [theme.mean_and_spread(found, theme.GRID)[1] for found in (one, other)]
        assert np.array_equal(*bands)


def test_the_order_of_the_points_makes_no_difference():
    x, y = theme.points(theme.MOST)
    for seed in range(3):
        order = np.random.default_rng(seed).permutation(theme.MOST)
        one, other = theme.posterior_of_beta(x, y, 0.2, 1.0), theme.posterior_of_beta(x[order], y[order], 0.2, 1.0)
        np.testing.assert_allclose(one.mean, other.mean, atol=1e-8)


def test_yesterdays_posterior_is_todays_prior():
    """Precisions add up: ten points and then ten are twenty."""
    from course_nn.bayes import NormalRegression

    x, y = theme.points(20)
    whole, first = theme.posterior_of_beta(x, y, 0.2, 1.0), theme.posterior_of_beta(x[:10], y[:10], 0.2, 1.0)
    second = NormalRegression(first.mean, first.covariance()).posterior(theme.features(x[10:]), y[10:], 0.04)
    np.testing.assert_allclose(second.mean, whole.mean, atol=1e-7)
    np.testing.assert_allclose(second.L @ second.L.T, whole.L @ whole.L.T, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize(("sigma", "spread"), SCALES)
def test_the_precisions_of_prior_and_data_add_up_to_that_of_the_posterior(sigma, spread):
    for n in (0, 1, 7, 24, 30):
        x, y = theme.points(n)
        L = theme.posterior_of_beta(x, y, sigma, spread).L
        known, before = theme.precisions(x, sigma, spread)
        both = np.linalg.eigvalsh(L @ L.T)[::-1]
        np.testing.assert_allclose(known + before, both, rtol=1e-6, atol=1e-9 * both[0])
        assert (known > 1e-9 * max(known[0], 1e-9)).sum() <= n, "a point tells of one direction at most"


def test_the_gap_stays_wide_until_points_come_into_it():
    for sigma in (0.1, 0.2, 0.4):
        for spread in (0.5, 1.0, 3.2, 10.0):
            bands = [theme.see_points(sigma, spread, n)["places"] for n in (12, 24, 30)]
            assert bands[1][0] > 1.6 * bands[1][1], "24 points outside: the gap is less known than a cluster"
            assert bands[2][0] < 0.7 * bands[1][0], "six points inside"
            assert bands[2][1] > 0.85 * bands[1][1], "which tell the cluster hardly anything"


def test_most_directions_stay_as_the_prior_has_them():
    """With the noise of the truth and the spread that the instrument begins with; and at no scales all are learned."""
    counts = [theme.see_points(0.2, 3.2, n)["better"] for n in range(theme.MOST + 1)]
    assert (np.diff(counts) >= 0).all() and counts[24] == counts[30] == 7
    assert max(theme.see_points(sigma, spread, 30)["better"] for sigma in (0.05, 2) for spread in (0.1, 10)) < 18


def test_a_prior_that_is_too_tight_is_sure_and_wrong():
    """As a mean over 40 draws of the noise: nearly everywhere with σ_β = 0.1, less and less with a wider one."""
    rng, share = np.random.default_rng(0), {}
    for spread in (0.1, 0.32, 1.0, 3.2, 10.0):
        share[spread] = np.mean([theme.share_outside(theme.NOISE, spread, rng) for _ in range(40)])
    assert (np.diff(list(share.values())) < 0).all()
    assert share[0.1] > 0.85 and 0.15 < share[1.0] < 0.35 and share[10.0] < 0.08


def test_the_points_lie_where_the_caption_says():
    x, _ = theme.points(theme.MOST)
    assert (np.abs(x[: theme.CLUSTERED]) >= theme.GAP).all() and (np.abs(x[theme.CLUSTERED :]) < theme.GAP).all()
    assert np.abs(x).max() < 3


def test_one_number_in_titles_sentence_and_picture():
    one = known_units()
    for corner in one.corners():
        one.set(**corner)
        ax, parts = one.figure.axes
        gap, better = re.search(r"f ± (\S+) at x = 0.* prior in (\d+) of 20", one.description).groups()
        told = [float(number) for number in re.search(r"new y ± (\S+) and ± (\S+)\. Data", one.description).groups()]
        places = [int(np.abs(theme.GRID - x).argmin()) for x in theme.PLACES]
        assert told == pytest.approx(one.result["new"][places], rel=0.06)
        assert ax.get_title(loc="left").endswith(f": f(0) to ± {gap}")
        assert parts.get_title(loc="left") == f"Data know {better} of 20 better"
        assert np.abs(one.result["mean"]).max() <= ax.get_ylim()[1]
        assert (one.result["data"] + one.result["prior"]).max() <= parts.get_ylim()[1]
        assert one.result["prior"] >= parts.get_ylim()[0]
