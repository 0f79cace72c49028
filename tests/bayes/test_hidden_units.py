"""Units that come, go and move: the evidence is that of the closed form, however they came to be there."""

import numpy as np
import pytest
from helpers import close, refused
from scipy import stats

from course_nn.bayes import NormalRegression
from course_nn.bayes.hidden_units import HiddenUnits

GIVEN = {"mu_a": 0.3, "var_a": 2.0, "mu_beta": -0.4, "var_beta": 0.7, "sigma2": 0.5}


def case(seed, n=12, d=2, units=3):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, d))
    return X, 2 * rng.normal(size=n), rng.normal(size=(d, units))


def built(X, y, gamma, **how):
    found = HiddenUnits(X, y, gamma, **how)
    found.condition(**GIVEN)
    return found


def regression(units):
    """The same by `NormalRegression`, from all features."""
    mean = np.r_[[GIVEN["mu_a"]] * units.d, [GIVEN["mu_beta"]] * units.count]
    variance = np.r_[[GIVEN["var_a"]] * units.d, [GIVEN["var_beta"]] * units.count]
    return NormalRegression(mean, variance)


@pytest.mark.parametrize("n, d, units", [(12, 2, 3), (3, 2, 5), (1, 1, 0), (40, 3, 1)])
def test_the_evidence_is_that_of_the_regression_on_all_features(n, d, units):
    X, y, gamma = case(0, n, d, units)
    found = built(X, y, gamma)
    Phi = np.hstack([X, 1 / (1 + np.exp(-X @ gamma))])
    close(found.rows[:-1].T, Phi)
    close(found.log_evidence, regression(found).log_evidence(Phi, y, GIVEN["sigma2"]))


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_after_any_changes_it_is_as_if_built_anew(seed):
    X, y, gamma = case(seed)
    units, rng, kinds = built(X, y, gamma), np.random.default_rng(seed), set()
    for _ in range(60):
        weights, place = rng.normal(size=2), int(rng.integers(units.count + 1))
        kind = "added" if place == units.count or units.count == 0 else rng.choice(["added", "dropped", "moved"])
        before = units.log_evidence
        change = units.dropped(place) if kind == "dropped" else getattr(units, kind)(weights, place)
        assert units.log_evidence == before
        units.take(change)
        kinds.add((kind, units.count > 4))
        anew = built(X, y, units.gamma)
        close(units.log_evidence, anew.log_evidence, 1e-8)
        for part in ("rows", "gram"):
            close(getattr(units, part), getattr(anew, part))
        if kind != "dropped":
            close(units.gamma[:, place], weights)
    assert len(kinds) >= 4


def test_what_is_given_changes_the_evidence_as_in_the_closed_form():
    X, y, gamma = case(1)
    units = HiddenUnits(X, y, gamma)
    for sigma2 in (0.01, 1.0, 30.0):
        units.condition(0.0, 1.0, 2.0, 3.0, sigma2)
        model = NormalRegression([0, 0, 2, 2, 2], [1, 1, 3, 3, 3])
        close(units.log_evidence, model.log_evidence(units.rows[:-1].T, y, sigma2))


def test_the_coefficients_are_draws_of_their_posterior():
    """Whitened, they are independent standard normal numbers; a right draw fails for one seed in a hundred."""
    X, y, gamma = case(2, units=2)
    units, rng = built(X, y, gamma), np.random.default_rng(0)
    a, beta = units.draw_coefficients(rng)
    assert a.shape == beta.shape == (2,)
    close(units.residual(a, beta), y - X @ a - 1 / (1 + np.exp(-X @ gamma)) @ beta)
    draws = np.array([np.concatenate(units.draw_coefficients(rng)) for _ in range(2000)])
    posterior = regression(units).posterior(units.rows[:-1].T, y, GIVEN["sigma2"])
    z = (draws - posterior.mean) @ posterior.L
    assert stats.kstest(z.ravel(), stats.norm.cdf).pvalue > 0.01
    far = np.abs(np.corrcoef(z.T) - np.eye(4)).max()
    assert far < 4 / np.sqrt(2000)


def test_without_observations_the_evidence_is_1_and_the_coefficients_are_the_priors():
    X, y, gamma = np.empty((0, 2)), np.empty(0), np.zeros((2, 1))
    units, rng = built(X, y, gamma), np.random.default_rng(0)
    close([units.log_evidence, units.added(np.ones(2), 0).log_evidence, units.dropped(0).log_evidence], 0)
    draws = np.array([np.concatenate(units.draw_coefficients(rng)) for _ in range(500)])
    for k, (mean, variance) in enumerate([(0.3, 2.0), (0.3, 2.0), (-0.4, 0.7)]):
        assert stats.kstest(draws[:, k], stats.norm(mean, variance**0.5).cdf).pvalue > 0.01


def test_another_psi_is_taken():
    X, y, gamma = case(3)
    units = built(X, y, gamma, psi="tanh")
    close(units.rows[2:-1].T, np.tanh(X @ gamma))
    close(units.moved(np.ones(2), 1).rows[3], np.tanh(X.sum(axis=1)))


@pytest.mark.parametrize(
    ("X", "y", "gamma", "words"),
    [
        (np.ones(3), np.ones(3), np.ones((1, 1)), "X: expected an array with 2"),
        (np.ones((3, 0)), np.ones(3), np.ones((0, 1)), "X: expected at least one column"),
        (np.ones((3, 2)), np.ones(4), np.ones((2, 1)), r"y: expected shape \(3,\), got \(4,\)"),
        (np.ones((3, 2)), np.ones(3), np.ones((3, 1)), r"gamma: expected shape \(2, n\), got \(3, 1\)"),
        (np.full((3, 2), np.nan), np.ones(3), np.ones((2, 1)), "X: expected finite numbers"),
    ],
)
def test_bad_calls(X, y, gamma, words):
    with refused(words):
        HiddenUnits(X, y, gamma)


def test_other_bad_calls():
    X, y, gamma = case(0)
    with refused("psi: unknown name 'relu'"):
        HiddenUnits(X, y, gamma, psi="relu")
    with refused("expected targets of about mean 0 and spread 1"):
        HiddenUnits(X, 1e6 * y, gamma)


def test_variances_are_above_0():
    units = built(*case(0))
    for place in (1, 3, 4):
        given = [0.0, 1.0, 0.0, 1.0, 1.0]
        given[place] = 0.0
        with refused("expected variances above 0"):
            units.condition(*given)


def test_the_evidence_keeps_its_digits_up_to_the_largest_targets_that_are_taken():
    X, y, gamma = case(0)
    y *= 0.99e6 / np.linalg.norm(y)
    units, model = HiddenUnits(X, y, gamma), NormalRegression(np.zeros(5), np.ones(5))
    wanted = model.log_evidence(units.rows[:-1].T, y, 1.0)
    assert abs(units.log_evidence - wanted) < 1e-3
    weights = np.array([0.3, -0.7])
    closer = HiddenUnits(X, y, np.column_stack([gamma, weights])).log_evidence
    assert abs(units.added(weights, 3).log_evidence - closer) < 1e-3
