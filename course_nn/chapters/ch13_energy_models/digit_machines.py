"""The restricted Boltzmann machines of the digits in this chapter: images in black and white, and their training."""

from functools import cache

import numpy as np

from ... import data
from ...data.measured import stored_arrays
from ...models.annealed_importance import base_biases
from ...models.restricted_boltzmann import RestrictedBoltzmannMachine, contrastive_divergence
from ...optimizers import SGD
from ...schedules import CosineDecay
from ...training import batches

HIDDEN, SMALL = 100, 16
EPOCHS, SIZE, RATE, CHAINS = 100, 64, 0.2, 64
#: Epochs after which the large machine is kept.
LOOKS = (0, 1, 3, 10, 30, 100)


@cache
def images():
    """``X, X_test``: 1,348 and 449 digits (n, 64) of 0 and 1, float32, read-only: 1 where the ink exceeds ½."""
    found = []
    for part in data.digits().split():
        X = np.asarray(part.X > 0.5, np.float32)
        X.setflags(write=False)
        found.append(X)
    return tuple(found)


@cache
def labels():
    """``y, y_test`` of `images`."""
    return tuple(part.y for part in data.digits().split())


def untrained(k=HIDDEN, seed=0):
    """64 visible units, whose biases begin at the log odds of the pixels, and k hidden ones."""
    rbm = RestrictedBoltzmannMachine(64, k, np.random.default_rng(seed))
    rbm.b.value = base_biases(images()[0])
    return rbm


def learning(rbm, seed=0, epochs=EPOCHS, *, k=1, chains=CHAINS, rate=None):
    """The steps of training, to loop over: 64 digits a step, the rate falling from 0.2 to 0, or ``rate`` all along."""
    X = images()[0]
    some = batches(X, X, SIZE, np.random.default_rng([1, seed]))
    rule = SGD(CosineDecay(RATE, epochs * len(some)) if rate is None else rate)
    return contrastive_divergence(rbm, rule, some, epochs, rng=np.random.default_rng([2, seed]), k=k, chains=chains)


def of_theta(theta):
    """The machine with this θ, of 64 visible units."""
    k = (len(theta) - 64) // 65
    rbm = untrained(k)
    rbm.theta[...] = theta
    return rbm


@cache
def trained(name):
    """A stored machine of seed 0: "pcd0" to "pcd100" after so many epochs, "cd100", "small" or "coarse".

    The first two have 100 hidden units, and learned with 64 chains that go on, and by CD-1; "small" has 16, and
    learned as the first. "coarse" learned as the first with a constant rate of 0.3, for 200 epochs. Rounded to half
    precision.
    """
    return of_theta(stored_arrays(__package__, "digit_machines")[name])
