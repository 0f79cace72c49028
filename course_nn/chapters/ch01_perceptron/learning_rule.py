"""Rosenblatt's learning rule, correction by correction."""

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from ..._checks import whole
from ...activations import heaviside
from ...models.perceptron import Perceptron
from .point_sets import OwnSet, points

#: Seeds of the order of the points; the gates keep theirs, 00, 01, 10, 11. Chosen to make mistakes worth watching.
ORDER = {"two clouds": 0, "setosa and versicolor": 4, "versicolor and virginica": 5}
#: The corrections shown of a learning that never ends.
SHOWN = 60


class History(NamedTuple):
    """A run of the rule: the weights W (steps + 1, 2) and B (steps + 1,) at the beginning and after every correction.

    ``indices`` (steps,) are the examples corrected, ``rights`` (steps + 1,) counts the points on their side.
    """

    W: np.ndarray
    B: np.ndarray
    indices: tuple
    rights: np.ndarray
    converged: bool


@dataclass(frozen=True, eq=False)
class Replay:
    """A state of the learning: after ``step`` of ``steps`` corrections.

    ``w`` (2,) and ``b`` are the weights now, ``w_before`` and ``b_before`` those before the last correction, which
    was made for example ``index`` with sign ``sign`` (None and 0 at the beginning). ``rights`` (steps + 1,) counts
    the points on their side after each correction; ``edge`` are those among them now that lie on the line: the neuron
    is right about them, and the rule calls them mistakes.
    """

    X: np.ndarray
    y: np.ndarray
    window: tuple
    labels: tuple
    step: int
    steps: int
    w: np.ndarray
    b: float
    w_before: np.ndarray
    b_before: float
    index: int | None
    sign: int
    rights: np.ndarray
    edge: int
    converged: bool


@lru_cache(maxsize=32)
def history(name, epochs=100, most=10_000, order=None):
    """The first ``most`` corrections on a set of `point_sets.points`, a `History`.

    ``order`` is the seed of a new order in every epoch; by default that of `ORDER`.
    """
    X, y, _, _ = points(name)
    if order is None:
        order = 0 if isinstance(name, OwnSet) else ORDER.get(name)
    rng = None if order is None else np.random.default_rng(order)
    perceptron = Perceptron(epochs=epochs, rng=rng).fit(X, y)
    updates = perceptron.history_[:most]
    W = np.array([np.zeros(2)] + [one.w for one in updates])
    B = np.array([0.0] + [one.b for one in updates])
    rights = np.sum(heaviside(X @ W.T + B) == y[:, None], axis=0)
    return History(W, B, tuple(one.index for one in updates), rights, perceptron.converged_)


def last_step(name="AND"):
    """How many corrections the rule makes on a set before it settles (at most `SHOWN`)."""
    return len(history(name, most=SHOWN).indices)


def replay(name="two clouds", step=0):
    """Rosenblatt's rule on a set of `point_sets.points` after ``step`` corrections. Returns a `Replay`."""
    return replay_of(history(name, most=SHOWN), name, step)


def replay_of(run, name, step):
    """The state of ``run``, a `History` on the points ``name``, after ``step`` corrections or at its end."""
    X, y, window, labels = points(name)
    steps = len(run.indices)
    step = min(whole(step, "step", low=0), steps)
    before = max(step - 1, 0)
    index = run.indices[step - 1] if step else None
    sign = 0 if index is None else (1 if y[index] == 1 else -1)
    return Replay(
        X=X,
        y=y,
        window=window,
        labels=labels,
        step=step,
        steps=steps,
        w=run.W[step],
        b=float(run.B[step]),
        w_before=run.W[before],
        b_before=float(run.B[before]),
        index=index,
        sign=sign,
        rights=run.rights,
        edge=int(np.sum((X @ run.W[step] + run.B[step] == 0) & (y == 1))),
        converged=run.converged,
    )
