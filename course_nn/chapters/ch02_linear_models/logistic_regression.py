"""Logistic regression on two features: the probability of one class over their plane."""

import numpy as np

from ... import data
from ...functions import sigmoid
from .least_squares import standardize


def standardized_plane(X, margin, count):
    """Two axes over the features X (n, 2) and a ``margin``; all points of their grid, (count · count, 2), standardized.

    Mean and spread are those of X.
    """
    low, high = X.min(axis=0) - margin, X.max(axis=0) + margin
    axes = [np.linspace(a, z, count) for a, z in zip(low, high, strict=True)]
    return axes, standardize(data.grid_points(*axes), like=X)


def probability_field(network, flowers):
    """The probability that ``network`` gives to class 1 over the plane of the two features of ``flowers``.

    The network takes standardized features and gives one logit.
    """
    axes, plane = standardized_plane(flowers.X, 0.2, 100)
    p = sigmoid(network(plane)).reshape(100, 100)
    wrong = (network(standardize(flowers.X))[:, 0] > 0) != flowers.y
    labels = [f"{name} (cm)" for name in flowers.feature_names]
    return {"axes": axes, "p": p, "X": flowers.X, "y": flowers.y, "wrong": wrong, "labels": labels}
