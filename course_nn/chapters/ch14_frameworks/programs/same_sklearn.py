"""The dense network in scikit-learn: probabilities, the gradient as a step of rate 1, and two trainings.

python same_sklearn.py given.npz found.npz
"""

import sys
import warnings

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier

given = np.load(sys.argv[1])
warnings.simplefilter("ignore", ConvergenceWarning)


def start(**settings):
    """A network with the given weights: fitted once, since it has no weights before that."""
    settings = {"max_iter": 1, "shuffle": False, "warm_start": True, "batch_size": x.shape[1], **settings}
    network = MLPClassifier((128,), activation="tanh", momentum=0, alpha=0.0, random_state=0, **settings)
    network.fit(x[0], labels[0])
    for name, own in zip(names, network.coefs_ + network.intercepts_, strict=True):
        own[...] = given[name]
    return network


def keep(kind, arrays):
    for name, array in zip(names, arrays, strict=True):
        found[kind + name.removeprefix("weights")] = array


names = [name for name in given.files if name.startswith("weights/")]
x, labels = given["x"], given["labels"]
steps = np.arange(len(given["epsilons"])) % len(x)

network = start(solver="sgd", learning_rate_init=1.0)
found = {"probabilities": network.predict_proba(x[0])}
before = [a.copy() for a in network.coefs_ + network.intercepts_]
network.fit(x[0], labels[0])
keep("gradient", [a - b for a, b in zip(before, network.coefs_ + network.intercepts_, strict=True)])

for kind in ("sgd", "adam"):
    rate, epsilon = float(given[kind + "_rate"]), float(given["epsilons"][0])
    network = start(solver=kind, learning_rate_init=rate, epsilon=epsilon)
    network.fit(np.concatenate(x[steps]), np.concatenate(labels[steps]))
    keep(kind, network.coefs_ + network.intercepts_)

np.savez(sys.argv[2], **found)
