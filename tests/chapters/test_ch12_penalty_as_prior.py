"""A penalty as a prior: ridge held to scikit-learn and to the posterior, networks by both, and AdamW's own end."""

import re

import numpy as np
import pytest
from scipy.optimize import lsq_linear
from scipy.stats import norm
from sklearn.linear_model import Ridge

from course_nn.bayes import NormalRegression
from course_nn.chapters.ch12_bayesian import penalty_as_prior as theme
from course_nn.chapters.ch12_bayesian.instruments_of_priors import penalty_as_prior
from course_nn.losses import L2Penalty, SquaredError
from course_nn.optimizers import AdamW
from course_nn.schedules import CosineDecay

PAIRS = [(0.5, 0.5), (1.0, 0.3), (0.3, 2.0)]


@pytest.mark.parametrize(("sigma", "tau"), PAIRS)
def test_ridge_with_this_strength_is_the_most_probable_weight(sigma, tau):
    for seed in range(4):
        X, y = theme.linear_problem(seed)
        strength = theme.penalty_strength(sigma, tau, len(X))
        found = theme.ridge(X, y, strength)
        np.testing.assert_allclose(found, NormalRegression(0, tau**2).posterior(X, y, sigma**2).mean, atol=1e-12)
        outside = Ridge(alpha=len(X) * strength, fit_intercept=False).fit(X, y).coef_
        np.testing.assert_allclose(found, outside, atol=1e-9)
        # Another strength gives another answer.
        assert np.abs(theme.ridge(X, y, 2 * strength) - found).max() > 3e-4


def test_the_library_has_its_half_in_the_penalty_and_none_in_the_loss():
    """The loss with the penalty of strength 2λ is −2σ²/n times log p, by SciPy's densities, up to a constant."""
    x, y, network = theme.small_problem(0)
    sigma, tau, rng, found = 0.3, 1.0, np.random.default_rng(1), []
    penalty = L2Penalty(2 * theme.penalty_strength(sigma, tau, len(x)))
    for _ in range(10):
        network.theta[:] = rng.normal(0, 2, network.theta.size)
        weights = [p.value for p in network.parameters().values() if p.value.ndim > 1]
        log_p = norm.logpdf(y, network(x), sigma).sum() + sum(norm.logpdf(w, 0, tau).sum() for w in weights)
        cost = SquaredError()(network(x), y)[0] + sum(penalty(w)[0] for w in weights)
        found.append((cost + 2 * sigma**2 / len(x) * log_p, log_p - theme.log_posterior(network, x, y, sigma, tau)[0]))
    np.testing.assert_allclose(found, [found[0]] * 10, atol=1e-9)


def test_the_log_posteriors_gradient_is_that_of_differences():
    x, y, network = theme.small_problem(3)
    for biases_too in (False, True):
        gradient = theme.log_posterior(network, x, y, 0.3, 0.5, biases_too=biases_too)[1]
        for k in range(network.theta.size):
            values = []
            for step in (1e-5, -2e-5):
                network.theta[k] += step
                values.append(theme.log_posterior(network, x, y, 0.3, 0.5, biases_too=biases_too)[0])
            network.theta[k] += 1e-5
            assert (values[0] - values[1]) / 2e-5 == pytest.approx(gradient[k], rel=1e-5, abs=1e-6)


@pytest.mark.long
def test_a_network_ends_at_the_same_theta_by_penalty_and_by_prior():
    for seed in range(3):
        x, y, network = theme.small_problem(seed)
        other = network.copy()
        theme.train_by_penalty(network, x, y, 0.3, 1.0)
        theme.train_by_prior(other, x, y, 0.3, 1.0)
        assert np.abs(network.theta - other.theta).max() < 1e-9
        assert np.abs(theme.log_posterior(network, x, y, 0.3, 1.0)[1]).max() < 1e-6, "the posterior's top"


@pytest.mark.parametrize("seed", range(3))
def test_with_a_flat_prior_on_the_biases_the_density_does_not_fall_to_0_far_out(seed):
    x, y, network = theme.small_problem(seed)
    values = {False: [], True: []}
    for far in (1e2, 1e4, 1e8):
        next(p.value for p in network.parameters().values() if p.value.ndim == 1)[0] = far
        for biases_too, found in values.items():
            found.append(theme.log_posterior(network, x, y, 0.3, 1.0, biases_too=biases_too)[0])
    np.testing.assert_allclose(values[False], values[False][0], rtol=1e-9)
    assert (np.diff(values[True]) < -1e6).all()


@pytest.mark.parametrize("seed", range(3))
def test_with_mini_batches_the_decay_of_adamw_pulls(seed):
    """With one row a time the end has a smaller norm than with all rows, which is the maximum likelihood's."""
    X, y = theme.linear_problem(seed)
    rng, w, steps = np.random.default_rng(0), np.zeros(X.shape[1]), 3000
    optimizer = AdamW(CosineDecay(0.05, steps), beta2=0.9, weight_decay=0.3)
    for _ in range(steps):
        i = rng.integers(len(X))
        optimizer.step(w, 2 * X[i] * (X[i] @ w - y[i]))
    assert np.linalg.norm(w) < 0.95 * np.linalg.norm(theme.adamw_end(X, y, 0.3))


