"""Workers that average their θ only now and then: what that costs in accuracy, on digits."""

import numpy as np

from ... import SGD, CrossEntropy, batches, mlp
from ...cluster import OneProcess, train_local
from ...data import digits
from ...data.measured import measurements

#: Steps between two averages, numbers of workers, seeds.
EVERY, WORKERS, SEEDS = (1, 5, 20, 100, 420), (2, 4, 8), 5
BATCH, EPOCHS, RATE = 64, 20, 0.2


def halves():
    """Digits for training and, every fourth, for testing: X (n, 64) and labels of each."""
    data = digits()
    X, y = data.X.reshape(len(data.X), -1).astype(np.float32), data.y
    test = np.arange(len(X)) % 4 == 0
    return X[~test], y[~test], X[test], y[test]


def sorted_batches(X, y, rng, workers):
    """Batches of an epoch whose i-th part holds neighboring classes: each worker has few, and a border is shared."""
    order = np.argsort(y + rng.random(len(y)) * 0.5, kind="stable")
    own = [rng.permutation(part) for part in np.array_split(order, workers)]
    part = BATCH // workers
    for step in range(len(X) // BATCH):
        chosen = np.concatenate([one[step * part : (step + 1) * part] for one in own])
        yield X[chosen], y[chosen]


def share_wrong(every, workers, seed, by_class=False, epochs=EPOCHS):
    """The share of wrong answers on the test digits after local SGD of 64-32-10; the last `EVERY` averages once."""
    X, y, X_test, y_test = halves()
    rng = np.random.default_rng([14, seed])
    network = mlp([64, 32, 10], rng)
    whole = len(X) // BATCH * BATCH
    feed = []
    for _ in range(epochs):
        feed += sorted_batches(X, y, rng, workers) if by_class else batches(X[:whole], y[:whole], BATCH, rng)
    for _ in train_local(network, CrossEntropy(), SGD(RATE), feed, machines=OneProcess(workers), every=every):
        pass
    return float(np.mean(network(X_test).argmax(axis=1) != y_test))


def measured():
    """ "shuffled" and "by_class": shares of wrong answers, (steps between averages, workers, seeds) each."""
    return measurements(__package__, "local_sgd")
