"""Least squares: the mean squared error of a linear model, its gradient and curvature, and two ways to its bottom.

The chapter's own problem is a line through 442 patients: their progression from their body mass index.
"""

from functools import lru_cache

import numpy as np

from ... import _checks, data

#: Where the chapter's paths over (w0, w1) begin, in points of progression.
START = (290.0, -90.0)
#: A path that runs beyond it has diverged, and is followed no further.
FAR = 1e5


def standardize(X, like=None):
    """``X`` (n, d) with mean 0 and standard deviation 1 in every column, measured on ``like`` (by default X itself)."""
    X = _checks.as_array(X, "standardize: X", ndim=2)
    like = X if like is None else _checks.as_array(like, "standardize: like", shape=(None, X.shape[1]))
    spread = like.std(axis=0)
    if (spread == 0).any():
        column = int(np.argmin(spread))
        raise ValueError(f"standardize: column {column} is the same in every row, so it has no spread to divide by")
    return (X - like.mean(axis=0)) / spread


@lru_cache(maxsize=1)
def patients():
    """The diabetes data by body mass index alone, standardized: x (442,), and the progression y (442,)."""
    patients = data.diabetes().features("body mass index")
    x, y = standardize(patients.X)[:, 0], patients.y
    x.flags.writeable = y.flags.writeable = False
    return x, y


def with_one(x):
    """The inputs with x0 = 1 in front: x (n,) or (n, d) becomes (n, 1 + d), so that w0 is a weight like the others."""
    x = _checks.as_array(x, "with_one", ndim=(1, 2))
    return np.column_stack([np.ones(len(x)), x])


def cost(X, w, y):
    """The mean squared error J(w) = 1/n Σ (x w − y)² of weights w (d,) or, at once, of the columns of w (d, k)."""
    error = X @ w - (y if np.ndim(w) == 1 else y[:, None])
    return np.mean(error**2, axis=0)


def gradient(X, w, y):
    """∇J(w) = 2/n Xᵀ(X w − y)."""
    return 2 / len(X) * X.T @ (X @ w - y)


def curvature(X):
    """The Hessian of J, 2/n XᵀX (d, d): how fast the gradient changes. It is the same at every w."""
    X = _checks.as_array(X, "curvature: X", ndim=2)
    return 2 / len(X) * X.T @ X


def closed_form(X, y):
    """The weights of least J, from ∇J = 0."""
    X = _checks.as_array(X, "closed_form: X", ndim=2)
    y = _checks.as_array(y, "closed_form: y", shape=(len(X),))
    return np.linalg.lstsq(X, y, rcond=None)[0]


def descend(X, y, start, rate, steps, size=None, rng=None):
    """The weights (steps + 1, d) on a path of gradient descent from ``start``, each step on ``size`` random rows.

    Without ``size``, or with all n rows, each step uses all of them. A path that runs beyond 10⁵ ends there.
    """
    X = _checks.as_array(X, "descend: X", ndim=2)
    n, rate = len(X), _checks.number(rate, "descend: rate", above=0)
    size = n if size is None else _checks.whole(size, "descend: size", low=1, high=n)
    if size < n:
        _checks.generator(rng)
    order, path = [], [np.array(start, dtype=float)]
    for _ in range(steps):
        if len(order) < size:  # a new pass over the rows, shuffled
            order = np.arange(n) if size == n else rng.permutation(n)
        rows, order = order[:size], order[size:]
        path.append(path[-1] - rate * gradient(X[rows], path[-1], y[rows]))
        if np.abs(path[-1]).max() > FAR:
            break
    return np.array(path)
