"""Why 1/√d: products of longer vectors spread wider, until the softmax picks one key and its slopes are gone."""

from functools import lru_cache

import numpy as np

from ...functions import softmax

WIDTHS = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512)
QUERIES, KEYS, SEEDS = 400, 16, 10


@lru_cache(maxsize=len(WIDTHS) * SEEDS)
def products(d, seed=0):
    """q·k (400, 16) of 400 queries and the 16 keys of each, all of d independent standard normal numbers."""
    rng = np.random.default_rng([seed, d])
    q, k = rng.standard_normal((QUERIES, 1, d)), rng.standard_normal((QUERIES, KEYS, d))
    scores = (q * k).sum(axis=-1)
    scores.setflags(write=False)
    return scores


def slope(w):
    """How much a weight moves with its own score, ∂w/∂score = w (1 − w), added up over the keys."""
    return (w * (1 - w)).sum(axis=-1)


def spread_scores(d, seed):
    """The instrument's compute: the products at d, plain and divided by √d, and what the softmax makes of them."""
    plain = products(d, int(seed))
    found = {"d": d}
    for name, scores in (("plain", plain), ("scaled", plain / np.sqrt(d))):
        w = softmax(scores)
        found[name] = scores
        found[f"{name} spread"] = float(scores.std())
        found[f"{name} weights"] = np.sort(w, axis=1)[:, ::-1].mean(axis=0)
        found[f"{name} slope"] = float(slope(w).mean())
    return found
