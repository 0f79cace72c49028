"""How long an LSTM's cell remembers, by its forget gate's bias: c_t = σ(b) c_{t−1}, where nothing else comes in."""

import numpy as np

from ... import _checks

BIASES, DISTANCES = (-2.0, 9.0), (1, 1000)
MOST_STEPS = 10_000  # of the picture: the half-life of the largest bias lies inside


def kept_per_step(bias):
    """σ(b), what one step keeps."""
    return 1 / (1 + np.exp(-np.asarray(bias, float)))


def left_after(bias, steps):
    """σ(b)ᵏ, what k steps keep; by its logarithm −k ln(1 + e^{−b})."""
    return np.exp(-np.asarray(steps, float) * np.logaddexp(0, -np.asarray(bias, float)))


def half_life(bias):
    """The number of steps after which half is left: ln 2 / ln(1 + e^{−b})."""
    return np.log(2) / np.logaddexp(0, -np.asarray(bias, float))


def bias_for(steps):
    """The bias b with which half is left after ``steps`` steps: σ(b) = 2^{−1/T}, hence b = −ln(2^{1/T} − 1).

    For long T that is close to ln(T / ln 2).
    """
    steps = _checks.number(steps, "bias_for: steps", above=0)
    return float(np.log(1 / np.expm1(np.log(2) / steps)))


def remember(bias, steps):
    """What is left after 0 … 10,000 steps, the bias's half-life, and the bias that keeps half over ``steps``.

    And the half-lives of the biases up to this one: what lies beyond is for the reader to find.
    """
    k = np.unique(np.concatenate([np.linspace(0, 1, 20), np.geomspace(1, MOST_STEPS, 150)]))
    biases = np.linspace(BIASES[0], bias, 100)
    return {
        "bias": bias,
        "steps": steps,
        "k": k,
        "left": left_after(bias, k),
        "at": float(left_after(bias, steps)),
        "keeps": float(kept_per_step(bias)),
        "half_life": float(half_life(bias)),
        "biases": biases,
        "half_lives": half_life(biases),
        "needed": bias_for(steps),
    }