def test_what_has_no_penalty_must_have_no_prior():
    for seed in range(2):
        x, y, network = theme.small_problem(seed)
        theme.train_by_penalty(network, x, y, 0.3, 1.0)
        with_biases = theme.log_posterior(network, x, y, 0.3, 1.0, biases_too=True)[1]
        assert np.abs(with_biases).max() > 0.05, "the top of the posterior whose prior has the biases is elsewhere"


@pytest.mark.parametrize("decay", [0.1, 0.3])
def test_adamw_on_all_rows_ends_at_the_maximum_likelihood(decay):
    for seed in range(4):
        X, y = theme.linear_problem(seed)
        likeliest = np.linalg.lstsq(X, y, rcond=None)[0]
        assert decay * np.abs(likeliest).max() < 1
        end = theme.adamw_end(X, y, decay)
        assert np.abs(end - likeliest).max() < 1e-5
        assert np.abs(theme.ridge(X, y, decay / 2) - likeliest).max() > 0.03


def test_adamw_keeps_weights_in_a_box():
    """The least squares with |w| ≤ 1/λ, by SciPy."""
    for seed in range(4):
        X, y = theme.linear_problem(seed)
        boxed = lsq_linear(X, y, (-1, 1)).x
        assert np.abs(boxed).max() > 0.999
        assert np.abs(theme.adamw_end(X, y, 1.0) - boxed).max() < 1e-3


@pytest.mark.long
def test_adamw_does_not_feel_the_size_of_the_errors_and_a_prior_does():
    """100 times the squared error is the likelihood of a tenth of the noise."""
    for seed in range(3):
        X, y = theme.linear_problem(seed)
        for decay in (0.3, 1.0):
            assert np.abs(theme.adamw_end(X, y, decay, scale=100) - theme.adamw_end(X, y, decay)).max() < 1e-4
        # The size does reach the optimizer: where gradients are of the size of its ε, they count.
        assert np.abs(theme.adamw_end(X, y, 0.3, scale=1e-8) - theme.adamw_end(X, y, 0.3)).max() > 0.01
        noisy, exact = (NormalRegression(0, 0.25).posterior(X, y, sigma**2).mean for sigma in (1.0, 0.1))
        assert np.abs(noisy - exact).max() > 0.05


def test_the_densities_are_those_of_bayes_rule():
    """The posterior is prior times likelihood, normalized by a sum; in it the most probable weight is ridge's."""
    for tau in (0.1, 0.5, 2.0):
        for sigma in (0.3, 1.0):
            for n in (3, 20, 50):
                one = theme.compare_beliefs(tau, sigma, n)
                w = theme.WEIGHTS
                log_p = norm.logpdf(w, 0, tau) + norm.logpdf(one["y"], np.outer(w, one["x"]), sigma).sum(axis=1)
                product = np.exp(log_p - log_p.max())
                product /= product.sum() * (w[1] - w[0])
                np.testing.assert_allclose(one["posterior"], product, atol=1e-6 * product.max())
                assert one["ridge"] == pytest.approx(one["map"], abs=1e-12)
                assert one["spread"] < min(tau, sigma / np.linalg.norm(one["x"])), "surer than either alone"


def test_the_most_probable_weight_hangs_on_the_ratio_and_the_spread_does_not():
    for n in (1, 5, 50):
        for tau, sigma in ((0.1, 0.2), (0.5, 0.5), (3.0, 1.0)):
            one, two = theme.compare_beliefs(tau, sigma, n), theme.compare_beliefs(2 * tau, 2 * sigma, n)
            assert two["strength"] == pytest.approx(one["strength"])
            assert two["map"] == pytest.approx(one["map"])
            assert two["spread"] == pytest.approx(2 * one["spread"])


def test_it_lies_between_prior_and_data_and_comes_to_the_data():
    for sigma in (0.1, 0.5, 3.0):
        shares = [one["map"] / one["ml"] for one in (theme.compare_beliefs(0.5, sigma, n) for n in range(1, 51))]
        assert 0 < min(shares) and max(shares) < 1 and (np.diff(shares) > 0).all()


@pytest.mark.long
def test_one_number_in_title_sentence_and_picture():
    one = penalty_as_prior()
    for corner in one.corners():
        one.set(**corner)
        ax, points = one.figure.axes
        strength, most, likeliest = re.search(
            r"= ([^=]+)\. Maximum likelihood (\S+), maximum a posteriori (\S+), known", one.description
        ).group(1, 3, 2)
        assert ax.get_title(loc="left") == f"λ = {strength}: most probable w = {most}"
        assert points.get_title(loc="left") == f"Maximum likelihood: w = {likeliest}"
        drawn = [line.get_ydata()[1] / line.get_xdata()[1] for line in points.lines[:2]]
        assert drawn == pytest.approx([one.result["ml"], one.result["map"]])
        assert ax.get_xlim()[0] < one.result["ml"] < ax.get_xlim()[1]
        assert one.result["posterior"].max() <= ax.get_ylim()[1]
        assert max(one.result["prior"].max(), one.result["likelihood"].max()) <= ax.get_ylim()[1]


def test_bad_input():
    with pytest.raises(ValueError, match="penalty_strength: tau"):
        theme.penalty_strength(1.0, 0.0, 5)
    with pytest.raises(ValueError, match="ridge: y"):
        theme.ridge(np.ones((3, 2)), np.ones(4), 0.1)
