"""The limit of many units: kernels in closed form and by quadrature, networks of many units, regression, bad input."""

import numpy as np
import pytest
from helpers import close, refused
from scipy import stats
from scipy.special import erf

from course_nn.bayes.limit_process import LimitProcess
from course_nn.functions import sigmoid

S = np.array([[1.5, 0.4, 0.0], [0.4, 1.0, -0.3], [0.0, -0.3, 0.5]])


def points(n=6, d=3, seed=0):
    return np.random.default_rng(seed).normal(size=(n, d))


@pytest.mark.parametrize("seed", range(3))
def test_units_of_erf_have_the_arcsine_kernel(seed):
    """Williams, 1997: 2/π arcsin(2 x'Sz / √((1 + 2 x'Sx)(1 + 2 z'Sz)))."""
    X, Z = points(5, seed=seed), points(4, seed=seed + 10)
    own = 1 + 2 * np.einsum("ij,jk,ik->i", X, S, X)
    other = 1 + 2 * np.einsum("ij,jk,ik->i", Z, S, Z)
    exact = 3 * 2 / np.pi * np.arcsin(2 * X @ S @ Z.T / np.sqrt(np.outer(own, other)))
    process = LimitProcess(3, 0, S, psi=erf)
    close(process.kernel(X, Z), exact, 1e-9)
    close(process.variances(X), np.diag(process.kernel(X)))


def test_relu_units_have_the_arc_cosine_kernel():
    """Cho and Saul, 2009, to the accuracy that a corner leaves."""
    X = points(4)
    norms = np.linalg.norm(X, axis=1)
    angle = np.arccos(np.clip(X @ X.T / np.outer(norms, norms), -1, 1))
    exact = np.outer(norms, norms) * (np.sin(angle) + (np.pi - angle) * np.cos(angle)) / (2 * np.pi)
    np.testing.assert_allclose(LimitProcess(psi=lambda z: np.maximum(z, 0)).kernel(X), exact, atol=0.02)


@pytest.mark.parametrize("scale", [0.5, 2.0, 5.0])
def test_logistic_units_against_another_rule(scale):
    """One input and an intercept: Gauss and Legendre's rule over γ itself."""
    x, z, mean = np.array([1.0, 0.7]), np.array([1.0, -1.1]), np.array([0.3, -0.5])
    node, weight = np.polynomial.legendre.leggauss(300)
    node, weight = 9 * node, 9 * weight * stats.norm.pdf(9 * node)
    g0, g1 = (mean[k] + scale * node for k in range(2))
    g0 = g0[:, None]
    exact = weight @ (sigmoid(x[0] * g0 + x[1] * g1) * sigmoid(z[0] * g0 + z[1] * g1)) @ weight
    found = LimitProcess(1, mean, scale**2).kernel(x[None], z[None])[0, 0]
    assert found == pytest.approx(exact, abs=1e-8)


@pytest.mark.parametrize(("scale", "bound"), [(1, 1e-11), (3, 1e-11), (5, 1e-9), (10, 1e-5)])
def test_as_exact_as_it_says(scale, bound):
    X = points(8, 2)
    X /= np.linalg.norm(X, axis=1, keepdims=True)
    near, fine = (LimitProcess(1, 0.2, scale**2, nodes=nodes).kernel(X) for nodes in (100, 500))
    assert np.abs(near - fine).max() < bound


def many(X, m, draws, rng, c=2.0):
    """f at the rows of X for networks of m units: β_j ~ N(0, c/m), γ_j ~ N(0.5, S)."""
    gamma = 0.5 + np.linalg.cholesky(S) @ rng.normal(size=(draws, 3, m))
    return np.einsum("snm,sm->sn", sigmoid(X @ gamma), rng.normal(0, np.sqrt(c / m), (draws, m)))


