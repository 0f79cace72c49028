"""Diagnostics of chains: ArviZ's numbers, known correlations, what each of them sees, and bad input."""

import numpy as np
import pytest
from helpers import close, reference, refused
from scipy.stats import norm, rankdata

from course_nn.bayes.diagnostics import (
    KINDS,
    _normal_scores,
    autocorrelation,
    effective_sample_size,
    rhat,
    standard_error,
)

CASES = [key.removeprefix("draws of ") for key in reference("diagnostics") if key.startswith("draws of ")]


def sticky(rng, chains, n, rho):
    """xᵢ = ρ xᵢ₋₁ + √(1 − ρ²) ε from its own distribution N(0, 1) on, so that τ = (1 + ρ)/(1 − ρ)."""
    x = rng.normal(size=(chains, n))
    for i in range(1, n):
        x[:, i] = rho * x[:, i - 1] + np.sqrt(1 - rho**2) * x[:, i]
    return x


@pytest.mark.parametrize("name", CASES)
def test_equal_to_arviz(name):
    given = reference("diagnostics")
    draws = given[f"draws of {name}"]
    sizes = [effective_sample_size(draws, kind) for kind in KINDS]
    close(np.array([rhat(draws), *sizes, standard_error(draws)]), given[f"told of {name}"])


def test_there_are_cases_of_every_kind():
    told = {name: reference("diagnostics")[f"told of {name}"] for name in CASES}
    assert len(CASES) > 12 and told["apart"][0] > 1.1 and told["wider"][0] > 1.1 and told["independent"][0] < 1.02
    assert told["sticky"][1] < 160 and told["anti"][1] > 600


def test_normal_scores_are_those_of_scipy():
    x = np.round(np.random.default_rng(0).normal(size=(3, 40)), 1)
    assert len(np.unique(x)) < x.size
    close(_normal_scores(x), norm.ppf((rankdata(x).reshape(x.shape) - 3 / 8) / (x.size + 1 / 4)))


def test_autocorrelation_is_the_sum_it_names():
    x = np.random.default_rng(1).normal(size=(3, 17, 2))
    c = x - x.mean(axis=1, keepdims=True)
    by_hand = [(c[:, : 17 - t] * c[:, t:]).sum(axis=1) / (c * c).sum(axis=1) for t in range(17)]
    close(autocorrelation(x), np.stack(by_hand, axis=1))
    close(autocorrelation(x, lags=4), np.stack(by_hand[:5], axis=1))
    assert np.isnan(autocorrelation(np.ones((2, 5)))).all()


@pytest.mark.parametrize("rho", [-0.5, 0.0, 0.5, 0.9])
@pytest.mark.parametrize("seed", range(3))
def test_of_a_chain_whose_correlation_is_known(rho, seed):
    x = sticky(np.random.default_rng(seed), 4, 5000, rho)
    close(autocorrelation(x, lags=5).mean(axis=0), rho ** np.arange(6), 0.06)
    for kind in ("bulk", "mean"):
        assert effective_sample_size(x, kind) == pytest.approx(20_000 * (1 - rho) / (1 + rho), rel=0.15)
    assert rhat(x) < 1.015


def test_the_standard_error_is_that_of_many_chains():
    """Means of chains, drawn 300 times: their spread is what one of them says of itself."""
    x = sticky(np.random.default_rng(3), 300, 2000, 0.8)
    told = np.median([standard_error(chain[None]) for chain in x])
    assert x.mean(axis=1).std() == pytest.approx(told, rel=0.15)


def test_r_hat_sees_another_place_another_spread_and_a_drift():
    x = np.random.default_rng(4).normal(size=(4, 500))
    assert rhat(x) < 1.01
    moved, wider = x.copy(), x.copy()
    moved[0] += 1
    wider[0] *= 4
    assert rhat(moved) > 1.05 and rhat(wider) > 1.05
    assert rhat(x + np.linspace(-1, 1, 500)) > 1.05, "halves of the same chain differ"


def test_r_hat_is_near_1_where_no_chain_has_found_the_other_mode():
    """Half of the mass of ½ N(−5, 1) + ½ N(5, 1) is never seen, and all looks well."""
    x = np.random.default_rng(5).normal(5, 1, size=(4, 1000))
    assert rhat(x) < 1.01 and effective_sample_size(x) > 3000


def test_scores_need_no_moments():
    """Cauchy draws have no variance; the ranks of independent ones are as good as any."""
    x = np.random.default_rng(6).standard_cauchy(size=(4, 1000))
    assert rhat(x) < 1.01 and effective_sample_size(x) == pytest.approx(4000, rel=0.2)
    close(rhat(x), rhat(np.arctan(x)), 2e-3)
    assert effective_sample_size(x) == effective_sample_size(np.arctan(x)), "only the order counts"


def test_each_quantity_by_itself_whatever_the_sides():
    x = sticky(np.random.default_rng(7), 3, 60, 0.5).repeat(6, axis=1).reshape(3, 60, 2, 3)
    x *= np.random.default_rng(8).normal(size=x.shape)
    for told in (rhat, effective_sample_size, standard_error):
        assert told(x).shape == (2, 3) and isinstance(told(x[..., 0, 0]), float)
        close(told(x), np.array([[told(x[..., i, j]) for j in range(3)] for i in range(2)]))


@pytest.mark.parametrize("seed", range(3))
def test_draws_that_avoid_each_other_are_worth_more_than_independent_ones_within_a_bound(seed):
    for rho in (-0.3, -0.9, -0.999):
        x = sticky(np.random.default_rng(seed), 2, 500, rho)
        assert 1000 < effective_sample_size(x, "mean") <= 1000 * np.log10(1000) * (1 + 1e-12)


def test_what_never_moves_has_no_number():
    x = np.random.default_rng(9).normal(size=(2, 50, 2))
    x[..., 1] = 3.0
    for kind in KINDS:
        assert np.isnan(effective_sample_size(x, kind)[1]) and effective_sample_size(x, kind)[0] > 10
    assert np.isnan(rhat(x)[1]) and rhat(x)[0] < 1.2
    mostly = np.minimum(np.random.default_rng(9).normal(size=(2, 50)), -1.2)
    assert 0.8 < (mostly == -1.2).mean() < 1 and effective_sample_size(mostly, "tail") > 10, "of one tail alone"
    assert rhat(np.array([[1.0], [2.0]]) * np.ones((2, 50))) == np.inf


@pytest.mark.parametrize("told", [rhat, effective_sample_size, standard_error, autocorrelation])
def test_bad_draws(told):
    with refused(r"draws: expected \(chains, draws, ...\) .* got \(5,\); one chain alone is draws\[None\]"):
        told(np.arange(5.0))
    with refused("of at least 4 draws, got"):
        told(np.ones((2, 3)))
    with refused("expected finite numbers, got 1 NaN"):
        told(np.array([[1.0, 2, np.nan, 4]] * 1 + [[1.0, 2, 3, 4]]))
    with refused("expected real numbers"):
        told([["a"] * 4] * 2)


def test_other_bad_calls():
    x = np.random.default_rng(0).normal(size=(2, 10))
    with refused("at least 2 chains of at least 4 draws, got"):
        rhat(x[:1])
    with refused("kind: unknown name 'bluk'; did you mean 'bulk'"):
        effective_sample_size(x, "bluk")
    with refused("lags: expected a whole number at least 0 and at most 9, got 10"):
        autocorrelation(x, lags=10)
