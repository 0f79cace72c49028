"""Does BatchNorm help because it stops covariate shift? A layer behind it brings the shift back (Santurkar, 2018)."""

from functools import lru_cache

import numpy as np

from ... import _checks
from ...core import Layer, Sequential
from ...data.measured import measurements
from ...layers import BatchNorm, Dense, ReLU
from ...losses import CrossEntropy
from ...optimizers import SGD
from ...training import TrainingDiverged, train
from .batch_normalization import EXAMPLES, HIDDEN, STEPS
from .small_digits import few_digits

#: Learning rates and numbers of hidden layers that are looked at.
RATES, DEPTHS = (0.03, 0.1, 0.3, 1.0), (2, 8)
KINDS = ("without", "BatchNorm", "BatchNorm and shift")


class Shift(Layer):
    """y = s x + m with a spread s and a mean m for each unit that are drawn anew in every step; in training only."""

    def __init__(self, rng, size=0.5):
        self.rng, self.size = rng, size

    def forward(self, x, train=False):
        if not train:
            return x, lambda dy: dy
        s, m = (self.size * self.rng.uniform(-1, 1, (2, x.shape[1]))).astype(x.dtype)
        s += 1
        return s * x + m, lambda dy: dy * s


def deep_network(kind, rng, depth):
    """64-32-…-32-10 with ReLU and so many hidden layers, before each ReLU what ``kind`` says, one of `KINDS`."""
    _checks.one_of(kind, KINDS, "deep_network")
    parts, d = [], 64
    for _ in range(depth):
        parts.append(Dense(d, HIDDEN, rng, init="he"))
        parts += [BatchNorm(HIDDEN)] if kind != "without" else []
        parts += [Shift(rng)] if kind == "BatchNorm and shift" else []
        parts.append(ReLU())
        d = HIDDEN
    return Sequential(*parts, Dense(d, 10, rng))


@lru_cache(maxsize=512)
def accuracy(kind, rate, depth, draw=0, size=32):
    """What share of 500 digits a `deep_network` gets right after 80 steps of SGD on 400 others."""
    X, y, V, v, _, _ = few_digits(EXAMPLES, 0.0, draw)
    rng = np.random.default_rng(draw)
    network = deep_network(kind, np.random.default_rng(1000 + draw), depth)
    feed = [(X[rows], y[rows]) for rows in rng.integers(0, EXAMPLES, (STEPS, size))]
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        try:
            for _ in train(network, CrossEntropy(), SGD(rate), feed):
                pass
        except TrainingDiverged:
            pass
        z = network.forward(V)[0]
    return CrossEntropy().accuracy(z, v) if np.isfinite(z).all() else 0.1


def averages(kind, depth):
    """Learning rate → mean `accuracy` at a depth of 2 or 8, as measured once over 20 draws for every one of `RATES`."""
    means = measurements(__package__, "covariate_shift")[f"{_checks.one_of(kind, KINDS, 'averages')}, {depth}"]["mean"]
    return dict(zip(RATES, means.tolist(), strict=True))
