"""Networks and images of the reader's own: what is taken, and the sentences for what is not."""

import numpy as np
import pytest
from helpers import refused

from course_nn import Conv2D, Dense, Flatten, ReLU, Sequential
from course_nn.chapters.ch07_cnn_filters import digit_cnn
from course_nn.chapters.ch07_cnn_filters.own_network import as_picture, own_network


def small(c=1, side=8, classes=3, dtype=np.float32):
    rng = np.random.default_rng(0)
    return Sequential(
        Conv2D(c, 2, 3, rng, dtype=dtype), ReLU(), Flatten(), Dense(2 * (side - 2) ** 2, classes, rng, dtype=dtype)
    )


def test_without_anything_it_is_the_stored_one_and_the_test_digits():
    network, X, y = own_network(who="view")
    np.testing.assert_array_equal(network.theta, digit_cnn.trained().theta)
    np.testing.assert_array_equal(X, digit_cnn.images()[1][0])
    np.testing.assert_array_equal(y, digit_cnn.images()[1][1])


def test_a_network_of_another_size_color_and_type():
    net, X, y = (
        small(3, 12, dtype=np.float64),
        np.random.default_rng(1).random((5, 3, 12, 12)),
        np.array([0, 1, 2, 2, 0]),
    )
    network, taken, labels = own_network(net, X, y, who="view")
    assert network is net and taken.dtype == np.float64 and labels.tolist() == y.tolist()
    assert own_network(small(), X[:, :1, :8, :8], who="view", labels=False)[1].dtype == np.float32
    assert own_network(small(), X[:, :1, :8, :8], who="view", labels=False)[2] is None


BAD = {
    "no network": (("net",), "view: expected a network, .*got 'net'"),
    "y without X": ((small(), None, [1]), "view: expected X and y together, got y without X"),
    "X without y": ((small(), np.zeros((2, 1, 8, 8))), "view: expected X and y together, got X without y"),
    "flat": ((small(), np.zeros((2, 64)), [0, 1]), r"\(n, c, h, w\), got \(2, 64\); .* X.reshape\(-1, 1, 8, 8\)"),
    "no channel": ((small(), np.zeros((2, 8, 8)), [0, 1]), r"got \(2, 8, 8\); .* use X\[:, None\]"),
    "integers": ((small(), np.zeros((2, 1, 8, 8), np.uint8), [0, 1]), "floating numbers .* got uint8; .* X / 255"),
    "channels last": ((small(3), np.zeros((2, 8, 8, 3)), [0, 1]), r"view: .*expected input of shape \(n, 3, h, w\)"),
    "another size": ((small(), np.zeros((2, 1, 9, 9)), [0, 1]), "view: .*expected input"),
    "one label": ((small(), np.zeros((2, 1, 8, 8)), [0]), r"y of shape \(2,\), got \(1,\)"),
    "a class too many": ((small(), np.zeros((2, 1, 8, 8)), [0, 3]), "whole numbers 0 to 2, got 0 to 3"),
    "halves": ((small(), np.zeros((2, 1, 8, 8)), [0.5, 1]), "whole numbers 0 to 2, got float64"),
    "one-hot": ((small(), np.zeros((2, 1, 8, 8)), np.eye(2)), "y"),
    "NaN": ((small(), np.full((2, 1, 8, 8), np.nan), [0, 1]), "view: X: expected finite"),
    "none": ((small(), np.zeros((0, 1, 8, 8)), []), "view: X"),
    "maps": ((Sequential(Conv2D(1, 2, 3, np.random.default_rng(0))),), "expected a network that gives logits .* Dense"),
}


@pytest.mark.parametrize("case", BAD)
def test_refused(case):
    arguments, sentence = BAD[case]
    with refused(sentence):
        own_network(*arguments, who="view")


def test_the_labels_of_the_digits_must_be_classes_of_the_network():
    with refused("view: expected labels of the network's classes, whole numbers 0 to 2, got 0 to 9"):
        own_network(small(), who="view")


def test_pictures_of_one_two_and_three_channels():
    x = np.arange(24.0).reshape(3, 4, 2)
    np.testing.assert_array_equal(as_picture(x[:1]), x[0])
    np.testing.assert_array_equal(as_picture(x[:2]), (x[0] + x[1]) / 2)
    color = as_picture(x, 2, 10)
    assert color.shape == (4, 2, 3) and color[1, 0].tolist() == [0, 1, 1] and color[2, 0].tolist() == [0.25, 1, 1]
    assert as_picture(np.ones((3, 1, 1)), 1, 1).tolist() == [[[0, 0, 0]]]
