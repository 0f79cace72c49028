"""Chapter 03, universal approximation: shallow networks with chosen hidden weights and the best output weights."""

import re

import numpy as np
import pytest
from helpers import refused
from numpy.testing import assert_allclose, assert_array_equal

from course_nn import data
from course_nn.chapters.ch03_multilayer_perceptrons import instruments
from course_nn.chapters.ch03_multilayer_perceptrons.universal_approximation import (
    GRID,
    PSI,
    SIZES,
    approximate,
    errors,
    gamma,
    learned,
    least_squares,
    random_draws,
    shallow_network,
)
from course_nn.chapters.ch03_multilayer_perceptrons.universal_approximation_figure import (
    describe_universal_approximation,
    draw_universal_approximation,
)
from course_nn.plots import course_style, new_figure


@pytest.mark.parametrize("units", [2, 3, 5, 9])
def test_even_relu_units_form_every_broken_line(units):
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
    assert result["sizes"].tolist() == [1, 2, 3, 4, 6, 8, 11, 12]  # larger ones are for the reader to find
    assert result["errors"].shape == (8,) and result["errors"][-1] == result["error"]
    assert result["half"] == result["errors"][4]  # 6 units


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
    "units, error, half, sentence",
    [
        (64, 0.0066, 0.028, "With 64 units the largest error is 0.0066; with 32 it is 0.028."),
        (9, 3e-7, 2e-6, "With 9 units the largest error is less than 0.0001; with 4 it is less than 0.0001."),
        (1, 1.0, None, "With 1 unit the largest error is 1."),
    ],
)
def test_the_sentence(units, error, half, sentence):
    assert describe_universal_approximation({"units": units, "error": error, "half": half}) == sentence


def test_it_opens_without_a_doubling():
    """The reader is to predict what a doubling does; the first few say something else than the later ones."""
    assert "; with" not in describe_universal_approximation(approximate(**instruments.universal_approximation().values))
    assert approximate(units=4)["error"] < 2 * approximate(units=8)["error"]


SMOOTH = ("tanh", "sigmoid", "radial_basis", "cosine")


@pytest.mark.parametrize("psi", ["relu", "heaviside", *SMOOTH])
@pytest.mark.parametrize("target", ["waves", "sine", "bump", "corner", "cubic"])
def test_every_continuous_target_is_approached(target, psi):
    """The theorem, for every ψ on offer that is no polynomial: 64 units come near, and far nearer than 6."""
    found = errors(target, psi, "even")
    assert found[-1] < 0.15 and found[-1] < found[4] / 4


@pytest.mark.parametrize("target", ["waves", "sine", "bump", "cubic"])
def test_twice_as_many_relus_make_a_quarter_of_the_error(target):
    error = {m: approximate(target, "relu", m)["error"] for m in range(8, 65)}
    ratios = [error[m] / error[2 * m] for m in range(8, 33)]
    assert min(ratios) > 3.5 and 4 < np.median(ratios) < 5


def test_the_corner_is_exact_or_halves():
    assert max(approximate("corner", "relu", m)["error"] for m in range(3, 64, 2)) < 1e-9
    for m in range(2, 33, 2):
        ratio = approximate("corner", "relu", m)["error"] / approximate("corner", "relu", 2 * m)["error"]
        assert 1.7 < ratio < 2.3


def test_the_step_is_left_half_a_jump_away():
    for psi in ("relu", *SMOOTH):
        assert min(approximate("step", psi, m)["error"] for m in range(1, 65)) > 0.8
    assert max(approximate("step", "heaviside", m)["error"] for m in range(2, 65, 2)) < 1e-9


@pytest.mark.parametrize("psi", PSI)
def test_random_and_even_weights(psi):
    """Against the waves, each of 31 draws of 64 smooth units beats even places; no ReLU, no step, no parabola does."""
    ratio = random_draws("waves", psi, 64) / approximate("waves", psi, 64)["error"]
    assert ratio.max() < 0.1 if psi in SMOOTH else ratio.min() > 0.99


@pytest.mark.parametrize("psi", ["tanh", "sigmoid", "radial_basis"])
def test_it_is_the_width_that_helps_and_not_the_chance(psi):
    """Even places with the slope 6 do as random ones do: far nearer to the waves."""
    centers, waves = np.linspace(-1.2, 1.2, 64), data.CURVES["waves"](GRID)
    wide = np.stack([-6 * centers, np.full(64, 6.0)])
    error = np.abs(shallow_network(GRID, wide, least_squares(waves, wide, psi), psi) - waves).max()
    assert error < approximate("waves", psi, 64)["error"] / 100


@pytest.mark.parametrize("psi", ["tanh", "sigmoid", "cosine"])
def test_to_the_corner_random_smooth_units_come_less_near(psi):
    assert random_draws("corner", psi, 64).min() > approximate("corner", psi, 64)["error"]


def test_title_and_sentence_say_the_same_number():
    result, figure = approximate("waves", "relu", 13), new_figure(9, 3.6)
    with course_style():
        draw_universal_approximation(figure, result)
    said = f"{result['error']:.2g}"
    assert figure.axes[0].get_title(loc="left") == f"13 units: largest error {said}"
    assert f"largest error is {said};" in describe_universal_approximation(result)


def test_what_leaves_the_picture_is_said():
    figure = new_figure(9, 3.6)
    with course_style():
        draw_universal_approximation(figure, approximate("waves", "tanh", 32, "random", seed=0))
        calm = new_figure(9, 3.6)
        draw_universal_approximation(calm, approximate("sine", "heaviside", 8))
    (gray,) = (text.get_text() for text in figure.axes[0].texts if "↕" in text.get_text())
    assert re.search(r"up to \d+,\d00 ↕", gray), gray
    assert not any("↕" in text.get_text() for text in calm.axes[0].texts)


@pytest.mark.parametrize("target", ["waves", "sine", "bump", "corner", "cubic", "step"])
@pytest.mark.parametrize("psi", PSI)
def test_fits_and_errors_stay_in_the_picture(target, psi):
    for where, seeds in (("even", (0,)), ("random", (0, 15, 30))):
        for seed in seeds:
            assert errors(target, psi, where, seed).max() < 12
            assert max(np.abs(approximate(target, psi, m, where, seed)["fit"]).max() for m in (1, 8, 33, 64)) < 2.6
