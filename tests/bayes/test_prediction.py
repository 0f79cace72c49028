"""Predictions: intervals, ensembles and dropout against their formulas, convexity, and bad input."""

import numpy as np
import pytest
from helpers import close, refused

from course_nn import Dense, Dropout, ReLU, Sequential, mlp
from course_nn.bayes.coverage import coverage
from course_nn.bayes.prediction import Prediction, dropout_draws, dropout_prediction, ensemble, of_draws
from course_nn.functions import sigmoid


@pytest.mark.parametrize("level", [0.5, 0.95])
@pytest.mark.parametrize("seed", range(3))
def test_intervals_of_a_normal_hold_what_they_say(level, seed):
    rng = np.random.default_rng(seed)
    told = Prediction(rng.normal(size=4000), rng.uniform(0.1, 2, 4000))
    y = told.mean + rng.normal(size=4000) * np.sqrt(told.variance + 0.3)
    found = coverage(y, *told.interval(0.3, level), level=0.9999)
    assert found.low < level < found.high
    with_less = coverage(y, *told.interval(0.0, level), level=0.9999)
    assert with_less.high < level, "without the noise of y they are too narrow"


def test_an_ensemble_is_the_mean_and_spread_of_its_members():
    networks = [mlp([2, 3, 1], np.random.default_rng(seed), dtype=np.float64) for seed in range(5)]
    X = np.random.default_rng(0).normal(size=(4, 2))
    f = np.array([network(X)[:, 0] for network in networks])
    found = ensemble(networks, X)
    close(found.mean, f.mean(axis=0))
    close(found.variance, np.sum((f - f.mean(axis=0)) ** 2, axis=0) / 4)
    close(found.mean, of_draws(f).mean)


def one_hidden_layer(seed, rate, units=20, activation=ReLU):
    rng = np.random.default_rng(seed)
    parts = (
        Dense(1, units, rng, dtype=np.float64),
        activation(),
        Dropout(rate, rng),
        Dense(units, 1, rng, dtype=np.float64),
    )
    network = Sequential(*parts)
    network.theta[:] = rng.normal(size=len(network.theta))
    return network


def exact(network, X):
    dense, activation, dropout, last = network.layers
    return dropout_prediction(activation(dense(X)), last.W.value[:, 0], last.b.value[0], dropout.rate)


@pytest.mark.parametrize("rate", [0.1, 0.5])
def test_the_moments_of_dropout_are_those_of_its_draws(rate):
    network, X = one_hidden_layer(0, rate), np.linspace(-2, 2, 7)[:, None]
    f, told = dropout_draws(network, X, 20_000), exact(network, X)
    assert f.shape == (20_000, 7) and np.ptp(f, axis=0).min() > 0
    np.testing.assert_allclose(f.mean(axis=0), told.mean, atol=0.04 * np.sqrt(told.variance.max()))
    np.testing.assert_allclose(f.var(axis=0), told.variance, rtol=0.06)
    close(told.mean, network(X)[:, 0])


@pytest.mark.parametrize("seed", range(20))
def test_dropout_on_one_hidden_relu_layer_cannot_widen_in_a_gap(seed):
    """Whatever the weights: between any two points the variance is at most the chord, so at most the larger end."""
    rng = np.random.default_rng(seed + 100)
    network = one_hidden_layer(seed, rng.uniform(0.05, 0.9), units=int(rng.integers(1, 60)))
    network.theta[:] *= 10 ** rng.uniform(-1, 1, len(network.theta))
    for a, b in rng.normal(0, 3, size=(20, 2)):
        share = np.linspace(0, 1, 101)
        variance = exact(network, (a + share * (b - a))[:, None]).variance
        chord = (1 - share) * variance[0] + share * variance[-1]
        assert (variance <= chord * (1 + 1e-9) + 1e-12).all()


def test_dropout_on_one_hidden_layer_of_logistic_units_can():
    """σ(x + 3) and −σ(x − 3): where both bends are far, one unit after the other, the variance is no chord's."""
    x = np.linspace(-6, 6, 101)[:, None]
    H = np.hstack([sigmoid(3 * x + 6), sigmoid(6 - 3 * x)])  # both are on in the middle alone
    variance = dropout_prediction(H, np.ones(2), 0.0, 0.5).variance
    assert variance[50] > 1.9 > 1.1 > max(variance[0], variance[-1])


def test_bad_input():
    network, X = one_hidden_layer(0, 0.5), np.ones((3, 1))
    with refused(r"expected one with a layer Dropout\(rate, rng\), got"):
        dropout_draws(mlp([1, 3, 1], np.random.default_rng(0)), X, 5)
    with refused("draws: expected a whole number at least 1"):
        dropout_draws(network, X, 0)
    with refused(r"expected a network with one output, \(n, 1\), got outputs of shape \(3, 2\)"):
        ensemble([mlp([1, 2], np.random.default_rng(k), dtype=np.float64) for k in range(2)], X)
    with refused("expected a list of two or more"):
        ensemble([network], X)
    with refused(r"f: expected \(draws, n\) of two draws or more, got shape \(1, 3\)"):
        of_draws(np.ones((1, 3)))
    with refused(r"w: expected shape \(2,\), got \(3,\)"):
        dropout_prediction(np.ones((4, 2)), np.ones(3), 0, 0.5)
    with refused("rate: expected .* below 1"):
        dropout_prediction(np.ones((4, 2)), np.ones(2), 0, 1.0)
    with refused("sigma2: expected a finite number at least 0"):
        Prediction(np.ones(2), np.ones(2)).interval(-1)
