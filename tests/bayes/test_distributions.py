"""Gamma, Wishart and χ²: SciPy's densities, moments of the draws, bad input."""

import numpy as np
import pytest
import scipy.stats
from helpers import close, refused

from course_nn.bayes import distributions as law

R = np.array([[2.0, 0.5, 0.0], [0.5, 1.0, -0.3], [0.0, -0.3, 0.7]])


def rng(seed=0):
    return np.random.default_rng(seed)


@pytest.mark.parametrize("shape, rate", [(0.3, 2.0), (1.0, 0.1), (7.5, 30.0)])
def test_gamma_densities_are_scipys(shape, rate):
    x = np.array([0.01, 0.5, 3.0])
    close(law.gamma_log_density(x, shape, rate), scipy.stats.gamma(shape, scale=1 / rate).logpdf(x))
    close(law.inverse_gamma_log_density(x, shape, rate), scipy.stats.invgamma(shape, scale=rate).logpdf(x))
    assert type(law.gamma_log_density(0.5, shape, rate)) in (float, np.float64)


def test_gamma_draws_are_of_their_rate():
    x = law.gamma_draw(rng(), 3.0, 5.0, 20_000)
    assert scipy.stats.kstest(x, scipy.stats.gamma(3, scale=1 / 5).cdf).pvalue > 0.001
    assert np.ndim(law.gamma_draw(rng(), 3.0, 5.0)) == 0


@pytest.mark.parametrize("d, c", [(1, 0.5), (2, 1.5), (3, 9.0)])
def test_the_wisharts_density_is_scipys(d, c):
    rate = R[:d, :d]
    P = scipy.stats.wishart(d + 2, np.eye(d)).rvs(random_state=1).reshape(d, d)
    if c >= d:  # SciPy takes whole degrees and more alone
        close(law.wishart_log_density(P, c, rate), scipy.stats.wishart(c, np.linalg.inv(rate)).logpdf(P))
    if d == 1:
        close(law.wishart_log_density(P, c, rate), law.gamma_log_density(float(P[0, 0]), c / 2, float(rate[0, 0]) / 2))


def test_wishart_draws_have_its_moments():
    """mean c Σ, Cov(Pᵢⱼ, Pᵢⱼ) = c (Σᵢⱼ² + Σᵢᵢ Σⱼⱼ), and log |P| = log |Σ| + Σ log χ²(c − i), where Σ = R⁻¹."""
    draw, c, sigma = rng(), 5.5, np.linalg.inv(R)
    P = np.array([law.wishart_draw(draw, c, R) for _ in range(3000)])
    spread = np.sqrt(c * (sigma**2 + np.outer(np.diag(sigma), np.diag(sigma))))
    assert (abs(P.mean(axis=0) - c * sigma) < 4.5 * spread / np.sqrt(3000)).all()
    assert P.std(axis=0) == pytest.approx(spread, rel=0.1)
    chi2 = scipy.stats.chi2(c - np.arange(3)).rvs((3000, 3), random_state=2)
    wanted = np.linalg.slogdet(sigma)[1] + np.log(chi2).sum(axis=1)
    assert scipy.stats.ks_2samp(np.linalg.slogdet(P)[1], wanted).pvalue > 0.001


def test_the_root_of_the_covariance_is_that_of_a_wisharts_inverse():
    """With the same random numbers it is exactly the inverse of the draw."""
    root = np.linalg.cholesky(R)
    for seed in range(3):
        Q, P = law.inverse_wishart_root(rng(seed), 4.0, root), law.wishart_draw(rng(seed), 4.0, R)
        close(Q @ Q.T @ P, np.eye(3), 1e-9)


@pytest.mark.parametrize("k", [1, 2, 3, 4, 15, 16, 63, 200])
def test_the_tail_of_chi2_is_scipys(k):
    for x in (0, 1e-3, 0.5, k / 2, k, 2 * k, 10 * k + 100):
        assert law.chi2_tail(x, k) == pytest.approx(scipy.stats.chi2.sf(x, k), rel=1e-9, abs=1e-300)


@pytest.mark.parametrize(
    "call, words",
    [
        (lambda: law.gamma_draw(rng(), 0, 1), "shape: expected a finite number above 0"),
        (lambda: law.gamma_draw(rng(), 1, -1), "rate: expected a finite number above 0"),
        (lambda: law.gamma_draw(0, 1, 1), "Generator"),
        (lambda: law.gamma_log_density(np.array([1.0, 0.0]), 1, 1), "x: expected numbers above 0, got 0"),
        (lambda: law.inverse_gamma_log_density(np.nan, 1, 1), "x: expected finite"),
        (lambda: law.wishart_draw(rng(), 2, R), "more than 2 degrees of freedom"),
        (lambda: law.wishart_draw(rng(), 5, -R), "positive definite"),
        (lambda: law.wishart_draw(rng(), "5", R), "c: expected a number"),
        (lambda: law.wishart_log_density(np.eye(2), 5, R), r"expected shape \(3, 3\)"),
        (lambda: law.wishart_log_density(-np.eye(3), 5, R), "P: expected a positive definite"),
        (lambda: law.chi2_tail(-1, 3), "at least 0"),
        (lambda: law.chi2_tail(1, 0), "at least 1"),
    ],
)
def test_bad_calls_get_a_sentence(call, words):
    with refused(words):
        call()
