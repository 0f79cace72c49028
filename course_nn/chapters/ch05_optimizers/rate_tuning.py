"""Tuning the learning rate: the same rates tried for every optimizer, what comes of each, and what tuning is worth."""

from functools import cache, lru_cache

import numpy as np

from ... import _checks
from ...data.measured import measurements
from ...optimizers import SGD, AdaGrad, Adam, AdamW, RMSProp
from .problems import PROBLEMS, learn, losses, problem

#: The budget: these 16 rates, three to each factor of ten, for every optimizer; all other knobs stay as they come.
RATES = tuple(float(f"{10 ** (k / 3):.3g}") for k in range(-12, 4))
TUNING_SEEDS = (0, 1, 2, 3, 4)
FRESH_SEEDS = tuple(range(10, 20))

OPTIMIZERS = {
    "SGD": SGD,
    "momentum": lambda rate: SGD(rate, momentum=0.9),
    "Nesterov": lambda rate: SGD(rate, momentum=0.9, nesterov=True),
    "AdaGrad": AdaGrad,
    "RMSProp": RMSProp,
    "Adam": Adam,
    "AdamW": AdamW,
}

#: The rates with which two libraries come, PyTorch 2 and Keras 3.
OUT_OF_THE_BOX = {
    "PyTorch": dict.fromkeys(OPTIMIZERS, 0.001) | {"AdaGrad": 0.01, "RMSProp": 0.01},
    "Keras": dict.fromkeys(OPTIMIZERS, 0.001) | {"SGD": 0.01, "momentum": 0.01, "Nesterov": 0.01},
}


@lru_cache(maxsize=512)
def trial(name, who, rate, seed):
    """`learn`, by the names of the problem and of the optimizer; remembered."""
    make = OPTIMIZERS[_checks.one_of(who, OPTIMIZERS, "optimizer")]
    return learn(problem(name), make(rate), seed)


def tried(name):
    """The validation loss after the last epoch, as it was measured: optimizer → array (rates, tuning seeds)."""
    _checks.one_of(name, PROBLEMS, "problem")
    return measurements(__package__, "optimizers")[name]


def tuned(name):
    """The rate of each optimizer with the least validation loss, averaged over the tuning seeds."""
    return {who: best_rate(values) for who, values in tried(name).items()}


def best_rate(values):
    """The rate with the least value (rates, seeds), averaged over the seeds."""
    return RATES[int(np.argmin(np.mean(values, axis=1)))]


@cache
def sensitivity(name):
    """Validation loss against rate for each optimizer, and by which factor the rate may be off.

    "best": the tuned rate, "least": its loss, "stretch": the smallest and the largest of the tried rates around the
    best whose losses are all at most a tenth above the least, "room": their ratio.
    """
    found, chosen = {}, problem(name)
    starts = np.array([float(losses(chosen, chosen.network(seed)[0])[1]) for seed in TUNING_SEEDS])
    for who, values in tried(name).items():
        mean = values.mean(axis=1)
        low, high, room = stretch(mean)
        found[who] = {
            "mean": mean,
            "low": values.min(axis=1),
            "high": values.max(axis=1),
            "best": best_rate(values),
            "least": float(mean.min()),
            "diverged": (values > starts).any(axis=1),
            "room": room,
            "stretch": (low, high),
        }
    return {
        "name": name,
        "rates": np.array(RATES),
        "start": float(starts.mean()),
        "optimizers": found,
    }


def stretch(mean, near=1.1):
    """The lowest and highest rate around the best with losses of at most ``near`` times the least, and their ratio."""
    good = mean <= near * mean.min()
    low = high = int(np.argmin(mean))
    while low > 0 and good[low - 1]:
        low -= 1
    while high < len(good) - 1 and good[high + 1]:
        high += 1
    return RATES[low], RATES[high], RATES[high] / RATES[low]


def defaults(name, library):
    """Validation loss with the rate each optimizer has in a library, and with its tuned rate: optimizer → the two."""
    rates, found, best = {}, {}, tuned(name)
    suggested = OUT_OF_THE_BOX[_checks.one_of(library, OUT_OF_THE_BOX, "defaults: library")]
    for who, values in tried(name).items():
        mean, own = values.mean(axis=1), suggested[who]
        rates[who] = own, best[who]
        found[who] = mean[RATES.index(own)], mean.min()
    return {"name": name, "library": library, "rates": rates, "losses": found}


def by_hand(name, who, rate):
    """What the instrument shows: one training, the same with the tuned rate, and the stored curve over all rates."""
    curve, best = sensitivity(name), tuned(name)[who]
    return {
        "name": name,
        "who": who,
        "rate": rate,
        "best": best,
        "run": trial(name, who, rate, 0),
        "tuned": trial(name, who, best, 0),
        "curve": curve,
    }
