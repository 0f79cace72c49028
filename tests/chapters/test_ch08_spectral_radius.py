"""Spectral radius and gradient: what a largest singular value below 1 rules out, and what the radius doesn't tell."""

import numpy as np
import pytest

from course_nn.chapters.ch08_rnns.gradient_distance import gradient_norms, jacobians
from course_nn.chapters.ch08_rnns.spectral_radius import (
    CASES,
    STEPS,
    nilpotent,
    radius_and_norm,
    radius_cases,
    scaled_orthogonal,
)
from course_nn.chapters.ch08_rnns.spectral_radius_figure import describe_spectral_radius, draw_spectral_radius
from course_nn.plots import picture

SEEDS = range(8)


def test_radius_and_largest_singular_value():
    assert radius_and_norm(np.array([[0, 3], [0, 0]])) == pytest.approx((0, 3))
    assert radius_and_norm(np.diag([-2, 1])) == pytest.approx((2, 2))
    layer, _ = scaled_orthogonal(1.7, 1.0)
    assert radius_and_norm(layer.U.value) == pytest.approx((1.7, 1.7))
    layer, _ = nilpotent(3.0)
    np.testing.assert_allclose(layer.U.value @ layer.U.value, 0, atol=1e-13)
    assert radius_and_norm(layer.U.value)[1] == pytest.approx(6)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_four_cases(seed):
    found = radius_cases(seed)
    ends = {name: case["norms"][-1] for name, case in found.items()}
    assert ends["radius 0.95"] < 0.95**STEPS < 0.006, "a largest singular value below 1: it vanishes"
    assert ends["radius 2, small inputs"] > 1e3, "above 1 it may explode"
    assert ends["radius 2, large inputs"] < 1e-7, "and saturated units make it vanish in spite of radius 2"
    assert ends["radius 0, half saturated"] > 1e3, "it may explode with radius 0"
    slopes = {name: case["slope"] for name, case in found.items()}
    assert slopes["radius 2, large inputs"] < 0.3 < 0.4 < slopes["radius 2, small inputs"]


@pytest.mark.parametrize("name", CASES)
def test_no_step_multiplies_by_more_than_the_largest_singular_value(name):
    layer, x = CASES[name](0)
    largest = radius_and_norm(layer.U.value)[1]
    spectral = np.linalg.norm(jacobians(layer, x), 2, axis=(1, 2))
    assert (spectral <= largest ** np.arange(STEPS + 1) * (1 + 1e-9)).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_it_is_the_saturated_half_that_makes_radius_0_explode(seed):
    layer, x = nilpotent(3.0, seed)
    h = layer(x[None])[0, 5:]
    assert (1 - h[:, 16:] ** 2 < 1e-9).all(), "the second half is saturated"
    assert gradient_norms(*nilpotent(3.0, seed, saturated=False))[-1] < 1e-15, "without it the gradient vanishes"


def test_the_picture_holds_all_lines():
    result = radius_cases()
    shown = picture(draw_spectral_radius, result, describe_spectral_radius(result), (8, 3.4))
    (ax,) = shown.figure.axes
    assert ax.get_ylabel().endswith(r"\|_F\,/\,\sqrt{d}$"), "the norm that is drawn, 1 of the identity"
    for line in ax.lines[1:]:
        assert (line.get_ydata() > ax.get_ylim()[0]).all() and (line.get_ydata() < ax.get_ylim()[1]).all()
    assert [text.get_text() for text in ax.texts] == sorted(CASES, key=lambda name: result[name]["norms"][-1])
    assert shown.alt.startswith("What is left of a gradient of norm 1 after 100 steps. radius 0.95: ")
