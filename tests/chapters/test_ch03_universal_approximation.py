"""Chapter 03, universal approximation: shallow networks with chosen hidden weights and the best output weights."""

import numpy as np
import pytest
from helpers import refused
from numpy.testing import assert_allclose, assert_array_equal

from course_nn import data
from course_nn.chapters.ch03_multilayer_perceptrons.universal_approximation import (
    GRID,
    PSI,
    SIZES,
    approximate,
    errors,
    gamma,
    learned,
    least_squares,
    shallow_network,
)
from course_nn.chapters.ch03_multilayer_perceptrons.universal_approximation_figure import (
    describe_universal_approximation,
)


@pytest.mark.parametrize("units", [2, 3, 5, 9])
def test_even_relu_units_form_every_polygon(units):
    """m units interpolate any values at m evenly spaced nodes."""
    nodes = np.linspace(-1, 1, units)
    values = np.random.default_rng(units).normal(size=units)
    wanted = np.interp(GRID, nodes, values)
    weights = gamma(units)
    beta = least_squares(wanted, weights, "relu")
    assert_allclose(shallow_network(GRID, weights, beta, "relu"), wanted, atol=1e-9)


@pytest.mark.parametrize("psi", PSI)
@pytest.mark.parametrize("where", ["even", "random"])
def test_the_fit_is_the_sum_of_its_parts(psi, where):
    result = approximate("sine", psi, 12, where, seed=1)
    assert result["parts"].shape == (12, 401)
    assert_allclose(result["parts"].sum(axis=0), result["fit"], atol=1e-9)
    assert_allclose(result["error"], np.abs(result["fit"] - np.sin(np.pi * GRID)).max())
    assert result["errors"].shape == (12,) and np.isfinite(result["errors"]).all()


def test_a_polynomial_makes_a_parabola():
    result = approximate("waves", "square", 64, "random")
    parabola = np.polyval(np.polyfit(GRID, result["fit"], 2), GRID)
    assert_allclose(result["fit"], parabola, atol=1e-8)
    best = np.polyval(np.polyfit(GRID, result["target"], 2), GRID)
    assert_allclose(result["fit"], best, atol=1e-8)


def test_the_curve_of_errors_goes_through_each_single_one():
    for place, units in enumerate(SIZES):
        assert_allclose(errors("waves", "tanh", "even")[place], approximate("waves", "tanh", units)["error"], rtol=1e-6)


def test_three_cosines_are_in_the_span():
    """The even cosines are cos(k π (x + 1) / 2): at k = 2 that is -cos(π x), matched with three units."""
    weights = gamma(3, "cosine")
    beta = least_squares(np.cos(np.pi * GRID), weights, "cosine")
    assert_allclose(beta, [0, 0, -1], atol=1e-12)


def test_learning_comes_no_nearer_than_thought_but_nearer_than_nothing():
    waves = data.CURVES["waves"](GRID)
    error = np.abs(learned("waves", 16, seed=2) - waves).max()
    assert approximate("waves", "relu", 16)["error"] < error < np.abs(waves).max()


def test_random_weights_are_nested():
    """More random units keep the ones that are there: only so can an error curve over sizes be read."""
    assert_array_equal(gamma(32, "tanh", "random", seed=3)[:, :8], gamma(8, "tanh", "random", seed=3))


def test_what_is_not_there_is_refused():
    for call in (
        lambda: approximate("wave"),
        lambda: gamma(3, "rellu"),
        lambda: gamma(0),
        lambda: gamma(3, where="odd"),
        lambda: learned("wave"),
    ):
        with refused():
            call()


@pytest.mark.parametrize(
    "values, verdict",
    [
        ({"target": "waves", "psi": "relu", "units": 8}, "more units help"),
        ({"target": "waves", "psi": "square", "units": 8}, "more units do not help"),
        ({"target": "step", "psi": "relu", "units": 1}, "more units do not help"),
    ],
)
def test_the_sentence(values, verdict):
    result = approximate(**values)
    sentence = describe_universal_approximation(result)
    assert sentence.startswith(f"With {values['units']} units the largest error is {result['error']:.2g}; from 3 to 64")
    assert sentence.endswith(f"units, {verdict}.")


def test_the_sentence_does_not_tell_tiny_errors_apart():
    tiny = {"units": 64, "error": 3e-7, "errors": np.geomspace(1, 0.3, 12)}
    wanted = "With 64 units the largest error is less than 0.0001; from 3 to 64 units, more units help a little."
    assert describe_universal_approximation(tiny) == wanted
