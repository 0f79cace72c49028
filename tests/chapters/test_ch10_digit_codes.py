"""Autoencoders and principal axes of the digits: shapes, gradients, and the least error of a linear code."""

import numpy as np
import pytest
from helpers import refused

from course_nn import Sequential, check_layer
from course_nn.chapters.ch10_autoencoders import digit_codes
from course_nn.chapters.ch10_autoencoders.digit_vae import images


@pytest.mark.parametrize("kind", digit_codes.KINDS)
def test_an_autoencoder_is_encoder_and_decoder(kind):
    network = digit_codes.autoencoder(3, np.random.default_rng(0), kind)
    X = images()[0][:5]
    assert isinstance(network, Sequential) and len(network) == 2
    assert network[0](X).shape == (5, 3) and network[1](network[0](X)).shape == X.shape
    np.testing.assert_array_equal(network(X), network[1](network[0](X)))


def test_learning_lowers_the_error():
    network = digit_codes.train_codes(4, epochs=3)
    before = digit_codes.autoencoder(4, np.random.default_rng(0))
    X = images()[1]
    assert digit_codes.squared_errors(network, X).mean() < 0.6 * digit_codes.squared_errors(before, X).mean()
    np.testing.assert_array_equal(digit_codes.train_codes(4, epochs=3).theta, network.theta)


def test_the_squared_errors_are_those_of_each_image():
    network = digit_codes.autoencoder(2, np.random.default_rng(0))
    X = images()[1][:7]
    expected = [np.sum((network(x[None])[0].astype(float) - x) ** 2) for x in X]
    np.testing.assert_allclose(digit_codes.squared_errors(network, X), expected, rtol=1e-5)


def test_principal_axes_are_eigenvectors_and_reconstruct_with_the_discarded_variance():
    X = images()[0].astype(np.float64)
    mean, variances, axes = digit_codes.digit_axes()
    np.testing.assert_allclose(axes.T @ axes, np.eye(64), atol=1e-12)
    np.testing.assert_allclose(np.cov(X.T, bias=True) @ axes, axes * variances, atol=1e-12)
    assert (np.diff(variances) <= 1e-15).all() and (variances >= 0).all()
    np.testing.assert_allclose(mean, X.mean(axis=0))
    for k in (1, 5, 64):
        error = np.square(digit_codes.digit_axes().reconstruct(X, k) - X).sum(axis=1).mean()
        assert error == pytest.approx(digit_codes.floor(k), abs=1e-12)


def test_no_code_of_a_random_subspace_is_better_than_the_floor():
    X = images()[0].astype(np.float64)
    X = X - X.mean(axis=0)
    for seed in range(5):
        basis = np.linalg.qr(np.random.default_rng(seed).normal(size=(64, 6)))[0]
        assert np.square(X - X @ basis @ basis.T).sum(axis=1).mean() > digit_codes.floor(6)


def test_bad_calls():
    rng = np.random.default_rng(0)
    with refused("principal_axes: X: expected an array with 2 dimension"):
        digit_codes.principal_axes(np.arange(5))
    with refused("autoencoder: k"):
        digit_codes.autoencoder(0, rng)
    with refused("unknown name 'deep'"):
        digit_codes.autoencoder(2, rng, "deep")


@pytest.mark.long
def test_the_way_back_of_both_kinds():
    for kind in digit_codes.KINDS:
        network = digit_codes.autoencoder(2, np.random.default_rng(3), kind)
        for part in network.layers:
            check_layer(part, np.random.default_rng(0).normal(size=(2, 64 if part is network[0] else 2)).astype("f"))
