"""The perceptron, its learning rule, its pocket, and the bound on its mistakes."""

from typing import NamedTuple

import numpy as np

from .._checks import as_array, describe, generator, refuse_masked, whole


class Update(NamedTuple):
    """One correction: example ``index`` was on the wrong side; ``w`` and ``b`` are the weights *after* it."""

    index: int
    sign: int
    w: np.ndarray
    b: float
    epoch: int


class Perceptron:
    """Rosenblatt's perceptron (1958): z = x w + b, the class is the side of the line z = 0 that x lies on.

    Learning goes through the examples one by one. With s = +1 for the positive class and -1 for the
    negative one, an example with s·z <= 0 is a mistake (on the line counts as wrong), and

        w <- w + s x        b <- b + s

    starting from w = 0, b = 0. It stops after the first epoch without a mistake, or after ``epochs``.

    Parameters
    ----------
    epochs : how often to go through the data at most, a whole number of at least 1.
    pocket : keep the weights that classified most examples correctly so far (Gallant, 1990), for data that
        no line separates. ``w`` and ``b`` are then those. (After every correction all examples are counted;
        Gallant saves counting by waiting for a long run of correct answers.)
    rng : a ``numpy.random.Generator`` to go through the examples in a new order every epoch;
        None keeps their order.

    After ``fit``: ``w`` (d,) float64 and ``b``; ``classes_``, the two labels, negative first;
    ``mistakes_``, the number of corrections; ``converged_``, whether an epoch passed without one;
    ``epochs_``, how many were needed; ``history_``, a list of every ``Update(index, sign, w, b, epoch)``.

    The labels may be any two values; the larger one is the positive class. ``predict`` answers with it
    where z >= 0, like the package's ``heaviside``. scikit-learn's ``Perceptron(shuffle=False, tol=None)``
    finds the same weights and differs only exactly on the line, where it predicts the negative class.

    >>> from course_nn import Perceptron, data
    >>> X, y = data.logic_gate("and")
    >>> neuron = Perceptron().fit(X, y)
    >>> neuron.w, neuron.b, neuron.mistakes_
    (array([3., 2.]), -4.0, 18)
    >>> neuron.predict(X)
    array([0, 0, 0, 1])
    """

    def __init__(self, epochs=100, pocket=False, rng=None):
        self.epochs = whole(epochs, "epochs", low=1)
        if not isinstance(pocket, (bool, np.bool_)):
            raise TypeError(f"pocket: expected True or False, got {describe(pocket)}")
        self.pocket = bool(pocket)
        self.rng = None if rng is None else generator(rng)

    def fit(self, X, y):
        """Learn from X (n, d) and the labels y (n,), which take exactly two values; returns self."""
        X, y = _examples(X, y)
        self.classes_, sign = _signs(y)
        n, d = X.shape
        w, b = np.zeros(d), 0.0
        best, best_w, best_b = _count_right(X, sign, w, b), w, b
        self.history_, self.converged_ = [], False
        for epoch in range(self.epochs):
            before = len(self.history_)
            order = np.arange(n) if self.rng is None else self.rng.permutation(n)
            for i in order:
                if sign[i] * (X[i] @ w + b) > 0:
                    continue
                w, b = w + sign[i] * X[i], b + sign[i]
                self.history_.append(Update(int(i), int(sign[i]), w, float(b), epoch))
                if self.pocket:
                    right = _count_right(X, sign, w, b)
                    if right > best:
                        best, best_w, best_b = right, w, b
            if len(self.history_) == before:
                self.converged_ = True
                break
        self.epochs_ = epoch + 1
        self.mistakes_ = len(self.history_)
        if self.pocket and not self.converged_:
            w, b = best_w, best_b
        self.w, self.b = w.copy(), float(b)
        return self

    def decision_function(self, X):
        """z = X w + b for X (n, d): (n,) float64, positive on the side of the positive class."""
        self._fitted()
        X = as_array(X, "X", ndim=2)
        if X.shape[1] != len(self.w):
            raise ValueError(f"X: expected {len(self.w)} features as in fit, got {X.shape[1]}")
        return X @ self.w + self.b

    def predict(self, X):
        """The label of each row of X (n, d), one of ``classes_``: the second where z >= 0, otherwise the
        first.
        """
        positive = self.decision_function(X) >= 0
        return self.classes_[positive.astype(int)]

    def score(self, X, y):
        """The share of the rows of X (n, d) that get their label in y (n,), from 0 to 1."""
        predicted = self.predict(X)
        y = _labels(y)
        if y.shape != predicted.shape:
            raise ValueError(f"y: expected one label for each of {len(predicted)} rows, got shape {y.shape}")
        return float(np.mean(predicted == y))

    def _fitted(self):
        if not hasattr(self, "w"):
            raise ValueError("this perceptron has not learned yet; call fit(X, y) first")

    def __repr__(self):
        return f"Perceptron(epochs={self.epochs}, pocket={self.pocket})"


def margin(X, y, w, b):
    """The smallest s·(x w + b) over all examples: how clearly the worst one lies on its own side.

    Positive exactly if (w, b) separates the classes. In the augmented notation with x0 = 1 and w0 = b it is
    min s·(x̃ w̃); divided by ‖w‖ it is the distance of the nearest point from the line.
    """
    X, y = _examples(X, y)
    w, b = _weights(w, b, X.shape[1])
    return float(np.min(_signs(y)[1] * (X @ w + b)))


