"""Multilayer perceptrons: the worked XOR network of the textbook, and bad calls."""

import numpy as np
from bad_calls import RNG, each_call, of_generator
from helpers import refused

from course_nn import Dropout, ReLU, Tanh, mlp

XOR = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]])


def test_the_worked_xor_network():
    """W, c, w and b of the textbook (Goodfellow, Bengio and Courville, 2016, section 6.1), step by step."""
    network = mlp([2, 2, 1], np.random.default_rng(0), activation=ReLU)
    first, fold, last = network.layers
    first.W.value, first.b.value = [[1, 1], [1, 1]], [0, -1]
    last.W.value, last.b.value = [[1], [-2]], [0]
    np.testing.assert_array_equal(XOR @ first.W.value, [[0, 0], [1, 1], [1, 1], [2, 2]])
    np.testing.assert_array_equal(first(XOR), [[0, -1], [1, 0], [1, 0], [2, 1]])
    np.testing.assert_array_equal(fold(first(XOR)), [[0, 0], [1, 0], [1, 0], [2, 1]])
    np.testing.assert_array_equal(network(XOR), [[0], [1], [1], [0]])
    np.testing.assert_array_equal(network.theta, [1, 1, 1, 1, 0, -1, 1, -2, 0])


BAD_CALLS = {
    "mlp": [
        *of_generator(lambda rng: mlp([3, 2], rng)),
        (lambda: mlp([3], RNG), r"sizes: expected a list of at least two .* got \[3\]"),
        (lambda: mlp(3, RNG), "sizes: .* got 3"),
        (lambda: mlp("3-2", RNG), "sizes: .* got '3-2'"),
        (lambda: mlp([3, 0, 1], RNG), "sizes: expected a whole number at least 1, got 0"),
        (lambda: mlp([3, 2.5], RNG), "sizes: .* got 2.5"),
        (lambda: mlp([3, 2], None), "Generator"),
        (
            lambda: mlp([3, 2, 1], RNG, activation="tanhh"),
            "activation: unknown name 'tanhh'; did you mean 'tanh'",
        ),
        (
            lambda: mlp([3, 2, 1], RNG, activation=np.tanh),
            "activation: expected a name or a layer class such as Tanh, got",
        ),
        (lambda: mlp([3, 2, 1], RNG, activation=Tanh()), "activation: expected a name or a layer class"),
        (lambda: mlp([3, 2, 1], RNG, activation=Dropout), "activation: expected a layer class that needs no arguments"),
        (lambda: mlp([3, 2, 1], RNG, activation=None), "activation: .* got None"),
        (lambda: mlp([3, 2, 1], RNG, init="hee"), "init: unknown name 'hee'"),
        (lambda: mlp([3, 2, 1], RNG, dtype=int), "dtype"),
    ],
}


@each_call(BAD_CALLS)
def test_bad_calls_get_a_sentence(call, words):
    with refused(words):
        call()
