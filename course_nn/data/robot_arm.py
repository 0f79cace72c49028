"""The robot arm: a benchmark that is made by a formula, with noise of a known size and published test errors."""

from typing import NamedTuple

import numpy as np

from .._checks import generator, number, truth, whole

UPPER, LOWER = 2.0, 1.3
NOISE = 0.05
#: Squared test errors over 200 cases and both outputs, divided by what the noise alone gives: 1 can't be beaten.
PUBLISHED = {
    "MacKay, the network of the highest evidence": 1.146,
    "Neal, Hamiltonian Monte Carlo": 1.094,
    "Williams and Rasmussen, Gaussian process": 1.126,
}


class RobotArm(NamedTuple):
    """``X`` (n, 2), the angles; ``Y`` (n, 2), where the hand was seen; ``clean`` (n, 2), where it was."""

    X: np.ndarray
    Y: np.ndarray
    clean: np.ndarray


def robot_arm(n=200, rng=None, *, noise=NOISE, more_inputs=False):
    """n cases of an arm with two joints, a `RobotArm`:

        y₁ = 2 cos x₁ + 1.3 cos(x₁ + x₂) + ε₁,    y₂ = 2 sin x₁ + 1.3 sin(x₁ + x₂) + ε₂,

    x₁ uniform on [−1.932, −0.453] and [0.453, 1.932] together, x₂ on [0.534, 3.142], ε ~ N(0, ``noise``²) with 0.05
    by default. ``more_inputs`` gives X (n, 6), as Neal had it: copies of both with noise of 0.02, and two of pure
    noise N(0, 1).

    Published are results for 200 cases to learn from and 200 to test (`PUBLISHED`); those cases are other draws
    from the same formula. MacKay, 1992, A practical Bayesian framework for backpropagation networks; Neal, Bayesian
    Learning for Neural Networks, 1995. Ranges and errors as in Williams and Rasmussen, 1996, Gaussian processes for
    regression, table 1.
    """
    n, noise = whole(n, "robot_arm: n", low=1), number(noise, "robot_arm: noise", low=0)
    more_inputs = truth(more_inputs, "robot_arm: more_inputs")
    rng = np.random.default_rng(0) if rng is None else generator(rng)
    x1 = rng.uniform(0.453, 1.932, n) * rng.choice([-1.0, 1.0], n)
    X = np.column_stack([x1, rng.uniform(0.534, 3.142, n)])
    clean = hand(X)
    Y = clean + noise * rng.standard_normal((n, 2))
    if more_inputs:
        X = np.column_stack([X, X + 0.02 * rng.standard_normal((n, 2)), rng.standard_normal((n, 2))])
    return RobotArm(X, Y, clean)


def hand(X):
    """Where the hand is at the angles in the first two columns of X: (n, 2)."""
    shoulder, both = X[:, 0], X[:, 0] + X[:, 1]
    return np.column_stack(
        [UPPER * np.cos(shoulder) + LOWER * np.cos(both), UPPER * np.sin(shoulder) + LOWER * np.sin(both)]
    )


def relative_error(Y, predicted, noise=NOISE):
    """Σ (Y − predicted)² / (2 n noise²) over n cases and both outputs: about 1 where only noise is left."""
    Y, predicted = np.asarray(Y, float), np.asarray(predicted, float)
    if Y.ndim != 2 or Y.shape != predicted.shape or Y.shape[1] != 2:
        raise ValueError(f"relative_error: expected Y (n, 2) and as many predictions, got {Y.shape}, {predicted.shape}")
    return float(np.mean((Y - predicted) ** 2) / number(noise, "relative_error: noise", above=0) ** 2)
