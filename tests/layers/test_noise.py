"""Dropout and Gaussian noise: their statistics, their Generators, copies, prediction, bad calls."""

import copy
import pickle

import numpy as np
import pytest
from bad_calls import RNG, X, each_call, of_generator, of_layer
from helpers import refused
from scipy import stats

from course_nn import SGD, Dense, Dropout, GaussianNoise, Sequential, SquaredError, Tanh, train

RATES = [0.1, 0.25, 0.5, 0.8]


N = 200_000


def rng(seed=0):
    return np.random.default_rng(seed)


def within(estimate, expected, standard_error, sigmas=4.0):
    """One in 16,000 fixed seeds would fail by chance at four standard errors."""
    assert abs(estimate - expected) <= sigmas * standard_error, (estimate, expected, standard_error)


@pytest.mark.parametrize("rate", RATES)
def test_dropout_keeps_the_mean_and_has_the_variance_of_the_formula(rate):
    x = np.full((N, 1), 3.0)
    y, _ = Dropout(rate, rng()).forward(x, train=True)
    variance = 9.0 * rate / (1 - rate)
    within(y.mean(), 3.0, np.sqrt(variance / N))
    # y² is 0 or (3 / (1 − p))²: the standard error of the mean of the squares is exact, too
    square = 9.0 / (1 - rate) ** 2
    within((y**2).mean(), variance + 9.0, square * np.sqrt(rate * (1 - rate) / N))
    assert stats.binomtest(int((y == 0).sum()), N, rate).pvalue > 1e-4
    np.testing.assert_allclose(np.unique(y), [0, 3 / (1 - rate)], rtol=1e-15)


