"""Finite differences: the formula's own error, the rounding, and the best step between them."""

import numpy as np

from course_nn.chapters.ch04_backpropagation.finite_differences import step_size_errors
from course_nn.chapters.ch04_backpropagation.finite_differences_figure import describe_finite_differences
from course_nn.widgets import finite_differences


def test_the_best_steps_are_where_theory_says():
    errors = step_size_errors(1.0, True)
    assert 1e-6 < errors["best"]["float64"] < 1e-4 and 1e-3 < errors["best"]["float32"] < 5e-2
    one_sided = step_size_errors(1.0, False)
    assert 1e-9 < one_sided["best"]["float64"] < 1e-7
    far = errors["h"] > 1e-3  # there the error is h²/6 |f'''|
    np.testing.assert_allclose(errors["errors"]["float64"][far], errors["h"][far] ** 2 / 6 * np.cos(1), rtol=0.06)


def test_one_sided_differences_have_an_error_of_the_first_order():
    result = step_size_errors(1.0, False)
    middle = (result["h"] > 1e-6) & (result["h"] < 1e-2)  # there the error is h/2 |f''|
    np.testing.assert_allclose(result["errors"]["float64"][middle], result["h"][middle] / 2 * np.sin(1), rtol=0.01)


def test_a_small_step_is_lost_in_rounding():
    result = step_size_errors(1.0, False)
    h, errors = result["h"], result["errors"]
    # In float32, 1 + h is 1 below 6e-8, and the quotient is 0.
    np.testing.assert_allclose(errors["float32"][h < 1e-8], np.cos(1), rtol=1e-12)
    # In float64 the error is up to about ε/h.
    small = h < 1e-10
    assert (errors["float64"][small] < 4e-16 / h[small]).all()
    assert errors["float64"][small].max() > 1e-4


def test_the_best_step_has_the_least_error():
    result = step_size_errors(0.5, True)
    for name, error in result["errors"].items():
        assert error[result["h"] == result["best"][name]] == error.min()


def test_the_sentence_and_the_title():
    said = describe_finite_differences({"best": {"float32": 0.00631, "float64": 6.3e-6}})
    assert said == "The best steps here are float32: 6e-03, float64: 6e-06."
    it = finite_differences()
    assert it.figure.axes[0].get_title(loc="left").startswith("Centered differences")
    assert it.set(centered=False).figure.axes[0].get_title(loc="left").startswith("One-sided differences")
