"""Momentum on a valley: the factors are those of linear algebra, and what is measured."""

import numpy as np
import pytest

from course_nn import SGD
from course_nn.chapters.ch05_optimizers.momentum_map import (
    BETAS,
    RATES,
    best_momentum,
    convergence_factor,
    momentum_descent,
)
from course_nn.widgets import momentum_map


@pytest.mark.parametrize(
    ("rate", "beta", "kappa"), [(0.5, 0.0, 4), (1.5, 0.0, 4), (1.0, 0.5, 10), (2.5, 0.8, 25), (3.0, 0.3, 5)]
)
def test_factor_is_the_spectral_radius_and_what_is_measured(rate, beta, kappa):
    radius = max(np.abs(np.linalg.eigvals([[1 - rate * c, -rate * beta], [c, beta]])).max() for c in (1 / kappa, 1.0))
    factor = float(convergence_factor(rate, beta, kappa))
    assert factor == pytest.approx(radius, rel=1e-6)
    theta, optimizer, curvature, sizes = (
        np.array([1.0, 1.0]),
        SGD(rate, momentum=beta),
        np.array([1 / kappa, 1]),
        [],
    )
    for _ in range(200):
        optimizer.step(theta, curvature * theta)
        sizes.append(np.linalg.norm(theta))
    assert (sizes[-1] / sizes[99]) ** (1 / 100) == pytest.approx(factor, rel=0.03)


def test_no_pair_beats_the_best_momentum():
    for kappa in (2, 10, 100):
        rate, beta, factor = best_momentum(kappa)
        assert convergence_factor(rate, beta, kappa) == pytest.approx(factor, abs=1e-4)
        grid = convergence_factor(RATES[None, :], BETAS[:, None], kappa)
        assert factor <= grid.min() + 1e-9
        assert grid.min() < factor + 0.03
    with pytest.raises(ValueError, match="best_momentum: kappa: expected a finite number at least 1"):
        best_momentum(0.5)


def test_momentum_diverges_beyond_two_times_one_plus_beta():
    for beta in (0.0, 0.5, 0.9):
        limit = 2 * (1 + beta)
        assert convergence_factor(limit - 1e-3, beta, 10) < 1 < convergence_factor(limit + 1e-3, beta, 10)


def test_the_path_is_momentum_step_by_step():
    result = momentum_descent(1.5, 0.4, 10)
    theta, v = np.array([-1.8, 0.9]), np.zeros(2)
    for place in result["path"]:
        np.testing.assert_allclose(place, theta, rtol=1e-12, atol=1e-12)
        v = 0.4 * v + theta * [0.1, 1]
        theta = theta - 1.5 * v
    assert len(result["path"]) == 61 and result["plain"] == 9 / 11
    assert np.abs(momentum_descent(4.0, 0.0, 10)["path"][-1]).max() > 1e6, "it is followed until it is far away"


def test_what_is_said_of_a_pair():
    it = momentum_map(rate=1.0, beta=0.0, kappa=25)
    assert it.description.startswith("In the long run ten times closer every 56 steps (factor 0.960);")
    assert it.description.endswith("; the best here is 0.667, without momentum 0.923.")
    said = it.set(rate=3.0).description
    assert said == "It does not come to rest: α must stay below 2 (1 + β) = 2.00 here."
    assert it.set(rate=1.0, kappa=1).description.startswith(
        "In the long run ten times closer every 1 step (factor 0.000)"
    )
