"""Sunspots in bands: what they are made of, held to chapter 08's forecasts, and what the chapter says of them."""

import re

import numpy as np
import pytest
from scipy import stats
from sklearn.linear_model import LinearRegression

from course_nn.bayes import VariableDraws
from course_nn.chapters.ch08_rnns import sunspots as chapter_08
from course_nn.chapters.ch12_bayesian import sunspot_bands as theme
from course_nn.chapters.ch12_bayesian.instruments_of_predictions import sunspot_bands

LINEAR, NETWORK = theme.METHODS
EVERY = [(method, period) for method in theme.METHODS for period in theme.PERIODS]


def test_years_and_windows_are_those_of_chapter_08():
    assert {name: chapter_08.PERIODS[name] for name in chapter_08.TESTS} == theme.PERIODS
    years, numbers, z, mean, spread = theme.scaled()
    empty = chapter_08.scaled_for(theme.ORDER, True, numbers[years <= theme.LAST])
    assert (mean, spread) == pytest.approx((empty.mean, empty.spread))
    X, y = chapter_08.windows(z[years <= theme.LAST], theme.ORDER)
    ours = theme.learned_from()
    np.testing.assert_allclose(ours[0][:, 1:], X)
    np.testing.assert_allclose(ours[1], y)


@pytest.mark.parametrize("horizon", [1, 2, 7, 11])
def test_without_noise_the_linear_futures_are_the_forecasts_of_chapter_08(horizon):
    a, _ = theme.least_squares()
    found = theme.futures(lambda X: X @ a, 0.0, 2, np.random.default_rng(0))
    forecaster = chapter_08.linear(theme.ORDER, root=True)
    outside = chapter_08.ahead_of(forecaster, theme.FIRST, theme.END, horizon)[:, -1]
    np.testing.assert_allclose(found[0, horizon - 1], outside, rtol=1e-6, atol=1e-6)
    assert (found[0] == found[1]).all()


def test_a_simulated_root_below_zero_is_no_sunspots():
    """With half of the roots below 0, half of the numbers are 0, but for rounding."""
    _, _, _, mean, spread = theme.scaled()
    found = theme.futures(lambda X: np.full(len(X), -mean / spread), 1.0, 40, np.random.default_rng(0))
    assert np.mean(found < 1e-20) == pytest.approx(0.5, abs=0.02)


def test_least_squares_is_that_of_scikit_learn_and_its_sigma_counts_the_parameters():
    X, y = theme.learned_from()
    a, sigma = theme.least_squares()
    outside = LinearRegression().fit(X[:, 1:], y)
    np.testing.assert_allclose(a, [outside.intercept_, *outside.coef_], atol=1e-9)
    assert sigma**2 == pytest.approx(np.sum((y - outside.predict(X[:, 1:])) ** 2) / (212 - 10))


def test_one_year_ahead_the_linear_bands_are_those_of_a_normal_root():
    a, sigma = theme.least_squares()
    years, _, z, mean, spread = theme.scaled()
    at = np.arange(theme.FIRST, theme.END + 1) - years[0]
    windows = z[at[:, None] + np.arange(-theme.ORDER, 0)]
    middle = np.column_stack([np.ones(len(at)), windows]) @ a
    for end, kept in zip(theme.ENDS, theme.band(LINEAR, 1), strict=True):
        root = np.maximum(mean + spread * (middle + sigma * stats.norm.ppf(end)), 0)
        assert np.abs(np.sqrt(kept) - root).max() < 0.5, "2,000 futures know the end of a band so well"


@pytest.mark.long
def test_a_short_run_of_the_network_agrees_with_what_was_measured():
    draws = VariableDraws.side_by_side([theme.chain(50 + k, kept=60, left_out=500, thin=12) for k in range(2)])
    again = np.quantile(theme.simulated(NETWORK, draws), theme.ENDS, axis=0)
    for horizon in (1, 5, 11):
        away = np.sqrt(again[:, horizon - 1]) - np.sqrt(theme.band(NETWORK, horizon))
        assert np.abs(away).mean() < 0.25, "in roots of sunspots, of which the bands are some 3 to 6 wide"


def test_bands_are_ordered_and_no_number_is_below_zero():
    for method in theme.METHODS:
        for horizon in range(1, theme.HORIZONS + 1):
            ends = theme.band(method, horizon)
            assert (np.diff(ends, axis=0) >= 0).all() and ends.min() >= 0


