"""What the instruments of chapter 01 compute: lines, histories of learning, margins, and the pocket."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from ... import data
from ..._checks import number, one_of, whole
from ...activations import heaviside
from ...models.perceptron import Perceptron, best_separator, mistake_bound

# Points to draw a line through by hand, and those for learning.
BY_HAND = ("AND", "OR", "NAND", "XOR", "two clouds")
SETS = {
    "AND": lambda: data.logic_gate("and"),
    "OR": lambda: data.logic_gate("or"),
    "NAND": lambda: data.logic_gate("nand"),
    "XOR": lambda: data.logic_gate("xor"),
    "two clouds": lambda: data.blobs(30, ((0.2, 1.6), (1.6, 0.4)), noise=0.5, rng=np.random.default_rng(27)),
    "setosa and versicolor": lambda: irises("setosa", "versicolor"),
    "versicolor and virginica": lambda: irises("versicolor", "virginica"),
}
WINDOWS = {  # (x1 low, x1 high, x2 low, x2 high), all square
    "two clouds": (-1.4, 3.2, -1.6, 3.0),
    "setosa and versicolor": (34, 81, 7, 54),
    "versicolor and virginica": (42, 86, 27, 71),
}
GATE_WINDOW = (-0.75, 1.75, -0.75, 1.75)
# Seeds of the order of the points; the gates keep theirs, 00, 01, 10, 11. Chosen to make mistakes worth watching.
ORDER = {"two clouds": 0, "setosa and versicolor": 4, "versicolor and virginica": 5}
FLOWERS = ("sepal length (mm)", "petal length (mm)")


def points(name):
    """``(X, y, window, axis labels)`` of a set of ``SETS``: X (n, 2), y (n,) in {0, 1}."""
    name = one_of(name, SETS, "data set")
    X, y = SETS[name]()
    labels = FLOWERS if name in ("setosa and versicolor", "versicolor and virginica") else ("$x_1$", "$x_2$")
    return X, y, WINDOWS.get(name, GATE_WINDOW), labels


def irises(first, second):
    """Sepal and petal length in mm of two of the three species, as X (100, 2) and y (100,).

    In whole numbers the learning is exact, and the same on every machine even where a point falls on the line.
    """
    flowers = data.iris().classes(first, second).features("sepal length", "petal length")
    return np.rint(10 * flowers.X), flowers.y


@dataclass(frozen=True, eq=False)
class Line:
    """A neuron on labeled points: z (n,), fired (n,) 0 or 1, right (n,) booleans; ``distance`` of the origin."""

    X: np.ndarray
    y: np.ndarray
    window: tuple
    labels: tuple
    w: np.ndarray
    b: float
    z: np.ndarray
    fired: np.ndarray
    right: np.ndarray
    reach: float  # the largest |z| in the window of the controls
    distance: float | None  # None without a line, that is for w = 0


STRONGEST = 2.0  # the largest weight and bias of the instrument


def decision_line(name="AND", w1=1.0, w2=0.5, b=-0.7):
    """The neuron with weights (w1, w2) and bias b on a set of ``SETS``. Returns a ``Line``."""
    X, y, window, labels = points(name)
    w = np.array([number(w1, "w1"), number(w2, "w2")])
    b = number(b, "b")
    z = X @ w + b
    fired = heaviside(z).astype(int)
    norm = np.linalg.norm(w)
    distance = abs(b) / norm if norm > 0 else None
    reach = STRONGEST * (1 + np.abs(X).sum(axis=1).max())
    return Line(X, y, window, labels, w, b, z, fired, fired == y, float(reach), distance)


@dataclass(frozen=True, eq=False)
class Replay:
    """A state of the learning: after ``step`` of ``steps`` corrections.

    ``w`` (2,) and ``b`` are the weights now, ``w_before`` and ``b_before`` those before the last correction, which
    was made for example ``index`` with sign ``sign`` (None and 0 at the beginning). ``rights`` (steps + 1,) counts
    the points on their side after each correction; ``bound`` is the most mistakes possible, None if no line exists.
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
    bound: float | None
    converged: bool
    w_best: np.ndarray | None = None
    b_best: float = 0.0
    bests: np.ndarray | None = None


@lru_cache(maxsize=32)
def history(name, epochs=100, most=10_000, order=None):
    """The weights after every correction: ``(W (steps + 1, 2), B (steps + 1,), indices, rights, converged)``.

    At most ``most`` corrections are returned. ``order`` is the seed of a new order in every epoch; by default
    that of ``ORDER``.
    """
    X, y, _, _ = points(name)
    order = ORDER.get(name) if order is None else order
    rng = None if order is None else np.random.default_rng(order)
    perceptron = Perceptron(epochs=epochs, rng=rng).fit(X, y)
    updates = perceptron.history_[:most]
    W = np.array([np.zeros(2)] + [one.w for one in updates])
    B = np.array([0.0] + [one.b for one in updates])
    rights = np.sum(heaviside(X @ W.T + B) == y[:, None], axis=0)
    return W, B, tuple(one.index for one in updates), rights, perceptron.converged_


@lru_cache(maxsize=32)
def smallest_bound(name):
    """The smallest mistake bound over all lines for a set of ``SETS``, or None if no line separates it."""
    X, y, _, _ = points(name)
    best = best_separator(X, y)
    return None if best is None else mistake_bound(X, y, *best)


