"""β's conditional distribution by SymPy: proven, equal to the regression of the library in numbers, and refutable."""

import numpy as np
import pytest
import sympy as sp
from helpers import close, refused

from course_nn.bayes import NormalRegression
from course_nn.symbolic import conditional_of_beta


@pytest.mark.long
@pytest.mark.parametrize("n, m", [(1, 1), (3, 2), (1, 2)])
def test_it_is_proven_and_that_of_the_regression(n, m):
    found = conditional_of_beta(n, m)
    assert found.proven
    rng = np.random.default_rng(n)
    Phi, y = rng.normal(size=(n, m)), rng.normal(size=n)
    mean, precision = found.evaluate(Phi, y, sigma2=0.3, mu=0.7, tau2=2.0)
    wanted = NormalRegression(0.7, 2.0).posterior(Phi, y, 0.3)
    close(mean, wanted.mean, 1e-9)
    close(precision, wanted.L @ wanted.L.T)


def test_a_density_that_is_no_square_is_not_proven():
    for spoil in (lambda c: c.beta[0] ** 4, lambda c: c.beta[0] * c.y[0], lambda c: c.beta[0] * c.beta[1]):
        found = conditional_of_beta(1, 2)
        found.log_joint = found.log_joint - spoil(found)
        found.__dict__["mean"] = conditional_of_beta(1, 2).mean  # SymPy need not solve what has no closed form
        assert not found.proven
        assert "sim N" not in found._repr_latex_()


@pytest.mark.long
def test_it_shows_itself():
    found = conditional_of_beta()
    assert found._repr_latex_().count("&=") == 2 and r"\beta \mid y &\sim N" in found._repr_latex_()
    assert repr(found) == "<the conditional of 2 coefficients given 3 observations>"
    assert sp.diff(found.log_joint, found.beta[0]).has(found.tau), "the joint density itself is there to work with"


@pytest.mark.parametrize(
    "call, words",
    [
        (lambda: conditional_of_beta(0), "n: expected a whole number at least 1"),
        (lambda: conditional_of_beta(2, 1.5), "m: expected a whole number"),
        (lambda: conditional_of_beta().evaluate(np.ones((2, 2)), [1, 2, 3], 1, 0, 1), r"Phi: expected shape \(3, 2\)"),
        (lambda: conditional_of_beta().evaluate(np.ones((3, 2)), [1, 2], 1, 0, 1), r"y: expected shape \(3,\)"),
        (lambda: conditional_of_beta().evaluate(np.ones((3, 2)), [1, 2, 3], 0, 0, 1), "sigma2: expected"),
        (lambda: conditional_of_beta().evaluate(np.ones((3, 2)), [1, 2, 3], 1, np.nan, 1), "mu: expected"),
        (lambda: conditional_of_beta().evaluate(np.ones((3, 2)), [1, 2, 3], 1, 0, -1), "tau2: expected"),
    ],
)
def test_bad_calls_get_a_sentence(call, words):
    with refused(words):
        call()
