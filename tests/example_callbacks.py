"""A short training with callbacks, and a callback played through given values, for tests of callbacks."""

import example_training
import numpy as np

from course_nn import SGD, Adam, CrossEntropy, Dense, History, Sequential, fit
from course_nn.callbacks import Run


def data():
    return example_training.data(30)


def net(seed=0):
    return example_training.net(seed, dtype=np.float32)


def train_with(callbacks, network=None, **options):
    X, y = data()
    given = {"epochs": 4, "batch_size": 8, "rng": np.random.default_rng(1), "progress": False}
    given |= {"validation": (X[20:], y[20:]), "callbacks": callbacks}
    optimizer = options.pop("optimizer", None) or Adam(0.05)
    return fit(network or net(), X[:20], y[:20], CrossEntropy(), optimizer, **(given | options))


def play(callback, values, name="validation_loss", history=None, optimizer=None):
    """The callback in a training that measures ``values``, without any; the run. θ counts the epochs."""
    network = Sequential(Dense(2, 1, np.random.default_rng(0)))
    history = History() if history is None else history
    run = Run(network, optimizer or SGD(1.0), history, len(history) + len(values), names=(name,))
    callback.start(run)
    for value in values:
        if history.stopped:
            break
        run.measured = {name: value}
        history.append(**run.measured)
        network.theta[...] = len(history)
        callback.after_epoch(run)
    run.complete = True
    callback.finish(run)
    return run
