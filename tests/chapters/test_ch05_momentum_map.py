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
from course_nn.chapters.ch05_optimizers.momentum_map_figure import draw_momentum_map
from course_nn.plots import picture
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


@pytest.mark.parametrize("kappa", [4, 25, 100])
@pytest.mark.parametrize("rate", [0.1, 1.0, 2.0, 2.8])
def test_what_too_little_and_too_much_momentum_do(rate, kappa):
    """With more than the best β the factor is √β whatever the rate. With less, the flat direction is the slow one, and
    from a rate of 2 on the steep one, at least without momentum.
    """
    factors = convergence_factor(rate, BETAS, kappa)
    best = int(np.argmin(factors))
    np.testing.assert_allclose(factors[best + 1 :], np.sqrt(BETAS[best + 1 :]), rtol=1e-9)
    flat, steep = (convergence_factor(rate * c, BETAS, 1) for c in (1 / kappa, 1.0))
    less = slice(0, max(best - 1, 0))
    if rate < 2:
        assert (flat[less] > steep[less]).all(), "it creeps along the valley"
    else:
        assert steep[0] > flat[0], "it zigzags across"


def test_the_longer_the_valley_the_more_momentum():
    stars = [best_momentum(kappa)[:2] for kappa in (1, 4, 25, 100)]
    assert stars == sorted(stars) and [beta for _, beta in stars] == sorted(beta for _, beta in stars)


def test_a_path_that_leaves_the_picture_says_when():
    for rate, beta, title in ((1.2, 0.5, "60 steps"), (4.0, 0.0, "Leaves the picture at step 1")):
        figure = picture(draw_momentum_map, momentum_descent(rate, beta, 25), "-", size=(6.6, 3.4)).figure
        assert figure.axes[0].get_title("left") == title
    assert "(factor 0.99950)" in momentum_map(rate=0.05, beta=0.0, kappa=100).description, "it is not 1"


@pytest.mark.parametrize("kappa", [1, 2, 4, 25, 100])
@pytest.mark.parametrize("rate", np.arange(0.1, 4, 0.3))
def test_every_rate_has_a_best_momentum(kappa, rate):
    """Above it the factor is √β. Below it comes down more slowly; at rates above 2, with too little, not at all."""
    betas = np.linspace(0, 0.999, 1000)
    factors = convergence_factor(rate, betas, kappa)
    best = int(np.argmin(factors))
    np.testing.assert_allclose(factors[best + 2 :], np.sqrt(betas[best + 2 :]), rtol=1e-9)
    assert (np.diff(factors[: best + 1]) < 1e-9).all() and factors[best] < 1
    diverging = betas < rate / 2 - 1 - 1e-6
    assert (factors[diverging] > 1).all() and (factors[~diverging & (betas > rate / 2 - 1 + 1e-3)] < 1).all()