def mistake_bound(X, y, w, b):
    """(R ‖w̃‖ / margin)², which no perceptron's number of mistakes exceeds (Block, 1962; Novikoff, 1962).

    (w, b) is any line that separates the classes; with x0 = 1, w̃ = (b, w) and R = max ‖(1, x)‖. It holds
    for every order of the examples, because each mistake adds at least ``margin`` to w·w̃ and at most R² to
    ‖w‖². Raises ValueError if (w, b) does not separate the classes.
    """
    gap = margin(X, y, w, b)
    if gap <= 0:
        raise ValueError(
            f"mistake_bound: expected weights that separate the classes, got a margin of {gap:.4g}; "
            "best_separator(X, y) finds them if they exist"
        )
    X = np.asarray(X, dtype=np.float64)
    radius2 = 1 + np.max(np.sum(X**2, axis=1))
    norm2 = float(b) ** 2 + float(np.sum(np.square(w)))
    return float(radius2 * norm2 / gap**2)


def best_separator(X, y):
    """The weights (w, b) with margin 1 and the shortest (b, w): the ones with the smallest ``mistake_bound``.

    Returns None if no line separates the classes (or by less than a billionth of their extent). This is the
    support vector machine's problem for the augmented inputs (1, x): minimize ‖w̃‖ subject to s·(x̃ w̃) >=
    1. Lawson and Hanson (1974, chapter 23) turn it into least squares with non-negative unknowns: with A
    the rows s·x̃, minimize ‖(Aᵀu, 1ᵀu - 1)‖ over u >= 0; the residual r is zero if the constraints
    contradict each other, and otherwise w̃ = -r / r_last.
    """
    X, y = _examples(X, y)
    sign = _signs(y)[1]
    rows = sign[:, None] * np.column_stack([np.ones(len(X)), X])
    scale = np.sqrt(np.max(np.sum(rows**2, axis=1)))
    system = np.vstack([rows.T / scale, np.ones(len(X))])
    target = np.zeros(len(system))
    target[-1] = 1.0
    residual = system @ _nonnegative_least_squares(system, target) - target
    if not -residual[-1] > 0:
        return None
    augmented = -residual[:-1] / residual[-1]
    gap = np.min(rows @ augmented)  # 1 by theory; what it is in truth decides
    if not gap > 1e-9 * scale * np.linalg.norm(augmented):
        return None
    augmented = augmented / gap
    return augmented[1:], float(augmented[0])


def _nonnegative_least_squares(A, target):
    """minimize ‖A u - target‖ over u >= 0, by the active set method of Lawson and Hanson (1974)."""
    n = A.shape[1]
    u, free = np.zeros(n), np.zeros(n, dtype=bool)
    for _ in range(3 * n + 30):
        pull = A.T @ (target - A @ u)
        pull[free] = -np.inf
        j = int(np.argmax(pull))
        if pull[j] <= 1e-12:
            break
        free[j] = True
        while True:
            wish = np.zeros(n)
            wish[free] = np.linalg.lstsq(A[:, free], target, rcond=None)[0]
            negative = free & (wish <= 0)
            if not negative.any():
                u = wish
                break
            # Go as far toward the wish as all stay >= 0; the one that hits zero leaves the free set.
            steps = u[negative] / np.maximum(u[negative] - wish[negative], 1e-300)
            u = u + steps.min() * (wish - u)
            free &= u > 1e-14
            u[~free] = 0.0
            if not free.any():
                break
    return u


def _count_right(X, sign, w, b):
    return int(np.sum((X @ w + b >= 0) == (sign > 0)))  # as predict decides


def _examples(X, y):
    X = as_array(X, "X", ndim=2).astype(np.float64)
    y = _labels(y)
    if y.shape != (len(X),):
        raise ValueError(f"y: expected one label for each of the {len(X)} rows of X, got shape {y.shape}")
    return X, y


def _labels(y):
    """Labels of any one kind, numbers or words, as an array: none missing, none masked."""
    refuse_masked(y, "y")
    try:
        y = np.asarray(y)
    except ValueError:
        raise ValueError(f"y: expected one label for each row of X, got {describe(y)} of unequal parts") from None
    if y.dtype.kind == "O":
        kinds = sorted({type(label).__name__ for label in y.ravel()})
        if len(kinds) > 1:
            missing = sum(label is None or label != label for label in y.ravel())
            what = f"{missing} missing among {y.size}" if missing else f"labels of the kinds {', '.join(kinds)}"
            raise ValueError(f"y: expected labels of one kind, got {what}")
    return y


def _signs(y):
    """The two labels, sorted, and -1 or +1 for every example."""
    if y.dtype.kind == "f" and not np.isfinite(y).all():
        raise ValueError("y: expected labels without NaN or infinite values")
    classes = np.unique(y)
    if len(classes) != 2:
        shown = ", ".join(str(one) for one in classes[:5]) + (", ..." if len(classes) > 5 else "")
        raise ValueError(f"y: expected exactly two different labels, got {len(classes)}: {shown}")
    return classes, np.where(y == classes[1], 1, -1)


def _weights(w, b, d):
    w = as_array(w, "w", shape=(d,)).astype(np.float64)
    b = as_array(b, "b", ndim=(0, 1)).astype(np.float64)
    if b.size != 1:
        raise ValueError(f"b: expected one number, got {b.size}")
    return w, float(b.reshape(()))
