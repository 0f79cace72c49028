"""The third witness: a formula on the autodiff engine gives the output and gradients that SymPy finds."""

import numpy as np
import pytest

from course_nn.symbolic import absolute, cos, derivation, derive, exp, if_positive, log, maximum, sigmoid, sin, tanh
from course_nn.symbolic.witness import FUNCTIONS, autodiff_gradients

Z = np.array([-1.7, -0.4, 0.3, 2.1])
FORMULAS = {
    "exp": lambda z: exp(-(z**2)),
    "log": lambda z: log(1 + z**2),
    "tanh": lambda z: tanh(z) / 3,
    "sin": lambda z: z * sin(z),
    "cos": lambda z: cos(2 * z),
    "sigma": lambda z: z * sigmoid(z),
    "root": lambda z: (1 + z**2) ** 0.5,
    "max": lambda z: maximum(z, 0) + maximum(-0.5, z),
    "abs": lambda z: absolute(z) * z,
    "piecewise": lambda z: if_positive(z, z**2, -3 * z),
    "nested pieces": lambda z: if_positive(z - 1, 5 * z, if_positive(z, z**3, 1)),
    "constant": lambda z: 0 * z + 4,
}


@pytest.mark.parametrize("name", FORMULAS)
def test_output_and_gradient_are_those_of_sympy(name):
    d = derive(FORMULAS[name], output="a", z=(4,))
    da = np.array([1.0, -2.0, 0.5, 3.0])
    a, gradients = autodiff_gradients(d, {"z": Z}, da)
    expected_a, expected = d.evaluate(z=Z, da=da)
    np.testing.assert_allclose(a, expected_a, rtol=1e-12)
    np.testing.assert_allclose(gradients["z"], expected["z"], rtol=1e-12, atol=1e-14)


def test_against_formulas_written_in_numpy():
    """Not only equal to SymPy's: what both say is true."""
    x, y, dy = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([0.5, -1.0]), np.array([1.0, 10.0])
    d = derive(lambda x, y: tanh(x @ y), output="p", x=(2, 2), y=(2,))
    p, gradients = autodiff_gradients(d, {"x": x, "y": y}, dy)
    np.testing.assert_allclose(p, np.tanh(x @ y), rtol=1e-14)
    slope = dy * (1 - np.tanh(x @ y) ** 2)
    np.testing.assert_allclose(gradients["x"], np.outer(slope, y), rtol=1e-13)
    np.testing.assert_allclose(gradients["y"], x.T @ slope, rtol=1e-13)


@pytest.mark.long
def test_named_values_go_through_the_engine_one_by_one():
    d = derivation("LSTM")
    rng = np.random.default_rng(3)
    numbers = {name: rng.normal(size=d[name].shape) for name in d.inputs}
    dy = rng.normal(size=d[d.output].shape)
    y, gradients = autodiff_gradients(d, numbers, dy)
    expected_y, expected = d.evaluate(**numbers, **{f"d{d.output}": dy})
    np.testing.assert_allclose(y, expected_y, rtol=1e-12)
    assert set(gradients) == set(d.inputs)
    for name in gradients:
        np.testing.assert_allclose(gradients[name], expected[name], rtol=1e-10, atol=1e-13)


def test_a_single_number_needs_no_upstream_gradient():
    d = derive(lambda w: (w**2).sum(), output="J", w=(3,))
    J, gradients = autodiff_gradients(d, {"w": [1.0, -2.0, 3.0]})
    assert J == 14 and gradients["w"].tolist() == [2, -4, 6]


def test_constants_have_no_gradient():
    d = derive(lambda w, x: w * x, output="y", w=(2,), constants={"x": (2,)})
    _, gradients = autodiff_gradients(d, {"w": [1.0, 2.0], "x": [3.0, 4.0]}, [1.0, 1.0])
    assert list(gradients) == ["w"] and gradients["w"].tolist() == [3, 4]


def test_every_function_of_the_table_is_tried_here():
    assert {function.__name__ for function in FUNCTIONS} <= set(FORMULAS)
