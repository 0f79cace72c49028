"""Chapter 05, optimizers on real data: one network from the same starts, and the same rates tried for everyone.

For each of three data sets the examples are split into three parts. The network learns from the first, its rate is
chosen by the loss on the second (validation), and the third (test) is looked at once, by networks from fresh seeds.
A seed fixes the starting weights and the order of the batches: they are the same for every optimizer.
"""

import time
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np

from ... import _checks, data
from ...data.measured import measurements
from ...losses import BinaryCrossEntropy, CrossEntropy, SquaredError
from ...models.mlp import mlp
from ...optimizers import SGD, AdaGrad, Adam, AdamW, RMSProp
from ...training import TrainingDiverged, batches, train

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

#: The rate of each as it comes from this package; the same stand in PyTorch or Keras, or both.
OUT_OF_THE_BOX = {"SGD": 0.01, "momentum": 0.01, "Nesterov": 0.01, "AdaGrad": 0.01} | dict.fromkeys(
    ("RMSProp", "Adam", "AdamW"), 0.001
)


class Problem(NamedTuple):
    """A data set in three parts (X, y), standardized by the first, and the network that learns it."""

    name: str
    learning: tuple
    validation: tuple
    test: tuple
    loss: object
    sizes: tuple
    size: int  # of a batch
    epochs: int

    def network(self, seed):
        """A network and the Generator that drew it, which goes on to shuffle the batches."""
        rng = np.random.default_rng(_checks.whole(seed, "seed", low=0))
        return mlp(self.sizes, rng, activation="relu", init="he"), rng

    def steps(self, epochs=None, size=None):
        """How many steps that many epochs take."""
        return (self.epochs if epochs is None else epochs) * -(-len(self.learning[0]) // (size or self.size))


@cache
def problem(name):
    """ "digits" (64-32-10), "breast cancer" (30-16-1) or "diabetes" (10-16-1), in float32."""
    loads = {"digits": data.digits, "breast cancer": data.breast_cancer, "diabetes": data.diabetes}
    whole = loads[_checks.one_of(name, loads, "problem")]()
    rest, test = whole.split(0.25, seed=0)
    learning, validation = rest.split(0.2, seed=1)
    mean, spread = learning.X.mean(axis=0), 1 if name == "digits" else learning.X.std(axis=0)
    parts = []
    for part in (learning, validation, test):
        y = part.y
        if name == "diabetes":  # in units of its spread, so that an untrained network is wrong by about 1
            y = (y - learning.y.mean()) / learning.y.std()
        X, y = ((part.X - mean) / spread).astype(np.float32), y if name == "digits" else y.astype(np.float32)
        X.flags.writeable = y.flags.writeable = False
        parts.append((X, y))
    loss = {"digits": CrossEntropy, "breast cancer": BinaryCrossEntropy, "diabetes": SquaredError}[name]()
    sizes = {"digits": (64, 32, 10), "breast cancer": (30, 16, 1), "diabetes": (10, 16, 1)}[name]
    return Problem(name, *parts, loss, sizes, size=32, epochs=20)


PROBLEMS = ("digits", "breast cancer", "diabetes")


def score(chosen, network):
    """What counts in the end, on the test part: the share of right answers, or of the variance that is explained."""
    X, y = chosen.test
    if hasattr(chosen.loss, "accuracy"):
        return chosen.loss.accuracy(network(X), y)
    return 1 - chosen.loss(network(X), y)[0] / float(np.var(y))


def learn(chosen, optimizer, seed, *, epochs=None, size=None, often=1):
    """Train the network of a `Problem` from ``seed`` and measure ``often`` times an epoch, as well as before the first.

    Returns arrays "epoch", "loss" (on the whole learning part) and "validation" (k,), and the numbers "score" and
    "diverged". A training that ran off its numbers has the loss inf from there on and the score nan.
    """
    epochs = chosen.epochs if epochs is None else _checks.whole(epochs, "learn: epochs", low=1)
    network, rng = chosen.network(seed)
    feed = batches(*chosen.learning, size or chosen.size, rng)
    marks = {max(1, round(k * len(feed) / often)) for k in range(1, often * epochs + 1)}
    seen = [(0.0, *_losses(chosen, network))]
    done = False
    with np.errstate(over="ignore", invalid="ignore"):
        try:
            for step in train(network, chosen.loss, optimizer, feed, epochs):
                if step.index + 1 in marks:
                    seen.append(((step.index + 1) / len(feed), *_losses(chosen, network)))
            done = np.isfinite(seen[-1]).all()
        except TrainingDiverged:
            pass
    while len(seen) <= len(marks):
        seen.append((sorted(marks)[len(seen) - 1] / len(feed), np.inf, np.inf))
    epoch, loss, validation = np.array(seen).T
    # Finite, but worse than at the start: that is no learning either.
    lost = not done or validation[-1] > validation[0]
    return {
        "epoch": epoch,
        "loss": loss,
        "validation": validation,
        "diverged": bool(lost),
        "score": score(chosen, network) if done else np.nan,
    }


def _losses(chosen, network):
    values = []
    for X, y in (chosen.learning, chosen.validation):
        output = network.forward(X)[0]
        value = chosen.loss(output, y)[0] if np.isfinite(output).all() else np.inf
        values.append(value if np.isfinite(value) else np.inf)
    return values


@lru_cache(maxsize=512)
def trial(name, optimizer, rate, seed, epochs=None, size=None):
    """`learn`, by the names of the problem and of the optimizer; remembered."""
    make = OPTIMIZERS[_checks.one_of(optimizer, OPTIMIZERS, "optimizer")]
    return learn(problem(name), make(rate), seed, epochs=epochs, size=size)


# --- What was measured once, by measured/measure.py, and is kept


OFF = 1e9  # is stored for a loss that is not finite


def tried(name):
    """The validation loss after the last epoch for every rate tried: optimizer → array (rates, tuning seeds)."""
    _checks.one_of(name, PROBLEMS, "problem")
    return measurements(__package__, "optimizers")[name]


def tuned(name):
    """The rate of each optimizer with the least validation loss, averaged over the tuning seeds."""
    return {who: RATES[int(np.argmin(values.mean(axis=1)))] for who, values in tried(name).items()}


# --- Figures


@cache
def sensitivity(name, near=1.1):
    """Validation loss against rate for each optimizer, and by which factor the rate may be off.

    "best": the tuned rate, "least": its loss, "stretch": the smallest and the largest of the tried rates around the
    best whose losses are all at most ``near`` times the least, "room": their ratio.
    """
    found = {}
    starts = np.array([trial_start(name, seed) for seed in TUNING_SEEDS])
    for who, values in tried(name).items():
        mean = values.mean(axis=1)
        low, high, room = stretch(mean, near)
        found[who] = {
            "mean": mean,
            "low": values.min(axis=1),
            "high": values.max(axis=1),
            "best": RATES[int(np.argmin(mean))],
            "least": float(mean.min()),
            "diverged": (values > starts).any(axis=1),
            "room": room,
            "stretch": (low, high),
        }
    return {
        "name": name,
        "rates": np.array(RATES),
        "start": float(starts.mean()),
        "near": near,
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


@lru_cache(maxsize=64)
def trial_start(name, seed):
    """The validation loss before the first step."""
    chosen = problem(name)
    return float(_losses(chosen, chosen.network(seed)[0])[1])


def contest(name, seeds=FRESH_SEEDS):
    """Every optimizer at its tuned rate, from fresh seeds: curves (seeds, epochs + 1) and scores on the test part."""
    rates = tuned(name)
    found = {}
    for who, rate in rates.items():
        runs = [trial(name, who, rate, seed) for seed in seeds]
        found[who] = {
            "rate": rate,
            **{part: np.array([run[part] for run in runs]) for part in ("loss", "validation", "score")},
        }
    chosen = problem(name)
    return {
        "name": name,
        "epoch": np.arange(chosen.epochs + 1),
        "steps": chosen.steps(1),
        "optimizers": found,
        "tested": len(chosen.test[0]),
        "classes": hasattr(chosen.loss, "accuracy"),
    }


def seconds_per_step(name="digits", rounds=6, steps=100):
    """The median time of one training step for each optimizer, on this machine and now.

    All train in the same process and take turns, ``steps`` steps each, in alternating order, so that a busy moment
    meets all of them.
    """
    chosen, rates = problem(name), tuned(name)
    loops, seconds = {}, {who: [] for who in rates}
    for who, rate in rates.items():
        network, rng = chosen.network(0)
        feed = batches(*chosen.learning, chosen.size, rng)
        loops[who] = train(network, chosen.loss, OPTIMIZERS[who](rate), feed, epochs=10**6)
        for _ in range(20):  # warm up
            next(loops[who])
    clock = time.perf_counter
    for k in range(rounds):
        for who in list(loops) if k % 2 == 0 else list(loops)[::-1]:
            for _ in range(steps):
                start = clock()
                next(loops[who])
                seconds[who].append(clock() - start)
    return {who: float(np.median(values)) for who, values in seconds.items()}


def defaults(name="digits"):
    """Validation loss with the rate each optimizer comes with, and with its tuned rate: optimizer → the two."""
    rates, losses, found = {}, {}, tuned(name)
    for who, row in tried(name).items():
        row, own = row.mean(axis=1), OUT_OF_THE_BOX[who]
        rates[who] = own, found[who]
        losses[who] = row[RATES.index(own)], row.min()
    return {"name": name, "rates": rates, "losses": losses, "epochs": problem(name).epochs}


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
        "start": curve["start"],
    }
