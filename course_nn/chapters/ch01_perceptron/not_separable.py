"""Data that no line separates: the learning never ends, and the pocket algorithm keeps the best line it visits."""

from dataclasses import dataclass

import numpy as np

from .learning_rule import ORDER, Replay, history, replay_of

#: The corrections shown of a learning that never ends.
SHOWN = 150


@dataclass(frozen=True, eq=False)
class PocketReplay(Replay):
    """A `Replay` with its pocket: the best weights so far, and ``bests`` (steps + 1,), the points they have right."""

    w_best: np.ndarray
    b_best: float
    bests: np.ndarray


def _run(name):
    return history(name, epochs=200, most=SHOWN, order=ORDER.get(name, 4))


def last_correction(name="XOR"):
    """How many corrections are shown on a set: `SHOWN`, or fewer where a line ends the learning."""
    return len(_run(name).indices)


def replay_with_pocket(name="versicolor and virginica", step=0):
    """The learning rule on data without a line after ``step`` corrections, with the pocket. A `PocketReplay`."""
    run = _run(name)
    state = replay_of(run, name, step)
    # The first of the best: the pocket is exchanged only for something better.
    kept = int(np.argmax(run.rights[: state.step + 1]))
    bests = np.maximum.accumulate(run.rights)
    return PocketReplay(**vars(state), w_best=run.W[kept], b_best=float(run.B[kept]), bests=bests)
