"""Six ways to be unsure: the problems, a part of what was measured again, and what the chapter says of it."""

import numpy as np
import pytest

from course_nn.bayes import rhat
from course_nn.chapters.ch12_bayesian import methods_compared as theme
from course_nn.data.measured import measurements

ONE, WAVE = theme.TRUTHS
COVERED, WIDTH, F_COVERED, F_WIDTH, ERROR = range(5)


def stored(truth):
    return measurements(theme.__package__, "methods_compared")[truth]


@pytest.mark.parametrize("truth", theme.TRUTHS)
def test_a_problem_has_two_clusters_and_is_tested_in_both_and_in_the_gap(truth):
    noise = []
    for seed in range(40):
        one = theme.problem(truth, seed)
        left, right = one.x[:15], one.x[15:]
        assert (-2 <= left).all() and (left <= -0.7).all() and (0.7 <= right).all() and (right <= 2).all()
        assert (np.abs(one.at[:20]) >= 0.7).all() and (np.abs(one.at[20:]) <= 0.7).all()
        noise.append(one.new - one.f)
        assert (theme.problem(truth, seed).y == one.y).all()
    assert np.std(noise) == pytest.approx(0.1, rel=0.05)


@pytest.mark.parametrize("truth", theme.TRUTHS)
def test_the_process_measured_again(truth):
    for seed in range(3):
        found = theme.judged("Gaussian process", theme.problem(truth, seed), seed)
        np.testing.assert_allclose(found, stored(truth)["Gaussian process"][seed], rtol=1e-3, atol=1e-4)


@pytest.mark.long
def test_dropout_measured_again():
    for truth in theme.TRUTHS:
        again, kept = theme.judged("dropout", theme.problem(truth, 0), 0), stored(truth)["dropout"][0]
        np.testing.assert_allclose(again[[WIDTH, F_WIDTH]], kept[[WIDTH, F_WIDTH]], rtol=0.1)


@pytest.mark.long
def test_networks_at_their_modes_measured_again():
    one = theme.problem(ONE, 1)
    for name in ("Laplace", "deep ensemble", "one network"):
        again, kept = theme.judged(name, one, 1), stored(ONE)[name][1]
        np.testing.assert_allclose(again[WIDTH], kept[WIDTH], rtol=0.05)


@pytest.mark.long
def test_the_sampler_measured_again_with_shorter_chains(monkeypatch):
    monkeypatch.setattr(theme, "SWEEPS", (300, 1200))
    one = theme.problem(ONE, 3)
    again, kept = theme.judged("Bayesian network", one, 3), stored(ONE)["Bayesian network"][3]
    np.testing.assert_allclose(again[WIDTH], kept[WIDTH], rtol=0.1)
    assert rhat(theme.chains(one, np.array([-1.0, 0.0, 1.0]), 3)).max() < 1.1


def test_the_chains_of_the_table_agree():
    """R-hat of f at 41 places in the gap, the largest of each problem."""
    found = np.concatenate([stored(truth)["rhat"] for truth in theme.TRUTHS])
    assert np.median(found) < 1.005 and (found <= 1.01).mean() > 0.9 and found.max() < 1.05


def test_where_the_truth_is_from_the_prior_the_posterior_covers_as_often_as_it_says():
    mean, error = np.moveaxis(theme.table()[ONE]["Bayesian network"], -1, 0)
    for what in (COVERED, F_COVERED):  # most problems are covered whole, a few hardly: few tell little of the error
        assert (np.abs(mean[what] - 0.95) < 3 * np.maximum(error[what], 0.02)).all()


@pytest.mark.parametrize("truth", theme.TRUTHS)
def test_who_widens_in_the_gap_covers_there_and_who_does_not_fails_there(truth):
    told = theme.table()[truth]
    for name in ("Bayesian network", "Gaussian process", "Laplace"):
        mean = told[name][..., 0]
        assert mean[F_WIDTH, 1] > 3 * mean[F_WIDTH, 0] and mean[COVERED, 1] > 0.75
    for name in ("deep ensemble", "dropout", "one network"):
        mean = told[name][..., 0]
        assert mean[COVERED, 1] < 0.75 and mean[F_COVERED, 1] < 0.5
        assert mean[COVERED, 0] > 0.8, "in the clusters they look well"


def test_dropout_has_no_widening_in_any_problem_and_all_others_have():
    for truth, methods in theme.widenings().items():
        assert (methods.pop("dropout") <= 1.0005).all(), truth
        for name, found in methods.items():
            assert (found > 1).all() and np.median(found) > 1.5, (truth, name)


def test_on_the_wave_some_hold_too_few_among_the_data_too():
    for name in ("one network", "deep ensemble", "dropout"):
        share, error = theme.table()[WAVE][name][COVERED, 0]
        assert share < 0.95 - 5 * error


def test_on_the_wave_the_mean_of_dropout_is_off_in_the_gap_in_every_problem():
    dropout, one = (np.sqrt(stored(WAVE)[name][:, ERROR, 1]) for name in ("dropout", "one network"))
    assert (dropout > one).all() and np.median(dropout) > 3 * np.median(one)


@pytest.mark.long
@pytest.mark.parametrize("truth", theme.TRUTHS)
def test_five_draws_hold_more_than_five_modes(truth, monkeypatch):
    """Of the points in the gap; of many fives of draws of each problem."""
    monkeypatch.setattr(theme, "SWEEPS", (400, 1200))
    draws, modes = [], []
    for seed in range(12):
        one = theme.problem(truth, seed)
        f, rng = np.concatenate(theme.chains(one, one.at, seed)), np.random.default_rng(seed)
        for five in rng.choice(len(f), (20, 5)):
            low, high = theme._normal(theme.of_draws(f[five])).y
            draws.append(((low <= one.new) & (one.new <= high))[20:].mean())
        modes.append(stored(truth)["deep ensemble"][seed][COVERED, 1])
    assert 0.77 < np.mean(draws) < 0.93 and np.mean(draws) > np.mean(modes) + 0.15


@pytest.mark.parametrize("rate", [0.05, 0.5])
def test_nor_with_other_rates(rate, monkeypatch):
    monkeypatch.setattr(theme, "STEPS", 500)
    for seed in range(3):
        network = theme.dropout_network(theme.problem(WAVE, seed), seed, rate)
        variance = theme.dropout_moments(network, np.linspace(*theme.GAP, 101)).variance
        assert variance.max() <= max(variance[0], variance[-1]) * (1 + 1e-9)
        assert (np.diff(variance, 2) > -1e-9).all(), "it is convex"
