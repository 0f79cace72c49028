"""Batch sizes in a fair race: each at its own best rate, all with the same number of rows read."""

import numpy as np

from ... import _checks
from .least_squares import closed_form, cost

SIZES = (442, 64, 16, 4)
PASSES = (1, 3, 10, 30)
RATES = np.geomspace(0.001, 0.5, 28)


def descend_with_rates(X, y, size, rates, passes, rng):
    """J − J(w*) after each of ``passes`` over all rows, from zero, for all ``rates`` at once: (passes, rates).

    Every rate sees the same batches. The last one of a pass may be smaller. What has diverged is infinite.
    """
    _checks.generator(rng)
    best = closed_form(X, y)
    W, excess = np.zeros((X.shape[1], len(rates))), []
    with np.errstate(over="ignore", invalid="ignore"):  # too large a rate is for the caller to see, as infinity
        for k in range(1, max(passes) + 1):
            order = rng.permutation(len(X))
            for at in range(0, len(X), size):
                A, target = X[order[at : at + size]], y[order[at : at + size], None]
                W = W - rates * (2 / len(A) * A.T @ (A @ W - target))
            if k in passes:
                excess.append(cost(X, W, y) - cost(X, best, y))
    return np.where(np.isfinite(excess), excess, np.inf)


def race(X, y, sizes=SIZES, passes=PASSES, rates=RATES, tuning=range(20), judging=range(20, 40)):
    """For every batch size and number of passes the rate that is best in the mean, and what it reaches.

    The rate is chosen with the shuffles of the seeds ``tuning``, and measured with others, ``judging``.
    """

    def runs(size, seeds):
        return np.mean([descend_with_rates(X, y, size, rates, passes, np.random.default_rng(s)) for s in seeds], axis=0)

    chosen, curves, reached = [], [], []
    for size in sizes:
        best = runs(size, tuning).argmin(axis=1)
        mean = runs(size, judging)
        chosen.append(rates[best])
        curves.append(mean[0])
        reached.append(mean[np.arange(len(passes)), best])
    return {
        "sizes": sizes,
        "passes": passes,
        "rates": rates,
        "chosen": np.array(chosen),
        "reached": np.array(reached),
        "after_one": np.array(curves),
        "start": float(cost(X, np.zeros(X.shape[1]), y) - cost(X, closed_form(X, y), y)),
    }
