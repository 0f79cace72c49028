"""Elliptical slice sampling: exact posteriors, an exact rank test that planted errors fail, and bad input."""

import numpy as np
import pytest
from helpers import refused

from course_nn.bayes.classes import ShallowClasses
from course_nn.bayes.diagnostics import effective_sample_size
from course_nn.bayes.elliptical_slice import elliptical_slice
from course_nn.bayes.normal_regression import NormalRegression
from course_nn.bayes.rank_test import rank_test

X = np.column_stack([np.ones(6), np.linspace(-2, 2, 6)])


def model(y=(0, 1, 0, 1, 1, 1)):
    return ShallowClasses(X, np.array(y), 2, mean_gamma=1.0, sigma2_beta=4.0)


def draw(rng):
    theta = model().draw_prior(rng)
    return theta, model(model().draw_labels(theta, rng))


def right(theta, one, rng):
    return elliptical_slice(theta, one.log_likelihood, one.draw_prior, rng, mean=one.mean).theta


def on_a_line(theta, one, rng):
    """Planted: points between θ and a draw from the prior in the place of an ellipse."""
    nu, height = one.draw_prior(rng), one.log_likelihood(theta) - rng.standard_exponential()
    share = rng.uniform(0, 1)
    while one.log_likelihood(theta + share * (nu - theta)) < height:
        share = rng.uniform(0, share)
    return theta + share * (nu - theta)


def without_the_mean(theta, one, rng):
    """Planted: an ellipse around 0, though the prior is not."""
    return elliptical_slice(theta, one.log_likelihood, one.draw_prior, rng).theta


FUNCTIONS = {
    "γ": lambda theta, one: theta[0],
    "|θ|²": lambda theta, one: theta @ theta,
    "β": lambda theta, one: theta[-1],
    "log L": lambda theta, one: one.log_likelihood(theta),
}


@pytest.mark.long
def test_the_step_passes_the_exact_rank_test():
    """A right step falls below 0.0001 one time in 10,000 at most, with the correction for four functions."""
    found = rank_test(draw, right, FUNCTIONS, repetitions=300, rng=np.random.default_rng(0), length=5)
    assert found.p_value > 1e-4, found


@pytest.mark.long
@pytest.mark.parametrize("wrong", [on_a_line, without_the_mean])
def test_planted_errors_fail_it(wrong):
    found = rank_test(draw, wrong, FUNCTIONS, repetitions=300, rng=np.random.default_rng(0), length=5)
    assert found.p_value < 1e-6, found


@pytest.mark.parametrize("seed", range(2))
def test_the_posterior_of_a_linear_regression(seed):
    rng = np.random.default_rng(seed)
    Phi, y, sigma2 = rng.normal(size=(7, 2)), rng.normal(size=7), 0.5
    mean, V = np.array([1.0, -2.0]), np.array([[1.0, 0.6], [0.6, 2.0]])
    root = np.linalg.cholesky(V)
    state, draws, value = mean, [], None
    for _ in range(4000):
        state, value, _ = elliptical_slice(
            state,
            lambda b: -0.5 * np.sum((y - Phi @ b) ** 2) / sigma2,
            lambda r: mean + root @ r.standard_normal(2),
            rng,
            mean=mean,
            current=value,
        )
        draws.append(state)
    draws = np.array(draws)
    exact = NormalRegression(mean, V).posterior(Phi, y, sigma2)
    worth = effective_sample_size(draws[None], "mean")
    sd = np.sqrt(np.diag(exact.covariance()))
    assert (np.abs(draws.mean(axis=0) - exact.mean) < 4 * sd / np.sqrt(worth)).all()
    np.testing.assert_allclose(np.cov(draws.T), exact.covariance(), atol=0.15 * sd.max() ** 2)


def test_without_data_the_steps_are_independent_draws_around_half_of_the_circle():
    """With L = 1 every first try is taken, and θ′ᵀθ has the mean 0 of cos φ."""
    rng, state, pairs = np.random.default_rng(1), np.ones(1), []
    for _ in range(4000):
        found = elliptical_slice(state, lambda t: 0.0, lambda r: r.standard_normal(1), rng)
        assert found.tries == 1 and found.log_likelihood == 0
        pairs.append((state[0], found.theta[0]))
        state = found.theta
    a, b = np.array(pairs).T
    assert abs(np.mean(a * b)) < 0.06 and np.var(b) == pytest.approx(1, abs=0.1)


def test_it_moves_always_and_leaves_the_old_state_as_it_was():
    rng = np.random.default_rng(2)
    state = np.zeros((2, 3))
    for _ in range(200):
        before = state.copy()
        sharp = elliptical_slice(
            state, lambda t: -1e6 * np.sum((t - 0.1) ** 2), lambda r: r.standard_normal((2, 3)), rng
        )
        assert (state == before).all() and (sharp.theta != before).any() and sharp.theta.shape == (2, 3)
        assert sharp.log_likelihood == -1e6 * np.sum((sharp.theta - 0.1) ** 2)
        state = sharp.theta
    assert np.abs(state - 0.1).max() < 0.01


def test_regions_that_the_data_forbid_are_never_entered():
    rng, state = np.random.default_rng(3), np.array([2.0])
    for _ in range(500):
        state = elliptical_slice(
            state, lambda t: 0.0 if t[0] > 1 else -np.inf, lambda r: r.standard_normal(1), rng
        ).theta
        assert state[0] > 1


def test_bad_input():
    rng, prior = np.random.default_rng(0), lambda r: r.standard_normal(2)
    two, flat = np.zeros(2), lambda t: 0.0
    with refused("log_likelihood: expected a number or −∞, got nan"):
        elliptical_slice(two, lambda t: np.nan, prior, rng)
    with refused("expected a start that the data allow"):
        elliptical_slice(two, lambda t: -np.inf, prior, rng)
    with refused(r"draw_prior\(rng\): expected shape \(2,\), got \(3,\)"):
        elliptical_slice(two, flat, lambda r: r.standard_normal(3), rng)
    with refused("mean: expected one number or shape"):
        elliptical_slice(two, flat, prior, rng, mean=np.zeros((2, 2)))
    with refused("mean: expected one number or shape"):
        elliptical_slice(two, flat, prior, rng, mean=np.zeros(3))
    with refused("theta: expected finite numbers"):
        elliptical_slice([0, np.nan], flat, prior, rng)
    with refused("rng: expected a numpy.random.Generator"):
        elliptical_slice(two, flat, prior, 0)
    with refused("expected the same number for the same theta"):
        elliptical_slice(two, lambda t: -1e9, prior, rng, current=0.0)
