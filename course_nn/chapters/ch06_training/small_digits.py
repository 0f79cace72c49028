"""A small network on few digits, some of them labeled wrongly, watched while it learns; with a regularizer or none."""

from functools import lru_cache

import numpy as np

from ... import _checks, data
from ...core import Sequential
from ...layers import Dense, Dropout, GaussianNoise, ReLU
from ...losses import CrossEntropy, L1Penalty, L2Penalty
from ...optimizers import Adam, AdamW
from ...training import batches, train

HELD_OUT = 500  # images to validate with, and as many to test with
RATE, SIZE, STEPS = 0.005, 50, 240  # of Adam; of a batch; of a training
#: Shares of wrong labels that are looked at.
WRONG = (0.0, 0.2, 0.4)
#: What can be done about overfitting, and the strengths that are looked at: 0 is none.
METHODS = {
    "L2 penalty": (0, 0.0003, 0.001, 0.002, 0.004, 0.008, 0.015, 0.03, 0.06),
    "L1 penalty": (0, 0.0001, 0.0003, 0.0006, 0.001, 0.002, 0.003, 0.005, 0.008),
    "weight decay": (0, 0.1, 0.3, 0.6, 1.0, 2.0, 4.0, 6.0, 8.0),
    "dropout": (0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.75, 0.9),
    "noise on the inputs": (0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.6, 0.8, 1.0),
}


@lru_cache(maxsize=1)
def _digits():
    return data.digits()


@lru_cache(maxsize=64)
def few_digits(n=150, wrong=0.2, seed=0):
    """``X, y, V, v, T, t``: n digits to learn from, and 500 each to validate and to test with.

    A share ``wrong`` of the n labels is replaced by other digits; the others stay right. The mean of each pixel is
    measured on the n examples and subtracted from all. float32.
    """
    n = _checks.whole(n, "few_digits: n", low=10, high=len(_digits()) - 2 * HELD_OUT)
    wrong = _checks.number(wrong, "few_digits: wrong", low=0, high=1)
    rng = np.random.default_rng(_checks.whole(seed, "few_digits: seed", low=0))
    pixels, labels = _digits()
    validate, test, learn = np.split(rng.permutation(len(labels)), [HELD_OUT, 2 * HELD_OUT])
    learn = learn[:n]
    y = labels[learn]
    flipped = rng.permutation(n)[: round(wrong * n)]
    y[flipped] = (y[flipped] + rng.integers(1, 10, len(flipped))) % 10
    X, V, T = ((pixels[rows] - pixels[learn].mean(axis=0)).astype(np.float32) for rows in (learn, validate, test))
    return X, y, V, labels[validate], T, labels[test]


def small_network(hidden, rng, *, dropout=0.0, noise=0.0):
    """64-hidden-10 with ReLU; Gaussian noise on the inputs and dropout of the hidden units if they are asked for."""
    return Sequential(
        *([GaussianNoise(noise, rng)] if noise else []),
        Dense(64, hidden, rng, init="he"),
        ReLU(),
        *([Dropout(dropout, rng)] if dropout else []),
        Dense(hidden, 10, rng),
    )


@lru_cache(maxsize=256)
def learned(method="none", strength=0.0, *, n=150, wrong=0.2, hidden=64, seed=0, every=6, test=False):
    """240 steps of Adam on a `small_network`, with one of `METHODS`; what was measured every so many steps, as arrays.

    "steps"; "loss" and "accuracy" on the examples, without noise or penalty; "validation_loss" and
    "validation_accuracy"; with ``test=True`` "test_loss" and "test_accuracy", too.
    """
    strength = 0.0 if _checks.one_of(method, ["none", *METHODS], "learned: method") == "none" else strength
    X, y, V, v, T, t = few_digits(n, wrong, seed)
    rng, loss = np.random.default_rng(1000 + seed), CrossEntropy()
    noisy = {"dropout": "dropout", "noise on the inputs": "noise"}
    network = small_network(hidden, rng, **({noisy[method]: strength} if method in noisy else {}))
    penalties = {"L2 penalty": L2Penalty, "L1 penalty": L1Penalty}
    penalty = penalties[method](strength) if method in penalties and strength else None
    optimizer = AdamW(RATE, weight_decay=strength) if method == "weight decay" and strength else Adam(RATE)
    feed = batches(X, y, min(SIZE, n), rng)
    parts = {"": (X, y), "validation_": (V, v)} | ({"test_": (T, t)} if test else {})
    everything = np.concatenate([inputs for inputs, _ in parts.values()])
    seen = {"steps": []} | {f"{part}{what}": [] for part in parts for what in ("loss", "accuracy")}
    for step in train(network, loss, optimizer, feed, STEPS, penalty=penalty):
        if (step.index + 1) % every == 0:
            z, start = network.forward(everything)[0], 0
            for part, (_, labels) in parts.items():
                own = z[start : start + len(labels)]
                seen[f"{part}loss"].append(loss(own, labels)[0])
                seen[f"{part}accuracy"].append(loss.accuracy(own, labels))
                start += len(labels)
            seen["steps"].append(step.index + 1)
        if step.index + 1 == STEPS:
            break
    return {name: np.array(values) for name, values in seen.items()}
