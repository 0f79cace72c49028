"""Workers that average their θ only now and then: what that costs in accuracy, on digits."""

import numpy as np

from ... import SGD, CrossEntropy, batches, mlp, train
from ...cluster import OneProcess, train_local
from ...cluster.parts import parts_of
from ...data import digits
from ...data.measured import measurements

#: Steps between two averages, numbers of workers, seeds; who has which examples.
EVERY, WORKERS, SEEDS = (1, 5, 20, 100, 420), (2, 4, 8), 5
WAYS = ("shuffled", "fixed", "by_class")
BATCH, EPOCHS, RATE = 64, 20, 0.2


def halves():
    """Digits for training and, every fourth, for testing: X (n, 64) and labels of each."""
    data = digits()
    X, y = data.X.reshape(len(data.X), -1).astype(np.float32), data.y
    test = np.arange(len(X)) % 4 == 0
    return X[~test], y[~test], X[test], y[test]


def shares(y, rng, workers, by_class=False):
    """The places of each worker's examples: at random, or of neighboring classes, so that each worker has few."""
    order = np.argsort(y + 0.5 * rng.random(len(y)), kind="stable") if by_class else rng.permutation(len(y))
    return np.array_split(order, workers)


def epoch_of(X, y, own, rng):
    """Batches of an epoch whose i-th part is from the examples ``own[i]``, in a new order."""
    own, part = [rng.permutation(one) for one in own], BATCH // len(own)
    for step in range(len(X) // BATCH):
        chosen = np.concatenate([one[step * part : (step + 1) * part] for one in own])
        yield X[chosen], y[chosen]


def problem(workers, seed, way="shuffled", epochs=EPOCHS):
    """A network 64-32-10 and all batches of its training.

    "shuffled" puts all examples in a new order before each epoch, so that each worker meets each of them in time;
    "fixed" and "by_class" give every worker examples of its own, once for all, drawn at random or with few classes.
    """
    X, y, _, _ = halves()
    rng = np.random.default_rng([14, seed])
    network = mlp([64, 32, 10], rng)
    if way == "shuffled":
        whole = len(X) // BATCH * BATCH
        return network, [one for _ in range(epochs) for one in batches(X[:whole], y[:whole], BATCH, rng)]
    own = shares(y, rng, workers, way == "by_class")
    return network, [one for _ in range(epochs) for one in epoch_of(X, y, own, rng)]


def wrong_on_test(network):
    """The share of wrong answers on the test digits."""
    _, _, X, y = halves()
    return float(np.mean(network(X).argmax(axis=1) != y))


def share_wrong(every, workers, seed, way="shuffled", epochs=EPOCHS):
    """The share of wrong answers after local SGD; the last of `EVERY` averages once."""
    network, feed = problem(workers, seed, way, epochs)
    for _ in train_local(network, CrossEntropy(), SGD(RATE), feed, machines=OneProcess(workers), every=every):
        pass
    return wrong_on_test(network)


def ends(workers, seed, way):
    """Where workers end that never meet: how far from the mean of their θ, and the share of wrong answers of each."""
    start, feed = problem(workers, seed, way)
    networks = [start.copy() for _ in range(workers)]
    for i, network in enumerate(networks):
        for _ in train(network, CrossEntropy(), SGD(RATE), [parts_of(*batch, workers)[i] for batch in feed]):
            pass
    thetas = np.array([network.theta for network in networks])
    apart = np.linalg.norm(thetas - thetas.mean(axis=0), axis=1)
    return float(apart.mean()), float(np.mean([wrong_on_test(network) for network in networks]))


def measured():
    """Each of `WAYS`: shares of wrong answers, (steps between averages, workers, seeds).

    "fixed_ends" and "by_class_ends": what `ends` gives, (workers, seeds, 2).
    """
    return measurements(__package__, "local_sgd")
