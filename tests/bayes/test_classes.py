"""Classes from a shallow network: SciPy's numbers, the gradient, both samplers against quadrature, and bad input."""

import numpy as np
import pytest
from helpers import close, refused
from scipy import stats
from scipy.special import expit, log_softmax

from course_nn.bayes.classes import ShallowClasses
from course_nn.bayes.diagnostics import effective_sample_size
from course_nn.bayes.elliptical_slice import elliptical_slice
from course_nn.bayes.hamiltonian import hamiltonian_step

S = np.array([[2.0, 0.5, 0.1], [0.5, 1.0, -0.2], [0.1, -0.2, 0.7]])


def data(seed=0, n=9, d=3, K=4):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, d)), np.append(rng.integers(K, size=n - 1), K - 1)


def model(seed=0, **changes):
    return ShallowClasses(
        *data(seed), 2, **{"sigma2_beta": 3.0, "mean_gamma": [1, 0, -1], "covariance_gamma": S} | changes
    )


@pytest.mark.parametrize("seed", range(3))
def test_likelihood_prior_and_probabilities_are_scipys(seed):
    one = model(seed)
    theta = one.draw_prior(np.random.default_rng(seed))
    gamma, beta = one.unpack(theta)
    assert gamma.shape == (3, 2) and beta.shape == (2, 4) and one.size == len(theta) == 14
    logs = log_softmax(expit(one.X @ gamma) @ beta, axis=1)
    assert one.log_likelihood(theta) == pytest.approx(logs[np.arange(9), one.y].sum())
    close(one.probabilities(theta), np.exp(logs))
    close(one.probabilities(theta).sum(axis=1), np.ones(9))
    prior = stats.multivariate_normal([1, 0, -1], S)

    def log_joint(t):
        gamma, beta = one.unpack(t)
        return prior.logpdf(gamma.T).sum() + stats.norm(0, np.sqrt(3)).logpdf(beta).sum() + one.log_likelihood(t)

    other = one.draw_prior(np.random.default_rng(seed + 10))
    assert one.target(theta)[0] - one.target(other)[0] == pytest.approx(log_joint(theta) - log_joint(other))


@pytest.mark.parametrize("seed", range(3))
def test_the_gradient_is_that_of_central_differences(seed):
    one = model(seed)
    theta, h = one.draw_prior(np.random.default_rng(seed)), 1e-5
    by_differences = [
        (one.target(theta + h * e)[0] - one.target(theta - h * e)[0]) / (2 * h) for e in np.eye(len(theta))
    ]
    np.testing.assert_allclose(one.target(theta)[1], by_differences, rtol=1e-6, atol=1e-7)


def test_the_gradient_of_extreme_states_is_finite():
    value, slope = model().target(1e4 * np.ones(14))
    assert np.isfinite(value) and np.isfinite(slope).all()


def test_the_prior_is_drawn_with_its_mean_and_covariance():
    one, rng = model(), np.random.default_rng(1)
    draws = np.array([one.draw_prior(rng) for _ in range(6000)])
    np.testing.assert_allclose(draws.mean(axis=0), one.mean, atol=0.1)
    exact = np.zeros((14, 14))
    exact[:3, :3] = exact[3:6, 3:6] = S
    exact[6:, 6:] = 3 * np.eye(8)
    np.testing.assert_allclose(np.cov(draws.T), exact, atol=0.25)


def test_a_constant_on_all_classes_of_a_unit_changes_nothing_but_the_prior():
    one = model()
    theta = one.draw_prior(np.random.default_rng(2))
    gamma, beta = one.unpack(theta)
    moved = one.pack(gamma, beta + np.array([[2.0], [-1.0]]))
    close(one.probabilities(theta), one.probabilities(moved))
    assert abs(one.target(theta)[0] - one.target(moved)[0]) > 0.1


def test_units_may_change_places():
    one = model()
    gamma, beta = one.unpack(one.draw_prior(np.random.default_rng(3)))
    here, there = one.pack(gamma, beta), one.pack(gamma[:, ::-1], beta[::-1])
    assert one.target(here)[0] == pytest.approx(one.target(there)[0]) and (here != there).any()


