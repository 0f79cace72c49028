"""A bug hunt: five scripts that train a network and report its accuracy, each with one mistake."""

import numpy as np

from ...core import Sequential
from ...layers import Dropout
from ...losses import BinaryCrossEntropy
from ...models.mlp import mlp
from ...optimizers import Adam
from ...training import train

#: What the mistakes are, in no particular order.
KINDS = (
    "best epoch chosen on the test set",
    "copies on both sides of the split",
    "dropout left on at prediction",
    "features chosen before the split",
    "test set standardized by itself",
)


def _split(X, y, rng, test=0.3):
    order = rng.permutation(len(X))
    n = round(test * len(X))
    return X[order[n:]], y[order[n:]], X[order[:n]], y[order[:n]]


def _network(X, y, rng, *first):
    """A network with 8 hidden units after the layers ``first``, and an iterator of 120 steps that train it."""
    network = Sequential(*first, mlp([X.shape[1], 8, 1], rng, activation="relu"))
    return network, train(network, BinaryCrossEntropy(), Adam(0.02), [(X.astype(np.float32), y)], 120)


def _trained(X, y, rng, *first):
    network, steps = _network(X, y, rng, *first)
    for _ in steps:
        pass
    return network


def script_a(X, y, rng):
    """Split, standardize, train; ``accuracy, predict``."""
    X, y, X_test, y_test = _split(X, y, rng)
    mean, spread = X.mean(axis=0), X.std(axis=0)
    best, kept = 0.0, None
    network, steps = _network((X - mean) / spread, y, rng)
    for _ in steps:
        right = np.mean((network((X_test - mean) / spread)[:, 0] > 0) == y_test)
        if right > best:
            best, kept = right, network.copy()

    def predict(rows):
        return kept((rows - mean) / spread)[:, 0] > 0

    return np.mean(predict(X_test) == y_test), predict


def script_b(X, y, rng):
    """Split, standardize, train; ``accuracy, predict``."""
    X, y, X_test, y_test = _split(X, y, rng)
    network = _trained((X - X.mean(axis=0)) / X.std(axis=0), y, rng)

    def predict(rows):
        return network((rows - rows.mean(axis=0)) / (rows.std(axis=0) + 1e-9))[:, 0] > 0

    return np.mean(predict(X_test) == y_test), predict


def script_c(X, y, rng):
    """Keep the ten features that go best with y, split, standardize, train; ``accuracy, predict``."""
    agreement = np.abs((X - X.mean(axis=0)).T @ (y - y.mean()) / X.std(axis=0))
    chosen = np.argsort(-agreement)[:10]
    X, y, X_test, y_test = _split(X, y, rng)
    X = X[:, chosen]
    mean, spread = X.mean(axis=0), X.std(axis=0)
    network = _trained((X - mean) / spread, y, rng)

    def predict(rows):
        return network((rows[:, chosen] - mean) / spread)[:, 0] > 0

    return np.mean(predict(X_test) == y_test), predict


def script_d(X, y, rng):
    """Three noisy copies of each row, for more examples; split, standardize, train; ``accuracy, predict``."""
    X = np.concatenate([X + rng.normal(0, 0.1, X.shape) * X.std(axis=0) for _ in range(3)])
    X, y, X_test, y_test = _split(X, np.tile(y, 3), rng)
    mean, spread = X.mean(axis=0), X.std(axis=0)
    network = _trained((X - mean) / spread, y, rng)

    def predict(rows):
        return network((rows - mean) / spread)[:, 0] > 0

    return np.mean(predict(X_test) == y_test), predict


def script_e(X, y, rng):
    """Split, standardize, train with dropout of the inputs; ``accuracy, predict``."""
    X, y, X_test, y_test = _split(X, y, rng)
    mean, spread = X.mean(axis=0), X.std(axis=0)
    network = _trained((X - mean) / spread, y, rng, Dropout(0.3, rng))

    def predict(rows):
        return network.forward(((rows - mean) / spread).astype(np.float32), True)[0][:, 0] > 0

    return np.mean(predict(X_test) == y_test), predict


SCRIPTS = {function.__name__[-1].upper(): function for function in (script_a, script_b, script_c, script_d, script_e)}


def interrogate(script, draws=60, seed=0):
    """Three questions to a script ``script(X, y, rng) -> accuracy, predict``, on 60 rows of 100 random features.

    "on coin flips": its mean accuracy where y are coin flips, so that nobody can know more than half of them.
    "same answer twice": whether it predicts the same rows the same way again. "same answer alone": whether a row gets
    the same answer by itself as among others (None where the first answer is no already).
    """
    rng = np.random.default_rng(seed)
    accuracies, twice, alone = [], True, True
    for _ in range(draws):
        X, y = rng.normal(size=(60, 100)), rng.integers(0, 2, 60)
        accuracy, predict = script(X, y, rng)
        accuracies.append(accuracy)
        first = predict(X)
        twice = twice and np.array_equal(first, predict(X))
        if twice:
            alone = alone and np.array_equal(first[:1], predict(X[:1]))
    return {
        "on coin flips": float(np.mean(accuracies)),
        "same answer twice": twice,
        "same answer alone": alone if twice else None,
    }
