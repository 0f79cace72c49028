"""The conditionals of the hyper-parameters: SciPy's distributions, whose parameters come from Bayes' rule by hand."""

import numpy as np
import pytest
from helpers import close
from scipy import stats

from course_nn.bayes import conditionals
from course_nn.bayes.priors import ShallowPrior

PRIOR = ShallowPrior(
    2,
    4,
    a_beta=0.3,
    A_beta=0.5,
    c_b=6.0,
    C_b=2.0,
    s=5.0,
    S=0.2,
    a_gamma=[1.0, -1.0],
    A_gamma=[[1.0, 0.4], [0.4, 2.0]],
    c_gamma=7.0,
    C_gamma=[[3.0, 0.5], [0.5, 1.0]],
)
S_GAMMA, SIDES = np.array([[2.0, -0.6], [-0.6, 1.5]]), (0, 1, 4)
N = 1500


def draws(function, *given):
    rng = np.random.default_rng(0)
    return np.array([function(PRIOR, *given, rng) for _ in range(N)])


def follows(values, distribution):
    """Kolmogorov and Smirnov's test: right draws fail for one seed in a thousand."""
    return stats.kstest(values, distribution.cdf).pvalue > 1e-3


def some(units):
    rng = np.random.default_rng(units)
    return 1 + rng.normal(size=units), rng.normal(size=(2, units)) + 2


@pytest.mark.parametrize("units", SIDES)
def test_mu_beta(units):
    """The posterior of a normal mean: precisions add up, and means are weighted by them."""
    beta, _ = some(units)
    precision = 1 / 0.5 + units / 0.7
    mean = (0.3 / 0.5 + beta.sum() / 0.7) / precision
    assert follows(draws(conditionals.draw_mu_beta, beta, 0.7), stats.norm(mean, precision**-0.5))


@pytest.mark.parametrize("units", SIDES)
def test_var_beta(units):
    beta, _ = some(units)
    shape, rate = (6 + units) / 2, (12 + np.square(beta - 0.4).sum()) / 2
    assert follows(draws(conditionals.draw_var_beta, beta, 0.4), stats.invgamma(shape, scale=rate))


@pytest.mark.parametrize("units", SIDES)
def test_mu_gamma(units):
    _, gamma = some(units)
    of_prior, of_units = np.linalg.inv(PRIOR.A_gamma), np.linalg.inv(S_GAMMA)
    spread = np.linalg.inv(of_prior + units * of_units)
    mean = spread @ (of_prior @ PRIOR.a_gamma + of_units @ gamma.sum(axis=1))
    z = np.linalg.solve(np.linalg.cholesky(spread), (draws(conditionals.draw_mu_gamma, gamma, S_GAMMA) - mean).T)
    assert follows(z[0], stats.norm) and follows(z[1], stats.norm)
    assert abs(np.corrcoef(z)[0, 1]) < 4 / np.sqrt(N)


@pytest.mark.parametrize("units", SIDES)
def test_S_gamma(units):
    """vᵀ S⁻¹ v / vᵀ R⁻¹ v is χ² with the degrees of freedom of the Wishart, whatever v."""
    _, gamma = some(units)
    mu = np.array([0.5, 1.0])
    R = 7 * PRIOR.C_gamma + (gamma - mu[:, None]) @ (gamma - mu[:, None]).T
    found = draws(conditionals.draw_S_gamma, gamma, mu)
    close(found, found.transpose(0, 2, 1))
    precisions = np.linalg.inv(found)
    for v in np.array([[1.0, 0.0], [0.0, 1.0], [1.0, -2.0]]):
        assert follows(v @ precisions @ v / (v @ np.linalg.solve(R, v)), stats.chi2(7 + units))


@pytest.mark.parametrize("n", [0, 3, 50])
def test_sigma2(n):
    residual = np.random.default_rng(n).normal(size=n)
    shape, rate = (5 + n) / 2, (1 + residual @ residual) / 2
    assert follows(draws(conditionals.draw_sigma2, residual), stats.invgamma(shape, scale=rate))


def test_a_wrong_rate_is_seen():
    """As `test_sigma2` would see it: the squares without their half."""
    residual = np.random.default_rng(3).normal(size=3)
    wrong = stats.invgamma(4, scale=(1 + 2 * residual @ residual) / 2)
    assert not follows(draws(conditionals.draw_sigma2, residual), wrong)


def test_what_is_held_fixed_stays_and_can_not_be_changed_through_a_draw():
    held = {"mu_beta": 0.1, "var_beta": 0.2, "mu_gamma": [1.0, 2.0], "S_gamma": 3.0, "sigma2": 0.4}
    prior, rng = ShallowPrior(2, 4, **held), np.random.default_rng(0)
    beta, gamma = some(4)
    assert conditionals.draw_mu_beta(prior, beta, 1.0, rng) == 0.1
    assert conditionals.draw_var_beta(prior, beta, 0.0, rng) == 0.2
    assert conditionals.draw_sigma2(prior, beta, rng) == 0.4
    for _ in range(2):
        mu, S = (f(prior, gamma, np.eye(2), rng) for f in (conditionals.draw_mu_gamma, conditionals.draw_S_gamma))
        close(mu, [1, 2])
        close(S, 3 * np.eye(2))
        mu[:], S[:] = 7, 7
    assert rng.bit_generator.state == np.random.default_rng(0).bit_generator.state
