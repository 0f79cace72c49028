"""The likeliest parameters of a network under a normal prior: least squares with a penalty, by damped linear fits."""

import math
from typing import NamedTuple

import numpy as np

from .. import _checks
from ..core import Layer


class Mode(NamedTuple):
    """Where `map_estimate` ended: ``log_density`` is log p(y, θ), ``steps`` how many were taken.

    ``distance`` is how far the mode still is, in standard deviations of the linearized posterior: √(gᵀ A⁻¹ g) with the
    gradient g and the curvature A = JᵀJ/σ² + 1/τ².
    """

    log_density: float
    distance: float
    steps: int


def map_estimate(network, X, y, sigma2, prior_variance, *, steps=500, tolerance=1e-3):
    """Write the θ into ``network`` that is a (local) maximum of p(θ | y), for y = f(X; θ) + ε, ε ~ N(0, σ²): a `Mode`.

    It minimizes ½ |y − f|²/σ² + ½ Σ θᵢ²/τᵢ², the penalty of weight decay: maximum a posteriori is penalized least
    squares. Each step solves the linear regression that f is near θ, with a damping that grows where that promises too
    much (Levenberg, 1944; Marquardt, 1963; the rule of the damping is Nielsen's, 1999). It ends at a distance below
    ``tolerance``, or after ``steps``; at any moment the network has the best θ so far, so an interrupted fit goes on
    from there.

    - ``network``: a layer with one output in float64; it predicts, so dropout is off.
    - ``prior_variance``: τ², one number for all parameters, or one each, in the order of ``network.theta``.
    """
    X, y, sigma2, prior = _problem(network, X, y, sigma2, prior_variance, "map_estimate")
    steps = _checks.whole(steps, "map_estimate: steps", low=1)
    tolerance = _checks.number(tolerance, "map_estimate: tolerance", above=0)
    theta, damping, rise = network.theta.copy(), 1e-3, 2
    f, J = _linear(network, X)
    value = _log_density(theta, y - f, sigma2, prior)
    A, g, distance = _curvature(theta, y - f, J, sigma2, prior)
    taken = 0
    while distance > tolerance and taken < steps and damping < 1e12:
        taken += 1
        D = damping * np.diag(np.diag(A))
        move = np.linalg.solve(A + D, g)
        network.theta[:] = theta + move
        new = _log_density(theta + move, y - network(X)[:, 0], sigma2, prior)
        # The share of what the linear form promised that came; NaN where f left the numbers.
        share = (new - value) / float(move @ g - 0.5 * move @ A @ move)
        if not share > 0:
            network.theta[:] = theta
            damping, rise = damping * rise, 2 * rise
            continue
        theta, value = theta + move, new
        damping, rise = damping * max(1 / 3, 1 - (2 * share - 1) ** 3), 2
        f, J = _linear(network, X)
        A, g, distance = _curvature(theta, y - f, J, sigma2, prior)
    return Mode(value, distance, taken)


def jacobian(network, X):
    """∂f(xᵢ)/∂θ of a network with one output, a row for each row of X: (n, number of parameters)."""
    if not isinstance(network, Layer):
        raise TypeError(f"jacobian: network: expected a layer or network, got {_checks.describe(network)}")
    return _linear(network, _checks.as_array(X, "jacobian: X"))[1]


def _linear(network, X):
    """f (n,) at the rows of X, and its Jacobian (n, p). The network's gradients are cleared."""
    f, J = np.empty(len(X)), np.empty((len(X), len(network.theta)))
    for i in range(len(X)):
        network.zero_grad()
        y, backward = network.forward(X[i : i + 1])
        if y.shape != (1, 1):
            raise ValueError(f"network: expected one output, (n, 1), got outputs of shape {y.shape} for one row")
        backward(np.ones_like(y))
        f[i], J[i] = y[0, 0], network.grad
    network.zero_grad()
    return f, J


def _curvature(theta, residual, J, sigma2, prior):
    """A, the gradient of log p(θ | y), and √(gᵀ A⁻¹ g)."""
    A = J.T @ J / sigma2 + np.diag(1 / prior)
    g = J.T @ residual / sigma2 - theta / prior
    return A, g, math.sqrt(max(float(g @ np.linalg.solve(A, g)), 0.0))


def _log_density(theta, residual, sigma2, prior):
    """log p(y | θ) + log p(θ)."""
    with np.errstate(over="ignore", invalid="ignore"):
        likelihood = residual @ residual / sigma2 + len(residual) * math.log(2 * math.pi * sigma2)
        return float(-0.5 * (likelihood + np.sum(theta**2 / prior + np.log(2 * math.pi * prior))))


def _problem(network, X, y, sigma2, prior_variance, who):
    """The arguments, checked: X, y (n,), σ², and a prior variance for each parameter."""
    if not isinstance(network, Layer):
        raise TypeError(f"{who}: network: expected a layer or network, got {_checks.describe(network)}")
    if network.theta.dtype != np.float64:
        raise ValueError(
            f"{who}: network: expected parameters in float64, got float32: network.copy(np.float64) has them"
        )
    X = _checks.as_array(X, f"{who}: X", ndim=2)
    y = _checks.as_array(y, f"{who}: y", shape=(len(X),)).astype(np.float64)
    sigma2 = _checks.number(sigma2, f"{who}: sigma2", above=0)
    prior = _checks.as_array(prior_variance, f"{who}: prior_variance", ndim=(0, 1)).astype(np.float64)
    if prior.shape not in ((), network.theta.shape) or (prior <= 0).any():
        raise ValueError(
            f"{who}: prior_variance: expected a number above 0, or {len(network.theta)} of them, got "
            f"{_checks.describe(prior if prior.ndim else float(prior))}"
        )
    return X, y, sigma2, np.broadcast_to(prior, network.theta.shape).copy()
