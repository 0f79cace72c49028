"""The Gaussian draw: its statistics, its gradient against that of an expectation, PyTorch's values, bad calls."""

import numpy as np
import pytest
from bad_calls import RNG, each_call, of_generator, of_layer
from helpers import Given, close, reference_cases, refused
from scipy import stats

from course_nn import Dense, GaussianSample, Sequential

N = 100_000
MEAN, LOG_VARIANCE = np.array([1.0, -2.0]), np.array([0.0, 1.4])
BOTH = np.concatenate([MEAN, LOG_VARIANCE])


def rng(seed=0):
    return np.random.default_rng(seed)


def drawn(seed=0):
    return GaussianSample(rng(seed)).forward(np.tile(BOTH, (N, 1)), train=True)


def test_the_draws_have_the_mean_and_the_variance_that_are_given():
    z, _ = drawn()
    for k in range(2):
        assert stats.kstest(z[:, k], "norm", (MEAN[k], np.exp(LOG_VARIANCE[k] / 2))).pvalue > 1e-3
    assert abs(np.corrcoef(z.T)[0, 1]) < 4.5 / np.sqrt(N)
    # Every example has its own ε: neighbors in the batch have nothing in common.
    assert abs(np.corrcoef(z[:-1, 0], z[1:, 0])[0, 1]) < 4.5 / np.sqrt(N)


def test_the_gradient_is_that_of_the_expectation():
    """E[z²] = μ² + σ²: its derivative is 2μ by the mean, and σ² by log σ²."""
    z, backward = drawn(1)
    d = backward(2 * z).mean(axis=0)
    exact = np.concatenate([2 * MEAN, np.exp(LOG_VARIANCE)])
    spread = np.concatenate([2 * np.exp(LOG_VARIANCE / 2), 3 * np.exp(LOG_VARIANCE)])
    assert (np.abs(d - exact) < 4.5 * spread / np.sqrt(N)).all(), (d, exact)


def test_prediction_gives_the_mean_and_draws_nothing():
    layer = GaussianSample(rng())
    state = layer.rng.bit_generator.state
    x = np.tile(BOTH, (3, 1))
    z, backward = layer.forward(x)
    np.testing.assert_array_equal(z, x[:, :2])
    assert not np.shares_memory(z, x)
    np.testing.assert_array_equal(backward(np.ones((3, 2))), np.tile([1.0, 1, 0, 0], (3, 1)))
    assert layer.rng.bit_generator.state == state


def test_a_spread_of_zero_is_reached_without_a_warning():
    x = np.array([[0.5, -1e4]], np.float32)
    z, backward = GaussianSample(rng()).forward(x, train=True)
    assert z == 0.5 and (backward(np.ones_like(z)) == [[1, 0]]).all()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_type_stays_and_the_draw_is_the_same(dtype):
    z, _ = GaussianSample(rng()).forward(np.zeros((4, 6), dtype), train=True)
    assert z.dtype == dtype
    np.testing.assert_array_equal(z, rng().standard_normal((4, 3), dtype=np.float32))


def encoder_of(arrays):
    """The stored encoder."""
    network = Sequential(*(Dense(*arrays[f"encoder.{i}.W"].shape, rng(), dtype=np.float64) for i in (0, 2)))
    for layer, i in zip(network.layers, (0, 2), strict=True):
        layer.W.value, layer.b.value = arrays[f"encoder.{i}.W"], arrays[f"encoder.{i}.b"]
    return network


@pytest.mark.parametrize("case", range(len(reference_cases("vae"))))
def test_the_draw_is_pytorchs(case):
    _, arrays = reference_cases("vae")[case]
    first, last = encoder_of(arrays).layers
    h = last(np.tanh(first(arrays["x"])))
    close(GaussianSample(Given(arrays["epsilon"])).forward(h, train=True)[0], arrays["z"])


X = RNG.normal(size=(6, 4))
BAD_CALLS = {
    "GaussianSample": [
        *of_layer(GaussianSample(RNG), X),
        *of_generator(GaussianSample),
        (GaussianSample, r"expected a Generator to draw ε with, as in GaussianSample\(np.random.default_rng\(0\)\)"),
        (lambda: GaussianSample(RNG)(X[:, :3]), r"\(n, 2k\), k means and k logarithms of variances, got \(6, 3\)"),
        (lambda: GaussianSample(RNG)(X[0]), r"expected input of shape \(n, 2k\), got \(4,\)"),
        (lambda: GaussianSample(RNG).forward(X, True)[1](X), "gradient of the output's shape"),
    ],
}


@each_call(BAD_CALLS)
def test_bad_calls_get_a_sentence(call, words):
    with refused(words):
        call()
