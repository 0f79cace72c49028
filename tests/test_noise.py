"""Dropout and Gaussian noise: their statistics, their generators; and the running statistics of BatchNorm."""

import copy
import pickle

import numpy as np
import pytest
from scipy import stats

from course_nn import (
    SGD,
    BatchNorm,
    Dense,
    Dropout,
    GaussianNoise,
    Layer,
    Sequential,
    SquaredError,
    Tanh,
    check_layer,
    train,
)

RATES = [0.1, 0.25, 0.5, 0.8]
N = 200_000


def rng(seed=0):
    return np.random.default_rng(seed)


def within(estimate, expected, standard_error, sigmas=4.0):
    """One in 16,000 fixed seeds would fail by chance at four standard errors."""
    assert abs(estimate - expected) <= sigmas * standard_error, (estimate, expected, standard_error)


# ---- dropout


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


# ---- Gaussian noise


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


# ---- both: generators, prediction, copies

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


def test_generators_are_found_by_name_each_once():
    one, two = rng(1), rng(2)

    class Own(Layer):
        def __init__(self):
            self.rngs = {"a": two, "b": [one, rng(9)]}

    network = Sequential(GaussianNoise(0.1, one), Dense(3, 3, rng()), Sequential(Dropout(0.5, one)), Own())
    found = network.generators()
    assert list(found) == ["0.rng", "3.rngs.a", "3.rngs.b.1"]
    assert found["0.rng"] is one and found["3.rngs.a"] is two
    assert Dense(3, 3, rng()).generators() == {}  # the generator that drew the weights isn't kept
    assert list(network.parameters()) == ["1.W", "1.b"] and network.buffers() == {}


def test_check_layer_sees_the_same_noise_at_every_evaluation(make):
    network = Sequential(make(0.4, rng(1)), Dense(3, 4, rng()), Tanh(), make(0.6, rng(2)))
    states = [copy.deepcopy(g.bit_generator.state) for g in network.generators().values()]
    report = check_layer(network, rng(3).normal(size=(5, 3)), train=True)
    assert report and report.largest < 1e-8, report
    assert [g.bit_generator.state for g in network.generators().values()] == states  # and leaves them alone


@pytest.mark.parametrize("bit_generator", [np.random.MT19937, np.random.Philox, np.random.SFC64])
def test_check_layer_with_any_kind_of_generator(bit_generator):
    assert check_layer(Dropout(0.5, np.random.Generator(bit_generator(1))), np.ones((5, 4)), train=True)


def test_check_layer_finds_noise_that_it_cannot_repeat():
    hidden = rng(8)

    class Hidden(Layer):
        def forward(self, x, train=False):
            return x + hidden.normal(size=x.shape), lambda dy: dy.copy()

    report = check_layer(Hidden(), np.ones((3, 2)))
    assert not report and "another output for the same input" in str(report)


def test_check_layer_finds_a_wrong_dropout():
    class Unscaled(Dropout):
        def forward(self, x, train=False):
            y, backward = super().forward(x, train)
            return y, lambda dy: backward(dy) * (1 - self.rate)

    report = check_layer(Unscaled(0.75, rng()), np.ones((6, 5)), train=True)
    assert not report and "4 times as large" in str(report)


def test_training_with_noise_is_repeatable(make):
    X, y = rng(1).normal(size=(60, 3)), rng(2).normal(size=(60, 1))

    def trained():
        network = Sequential(Dense(3, 8, rng()), Tanh(), make(0.4, rng(5)), Dense(8, 1, rng(1)))
        losses = [step.loss for step in train(network, SquaredError(), SGD(0.05), [(X, y)], 20)]
        return losses, network.theta

    (losses, theta), (again, theta_again) = trained(), trained()
    assert losses == again and len(set(losses)) == 20
    np.testing.assert_array_equal(theta, theta_again)


# ---- batch normalization


def test_running_statistics_converge_to_those_of_the_data():
    """An average over the last batches: with momentum 0.02 about 1 / 0.02 of them, so ± 4 σ √(0.02 / 2 / n)."""
    mean, spread = np.array([5.0, -300.0, 0.02]), np.array([2.0, 10.0, 0.5])
    layer, draw = BatchNorm(3, momentum=0.02, dtype=np.float64), rng(3)
    for _ in range(1500):
        layer.forward(draw.normal(mean, spread, (32, 3)), train=True)
    weights = 0.02 / (2 - 0.02)  # Σ of the squared weights of an exponential average
    for k in range(3):
        within(layer.running_mean.value[k], mean[k], spread[k] * np.sqrt(weights / 32))
        variance = spread[k] ** 2
        within(layer.running_variance.value[k], variance, variance * np.sqrt(2 / 31 * weights))
    y = layer(draw.normal(mean, spread, (4000, 3)))
    assert np.abs(y.mean(axis=0)).max() < 0.15 and np.abs(y.std(axis=0) - 1).max() < 0.08


def test_running_statistics_of_one_and_the_same_batch_are_its_own():
    x = rng(4).normal(3, 2, (50, 2))
    layer = BatchNorm(2, dtype=np.float64)
    for _ in range(400):
        layer.forward(x, train=True)
    np.testing.assert_allclose(layer.running_mean.value, x.mean(axis=0), rtol=1e-12)
    np.testing.assert_allclose(layer.running_variance.value, x.var(axis=0, ddof=1), rtol=1e-12)
