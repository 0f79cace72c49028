"""Three sets: the digits to learn from, to validate with and to test with; a network to compare trainings by."""

import numpy as np

from ... import data
from ...losses import CrossEntropy
from ...models.mlp import mlp
from ...training import fit


def three_sets():
    """``X, y, V, v, T, t``: 1,011 digits to learn from, 337 to validate and 449 to test with.

    The mean of each pixel is measured on the 1,011 and subtracted from all.
    """
    rest, test = data.digits().split(test=0.25)
    learn, validation = rest.split(test=0.25, seed=1)
    mean = learn.X.mean(axis=0)
    return learn.X - mean, learn.y, validation.X - mean, validation.y, test.X - mean, test.y


def trained(optimizer, epochs=20, **settings):
    """64-64-10 with ReLU, fitted to the first of `three_sets`: the network, and its accuracy on the second.

    It always starts in the same place and meets the same batches in the same order, so what differs between two calls
    comes from ``optimizer``, ``epochs`` and the ``settings`` of `fit`.
    """
    X, y, V, v, _, _ = three_sets()
    network, rng = mlp([64, 64, 10], np.random.default_rng(0), activation="relu"), np.random.default_rng(1)
    fit(network, X, y, CrossEntropy(), optimizer, epochs=epochs, rng=rng, progress=False, **settings)
    return network, CrossEntropy().accuracy(network(V), v)
