"""Batch normalization: which learning rates and batch sizes a network bears with it, with LayerNorm, and without."""

from functools import lru_cache

import numpy as np

from ... import _checks
from ...core import Sequential
from ...data.measured import measurements
from ...layers import BatchNorm, Dense, LayerNorm, ReLU
from ...losses import CrossEntropy
from ...optimizers import SGD
from ...training import TrainingDiverged, train
from .small_digits import few_digits

KINDS = {"without": None, "BatchNorm": BatchNorm, "LayerNorm": LayerNorm}
#: Learning rates and batch sizes that are looked at.
RATES = (0.003, 0.006, 0.01, 0.02, 0.03, 0.06, 0.1, 0.2, 0.3, 0.6, 1.0, 2.0, 3.0, 6.0, 10.0)
SIZES = (2, 4, 8, 32)
STEPS, HIDDEN, EXAMPLES = 80, 32, 400


def normalized_network(kind, rng):
    """64-32-32-10 with ReLU, and a normalization of ``kind`` before each ReLU."""
    normalize = KINDS[_checks.one_of(kind, KINDS, "normalized_network")]
    parts, d = [], 64
    for _ in range(2):
        parts += [Dense(d, HIDDEN, rng, init="he"), *([normalize(HIDDEN)] if normalize else []), ReLU()]
        d = HIDDEN
    return Sequential(*parts, Dense(d, 10, rng))


@lru_cache(maxsize=512)
def steps_at_rate(kind, rate, size, seed=0):
    """80 steps of SGD on 400 digits: the losses of the batches, and the accuracy on 500 other images after them.

    Losses above 5 are written as 5, and so are those after a loss that was no longer finite.
    """
    X, y, V, v, _, _ = few_digits(EXAMPLES, 0.0, seed)
    rng = np.random.default_rng(seed)
    network = normalized_network(kind, rng)
    feed = []
    for _ in range(STEPS):
        rows = rng.integers(0, EXAMPLES, size)
        feed.append((X[rows], y[rows]))
    losses = np.full(STEPS, 5.0)
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        try:
            for step in train(network, CrossEntropy(), SGD(rate), feed):
                losses[step.index] = min(step.loss, 5.0)
        except TrainingDiverged:
            pass
        z = network.forward(V)[0]
    right = CrossEntropy().accuracy(z, v) if np.isfinite(z).all() else 0.1
    return losses, right


def averages(kind, size):
    """The accuracy after 80 steps with batches of ``size``, as measured once over ten draws for every one of `RATES`.

    "mean" and standard "error", (15,).
    """
    return measurements(__package__, "rates")[f"{kind}, {size}"]


def validation_by_rate(kind, size):
    """Learning rate → what share of other images a network knows after 80 steps at that rate, on average."""
    return dict(zip(RATES, averages(kind, size)["mean"].tolist(), strict=True))


def good_rates(kind, size, known=0.85):
    """The least and the largest rate at which more than a share ``known`` is right; between `RATES` interpolated."""
    rates = np.geomspace(RATES[0], RATES[-1], 2000)
    right = np.interp(np.log(rates), np.log(RATES), averages(kind, size)["mean"])
    good = rates[right > known]
    return float(good[0]), float(good[-1])


def normalized(rate, size):
    """The three networks' losses at one learning rate and batch size; averages of ten draws for every rate."""
    runs = {kind: steps_at_rate(kind, rate, size) for kind in KINDS}
    return {
        "losses": {kind: losses for kind, (losses, _) in runs.items()},
        "accuracy": {kind: right for kind, (_, right) in runs.items()},
        "averages": {kind: averages(kind, size) for kind in KINDS},
        "rates": np.array(RATES),
        "rate": rate,
        "size": size,
    }
