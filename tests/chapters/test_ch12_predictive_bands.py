"""Predictive bands: those of six methods, what they hold of new points, and what is measured again."""

import re

import numpy as np
import pytest
from scipy import stats

from course_nn.chapters.ch12_bayesian import methods_compared as compared
from course_nn.chapters.ch12_bayesian import predictive_bands as theme
from course_nn.chapters.ch12_bayesian.instruments_of_predictions import predictive_bands

EVERY = [(truth, seed) for truth in compared.TRUTHS for seed in range(theme.SEEDS)]
WIDENING, OTHERS = ("Bayesian network", "Gaussian process", "Laplace"), ("one network", "deep ensemble", "dropout")


@pytest.mark.long
def test_the_process_measured_again():
    for truth, seed in EVERY:
        again = theme.told("Gaussian process", compared.problem(truth, seed), seed)
        for found, kept in zip(again, theme.bands(truth, seed, "Gaussian process"), strict=True):
            np.testing.assert_allclose(found, kept, atol=2e-4)


@pytest.mark.long
def test_the_networks_at_modes_measured_again():
    truth, seed = EVERY[1]
    for method in ("one network", "Laplace"):
        again, kept = theme.told(method, compared.problem(truth, seed), seed), theme.bands(truth, seed, method)
        np.testing.assert_allclose(again[2], kept[2], atol=0.05)


@pytest.mark.long
def test_the_sampler_measured_again_with_shorter_chains(monkeypatch):
    monkeypatch.setattr(compared, "SWEEPS", (300, 1200))
    again = theme.told("Bayesian network", compared.problem(*EVERY[0]), 0)
    kept = theme.bands(*EVERY[0], "Bayesian network")
    np.testing.assert_allclose(again[0], kept[0], atol=0.08)
    np.testing.assert_allclose(again[2][3] - again[2][0], kept[2][3] - kept[2][0], rtol=0.2)


@pytest.mark.parametrize(("truth", "seed"), EVERY)
def test_bands_are_ordered_and_those_of_y_add_the_noise(truth, seed):
    for method in theme.METHODS:
        mean, f, y = theme.bands(truth, seed, method)
        assert (np.diff(f, axis=0) >= 0).all() and (np.diff(y, axis=0) > 0).all()
        if method == "Bayesian network":
            continue  # its bands are quantiles, of no normal distribution
        deviation = (f[3] - f[0]) / (2 * stats.norm.ppf(0.95))
        whole = np.sqrt(deviation**2 + compared.SIGMA**2)
        for end, place in zip(theme.ENDS, y, strict=True):
            np.testing.assert_allclose(place, mean + stats.norm.ppf(end) * whole, atol=2e-5)


@pytest.mark.parametrize(("truth", "seed"), EVERY)
def test_the_bands_of_one_network_have_one_width_and_those_of_f_none(truth, seed):
    _, f, y = theme.bands(truth, seed, "one network")
    np.testing.assert_allclose(f[3] - f[0], 0, atol=1e-6)
    np.testing.assert_allclose(y[3] - y[0], 2 * stats.norm.ppf(0.95) * compared.SIGMA, atol=1e-5)


@pytest.mark.parametrize(("truth", "seed"), EVERY)
def test_new_points_lie_where_they_are_said_to_and_have_noise_of_a_tenth(truth, seed):
    one, curve, (x, y) = theme.problem(truth, seed)
    assert (compared.problem(truth, seed).y == one.y).all(), "the data are those of the table"
    assert (np.abs(x[: theme.NEW]) >= 0.7).all() and (np.abs(x[theme.NEW :]) <= 0.7).all()
    assert np.std(y - np.interp(x, theme.AT, curve)) == pytest.approx(0.1, rel=0.15)


@pytest.mark.parametrize(("truth", "seed"), EVERY)
def test_what_the_chapter_says_of_the_widths(truth, seed):
    """At the middle of the gap beside the middle of the right cluster."""
    ratio = {}
    for method in theme.METHODS:
        cluster, gap = theme.compare_bands(method, truth, seed, False)["widths"]
        ratio[method] = gap / cluster
    assert min(ratio[method] for method in WIDENING) > 1.8
    assert max(ratio[method] for method in OTHERS) < 1.25 and ratio["dropout"] < 1


def test_what_the_chapter_says_of_the_points_held():
    """All six problems together: 1,200 points in the clusters, 1,200 in the gap."""
    held = {m: np.sum([theme.held(*one, m)[:, 1] for one in EVERY], axis=0) / (6 * theme.NEW) for m in theme.METHODS}
    assert min(inside for inside, _ in held.values()) > 0.8, "in the clusters all six look well"
    assert all(held[method][1] > 0.65 for method in WIDENING)
    assert all(held[method][1] < 0.45 for method in OTHERS)
    for truth, seed in EVERY:
        least = min(theme.held(truth, seed, method)[1, 1] for method in ("Bayesian network", "Gaussian process"))
        assert least > theme.held(truth, seed, "one network")[1, 1]


def test_with_widths_lent_the_mean_of_dropout_misses_the_wave_and_that_of_one_network_does_not_always():
    for seed in range(theme.SEEDS):
        dropout, one = (
            theme.held_with_widths(compared.TRUTHS[1], seed, m, "Bayesian network") for m in ("dropout", "one network")
        )
        assert dropout < 0.5 and one > dropout + 0.3
    for truth, seed in EVERY:
        for method in theme.METHODS:
            if method != "Bayesian network":  # its bands are no normal ones, and not symmetric about the mean
                own = theme.held_with_widths(truth, seed, method, method)
                assert own == pytest.approx(theme.held(truth, seed, method)[1, 1] / theme.NEW, abs=1e-9)


def test_one_problem_tells_little_of_a_method():
    """The points of a gap are missed together: Wilson's interval is of these data, not of the method."""
    shares = [theme.held(*one, "Bayesian network")[1, 1] / theme.NEW for one in EVERY]
    assert np.ptp(shares) > 0.3


@pytest.mark.long
def test_one_number_in_title_sentence_and_picture():
    one = predictive_bands()
    for corner in one.corners():
        one.set(**corner)
        ax, *rest = one.figure.axes
        gap = re.search(r"and (\S+) at x = 0\.", one.description).group(1)
        assert ax.get_title(loc="left").endswith(f": {gap} wide at x = 0")
        assert gap == f"{np.ptp(one.result['y'][:, 48]):.2f}" and theme.AT[48] == pytest.approx(0, abs=1e-12)
        for part in (one.result["y"], one.result["curve"], one.result["data"][1]):
            assert np.abs(part).max() <= ax.get_ylim()[1]
        assert bool(rest) == corner["shown"] == ("new points" in one.description)
        if rest:
            shares = re.search(r"holds (\S+ %) .*, (\S+ %) in the gap", one.description).groups()
            assert rest[0].get_title(loc="left") == "Held: " + ", ".join(shares)
            assert [bar.get_height() for bar in rest[0].patches] == list(one.result["counts"] / theme.NEW)
            for (low, high), count, told in zip(one.result["wilson"], one.result["counts"], shares, strict=True):
                outside = stats.binomtest(int(count), theme.NEW).proportion_ci(0.95, "wilson")
                assert (low, high) == pytest.approx(outside, abs=1e-9)
                assert float(told.removesuffix(" %")) == pytest.approx(100 * count / theme.NEW, abs=0.05)
