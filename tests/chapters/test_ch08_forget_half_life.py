"""Memory's half-life: the figures of bias 1, the bias that holds, and the package's cell with nothing coming in."""

import re

import numpy as np
import pytest
from corners import undrawn
from own_data import at_corners

from course_nn import LSTM
from course_nn.chapters.ch08_rnns.forget_half_life import bias_for, half_life, kept_per_step, left_after, remember
from course_nn.chapters.ch08_rnns.forget_half_life_figure import describe_forget_half_life
from course_nn.chapters.ch08_rnns.gradient_distance import jacobians
from course_nn.plots.powers import with_power
from course_nn.widgets import forget_half_life

rng = np.random.default_rng(0)


def test_bias_1_does_not_remember():
    assert kept_per_step(1) == pytest.approx(0.731, abs=5e-4)
    assert half_life(1) == pytest.approx(2.2, abs=0.05)
    assert f"{left_after(1, 100):.1e}" == "2.5e-14"
    it = forget_half_life().set(bias=1.0, steps=100)
    assert it.figure.axes[0].get_title(loc="left") == "After 100 steps: 2.5·10⁻¹⁴ left"
    assert it.description == (
        "A step keeps σ(1) = 0.7311: half is gone after 2.21 steps, 2.5·10⁻¹⁴ left after 100; to keep half that long, "
        "bias 4.97."
    )


@pytest.mark.long
@pytest.mark.parametrize(("bias", "steps", "half", "needed"), [(5.0, 100, "103", 4.97), (0.9, 2, "2.03", 0.88)])
def test_a_half_life_beside_the_distance_is_not_shown_as_the_distance(bias, steps, half, needed):
    said = forget_half_life().set(bias=bias, steps=steps).description
    assert f"half is gone after {half} steps, 0.51 left after {steps}; to keep half that long, bias {needed}." in said


@pytest.mark.parametrize("bias", [-2.0, -0.7, 0.5, 1.0, 5.0, 7.3, 8.1, 9.0])
@pytest.mark.parametrize("steps", [1, 4, 100, 1000])
def test_what_a_step_keeps_is_told_in_digits_from_which_the_rest_comes_out(bias, steps):
    said = describe_forget_half_life(remember(bias, steps))
    keeps, half, left = re.search(r" = ([\d.]+): half is gone after (\S+) steps?, (.*) left after", said).groups()
    assert with_power(np.log(0.5) / np.log(float(keeps)), 3) == half
    if "less" not in left and left[:4] != "0.99":
        assert with_power(float(keeps) ** steps) == left


def test_the_curve_ends_where_the_reader_is():
    it = forget_half_life()
    for bias in (0.0, 5.0, -2.0):
        curve = it.set(bias=bias).figure.axes[1].lines[0]
        assert curve.get_xdata()[0] == -2 and curve.get_xdata()[-1] == bias
        assert curve.get_ydata()[-1] == pytest.approx(half_life(bias))


@pytest.mark.parametrize(("bias", "steps"), [(5.0, 100), (0.0, 1)])
def test_marks_at_one_place_are_all_seen(bias, steps):
    left, right = forget_half_life().set(bias=bias, steps=steps).figure.axes
    marks = [{line.get_marker(): line for line in ax.lines} for ax in (left, right)]
    for around, inside in ((marks[0]["o"], marks[0]["s"]), (marks[1]["s"], marks[1]["*"])):
        assert around.get_markerfacecolor() == "none" and around.get_markersize() >= inside.get_markersize() + 3


def test_steps_are_whole_and_one_is_one_step():
    it = forget_half_life()
    with undrawn(it):
        for steps in np.geomspace(1, 1000, 60):
            assert it.set(steps=float(steps)).values["steps"] % 1 == 0
    assert "half is gone after 1 step, " in it.set(bias=0.0, steps=1).description
    assert it.figure.axes[1].get_title(loc="left") == "Half-life 1 step"


@pytest.mark.parametrize("bias", [-2.0, 0.0, 1.0, 5.0, 9.0])
def test_after_its_half_life_half_is_left(bias):
    assert left_after(bias, half_life(bias)) == pytest.approx(0.5)
    assert bias_for(half_life(bias)) == pytest.approx(bias, abs=1e-9)


@pytest.mark.parametrize("steps", [1, 2, 10, 100, 1000])
def test_the_bias_that_holds_half(steps):
    assert left_after(bias_for(steps), steps) == pytest.approx(0.5)
    if steps >= 10:
        assert bias_for(steps) == pytest.approx(np.log(steps / np.log(2)), abs=0.05), "close to ln(T / ln 2)"


def test_ten_times_longer_takes_a_bias_larger_by_the_logarithm_of_ten():
    for steps in (10, 100, 1000):
        assert bias_for(10 * steps) - bias_for(steps) == pytest.approx(np.log(10), abs=0.04)


@pytest.mark.parametrize("bias", [-1.0, 1.0, 4.0])
def test_the_packages_cell_keeps_as_much_and_so_does_its_gradient(bias):
    cell = LSTM(1, 3, rng, forget_bias=bias, dtype=np.float64)
    cell.W.value[:] = cell.U.value[:] = 0  # nothing but biases in the gates, and g = tanh(0) = 0
    state = first = (np.zeros((1, 3)), rng.normal(size=(1, 3)))
    for _ in range(7):
        state, _ = cell.step(np.ones((1, 1)), state)
    np.testing.assert_allclose(state[1], first[1] * left_after(bias, 7))
    to_c = jacobians(cell, np.ones((7, 1)))[:, :, 3:]  # from c = 0: h = o tanh(c) has slope o = ½ there
    np.testing.assert_allclose(to_c[7], 0.5 * left_after(bias, 7) * np.eye(3))


def test_what_moves_the_gate_shortens_the_memory():
    """ln σ is concave: with the same mean, a gate that is moved up and down keeps less in the long run."""
    for bias in (-1.0, 1.0, 5.0):
        moved = bias + rng.normal(size=100_000)
        assert np.log(kept_per_step(moved)).mean() < np.log(kept_per_step(bias)) - 1e-3


@pytest.mark.long
def test_all_marks_lie_inside():
    it = forget_half_life()
    for _ in at_corners(it):
        for ax in it.figure.axes:
            for line in ax.lines:
                if line.get_marker() != "None":
                    (x,), (y,) = line.get_data()
                    assert ax.get_xlim()[0] <= x <= ax.get_xlim()[1] and ax.get_ylim()[0] <= y <= ax.get_ylim()[1]
        assert it.figure.axes[1].get_title(loc="left").split()[1] in it.description


@pytest.mark.long
def test_what_is_too_small_for_a_number_is_said():
    assert "less than 10⁻³⁰⁰ left after 1000" in forget_half_life().set(bias=-2.0, steps=1000).description


@pytest.mark.long
def test_it_opens_before_the_answer():
    assert forget_half_life().values == {"bias": 0.0, "steps": 4.0}
