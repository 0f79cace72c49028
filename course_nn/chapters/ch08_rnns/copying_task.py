"""The copying task: ten symbols, T other steps, then all ten again, by heart.

From Arjovsky, Shah and Bengio, Unitary evolution recurrent neural networks, 2016; its setup is similar to tasks of
Hochreiter and Schmidhuber, 1997, none of which asks for a copy. Who remembers nothing answers blanks and guesses at the
end: 10 ln 8 / (T + 20) is then the mean of the cross-entropy over all steps.
"""

import math
from functools import partial

import numpy as np

from ... import _checks
from ...core import Sequential
from ...data.measured import measurements
from ...layers import Dense
from ...optimizers import Adam
from ...sequence_losses import SequenceCrossEntropy
from ...training import TrainingDiverged, train
from .memory_cells import CELLS, drawn_anew, memory_cell

SYMBOLS, LENGTH = 8, 10
BLANK, GO = SYMBOLS, SYMBOLS + 1
HIDDEN, RATE, CLIP, BATCH = 64, 5e-3, 1, 64
#: The T that were measured, after so many steps, with a look after every 100.
WAITS, STEPS, EVERY, FRESH, SEEDS = (10, 30), 2000, 100, 500, 5


def copying_sequences(n, T, rng):
    """``X, y``, tokens (n, T + 20). X: ten symbols 0 to 7, T - 1 blanks (8), a sign to begin (9), ten blanks. y: T + 10
    blanks, then the symbols.

    The sign stands at the last step before the answer, T + 9 counted from 0.
    """
    T = _checks.whole(T, "copying_sequences: T", low=1)
    symbols = rng.integers(0, SYMBOLS, (n, LENGTH))
    X, y = np.full((2, n, T + 2 * LENGTH), BLANK)
    X[:, :LENGTH] = y[:, -LENGTH:] = symbols
    X[:, T + LENGTH - 1] = GO
    return X, y


def baseline(T):
    """The cost of answering blanks and guessing the ten symbols: 10 ln 8 / (T + 20)."""
    return LENGTH * math.log(SYMBOLS) / (T + 2 * LENGTH)


def copying_network(cell, rng):
    """A layer of 64 units of one of `memory_cells.CELLS`, and a dense layer at every step."""
    return Sequential(memory_cell(cell, SYMBOLS + 2, HIDDEN, rng), Dense(HIDDEN, SYMBOLS + 1, rng))


def copying_error(network, T, rng):
    """``cost, right`` on 500 fresh sequences: the mean over all steps, and the share of right symbols of the ten."""
    X, y = copying_sequences(FRESH, T, rng)
    logits = network(X)
    right = logits[:, -LENGTH:].argmax(axis=2) == y[:, -LENGTH:]
    return SequenceCrossEntropy()(logits, y)[0], float(right.mean())


def copying_steps(network, T, steps, rng):
    """The training as an iterator of its steps, each on 64 new sequences: Adam 5e-3, gradients clipped to length 1."""
    draw = partial(copying_sequences, BATCH, T, rng)
    return train(network, SequenceCrossEntropy(), Adam(RATE), drawn_anew(draw, steps), clip_norm=CLIP)


def train_copying(cell="GRU", T=10, steps=1000, seed=0, *, every=EVERY):
    """``network, curve``: a `copying_network` after so many steps.

    ``curve`` holds the number of "steps" at each look, which is after ``every`` so many and at the end, and the "cost"
    and the share "right" there, of `copying_error`. A training that diverges ends with what it had.
    """
    steps, every = (_checks.whole(k, f"train_copying: {n}", low=1) for k, n in ((steps, "steps"), (every, "every")))
    rng = np.random.default_rng(_checks.whole(seed, "train_copying: seed", low=0))
    network, others = copying_network(cell, rng), rng.spawn(1)[0]
    curve = {"steps": [], "cost": [], "right": []}
    try:
        for step in copying_steps(network, T, steps, rng):
            done = step.index + 1
            if done % every == 0 or done == steps:
                cost, right = copying_error(network, T, others)
                for name, value in (("steps", done), ("cost", cost), ("right", right)):
                    curve[name].append(value)
    except TrainingDiverged:
        pass
    return network, curve


def standings():
    """By T and cell: "steps" (looks,), "cost" and the share "right" (seeds, looks), as measured."""
    measured = measurements(__package__, "copying_task")
    looks = EVERY * np.arange(1, STEPS // EVERY + 1)
    return {T: {cell: {"steps": looks, **measured[f"T = {T}"][cell]} for cell in CELLS} for T in WAITS}
