"""A fair comparison: every optimizer at its own tuned rate, from fresh seeds, by epochs and by time."""

import time

import numpy as np

from ...training import batches, train
from .problems import problem
from .rate_tuning import FRESH_SEEDS, OPTIMIZERS, trial, tuned


def compare(name, seeds=FRESH_SEEDS):
    """Every optimizer at its tuned rate, from fresh seeds: curves (seeds, epochs + 1) and scores on the test part."""
    found = {}
    for who, rate in tuned(name).items():
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
        "classes": chosen.classifies,
    }


def seconds_per_step(name, rounds, steps):
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
