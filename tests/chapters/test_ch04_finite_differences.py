"""Finite differences: the formula's own error, the rounding, the best step between them, and a kink."""

import numpy as np
import pytest

from course_nn import check_layer
from course_nn.chapters.ch04_backpropagation.finite_differences import kink_quotients, step_size_errors
from course_nn.chapters.ch04_backpropagation.finite_differences_figure import draw_kink
from course_nn.layers import ReLU
from course_nn.plots import picture
from course_nn.widgets import finite_differences

POINTS = [round(0.1 * k, 1) for k in range(1, 16)]  # of the slider


@pytest.mark.parametrize("at", POINTS)
def test_the_best_steps_are_where_theory_says(at):
    """Centered: near the cube root of ε; one-sided: near the square root, and the error is larger there."""
    two, one = (step_size_errors(at, centered) for centered in (True, False))
    for kind, eps in (("float64", 2.0**-53), ("float32", 2.0**-24)):
        assert 0.3 < two["best"][kind] / eps ** (1 / 3) < 4
        assert 0.3 < one["best"][kind] / eps ** (1 / 2) < 4
        assert two["errors"][kind].min() < one["errors"][kind].min() / 10


def test_the_formulas_own_errors():
    two, one = (step_size_errors(1.0, centered) for centered in (True, False))
    h = two["h"]
    far = (h > 1e-3) & (h < 0.1)  # there the error is h²/6 times the third derivative
    np.testing.assert_allclose(two["errors"]["float64"][far], h[far] ** 2 / 6 * np.cos(1), rtol=0.002)
    middle = (h > 1e-6) & (h < 1e-2)  # there the error is h/2 times the second
    np.testing.assert_allclose(one["errors"]["float64"][middle], h[middle] / 2 * np.sin(1), rtol=0.01)


def test_a_small_step_is_lost_in_rounding():
    result = step_size_errors(1.0, False)
    h, errors = result["h"], result["errors"]
    # In float32, x + h is x below 3e-8, and the quotient is 0: the error is the derivative itself.
    np.testing.assert_allclose(errors["float32"][h < 1e-8], np.cos(1), rtol=0.001)
    small = h < 1e-10  # in float64 the error is about ε/h
    assert (errors["float64"][small] < 4e-16 / h[small]).all()
    assert errors["float64"][small].max() > 1e-4


def test_the_best_step_has_the_least_error_and_the_chosen_one_lies_on_the_curve():
    result = step_size_errors(0.5, True, h=1e-3)
    for name, error in result["errors"].items():
        assert error[result["h"] == result["best"][name]] == error.min()
        k = int(np.argmin(np.abs(result["h"] - 1e-3)))
        assert result["here"][name] == pytest.approx(error[k], rel=1e-6)


def test_a_kink_becomes_a_ramp():
    result = kink_quotients(steps=(0.5, 0.1))
    x = result["x"]
    np.testing.assert_array_equal(result["derivative"], np.where(x > 0, 1.0, 0.0))
    for h, quotient in result["quotients"].items():
        np.testing.assert_allclose(quotient, np.clip((x + h) / (2 * h), 0, 1), atol=1e-12)
    (ax,) = picture(draw_kink, result, "The jump of the slope becomes a ramp.", (6.4, 3.0)).figure.axes
    drawn = [line.get_ydata() for line in ax.lines]
    assert len(drawn) == 4 and all((-0.05 < y).all() and (y < 1.1).all() for y in drawn)


def test_a_right_gradient_fails_within_a_step_of_a_kink_only():
    for at in (1e-6, 9e-6, -9e-6):
        assert not check_layer(ReLU(), np.array([[at]]))
        assert check_layer(ReLU(), np.array([[at]]), step=abs(at) / 2)
    assert check_layer(ReLU(), np.array([[1.1e-5, -1.1e-5]]))


def test_it_opens_at_one_step_and_shows_the_best_when_asked_for():
    it = finite_differences()
    assert it.figure.axes[0].get_title(loc="left") == "Centered differences with the step h = 0.1"
    assert it.description == "With the step h = 0.1 the derivative is off by 9·10⁻⁴ in float32 and 9·10⁻⁴ in float64."
    best = "The best steps here are 6·10⁻³ in float32 and 6·10⁻⁶ in float64."
    assert it.set(whole=True).description.startswith(f"{best} With the step h = 0.1 the derivative is off by ")
    assert it.set(centered=False).figure.axes[0].get_title(loc="left").startswith("One-sided differences")


def test_the_chosen_step_is_marked_among_all_steps_as_well():
    it = finite_differences().set(whole=True)
    pictures = {it.set(h=h).png() for h in (1e-14, 1e-8, 0.1, 1.0)}
    assert len(pictures) == 4, "the slider of h moves nothing"
    (ax,) = it.set(h=1e-3).figure.axes
    marks = [line.get_data() for line in ax.lines if line.get_markerfacecolor() == "none"]
    assert [(x[0], y[0]) for x, y in marks] == [(it.result["at"], error) for error in it.result["here"].values()]
    assert it.result["at"] == pytest.approx(1e-3) and "h = 10⁻³ the derivative" in it.description


@pytest.mark.parametrize("at", POINTS)
def test_below_a_step_float32_adds_nothing_and_the_error_is_the_derivative(at):
    for centered in (True, False):
        result = step_size_errors(at, centered)
        flat = result["errors"]["float32"][result["h"] < 3e-9]
        assert np.ptp(flat) == 0 and flat[0] == pytest.approx(np.cos(at), rel=0.1)


@pytest.mark.long
def test_all_that_is_drawn_lies_inside():
    it = finite_differences()
    for at in (0.1, 1.0, 1.5):
        for corner in it.corners():
            (ax,) = it.set(**corner | {"at": at}).figure.axes
            (left, right), (low, high) = ax.get_xlim(), ax.get_ylim()
            assert ax.lines
            for line in ax.lines:
                x, y = (np.asarray(part, float) for part in line.get_data())
                assert ((left <= x) & (x <= right) & (low <= y) & (y <= high)).all(), corner