@pytest.mark.parametrize("rate", RATES)
def test_the_entries_are_dropped_independently(rate):
    dropped = Dropout(rate, rng(1)).forward(np.ones((N // 8, 8)), train=True)[0] == 0
    correlation = np.corrcoef(dropped.T)[np.triu_indices(8, 1)]
    assert np.abs(correlation).max() <= 4.5 / np.sqrt(N // 8)
    rows, columns = dropped.mean(axis=1), dropped.mean(axis=0)
    assert stats.chisquare(columns * len(dropped), np.full(8, dropped.sum() / 8)).pvalue > 1e-4
    within(rows.var(), rate * (1 - rate) / 8, 4 * rate * (1 - rate) / 8 / np.sqrt(len(rows)))


@pytest.mark.parametrize("rate", RATES)
def test_the_gradient_of_dropout_is_right_on_average(rate):
    """E[m / (1 − p)] = 1: over many masks the gradient is that of the network without dropout."""
    layer, x, dy = Dropout(rate, rng(2)), np.array([[2.0, -1.0]]), np.array([[0.5, -4.0]])
    draws = 20_000
    total = sum(layer.forward(x, train=True)[1](dy) for _ in range(draws)) / draws
    for k in range(2):
        within(total[0, k], dy[0, k], abs(dy[0, k]) * np.sqrt(rate / (1 - rate) / draws))


def test_the_average_over_masks_of_a_linear_network_is_its_prediction():
    network = Sequential(
        Dense(3, 8, rng(), dtype=np.float64), Dropout(0.5, rng(3)), Dense(8, 1, rng(1), dtype=np.float64)
    )
    x = np.repeat(rng(4).normal(size=(1, 3)), 40_000, axis=0)
    y, _ = network.forward(x, train=True)
    within(y.mean(), network(x[:1]).item(), y.std() / np.sqrt(len(y)))
    assert y.std() > 0.1  # the masks do something


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_mask_goes_both_ways(dtype):
    x, dy = rng(5).normal(size=(50, 7)).astype(dtype), rng(6).normal(size=(50, 7)).astype(dtype)
    y, backward = Dropout(0.3, rng(7)).forward(x, train=True)
    dx = backward(dy)
    assert y.dtype == dx.dtype == dtype
    np.testing.assert_allclose(y, np.where(y != 0, x / dtype(0.7), 0), rtol=1e-6)
    np.testing.assert_allclose(dx, np.where(y != 0, dy / dtype(0.7), 0), rtol=1e-6)
    assert 0.1 < (y == 0).mean() < 0.5
    np.testing.assert_array_equal(backward(dy), dx)  # the closure keeps its own mask


@pytest.mark.parametrize("spread", [0.01, 0.5, 3.0])
def test_gaussian_noise_is_normal_with_the_given_spread(spread):
    x = rng(1).normal(size=(N // 4, 4))
    noise = (GaussianNoise(spread, rng(2)).forward(x, train=True)[0] - x).ravel()
    within(noise.mean(), 0, spread / np.sqrt(N))
    within(noise.std(), spread, spread / np.sqrt(2 * N))
    assert stats.kstest(noise / spread, "norm").pvalue > 1e-3
    within(np.corrcoef(noise, x.ravel())[0, 1], 0, 1 / np.sqrt(N))


def test_the_gradient_passes_gaussian_noise_as_it_is():
    x, dy = rng(1).normal(size=(5, 3)), rng(2).normal(size=(5, 3))
    _, backward = GaussianNoise(2.0, rng()).forward(x, train=True)
    np.testing.assert_array_equal(backward(dy), dy)
    assert not np.shares_memory(backward(dy), dy)


MAKERS = {
    "dropout": lambda strength, rng: Dropout(strength, rng),
    "noise": lambda strength, rng: GaussianNoise(strength, rng),
}


@pytest.fixture(params=MAKERS)
def make(request):
    return MAKERS[request.param]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_prediction_is_the_identity_and_draws_nothing(make, dtype):
    layer, x = make(0.5, rng()), rng(1).normal(size=(6, 3)).astype(dtype)
    state = copy.deepcopy(layer.rng.bit_generator.state)
    for y in (layer(x), layer.forward(x)[0], make(0, rng()).forward(x, train=True)[0]):
        np.testing.assert_array_equal(y, x)
        assert y.dtype == dtype and not np.shares_memory(y, x)
    assert layer.rng.bit_generator.state == state
    layer.forward(x, train=True)
    assert layer.rng.bit_generator.state != state


def test_the_same_generator_gives_the_same_noise_in_either_type(make):
    x = np.ones((40, 5))
    one, two = make(0.5, rng(3)), make(0.5, rng(3))
    first, second = (one.forward(x, train=True)[0] for _ in range(2))
    np.testing.assert_array_equal(two.forward(x, train=True)[0], first)
    assert (first != second).mean() > 0.3  # drawn anew in each step
    small = two.copy(np.float32).forward(x.astype(np.float32), train=True)[0]
    assert small.dtype == np.float32
    np.testing.assert_allclose(small, second, rtol=1e-6)


def test_a_copy_goes_on_by_itself_from_the_same_state(make):
    shared = rng(4)
    network = Sequential(make(0.3, shared), Dense(5, 4, rng()), make(0.5, shared))
    x = np.ones((40, 5), np.float32)
    network.forward(x, train=True)
    for twin in (network.copy(), copy.deepcopy(network), pickle.loads(pickle.dumps(network))):
        (generator,) = twin.generators().values()  # still one for both
        assert generator is not shared
        kept = copy.deepcopy(shared)
        np.testing.assert_array_equal(network.forward(x, train=True)[0], twin.forward(x, train=True)[0])
        assert shared.bit_generator.state == generator.bit_generator.state
        shared.bit_generator.state = kept.bit_generator.state


def test_training_with_noise_is_repeatable(make):
    X, y = rng(1).normal(size=(60, 3)), rng(2).normal(size=(60, 1))

    def trained():
        network = Sequential(Dense(3, 8, rng()), Tanh(), make(0.4, rng(5)), Dense(8, 1, rng(1)))
        losses = [step.loss for step in train(network, SquaredError(), SGD(0.05), [(X, y)], 20)]
        return losses, network.theta

    (losses, theta), (again, theta_again) = trained(), trained()
    assert losses == again and len(set(losses)) == 20
    np.testing.assert_array_equal(theta, theta_again)


BAD_CALLS = {
    "Dropout": [
        *of_layer(Dropout(0.5, RNG)),
        *of_generator(lambda rng: Dropout(0.5, rng)),
        (lambda: Dropout(1, RNG), "Dropout: rate: expected a finite number at least 0 and below 1, got 1"),
        (lambda: Dropout(-0.1, RNG), "Dropout: rate: .* got -0.1"),
        (lambda: Dropout("half", RNG), "Dropout: rate: .* got 'half'"),
        (lambda: Dropout(0.5), "Dropout: expected a Generator to draw the noise with, as in"),
        (lambda: Dropout(0.5, RNG).forward(X[:0], True), "at least one example"),
        (lambda: Dropout(0.5, RNG).forward(X, True)[1](X[:1]), "gradient of the output's shape"),
    ],
    "GaussianNoise": [
        *of_layer(GaussianNoise(0.5, RNG)),
        *of_generator(lambda rng: GaussianNoise(0.5, rng)),
        (lambda: GaussianNoise(-1, RNG), "GaussianNoise: spread: expected .* at least 0, got -1"),
        (lambda: GaussianNoise(np.nan, RNG), "GaussianNoise: spread: .* got nan"),
        (lambda: GaussianNoise(None, RNG), "GaussianNoise: spread: .* got None"),
        (lambda: GaussianNoise(0.5), "GaussianNoise: expected a Generator to draw the noise with"),
        (lambda: GaussianNoise(0.5, RNG).forward(X, True)[1](X[:1]), "gradient of the output's shape"),
    ],
}


@each_call(BAD_CALLS)
def test_bad_calls_get_a_sentence(call, words):
    with refused(words):
        call()