def last_step(name="AND"):
    """How many corrections the rule makes on a set before it settles (at most 60 for one that never does)."""
    return len(history(name, most=60)[2])


def learning_replay(name="two clouds", step=0):
    """Rosenblatt's rule on a set of ``SETS`` after ``step`` corrections. Returns a ``Replay``."""
    return _replay(name, step, history(name, most=60))


NEVER = 150  # corrections shown of a learning that never ends


def no_line(name="versicolor and virginica", step=0):
    """The same on data without a line, up to ``NEVER`` corrections, with the pocket beside it. A ``Replay``."""
    run = history(name, epochs=200, most=NEVER, order=ORDER.get(name, 4))
    W, B, _, rights, _ = run
    state = _replay(name, step, run)
    bests = np.maximum.accumulate(rights)
    kept = int(np.argmax(rights[: state.step + 1]))  # the first of the best
    return Replay(**{**state.__dict__, "w_best": W[kept], "b_best": float(B[kept]), "bests": bests})


def _replay(name, step, run):
    X, y, window, labels = points(name)
    W, B, indices, rights, converged = run
    steps = len(indices)
    step = min(whole(step, "step", low=0), steps)
    before = max(step - 1, 0)
    index = indices[step - 1] if step else None
    sign = 0 if index is None else (1 if y[index] == 1 else -1)
    return Replay(
        X=X,
        y=y,
        window=window,
        labels=labels,
        step=step,
        steps=steps,
        w=W[step],
        b=float(B[step]),
        w_before=W[before],
        b_before=float(B[before]),
        index=index,
        sign=sign,
        rights=rights,
        bound=smallest_bound(name),
        converged=converged,
    )


@dataclass(frozen=True, eq=False)
class Margin:
    """Points with a gap: the line in its middle (``w`` has length 1), the mistakes of several orders, and the bound.

    ``gaps`` (k,) are all positions of the slider, ``mistakes`` (k, orders) what the rule made there and ``bounds``
    (k,) what it can make at most; ``now`` is the position shown, with its points X (n, 2) and y (n,).
    """

    X: np.ndarray
    y: np.ndarray
    window: tuple
    w: np.ndarray
    b: float
    gaps: np.ndarray
    mistakes: np.ndarray
    bounds: np.ndarray
    now: int


GAPS = np.round(np.arange(1, 17) * 0.05, 2)
ORDERS = 12
MARGIN_WINDOW = (-2.0, 2.0, -2.0, 2.0)
_NORMAL, _OFFSET = np.array([0.6, 0.8]), 0.2


def gap_points(gap, n=40):
    """``n`` points on both sides of the line 0.6 x1 + 0.8 x2 + 0.2 = 0: X (n, 2), y (n,).

    None is nearer than ``gap``, and half of them are just there. The same points for every gap, pushed away.
    """
    gap = number(gap, "gap", above=0, high=1)
    rng = np.random.default_rng(4)
    y = np.arange(n) % 2
    along = rng.uniform(-1.3, 1.3, size=n)
    away = rng.uniform(0, 1, size=n) * 0.7
    away[: n // 2] = 0.0  # the nearest of both classes, all along the line
    z = (2 * y - 1) * (gap + away)
    tangent = np.array([-_NORMAL[1], _NORMAL[0]])
    return (z - _OFFSET)[:, None] * _NORMAL + along[:, None] * tangent, y


@lru_cache(maxsize=1)
def _all_gaps():
    mistakes, bounds = [], []
    for gap in GAPS:
        X, y = gap_points(gap)
        bounds.append(mistake_bound(X, y, _NORMAL, _OFFSET))
        fits = [Perceptron(100_000, rng=np.random.default_rng(seed)).fit(X, y) for seed in range(ORDERS)]
        mistakes.append([one.mistakes_ for one in fits])
    return np.array(mistakes), np.array(bounds)


def margin_and_mistakes(gap=0.3):
    """The points at ``gap`` (the nearest of ``GAPS``), and mistakes and bounds at all of them. A ``Margin``."""
    now = int(np.argmin(np.abs(GAPS - number(gap, "gap", above=0, high=1))))
    X, y = gap_points(GAPS[now])
    mistakes, bounds = _all_gaps()
    return Margin(X, y, MARGIN_WINDOW, _NORMAL, _OFFSET, GAPS, mistakes, bounds, now)


@dataclass(frozen=True, eq=False)
class Squeeze:
    """The proof of the bound as numbers: ‖w̃‖ after k mistakes lies between ``lower`` and ``upper``, (k + 1,) each."""

    k: np.ndarray
    length: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    bound: float


def squeeze(X, y):
    """‖(b, w)‖ after every mistake on separable X (n, d), y (n,), between k margin / ‖w̃*‖ and R √k."""
    w, b = best_separator(X, y)
    bound = mistake_bound(X, y, w, b)
    perceptron = Perceptron(100_000).fit(X, y)
    length = np.array([0.0] + [np.sqrt(one.w @ one.w + one.b**2) for one in perceptron.history_])
    k = np.arange(int(np.ceil(bound)) + 1)
    radius = np.sqrt(1 + np.max(np.sum(np.square(X), axis=1)))
    return Squeeze(k, length, k / np.sqrt(w @ w + b**2), radius * np.sqrt(k), bound)
