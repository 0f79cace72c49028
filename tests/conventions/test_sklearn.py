"""scikit-learn's coefs_ and intercepts_: which networks are plain enough, its lists, its one output of two classes."""

import numpy as np
import pytest
from helpers import refused

from course_nn import Dense, Dropout, Flatten, PReLU, ReLU, Sequential, Sigmoid, Tanh, mlp
from course_nn.conventions import load_weights, weights_of
from course_nn.conventions.sklearn import dense_layers


def rng():
    return np.random.default_rng(0)


@pytest.mark.parametrize("activation", ["relu", "tanh", "sigmoid"])
@pytest.mark.parametrize("sizes", [[3, 2], [3, 4, 2], [3, 5, 4, 1]])
def test_there_and_back_first_all_matrices(activation, sizes):
    network, other = (mlp(sizes, np.random.default_rng(seed), activation=activation) for seed in (0, 1))
    arrays = weights_of(network, "sklearn")
    n = len(sizes) - 1
    assert list(arrays) == [f"coefs_.{k}" for k in range(n)] + [f"intercepts_.{k}" for k in range(n)]
    np.testing.assert_array_equal(arrays["coefs_.0"], network[0].W.value)
    np.testing.assert_array_equal(load_weights(other, arrays, "sklearn").theta, network.theta)
    lists = {kind: [a for name, a in arrays.items() if name.startswith(kind)] for kind in ("coefs_", "intercepts_")}
    other.theta[...] = 0
    np.testing.assert_array_equal(load_weights(other, lists, "sklearn").theta, network.theta)


@pytest.mark.parametrize(
    "layers",
    [
        (Dense(2, 2, init="zeros"),),
        (Dense(2, 2, init="zeros"), Dense(2, 1, init="zeros")),
        (Flatten(), Dense(2, 2, init="zeros"), Tanh(), Sequential(Dense(2, 1, init="zeros"))),
    ],
)
def test_chains_of_dense_layers_are_plain(layers):
    assert all(type(layer) is Dense for layer in dense_layers(Sequential(*layers)))


@pytest.mark.parametrize(
    "layers",
    [
        (ReLU(),),
        (Flatten(),),
        (Dense(2, 2, init="zeros"), ReLU()),
        (Dense(2, 2, init="zeros"), PReLU(), Dense(2, 1, init="zeros")),
        (Dense(2, 2, init="zeros"), ReLU(), ReLU(), Dense(2, 1, init="zeros")),
        (Dense(2, 2, init="zeros"), Dropout(0.1, rng()), Dense(2, 1, init="zeros")),
        (Dense(2, 2, init="zeros"), ReLU(), Dense(2, 2, init="zeros"), Sigmoid(), Dense(2, 1, init="zeros")),
        (Dense(2, 2, init="zeros"), ReLU(), Dense(2, 2, init="zeros"), Dense(2, 1, init="zeros")),
        (Tanh(), Dense(2, 2, init="zeros")),
    ],
)
def test_other_networks_are_refused(layers):
    with refused("expected dense layers with one activation between them, ReLU, Tanh or Sigmoid, and none after"):
        weights_of(Sequential(*layers), "sklearn")


def test_a_bias_is_needed():
    with refused(r"Dense\(2, 1, bias=False\): expected a dense layer with a bias"):
        weights_of(Dense(2, 1, init="zeros", bias=False), "sklearn")


def test_a_classifier_of_two_classes_has_one_output():
    arrays = weights_of(mlp([3, 4, 1], rng()), "sklearn")
    with refused(r"Dense\(4, 2\): expected two outputs, got one, .* end the network in Dense\(4, 1\)"):
        load_weights(mlp([3, 4, 2], rng()), arrays, "sklearn")
    with refused(r"coefs_\.1: expected shape \(4, 3\), got \(4, 1\)"):
        load_weights(mlp([3, 4, 3], rng()), arrays, "sklearn")


def test_too_few_and_too_many_layers_are_named():
    arrays = weights_of(mlp([3, 4, 2], rng()), "sklearn")
    with refused(r"expected an array 'coefs_\.2' of shape \(2, 1\)"):
        load_weights(mlp([3, 4, 2, 1], rng()), arrays, "sklearn")
    with refused("expected no array 'coefs_.2' and 1 more from sklearn"):
        load_weights(mlp([3, 4, 2], rng()), arrays | {"coefs_.2": 1, "intercepts_.2": 1}, "sklearn")
