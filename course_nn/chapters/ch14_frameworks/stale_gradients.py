"""Gradients that come late: gradient descent with a delay on a parabola, and how large its rate may be."""

import numpy as np

#: Delays in steps, rates times the curvature, steps that are shown.
MOST_DELAY, STEPS = 12, 60
RATES = (0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0, 1.2, 1.5, 1.8, 2.1)


def path(rate, delay, steps=STEPS):
    """θ₀, θ₁, … of θₜ₊₁ = θₜ − αλ θₜ₋τ on J = λθ²/2, from 1: (steps + 1,). ``rate`` is αλ, ``delay`` τ.

    Before the first gradient comes back θ stands at 1: the gradients of the first steps are those of θ₀.
    """
    theta = np.ones(steps + 1)
    for t in range(steps):
        theta[t + 1] = theta[t] - rate * theta[max(t - delay, 0)]
    return theta


def roots(rate, delay):
    """The τ + 1 roots z of z^(τ+1) − z^τ + αλ = 0: θₜ is a sum of their t-th powers, each times a number."""
    return np.roots([1.0, -1.0, *[0.0] * (delay - 1), rate] if delay else [1.0, rate - 1.0])


def growth(rate, delay):
    """The largest |z|: after many steps θ, or its `swings`, shrinks (below 1) or grows (above 1) by this in a step."""
    return float(np.abs(roots(rate, delay)).max())


def swings(rate, delay):
    """Whether θ goes to and fro in the end: above `best_rate` the largest z are a pair of complex ones.

    Then no step is times |z|, only the height of the swing is. Without a delay the one z is below 0.
    """
    return rate > best_rate(delay)


def largest_rate(delay):
    """αλ = 2 sin(π / (2 (2τ + 1))): below it θ comes to rest, above it grows. τ = 0: 2.

    At the bound a root lies on the unit circle, z = e^(iφ): then z^τ (1 − z) = αλ is real and positive. The angle of
    1 − e^(iφ) is (φ − π)/2, so τφ + (φ − π)/2 = 0, φ = π / (2τ + 1), and αλ = |1 − z| = 2 sin(φ/2).
    Levin and May, A note on difference-delay equations, Theoretical Population Biology 9, 1976; for training: Yang and
    others, PipeMare, MLSys 2021.
    """
    return 2 * np.sin(np.pi / (2 * (2 * np.asarray(delay) + 1)))


def best_rate(delay):
    """αλ = τ^τ / (τ + 1)^(τ+1), at which two real roots meet: θ comes to rest quickest. τ = 0: 1.

    f(z) = z^τ − z^(τ+1) is largest between 0 and 1 at z = τ / (τ + 1); αλ is its value there.
    """
    return delay**delay / (delay + 1) ** (delay + 1)


def late_gradients(delay, rate):
    """The instrument's compute: the path with a delay and without, the roots, and the largest rate by delay."""
    delays = np.arange(MOST_DELAY + 1)
    return {
        "delay": delay,
        "rate": rate,
        "late": path(rate, delay),
        "prompt": path(rate, 0),
        "roots": roots(rate, delay),
        "growth": growth(rate, delay),
        "swings": swings(rate, delay),
        "delays": delays,
        "largest": largest_rate(delays),
        "best": np.array([best_rate(int(one)) for one in delays]),
        "bound": float(largest_rate(delay)),
    }