@pytest.mark.parametrize(("method", "period"), EVERY)
def test_what_the_chapter_says_of_coverage(method, period):
    """One year ahead no period speaks against the 90 %; the cycle of 1957 was higher than any that was learned from."""
    count, total = theme.held(method, 1, period)[1:]
    low, high = theme.forecast_years(method, 1, period)["wilson"]
    assert low < 0.9 < high and count / total > 0.85
    shares = [theme.held(method, h, period)[1] / total for h in range(1, theme.HORIZONS + 1)]
    assert (max(shares) < 0.9) == (period == "1956–79")
    assert (min(shares) > 0.94) == (period == "1921–55")


@pytest.mark.parametrize(("method", "period"), EVERY)
def test_bands_widen_and_then_no_more(method, period):
    widths = [theme.forecast_years(method, h, period)["width"] for h in (1, 5, 11)]
    assert 1.6 < widths[1] / widths[0] < 2.0 and 1 < widths[2] / widths[1] < 1.12


def test_the_average_over_the_posterior_changes_the_widths_little_and_the_counts_by_one_at_most():
    for period in theme.PERIODS:
        for horizon in range(1, theme.HORIZONS + 1):
            one, all_of_them = (theme.forecast_years(m, horizon, period) for m in theme.METHODS)
            assert (1 if horizon in (1, 11) else 0.97) < all_of_them["width"] / one["width"] < 1.1
            assert abs(all_of_them["count"] - one["count"]) <= 1


def test_the_chains_do_not_quite_agree_and_the_chapter_says_so():
    assert theme.agreement().shape == (2,) and 1.01 < theme.agreement().max() < 1.045


def test_neither_the_average_nor_the_units_change_the_widths_much():
    """The draws without a unit are an average over lines; from them to those with units, the units come."""
    one, lines, networks = theme.widths_by_units()
    np.testing.assert_allclose(
        one, [np.mean(np.ptp(theme.band(LINEAR, h)[[0, -1]], axis=0)) for h in range(1, 12)], rtol=1e-5
    )
    assert (np.abs(lines / one - 1) < 0.1).all() and (np.abs(networks / lines - 1) < 0.1).all()


def test_the_forecast_inputs_are_the_nine_years_before():
    years, _, z, _, _ = theme.scaled()
    X = theme.forecast_inputs()
    assert X.shape == (88, 10) and (X[:, 0] == 1).all()
    for k, year in ((0, 1921), (87, 2008)):
        np.testing.assert_array_equal(X[k, 1:], z[(year - 9 <= years) & (years < year)])


def test_as_few_years_as_in_1956_to_79_are_no_rare_chance_of_an_honest_band():
    """20 of 24 or fewer have a probability of a fifth, if years are drawn one by one."""
    assert 0.2 < stats.binom.cdf(20, 24, 0.9) < 0.22
    assert min(theme.held(m, h, "1956–79")[1] for m in theme.METHODS for h in range(1, 12)) >= 20


def test_a_third_to_half_of_the_posterior_has_no_unit():
    shares = theme.unit_shares()
    assert 0.3 < shares[:, 0].mean() < 0.6 and np.abs(shares - shares.mean(axis=0)).max() < 0.2
    years, numbers, *_ = theme.scaled()
    assert numbers[years <= theme.LAST].max() < 155 < 190 < numbers.max()


def test_one_number_in_titles_sentence_and_picture():
    one = sunspot_bands()
    for corner in one.corners():
        one.set(**corner)
        ax, shares = one.figure.axes
        count, total, percent = re.search(r": (\d+) of (\d+) years \((\d+) %", one.description).groups()
        assert ax.get_title(loc="left").endswith(f": {count} of {total} years in the band of 90 %")
        assert shares.get_title(loc="left") == f"{percent} % of {corner['period']}"
        assert ("Wilson" in one.description) == (corner["horizon"] == 1)
        result = one.result
        assert int(count) == ((result["ends"][0] <= result["numbers"]) & (result["numbers"] <= result["ends"][4])).sum()
        assert max(result["ends"].max(), result["numbers"].max()) <= ax.get_ylim()[1]
        assert min(min(counts) for counts in result["counts"].values()) / result["total"] >= shares.get_ylim()[0]
