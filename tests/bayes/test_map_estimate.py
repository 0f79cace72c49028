"""The mode of a network's parameters: linear regression, SciPy's optimizer, the Jacobian, and bad input."""

import numpy as np
import pytest
from helpers import close, refused
from scipy import optimize, stats

from course_nn import Dense, mlp
from course_nn.bayes.map_estimate import jacobian, map_estimate


def network(seed=0, sizes=(1, 4, 1)):
    return mlp(list(sizes), np.random.default_rng(seed), activation="sigmoid", dtype=np.float64)


def data(seed=0, n=25):
    rng = np.random.default_rng(seed)
    X = rng.uniform(-2, 2, (n, 1))
    return X, np.sin(2 * X[:, 0]) + 0.1 * rng.normal(size=n)


@pytest.mark.parametrize("seed", range(3))
def test_of_a_linear_network_it_is_ridge_regression(seed):
    """In a few steps, as the linear form of f is f."""
    rng = np.random.default_rng(seed)
    X, y = rng.normal(size=(9, 3)), rng.normal(size=9)
    dense = Dense(3, 1, rng, dtype=np.float64)
    tau2 = np.array([1.0, 0.5, 2.0, 10.0])
    found = map_estimate(dense, X, y, 0.3, tau2, tolerance=1e-6)
    Phi = np.column_stack([X, np.ones(9)])
    close(dense.theta, np.linalg.solve(Phi.T @ Phi / 0.3 + np.diag(1 / tau2), Phi.T @ y / 0.3), 1e-5)
    assert found.steps <= 10 and found.distance < 1e-6
    by_scipy = (
        stats.norm(Phi @ dense.theta, np.sqrt(0.3)).logpdf(y).sum()
        + stats.norm(0, np.sqrt(tau2)).logpdf(dense.theta).sum()
    )
    assert found.log_density == pytest.approx(by_scipy)


@pytest.mark.parametrize("seed", [0, 1, 4])
def test_no_small_step_is_uphill_from_where_it_ends(seed):
    """And SciPy, from there on, gains no more than the distance says."""
    one, (X, y) = network(seed), data(seed)
    found = map_estimate(one, X, y, 0.01, 4.0)
    assert found.distance < 1e-3 and found.steps < 500
    best, twin = one.theta.copy(), one.copy()

    def energy(theta):
        twin.theta[:] = theta
        return 0.5 * np.sum((y - twin(X)[:, 0]) ** 2) / 0.01 + 0.5 * theta @ theta / 4

    again = optimize.minimize(energy, best, method="BFGS", options={"maxiter": 50})
    assert again.fun > energy(best) - 1e-5
    assert energy(best) < energy(network(seed).theta)


@pytest.mark.long
def test_it_goes_on_from_where_it_stopped():
    (X, y), whole, parts = data(), network(), network()
    end = map_estimate(whole, X, y, 0.01, 4.0)
    values = [map_estimate(parts, X, y, 0.01, 4.0, steps=60).log_density for _ in range(5)]
    assert (np.diff(values) > -1e-9).all() and values[0] < values[-1]
    assert values[-1] == pytest.approx(end.log_density, abs=1e-3)


def test_the_jacobian_is_that_of_differences():
    one, X, h = network(1, (2, 3, 1)), np.random.default_rng(0).normal(size=(5, 2)), 1e-6
    J, theta = jacobian(one, X), one.theta.copy()
    assert J.shape == (5, 13) and (one.grad == 0).all()
    for j in range(13):
        f = []
        for sign in (1, -1):
            one.theta[:] = theta
            one.theta[j] += sign * h
            f.append(one(X)[:, 0])
        close(J[:, j], (f[0] - f[1]) / (2 * h), 1e-7)


def test_bad_input():
    (X, y), one = data(), network()
    with refused("expected parameters in float64, got float32"):
        map_estimate(mlp([1, 2, 1], np.random.default_rng(0)), X, y, 1.0, 1.0)
    with refused("network: expected a layer or network, got function"):
        map_estimate(lambda X: X, X, y, 1.0, 1.0)
    with refused("network: expected a layer or network, got None"):
        jacobian(None, X)
    with refused("network: expected one output"):
        map_estimate(network(0, (1, 2, 2)), X, y, 1.0, 1.0)
    with refused("prior_variance: expected a number above 0, or 13 of them, got 0.0"):
        map_estimate(one, X, y, 1.0, 0)
    with refused(r"or 13 of them, got float64 array of shape \(2,\)"):
        map_estimate(one, X, y, 1.0, [1, 1])
    with refused("sigma2: expected a finite number above 0"):
        map_estimate(one, X, y, -1, 1.0)
    with refused("y: expected shape"):
        map_estimate(one, X, y[:-1], 1, 1.0)
    with refused("y: expected finite numbers, got 25 NaN"):
        map_estimate(one, X, np.nan * y, 1, 1.0)
    with refused("steps: expected"):
        map_estimate(one, X, y, 1, 1, steps=0)