@pytest.mark.parametrize("m", [1, 3, 30])
def test_the_covariance_is_that_of_networks_of_any_width_and_normal_they_become(m):
    X = points(3)
    f = many(X, m, 20_000, np.random.default_rng(m))
    K = LimitProcess(2, 0.5, S).kernel(X)
    np.testing.assert_allclose(np.cov(f.T), K, atol=0.06 * K.max())
    # Of a sum of m equal parts the excess of the kurtosis is that of one part, divided by m.
    of_one = stats.kurtosis(many(X, 1, 20_000, np.random.default_rng(99)), axis=0)
    np.testing.assert_allclose(stats.kurtosis(f, axis=0), of_one / m, atol=0.25)
    assert of_one.max() > 1


def test_the_kernel_is_no_function_of_the_distance():
    x = np.array([-4.0, -3.0, 0.0, 1.0])
    K = LimitProcess(1, 0, 4).kernel(np.column_stack([np.ones(4), x]))
    assert abs(K[0, 1] - K[2, 3]) > 0.01 and abs(K[0, 0] - K[2, 2]) > 0.01


@pytest.mark.parametrize("seed", range(3))
def test_regression_is_conditioning_of_a_normal(seed):
    process, X, new = LimitProcess(2, 0.5, S), points(7, seed=seed), points(4, seed=seed + 5)
    y = np.random.default_rng(seed).normal(size=7)
    K = process.kernel(np.vstack([X, new]))
    A = K[:7, :7] + 0.3 * np.eye(7)
    found = process.predict(X, y, new, 0.3)
    close(found.mean, K[7:, :7] @ np.linalg.inv(A) @ y)
    close(found.variance, np.diag(K[7:, 7:] - K[7:, :7] @ np.linalg.inv(A) @ K[:7, 7:]))
    assert process.log_evidence(X, y, 0.3) == pytest.approx(stats.multivariate_normal(np.zeros(7), A).logpdf(y))
    almost = process.predict(X, y, X, 1e-9)
    close(almost.mean, y, 1e-3)
    assert (almost.variance >= 0).all() and almost.variance.max() < 1e-6


def test_draws_have_the_kernel_as_their_covariance():
    process, X = LimitProcess(2, 0.5, S), points(4)
    f = process.draw(X, np.random.default_rng(0), size=20_000)
    np.testing.assert_allclose(np.cov(f.T), process.kernel(X), atol=0.03)
    grid = np.column_stack([np.ones(60), np.linspace(-3, 3, 60)])
    assert LimitProcess().draw(grid, np.random.default_rng(0)).shape == (60,), "also where K is singular to rounding"


def test_a_unit_without_spread_is_a_constant():
    process = LimitProcess(1, [1.0, 0.0], 1e-12)
    close(process.kernel(np.array([[2.0, 1.0], [0.0, 0.0]])), np.outer([sigmoid(2.0), 0.5], [sigmoid(2.0), 0.5]), 1e-6)


def test_bad_input():
    X, y = points(), np.zeros(6)
    with refused("covariance: expected a positive definite matrix"):
        LimitProcess(1, 0, -np.eye(3))
    with refused("covariance: expected variances above 0, got -1"):
        LimitProcess(1, 0, -1.0)
    with refused("expected a mean and a covariance of one length, got 2 and 3"):
        LimitProcess(1, [0, 1], S)
    with refused("c: expected a finite number above 0, got 0"):
        LimitProcess(0)
    with refused("psi: expected a function of arrays, got 'logistic'"):
        LimitProcess(psi="logistic")
    with refused("nodes: expected a whole number at least 10"):
        LimitProcess(nodes=3)
    with refused("X: expected 3 columns, as the prior has, got 2"):
        LimitProcess(1, 0, S).kernel(points(4, 2))
    with refused(r"y: expected shape \(6,\), got \(5,\)"):
        LimitProcess().predict(X, y[:5], X, 1.0)
    with refused("sigma2: expected a finite number above 0, got 0"):
        LimitProcess().log_evidence(X, y, 0)
    with refused("X: expected finite numbers, got 1 NaN"):
        LimitProcess().kernel(np.where(X == X.max(), np.nan, X))
    with refused("rng: expected a numpy.random.Generator"):
        LimitProcess().draw(X, None)