def test_labels_are_drawn_with_their_probabilities():
    one, rng = model(), np.random.default_rng(4)
    theta = one.draw_prior(rng)
    drawn = np.array([one.draw_labels(theta, rng) for _ in range(3000)])
    shares = np.stack([(drawn == k).mean(axis=0) for k in range(4)], axis=1)
    np.testing.assert_allclose(shares, one.probabilities(theta), atol=0.04)
    other = one.with_labels(drawn[0])
    logs = np.log(one.probabilities(theta))
    assert other.log_likelihood(theta) == pytest.approx(logs[np.arange(9), drawn[0]].sum())
    assert other.target(theta)[0] - one.target(theta)[0] == pytest.approx(
        other.log_likelihood(theta) - one.log_likelihood(theta)
    )


def by_quadrature(one, x):
    """E p₁(x | D) for one unit, one input, two classes: over γ and δ = β₁ − β₀ ~ N(0, 2 σ_β²)."""
    g, delta = np.meshgrid(np.linspace(-7, 7, 201), np.linspace(-14, 14, 201), indexing="ij")
    log_w = stats.norm(0, 1).logpdf(g) + stats.norm(0, np.sqrt(2 * one.sigma2_beta)).logpdf(delta)
    for (xi,), yi in zip(one.X, one.y, strict=True):
        log_w += np.log(expit((2 * yi - 1) * delta * expit(g * xi)))
    w = np.exp(log_w - log_w.max())
    return np.array([(w * expit(delta * expit(g * a))).sum() for a in x]) / w.sum()


@pytest.mark.long
@pytest.mark.parametrize("sampler", ["elliptical", "hamiltonian"])
def test_the_predictive_distribution_is_that_of_quadrature(sampler):
    x, y = np.array([-2.0, -1, 0.5, 1, 2, 3]), np.array([0, 0, 1, 1, 1, 0])
    one = ShallowClasses(x[:, None], y, 1, sigma2_beta=4.0)
    rng, new, draws = np.random.default_rng(5), np.array([[-3.0], [0.0], [4.0]]), []
    theta = one.draw_prior(rng)
    for _ in range(1500):
        if sampler == "elliptical":
            theta = elliptical_slice(theta, one.log_likelihood, one.draw_prior, rng, mean=one.mean).theta
        else:
            theta = hamiltonian_step(theta, one.target, rng, step=0.7, steps=3).theta
        draws.append(theta)
    p = one.probabilities(np.array(draws), new)[:, :, 1]
    worth = effective_sample_size(p[None], "mean")
    exact = by_quadrature(one, new[:, 0])
    assert (worth > 60).all() and np.ptp(exact) > 0.1
    assert (np.abs(p.mean(axis=0) - exact) < 4 * p.std(axis=0) / np.sqrt(worth)).all()


def test_bad_input():
    X, y = data()
    with refused("expected whole numbers, got fractions"):
        ShallowClasses(X, y + 0.5, 2)
    with refused("labels: expected 0 to 2, got . to 3"):
        ShallowClasses(X, y, 2, classes=3)
    with refused("units: expected a whole number at least 1, got 0"):
        ShallowClasses(X, y, 0)
    with refused("y: expected shape"):
        ShallowClasses(X, y[:-1], 2)
    with refused("X: expected finite numbers, got 1 NaN"):
        ShallowClasses(np.where(X == X.max(), np.nan, X), y, 2)
    with refused("sigma2_beta: expected a finite number above 0"):
        ShallowClasses(X, y, 2, sigma2_beta=0)
    with refused("covariance_gamma: expected a positive definite matrix"):
        ShallowClasses(X, y, 2, covariance_gamma=-1.0)
    with refused(r"covariance_gamma: expected shape \(3, 3\), got \(2, 2\)"):
        ShallowClasses(X, y, 2, covariance_gamma=np.eye(2))
    with refused("mean_gamma: expected one number or 3 of them, got 2"):
        ShallowClasses(X, y, 2, mean_gamma=[1, 2])
    with refused("classes: expected a whole number at least 2"):
        ShallowClasses(X, y, 2, classes=1)
    one = model()
    with refused(r"theta: expected shape \(14,\), got \(3,\)"):
        one.log_likelihood(np.ones(3))
    with refused("theta: expected 14 numbers a draw, got 3"):
        one.probabilities(np.ones((5, 3)))
    with refused(r"X: expected shape \(n, 3\), got \(2, 2\)"):
        one.probabilities(np.ones(14), np.ones((2, 2)))
    with refused("rng: expected a numpy.random.Generator"):
        one.draw_prior(None)
    with refused("gamma: expected shape"):
        one.pack(np.ones((2, 2)), np.ones((2, 4)))
