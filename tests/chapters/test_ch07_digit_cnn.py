"""The chapter's network: its data, its training from ten seeds, what is stored of it, and MNIST where that is there."""

import time

import numpy as np
import pytest
from helpers import refused

from course_nn import data
from course_nn.chapters.ch07_cnn_filters import digit_cnn
from course_nn.chapters.ch07_cnn_filters.digit_cnn_figure import describe_digit_cnn, show_digit_cnn
from course_nn.data.measured import measurements

ROOM = "course_nn.chapters.ch07_cnn_filters"


def test_the_images_are_the_split_of_the_digits():
    (X, y), (X_test, y_test) = digit_cnn.images()
    learn, test = data.digits().split()
    assert X.shape == (1348, 1, 8, 8) and X_test.shape == (449, 1, 8, 8) and X.dtype == np.float32
    np.testing.assert_array_equal(X.reshape(-1, 64), learn.X)  # sixteenths are whole in float32
    np.testing.assert_array_equal(X_test.reshape(-1, 64), test.X)
    assert (y == learn.y).all() and (y_test == test.y).all() and (X.min(), X.max()) == (0, 1)
    with pytest.raises(ValueError, match="read-only"):
        X[0] = 0
    with pytest.raises(ValueError, match="read-only"):
        y[0] = 0
    digit_cnn.as_images(learn)
    learn.y[0] = learn.y[0]  # the data set itself stays the reader's


def test_the_network_is_that_of_the_chapter():
    network = digit_cnn.untrained()
    assert repr(network) == (
        "Sequential(Conv2D(1, 16, 3, padding=1), ReLU(), MaxPool2D(2), Conv2D(16, 32, 3, padding=1), ReLU(), "
        "MaxPool2D(2), Flatten(), Dense(128, 10))"
    )
    assert network.theta.size == 6090 == 16 * 9 + 16 + 32 * 16 * 9 + 32 + 128 * 10 + 10
    assert network(digit_cnn.images()[1][0][:3]).shape == (3, 10)
    with refused("untrained: seed: expected a whole number at least 0, got -1"):
        digit_cnn.untrained(-1)


def test_ten_seeds_as_they_were_measured():
    stored = measurements(ROOM, "digit_cnn")
    assert len(stored["errors"]) == len(stored["seconds"]) == 10
    assert (stored["errors"] <= 8).sum() >= 9 and stored["errors"].mean() < 6
    assert stored["seconds"].max() < 10


@pytest.mark.long
def test_one_seed_again():
    start = time.process_time()
    network, history = digit_cnn.train_digits(3)
    assert time.process_time() - start < 10
    wrong = digit_cnn.errors(network, *digit_cnn.images()[1])
    assert abs(wrong - measurements(ROOM, "digit_cnn")["errors"][3]) <= 2  # sums in another order, other last digits
    assert len(history) == digit_cnn.EPOCHS and history["accuracy"][-1] == 1
    assert history["validation_accuracy"][-1] == pytest.approx(1 - wrong / 449)


def test_training_starts_at_the_untrained_network_and_repeats():
    one, other = (digit_cnn.train_digits(5, epochs=1) for _ in range(2))
    np.testing.assert_array_equal(one[0].theta, other[0].theta)
    begun = digit_cnn.untrained(5).theta
    assert np.corrcoef(one[0].theta, begun)[0, 1] > 0.8 > np.corrcoef(one[0].theta, digit_cnn.untrained(6).theta)[0, 1]
    with refused("train_digits: epochs: expected a whole number at least 1, got 0"):
        digit_cnn.train_digits(epochs=0)


@pytest.mark.parametrize("seed", digit_cnn.STORED)
def test_the_stored_networks(seed):
    network = digit_cnn.trained(seed)
    assert network.theta.dtype == np.float32
    assert digit_cnn.errors(network, *digit_cnn.images()[1]) == measurements(ROOM, "digit_cnn")["errors"][seed]
    network.theta[...] = 0  # is the reader's own
    assert digit_cnn.trained(seed).theta.any()


def test_no_other_is_stored():
    with refused("trained: seed: expected a whole number at least 0 and at most 2, got 3"):
        digit_cnn.trained(3)


def test_the_figure():
    history = {
        "loss": [1.0, 0.1],
        "accuracy": [0.8, 1.0],
        "validation_loss": [0.9, 0.2],
        "validation_accuracy": [0.75, 0.97],
    }
    shown = show_digit_cnn(history)
    assert shown.alt == "After 2 epochs 100.0 % of the training images and 97.0 % of the test images are right."
    assert shown.figure.axes[1].get_title(loc="left") == "97.0 % of the test images are right"
    first = describe_digit_cnn({name: values[:1] for name, values in history.items()})
    assert first.startswith("After 1 epoch 80.0 %")


def test_the_network_for_mnist():
    network = digit_cnn.mnist_network(np.random.default_rng(0))
    assert network.theta.size == 20_490 and network(np.zeros((2, 1, 28, 28))).shape == (2, 10)


def test_without_mnist_it_is_said(monkeypatch, tmp_path):
    monkeypatch.setenv("COURSE_NN_DATA", str(tmp_path))
    with pytest.raises(FileNotFoundError, match=r"expected a file at .*t10k-images"):
        digit_cnn.train_mnist()


def test_mnist_as_it_was_measured():
    stored = measurements(ROOM, "mnist")
    assert len(stored["accuracy"]) == 10 and (stored["accuracy"] >= 0.98).sum() >= 9


def test_mnist_where_it_is():
    """Two epochs, a sixth of what `measured/mnist.json` was measured with."""
    try:
        (X, y), (X_test, y_test) = digit_cnn.mnist_images()
    except FileNotFoundError as error:
        pytest.skip(f"{error}; COURSE_NN_DATA says where such files are")
    assert X.shape == (8500, 1, 28, 28) and len(y_test) == len(X_test) == 1500
    assert y[:5].tolist() == [7, 2, 1, 0, 4] and (X.min(), X.max()) == (0, 1)
    network, history = digit_cnn.train_mnist(epochs=2)
    assert history["validation_accuracy"][-1] > 0.96
    assert digit_cnn.errors(network, X_test, y_test) == round(1500 * (1 - history["validation_accuracy"][-1]))
