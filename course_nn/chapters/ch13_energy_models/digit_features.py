"""What the hidden units of a machine of the digits look for, which of them a digit turns on, and what comes back."""

from functools import cache

import numpy as np

from ...data.measured import measurements
from ...models.annealed_importance import annealed_log_Z, base_biases
from .digit_machines import CHAINS, LOOKS, images, learning, trained, untrained

NAMES = (*(f"pcd{look}" for look in LOOKS), "cd100", "coarse")
SHOWN, BEST = 20, 8
#: Ways to learn for 200 epochs with a constant rate of 0.3, each with three seeds.
COARSE = {
    "persistent": {"chains": CHAINS},
    "persistent, 10 rounds": {"chains": CHAINS, "k": 10},
    "CD-1": {"chains": None},
}


def judged(name):
    """Of a stored machine: log Z by 100 annealed runs, its low and high, mean log p of the test digits, their error.

    The last is the mean squared error of a pixel after one round, h drawn.
    """
    rbm, T = trained(name), images()[1]
    estimate = annealed_log_Z(rbm, np.random.default_rng(7), runs=200, betas=3000, base=base_biases(images()[0]))
    h = (np.random.default_rng(8).random((len(T), rbm.k)) < rbm.hidden(T)).astype(np.float32)
    error = np.square(T - rbm.visible(h)).mean()
    return [*estimate[:3], rbm.log_likelihood(T, estimate.value).mean(), error]


def coarse(way, seed=0, epochs=200):
    """Mean log p of the test digits after learning with a constant rate of 0.3, by 100 annealed runs."""
    rbm, X = untrained(seed=seed), images()[0]
    for _ in learning(rbm, seed, epochs, rate=0.3, **COARSE[way]):
        pass
    estimate = annealed_log_Z(rbm, np.random.default_rng(9), betas=2000, base=base_biases(X))
    return rbm.log_likelihood(images()[1], estimate.value).mean()


@cache
def measured():
    """Name of a machine → what `judged` gave; "rate 0.3" → for each way of `COARSE` what `coarse` gave, by the seed."""
    return measurements(__package__, "digit_features")


def show_features(look, digit):
    """The instrument's compute: the weights of the units, those most on for a test digit, and what comes back of it."""
    rbm, x = trained(f"pcd{look}"), images()[1][digit : digit + 1]
    on = rbm.hidden(x)[0]
    found = measured()[f"pcd{look}"]
    return {
        "look": look,
        "digit": digit,
        "image": x[0],
        "filters": rbm.W.value.T.copy(),
        "on": on,
        # The units that this digit turns on more than others do.
        "best": np.argsort(rbm.hidden(images()[0]).mean(axis=0) - on, kind="stable")[:BEST],
        "came": rbm.visible(on[None])[0],
        "likelihood": float(found[3]),
        "error": float(found[4]),
    }
