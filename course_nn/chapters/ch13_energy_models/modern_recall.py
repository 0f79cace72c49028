"""The modern Hopfield network: how many patterns one update finds again, by β, and what keeping them costs."""

import numpy as np

from ...data.measured import measurements
from ...models.hopfield import damaged
from ...models.modern_hopfield import ModernHopfield
from .pattern_sets import silent_network

N, DAMAGE = 64, 0.1
COUNTS = (16, 100, 1000, 10_000, 100_000)
#: 1/√64 is what attention takes for β.
BETAS = (0.03125, 0.0625, 0.125, 0.1875, 0.25, 0.375, 0.5, 1.0, 2.0)
DAMAGES = (0.1, 0.2, 0.3)
#: Damaged patterns that were looked at in each measurement; for `ALL` every one was.
LOOKED_AT = 1000
ALL = (0.5, 100_000)


def store(count, seed=0):
    """So many random patterns, (count, 64) float32."""
    bits = np.random.default_rng([11, seed]).integers(0, 2, size=(count, N), dtype=np.int8)
    return 2 * bits.astype(np.float32) - 1


def found_again(X, beta, damage, rng, chosen=None, at_once=100):
    """The share of the ``chosen`` damaged patterns (by default all) that are right in all bits after one update.

    And of each the weight of the right pattern, (chosen,).
    """
    network, chosen = ModernHopfield(X, beta), np.arange(len(X)) if chosen is None else chosen
    right, weights = 0, []
    for part in np.array_split(chosen, max(1, len(chosen) // at_once)):
        w = network.weights(damaged(X[part], damage, rng).astype(np.float32))
        right += (np.sign(w @ X) == X[part]).all(axis=1).sum()
        weights.append(w[np.arange(len(part)), part])
    return float(right / len(chosen)), np.concatenate(weights)


def measure(count, beta, damage, seed=0):
    """The share found again among up to 1,000 damaged patterns, and quartiles of the right pattern's weight."""
    X, rng = store(count, seed), np.random.default_rng([12, seed, count])
    chosen = rng.choice(count, size=min(count, LOOKED_AT), replace=False)
    share, weights = found_again(X, beta, damage, rng, chosen)
    return share, *np.quantile(weights, (0.05, 0.5, 0.95)).tolist()


def hebb_recall(count, damage=DAMAGE, networks=100, seed=0):
    """The share that Hebb's rule finds again in all bits: after one synchronous update, and at rest."""
    rng, once, rest = np.random.default_rng([13, seed, count]), [], []
    for _ in range(networks):
        X = rng.choice([-1.0, 1.0], size=(count, N))
        one, began = silent_network(X), damaged(X, damage, rng)
        once.append((one.update_all(began) == X).all(axis=1).mean())
        rest.append((one.recall_many(began, rng) == X).all(axis=1).mean())
    return float(np.mean(once)), float(np.mean(rest))


def measured():
    """ "found", shares (damages, betas, counts); "weight", quantiles (…, 3); "hebb", (damages, few counts, 2)."""
    return measurements(__package__, "modern_recall")


def numbers_kept(count):
    """What is kept: numbers for the modern network, and weights, n (n − 1)/2, for Hebb's rule, whatever the count."""
    return count * N, N * (N - 1) // 2


#: Of Hebb's curve.
FEW = (2, 4, 6, 8, 12, 16, 24, 32)


def recall_by_beta(beta, count, damage):
    """The instrument's compute: shares by count for this β and the others, Hebb's, the right weight, and the cost."""
    found = measured()
    d, b, c = DAMAGES.index(damage), BETAS.index(beta), COUNTS.index(count)
    return {
        "beta": beta,
        "count": count,
        "damage": damage,
        "found": found["found"][d],
        "share": float(found["found"][d, b, c]),
        "weight": found["weight"][d, :, c],
        "hebb": found["hebb"][d],
        "kept": numbers_kept(count),
    }
