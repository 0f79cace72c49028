"""Laplace's approximation: exact for linear networks, near the truth for a sharp one, and bad input."""

import numpy as np
import pytest
from helpers import close, refused
from scipy import stats

from course_nn import Dense, Sequential, Sigmoid, mlp
from course_nn.bayes.laplace import LaplaceApproximation
from course_nn.bayes.map_estimate import jacobian, map_estimate
from course_nn.functions import sigmoid


def linear(seed=0):
    rng = np.random.default_rng(seed)
    X, y = rng.normal(size=(9, 3)), rng.normal(size=9)
    dense = Dense(3, 1, rng, dtype=np.float64)
    map_estimate(dense, X, y, 0.3, 2.0, tolerance=1e-7)
    return dense, X, y


@pytest.mark.parametrize("seed", range(3))
def test_of_a_linear_network_it_is_exact(seed):
    dense, X, y = linear(seed)
    found = LaplaceApproximation(dense, X, y, 0.3, 2.0)
    Phi, new = np.column_stack([X, np.ones(9)]), np.random.default_rng(9).normal(size=(4, 3))
    phi = np.column_stack([new, np.ones(4)])
    K = 2 * Phi @ Phi.T + 0.3 * np.eye(9)
    told = found.predict(new)
    close(told.mean, 2 * phi @ Phi.T @ np.linalg.solve(K, y), 1e-6)
    close(told.variance, np.diag(2 * phi @ phi.T - 4 * phi @ Phi.T @ np.linalg.solve(K, Phi @ phi.T)))
    assert found.log_evidence == pytest.approx(stats.multivariate_normal(np.zeros(9), K).logpdf(y))
    assert found.distance < 1e-5
    theta = found.draw(np.random.default_rng(0), 20_000)
    exact = np.linalg.inv(Phi.T @ Phi / 0.3 + np.eye(4) / 2)
    np.testing.assert_allclose(np.cov(theta.T), exact, atol=0.03 * exact.max())
    assert found.draw(np.random.default_rng(0)).shape == (4,)


def test_of_a_network_of_one_weight_it_nears_the_truth_as_the_noise_falls():
    """f = σ(θ x): log p(y), and the posterior's mean and spread, against a grid of θ."""
    X, off = np.linspace(-2, 2, 30)[:, None], []
    for sigma2 in (1.0, 0.1, 0.001):
        y = sigmoid(X[:, 0]) + np.sqrt(sigma2) * np.random.default_rng(1).normal(size=30)
        one = Sequential(Dense(1, 1, np.random.default_rng(0), bias=False, dtype=np.float64), Sigmoid())
        map_estimate(one, X, y, sigma2, 4.0)
        found = LaplaceApproximation(one, X, y, sigma2, 4.0)
        grid = np.linspace(-12, 12, 20_001)
        likelihood = stats.norm(sigmoid(X * grid), np.sqrt(sigma2)).logpdf(y[:, None]).sum(axis=0)
        log_p = stats.norm(0, 2).logpdf(grid) + likelihood
        exact = np.logaddexp.reduce(log_p) + np.log(grid[1] - grid[0])
        w = np.exp(log_p - log_p.max()) / np.exp(log_p - log_p.max()).sum()
        mean = w @ grid
        spread = np.sqrt(w @ (grid - mean) ** 2)
        off.append([abs(found.log_evidence - exact), abs(1 / (spread * found.L[0, 0]) - 1)])
        assert abs(found.theta[0] - mean) < 0.3 * spread
    evidence, width = np.transpose(off)
    assert (np.diff(evidence) < 0).all() and evidence[0] > 0.1 and evidence[2] < 0.01
    assert (np.diff(width) < 0).all() and width[0] > 0.3 and width[2] < 0.01


@pytest.mark.parametrize("seed", range(3))
def test_the_variance_is_that_of_the_linear_form(seed):
    rng = np.random.default_rng(seed)
    X = rng.uniform(-2, 2, (20, 1))
    y = np.sin(2 * X[:, 0])
    one = mlp([1, 3, 1], rng, activation="sigmoid", dtype=np.float64)
    map_estimate(one, X, y, 0.05, 1.0)
    found = LaplaceApproximation(one, X, y, 0.05, 1.0)
    new = np.linspace(-4, 4, 9)[:, None]
    A = jacobian(one, X).T @ jacobian(one, X) / 0.05 + np.eye(10)
    close(found.predict(new).variance, np.diag(jacobian(one, new) @ np.linalg.inv(A) @ jacobian(one, new).T), 1e-8)
    close(found.predict(new).mean, one(new)[:, 0])
    assert found.predict(np.array([[4.0]])).variance > 3 * found.predict(X[:1]).variance


def test_bad_input():
    dense, X, y = linear()
    found = LaplaceApproximation(dense, X, y, 0.3, 2.0)
    with refused("X: expected an array with 2"):
        found.predict(X[0])
    with refused("expected a numpy.random.Generator"):
        found.draw(3)
    dense.theta[:] += 3
    with refused("expected the network as it was"):
        found.predict(X)
    with refused("expected one at its mode, which is .* standard deviations away"):
        LaplaceApproximation(dense, X, y, 0.3, 2.0)
    with refused("prior_variance: expected a number above 0, or 4 of them"):
        LaplaceApproximation(dense, X, y, 0.3, -1)
