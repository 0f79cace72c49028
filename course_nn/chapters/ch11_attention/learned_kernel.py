"""Kernel regression whose queries and keys are learned: which of two inputs matters is found by gradient descent."""

import numpy as np

from ...layers.attention import attend
from ...optimizers import Adam

EXAMPLES, STEPS, RATE, START = 200, 150, 0.05, 1.5


def wave(X):
    """sin 3x₁: the second input has no say."""
    return np.sin(3 * X[:, 0])


def examples(seed=0):
    """``X, y, X_test``: 200 examples with a noise of 0.1, and 200 places to be tried."""
    rng = np.random.default_rng(seed)
    X = rng.uniform(-2, 2, (EXAMPLES, 2))
    y = wave(X) + 0.1 * rng.standard_normal(EXAMPLES)
    return X, y, rng.uniform(-2, 2, (EXAMPLES, 2))


def answer(A, queries, X, y, mask=None):
    """``ŷ, backward`` with the weights softmax(−½ ‖qA − xA‖²) over the examples; ``backward(dŷ)`` returns ∂J/∂A."""
    q, k = queries @ A, X @ A
    # Of −½ ‖q − k‖² all keys share −½ ‖q‖²; the rest is one product: [q, 1] · [k, −½ ‖k‖²].
    Q = np.hstack([q, np.ones((len(q), 1))])
    K = np.hstack([k, -np.square(k).sum(axis=1, keepdims=True) / 2])
    mean, back = attend(Q, K, y[:, None], mask, scale=1)

    def backward(dy):
        dQ, dK, _ = back(dy[:, None])
        return queries.T @ dQ[:, :-1] + X.T @ (dK[:, :-1] - k * dK[:, -1:])

    return mean[:, 0], backward


def learn(seed=0, steps=STEPS):
    """The matrix A (2, 2) before and after: Adam on the mean squared error, each example foretold from the others."""
    X, y, _ = examples(seed)
    others = ~np.eye(EXAMPLES, dtype=bool)
    start = START * np.eye(2)
    theta, adam = start.ravel().copy(), Adam(RATE)
    for _ in range(steps):
        foretold, backward = answer(theta.reshape(2, 2), X, X, y, others)
        adam.step(theta, backward(2 * (foretold - y) / len(y)).ravel())
    return start, theta.reshape(2, 2)


def error(A, seed=0):
    """The mean squared error at the places to be tried."""
    X, y, X_test = examples(seed)
    return float(np.square(answer(A, X_test, X, y)[0] - wave(X_test)).mean())
