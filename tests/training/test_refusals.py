"""What training refuses before anything is learned: NaN in the data, what is no network, loss, optimizer or batch."""

import numpy as np
import pytest
from bad_calls import NAN, X, Y, each_call, training
from example_training import data, net
from helpers import refused

from course_nn import SGD, Adam, CrossEntropy, Dense, Sequential, SquaredError, Tanh, train


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_nan_in_a_batch_is_not_called_divergence(bad):
    X, _ = data()
    X[3, 1] = bad
    network = net(sizes=(3, 5, 2))
    before = network.theta.copy()
    for loss, y in ((SquaredError(), np.zeros((20, 2))), (CrossEntropy(), np.zeros(20, int))):
        with refused("x of the batch: expected finite"):
            list(train(network, loss, SGD(0.1), [(X, y)]))
    y = np.zeros((20, 2))
    y[0, 0] = bad
    with refused("target: expected finite"):
        list(train(network, SquaredError(), SGD(0.1), [(np.ones((20, 3)), y)]))
    np.testing.assert_array_equal(network.theta, before)


def test_an_optimizer_of_another_network_is_refused():
    X, y = data()
    optimizer, network = Adam(0.01), net(1)
    list(train(net(), CrossEntropy(), optimizer, [(X, y)]))
    before = network.theta.copy()
    with refused("another θ"):
        list(train(network, CrossEntropy(), optimizer, [(X, y)]))
    np.testing.assert_array_equal(network.theta, before)


def test_what_is_no_training_is_refused():
    X, y = data()
    with refused("parameters to learn"):
        list(train(Sequential(Tanh()), CrossEntropy(), SGD(0.1), [(X, y)]))
    with refused("at least one batch"):
        list(train(net(), CrossEntropy(), SGD(0.1), [], epochs=2))
    with refused("once for each epoch"):
        train(net(), CrossEntropy(), SGD(0.1), iter([(X, y)]), epochs=2)
    assert len(list(train(net(), CrossEntropy(), SGD(0.1), iter([(X, y)]), epochs=1))) == 1
    assert list(train(net(), CrossEntropy(), SGD(0.1), [(X, y)], epochs=0)) == []
    for batch in (X, (X, y, y), [X], None):
        with refused("pair"):
            list(train(net(), CrossEntropy(), SGD(0.1), [batch]))


BAD_CALLS = {
    "train": [
        (training(network="net"), "network: expected a layer or a network of layers, got 'net'"),
        (training(network=Dense), "network: expected a layer"),
        (training(network=Tanh()), r"expected a network with parameters to learn, Tanh\(\) has none"),
        (training(loss=SquaredError), r"loss: expected a loss .* write SquaredError\(\)"),
        (training(loss="mse"), "loss: expected a loss such as .* got 'mse'"),
        (training(optimizer=Adam), r"optimizer: expected an optimizer .* write Adam\(\.\.\.\)"),
        (training(optimizer=0.1), "optimizer: .* got 0.1"),
        (training(batches=(X, Y)), r"train: expected batches, .* write \[\(X, y\)\]"),
        (training(batches=None), "train: expected batches, .* got None"),
        (training(batches=[]), "at least one batch"),
        (training(batches=[X]), "each batch to be a pair"),
        (training(batches=[(X,)]), "each batch to be a pair"),
        (training(batches=[(NAN, Y)]), "x of the batch: expected finite"),
        (training(batches=[(X, Y * np.nan)]), "target: expected finite"),
        (training(batches=[(X[:0], Y[:0])]), "at least one"),
        (training(batches=[(X[:, :2], Y)]), r"expected input of shape \(n, 3\), got \(6, 2\)"),
        (training(batches=[(X.tolist(), Y)]), "expected a NumPy array .* got list"),
        (training(batches=[(X, X)]), "expected a target of the output's shape"),
        (training(epochs=-1), "epochs: expected a whole number at least 0, got -1"),
        (training(epochs=1.5), "epochs: .* got 1.5"),
        (training(epochs=None), "epochs: .* got None"),
        (training(batches=iter([(X, Y)]), epochs=2), "once for each epoch"),
        (training(batches="abc"), "pair"),
    ],
}


@each_call(BAD_CALLS)
def test_bad_calls_get_a_sentence(call, words):
    with refused(words):
        call()
