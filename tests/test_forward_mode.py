"""Dual numbers against the derivatives known from calculus, and against reverse mode."""

import numpy as np
import pytest
from helpers import refused

from course_nn import autodiff, forward_mode
from course_nn.autodiff import Variable
from course_nn.forward_mode import Dual

X = np.array([0.3, 0.7, 1.9])
KNOWN = {
    "polynomial": (lambda x: 3 * x**3 - x / 2 + 1, lambda x: 9 * x**2 - 0.5),
    "quotient": (lambda x: (1 - x) / (1 + x) + 2 / x, lambda x: -2 / (1 + x) ** 2 - 2 / x**2),
    "exp": (lambda x: forward_mode.exp(-x), lambda x: -np.exp(-x)),
    "log": (lambda x: x * forward_mode.log(x), lambda x: np.log(x) + 1),
    "tanh": (lambda x: forward_mode.tanh(x), lambda x: 1 / np.cosh(x) ** 2),
    "sin cos": (lambda x: forward_mode.sin(x) * forward_mode.cos(x), lambda x: np.cos(2 * x)),
    "subtract": (lambda x: 5 - x - 2, lambda x: -np.ones(3)),
}


@pytest.mark.parametrize("name", KNOWN)
def test_values_of_numpy_and_derivatives_known_from_calculus(name, monkeypatch):
    formula, derivative = KNOWN[name]
    result = formula(Dual(X, np.ones(3)))
    np.testing.assert_allclose(result.slope, derivative(X), rtol=1e-13)
    for function in ("exp", "log", "tanh", "sin", "cos"):
        monkeypatch.setattr(forward_mode, function, getattr(np, function))
    np.testing.assert_allclose(result.value, formula(X), rtol=1e-13)


def test_one_forward_pass_for_each_weight_gives_the_gradient_of_one_backward_pass():
    rng = np.random.default_rng(0)
    x, W, y = rng.normal(size=(5, 3)), rng.normal(size=(3, 2)), rng.normal(size=(5, 2))
    w = Variable(W)
    ((autodiff.tanh(x @ w) - y) ** 2).mean().backward()
    for index in np.ndindex(W.shape):
        direction = np.zeros(W.shape)
        direction[index] = 1
        J = ((forward_mode.tanh(x @ Dual(W, direction)) - y) ** 2).mean()
        assert J.slope == pytest.approx(w.grad[index], abs=1e-14)


def test_matrix_times_dual_on_either_side():
    A = np.arange(6.0).reshape(2, 3)
    d = Dual(np.eye(3), np.ones((3, 3)))
    np.testing.assert_array_equal((A @ d).slope, A @ np.ones((3, 3)))
    np.testing.assert_array_equal((d @ A.T).slope, np.ones((3, 3)) @ A.T)
    assert d.sum().slope == 9


def test_powers_at_zero():
    for k, slope in ((0, 0), (1, 1), (2, 0)):
        assert (Dual(0.0, 1.0) ** k).slope == slope


def test_the_slope_of_a_mean_is_the_mean_of_the_slopes():
    J = Dual(X, [1.0, 2.0, 6.0]).mean()
    assert J.value == pytest.approx(X.mean()) and J.slope == 3


def test_bad_input_gets_a_sentence():
    with refused(r"slope of the value's shape \(3,\), got \(2,\)"):
        Dual(X, [1.0, 2.0])
    with refused("exponent"):
        Dual(X) ** "two"
