"""What training refuses before anything is learned: NaN in the data, what is no network, loss, optimizer or batch."""

import re
import warnings

import numpy as np
import pytest
from bad_calls import NAN, X, Y, each_call, training
from example_training import data, net
from helpers import refused

from course_nn import (
    SGD,
    Adam,
    BatchNorm,
    CosineDecay,
    CrossEntropy,
    Dense,
    ExponentialDecay,
    Flatten,
    OneCycle,
    RMSProp,
    Sequential,
    SquaredError,
    StepDecay,
    Tanh,
    WarmUp,
    batches,
    mlp,
    train,
)


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


def test_an_infinite_input_is_found_in_every_batch():
    """It may hide behind a finite loss: a tanh makes 1 of it."""
    X, y = data()
    bad = X.copy()
    bad[3, 1] = np.inf
    network = mlp([3, 5, 4], np.random.default_rng(0))
    steps = train(network, CrossEntropy(), SGD(0.1), [(X, y), (X, y), (bad, y)])
    next(steps), next(steps)
    with refused("x of the batch: expected finite"):
        next(steps)


def test_a_batch_of_one_is_refused_before_a_batch_normalization_sees_it():
    X, y = data(21)
    network = Sequential(Dense(3, 4, np.random.default_rng(0)), BatchNorm(4))
    before, variance = network.theta.copy(), network[1].running_variance.value.copy()
    with refused("batch_size: expected one that leaves no batch of a single example, got 5 for 21"):
        train(network, CrossEntropy(), SGD(0.1), batches(X, y, 5))
    np.testing.assert_array_equal(network.theta, before)
    np.testing.assert_array_equal(network[1].running_variance.value, variance)
    assert len(list(train(network, CrossEntropy(), SGD(0.1), batches(X, y, 6)))) == 4
    images = np.random.default_rng(0).normal(size=(3, 2, 4, 4))
    network = Sequential(BatchNorm(2), Flatten(), Dense(32, 4, np.random.default_rng(0)))
    assert len(list(train(network, CrossEntropy(), SGD(0.1), batches(images, y[:3], 2)))) == 2


LOSSES = {
    "value alone": lambda o, t: float(((o - t) ** 2).mean()),
    "an array as value": lambda o, t: ((o - t) ** 2, 2 * (o - t) / len(o)),
    "swapped": lambda o, t: (2 * (o - t) / len(o), float(((o - t) ** 2).mean())),
    "another shape": lambda o, t: (0.0, np.zeros(3)),
    "nothing": lambda o, t: None,
    "three": lambda o, t: (0.0, o, o),
    "words": lambda o, t: ("0", o),
}


@pytest.mark.parametrize("name", LOSSES)
def test_a_loss_of_ones_own_is_held_to_its_contract(name):
    network = net(sizes=(3, 2))
    before = network.theta.copy()
    with refused("^loss: expected a loss that returns value, d_output"):
        list(train(network, LOSSES[name], SGD(0.1), [(np.ones((4, 3)), np.ones((4, 2)))]))
    np.testing.assert_array_equal(network.theta, before)


def test_a_loss_of_other_arguments_is_refused():
    for loss in (lambda output: (0.0, output), lambda: (0.0, 0.0), lambda a, b, c: (0.0, a)):
        with refused("^loss: expected a function of output, target, got one of "):
            train(net(), loss, SGD(0.1), [])


def test_a_loss_of_ones_own_trains_as_ours_does():
    X, y = np.random.default_rng(1).normal(size=(8, 3)), np.ones((8, 2))
    thetas = []
    for loss in (SquaredError(), lambda o, t: (np.float32(((o - t) ** 2).sum() / len(o)), 2 * (o - t) / len(o))):
        network = net(sizes=(3, 2))
        losses = [step.loss for step in train(network, loss, SGD(0.1), [(X, y)], epochs=3)]
        assert all(type(value) is float for value in losses)
        thetas.append(network.theta.copy())
    np.testing.assert_allclose(*thetas, rtol=1e-12)


@pytest.mark.parametrize(
    ("schedule", "told"),
    [
        (CosineDecay(0.1, 10), True),
        (OneCycle(0.1, 10), True),
        (lambda t: max(0.0, 0.1 - 0.01 * t), True),
        (CosineDecay(0.1, 100), False),
        (OneCycle(0.1, 100), False),
        (CosineDecay(0.1, 10, final=0.01), False),
        (StepDecay(0.1, 25), False),
        (ExponentialDecay(0.1, 0.95), False),
        (WarmUp(CosineDecay(0.1, 90), 10), False),
        (0.1, False),
    ],
)
def test_a_schedule_that_has_ended_long_before_is_told_once(schedule, told, recwarn):
    """As one that was meant in epochs: 10 of 20 steps with one batch, of 100 with five."""
    X, y = data()
    list(train(net(), CrossEntropy(), SGD(schedule), batches(X, y, 4), epochs=20))
    words = [str(warning.message) for warning in recwarn]
    assert len(words) == told
    assert all(re.search("at step (9|10), but the training goes on to step 100, .* not epochs", one) for one in words)


def test_squares_that_overflow_are_told():
    X, y = np.full((2, 3), 1e15, np.float32), np.zeros((2, 1), np.float32)
    for optimizer, told in ((Adam(0.1), True), (RMSProp(0.1), True), (SGD(1e-30), False)):
        network = Sequential(Dense(3, 1, np.random.default_rng(0)))
        with warnings.catch_warnings(record=True) as seen:
            warnings.simplefilter("always")
            next(train(network, SquaredError(), optimizer, [(X, y)]))
        assert len(seen) == told
        assert all("keeps squares of the gradient, and one has overflowed" in str(one.message) for one in seen)
        if told:
            state = optimizer.state()
            assert np.isinf(state[optimizer.squares[0]]).sum() == 3
            again = type(optimizer)(0.1)
            again.restore(state)  # what state() gives, restore takes
            np.testing.assert_array_equal(again.memory[optimizer.squares[0]], state[optimizer.squares[0]])
    network = Sequential(Dense(3, 1, np.random.default_rng(0)))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        next(train(network, SquaredError(), Adam(0.1), [(X, y)], clip_norm=1))


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
        (training(batches=batches(X)), r"each batch to be a pair .*; batches\(X, y\) gives pairs, batches\(X\) arrays"),
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
