"""The adding problem: two of T numbers are marked, and their sum is asked for.

In the form of Arjovsky, Shah and Bengio, Unitary evolution recurrent neural networks, 2016, after Le, Jaitly and
Hinton, 2015; that of Hochreiter and Schmidhuber, 1997, has numbers from −1 to 1, and other places and sums.
Who uses nothing of the sequence does best to answer 1 always, and is wrong by 1/6 in the mean of squares; who sees all
numbers and no mark, by (1 − 2/T)/6. Who sees the second half alone, with its mark, comes to 1/12, and nobody below it
without something from the first half that still acts on the answer.
"""

from functools import partial

import numpy as np

from ... import _checks
from ...core import Sequential
from ...data.measured import measurements
from ...layers import Dense
from ...losses import SquaredError
from ...optimizers import Adam
from ...training import TrainingDiverged, train
from .memory_cells import CELLS, drawn_anew, memory_cell

HIDDEN, RATE, CLIP, BATCH = 64, 5e-3, 1, 64
#: Of always answering 1, and from which on the problem counts as solved: mean squared errors.
BASELINE, SOLVED = 1 / 6, 0.01
#: At most so many steps were measured, and a look at fresh sequences was taken after every 100.
MOST, EVERY, FRESH = 3800, 100, 1000
T, SEEDS = 100, 10
#: Other learning rates that the tanh RNN was given, each with three seeds.
OTHER_RATES, FEW = (3e-4, 1e-3, 2e-3, 1e-2), 3


def adding_sequences(n, T, rng):
    """``X, y``: at each of T steps a number from 0 to 1 and a mark, X (n, T, 2); the sum of the marked two, y (n, 1).

    One mark, a 1 among zeros, is in the first half of the steps, one in the second.
    """
    T = _checks.whole(T, "adding_sequences: T", low=2)
    X = np.zeros((n, T, 2), np.float32)
    X[:, :, 0] = rng.random((n, T), np.float32)
    rows, first, second = np.arange(n), rng.integers(0, T // 2, n), rng.integers(T // 2, T, n)
    X[rows, first, 1] = X[rows, second, 1] = 1
    return X, (X[rows, first, 0] + X[rows, second, 0])[:, None]


def adding_network(cell, rng):
    """A layer of 64 units of one of `CELLS`, and a dense layer on its last state."""
    return Sequential(memory_cell(cell, 2, HIDDEN, rng, return_last=True), Dense(HIDDEN, 1, rng))


def adding_error(network, T, rng):
    """The mean squared error on 1,000 fresh sequences."""
    X, y = adding_sequences(FRESH, T, rng)
    return float(np.mean((network(X) - y) ** 2, dtype=np.float64))


def adding_steps(network, T, steps, rng, rate=RATE):
    """The training as an iterator of its steps, each on 64 new sequences: Adam, gradients clipped to length 1."""
    draw = partial(adding_sequences, BATCH, T, rng)
    return train(network, SquaredError(), Adam(rate), drawn_anew(draw, steps), clip_norm=CLIP)


def train_adding(cell="GRU", T=T, steps=400, seed=0, *, every=EVERY, rate=RATE):
    """``network, curve``: an `adding_network` after so many steps, or fewer if it has solved the problem before.

    ``curve`` holds the number of "steps" at each look, which is after ``every`` so many and at the end, and the "error"
    on 1,000 fresh sequences there. A training that diverges ends with what it had.
    """
    steps, every = (_checks.whole(k, f"train_adding: {n}", low=1) for k, n in ((steps, "steps"), (every, "every")))
    rng = np.random.default_rng(_checks.whole(seed, "train_adding: seed", low=0))
    network, others = adding_network(cell, rng), rng.spawn(1)[0]
    curve = {"steps": [], "error": []}
    try:
        for step in adding_steps(network, T, steps, rng, rate):
            done = step.index + 1
            if done % every == 0 or done == steps:
                curve["steps"].append(done)
                curve["error"].append(adding_error(network, T, others))
                if curve["error"][-1] <= SOLVED:
                    break
    except TrainingDiverged:
        pass
    return network, curve


def standings(own=None):
    """By cell: "error" of each seed at its looks, the "steps" it took, or None if it never came to 0.01, how many
    "solved" it, and the median "steps to solve" over all seeds (None where fewer than half did).

    ``own`` may add curves of `train_adding` of your own, ``{name: curve}``, each as one more cell with a single seed.
    """
    measured = measurements(__package__, "adding_problem")
    runs = {cell: [(EVERY * np.arange(1, len(e) + 1), e) for e in measured[cell].values()] for cell in CELLS}
    for name, curve in (own or {}).items():
        runs[name] = [(np.asarray(curve["steps"]), np.asarray(curve["error"]))]
    return {name: _summary(curves) for name, curves in runs.items()}


def tanh_at_other_rates():
    """The least "error" that the tanh RNN came to with each of `OTHER_RATES`, (rates, seeds), as measured."""
    return measurements(__package__, "adding_rates")["least error"]


def _summary(curves):
    needed = [int(steps[-1]) if len(error) and error[-1] <= SOLVED else None for steps, error in curves]
    median = float(np.median([np.inf if one is None else one for one in needed]))
    return {
        "curves": curves,
        "steps": needed,
        "solved": sum(one is not None for one in needed),
        "median": int(median) if np.isfinite(median) else None,
    }
