"""The draw and −ELBO in the table, and the KL that SymPy derives from its integral."""

import numpy as np
import pytest
import sympy as sp
from formula_cases import check_row, check_textbook, rows_of, with_textbook
from helpers import close

from course_nn.elbo import gaussian_kl
from course_nn.symbolic import formulas_of_codes, gradient_table
from course_nn.symbolic.formulas_of_codes import KLOfGaussians, kl_of_gaussians

NAMES = rows_of(formulas_of_codes)


@pytest.fixture(scope="module")
def table():
    return gradient_table(NAMES)


def test_the_rows():
    assert {"GaussianSample", "NegativeElbo", "NegativeElbo, bernoulli"} == set(NAMES) == set(with_textbook(NAMES))


@pytest.mark.parametrize("name", NAMES)
def test_derived_implemented_autodiff_numeric(name, table):
    check_row(table, name)


@pytest.mark.parametrize("name", NAMES)
def test_the_derived_gradient_is_that_of_the_textbook(name):
    check_textbook(name)


def test_sympy_derives_the_kl_and_it_is_the_formula_of_the_package():
    kl = kl_of_gaussians()
    assert kl.proven and kl is kl_of_gaussians()
    rng = np.random.default_rng(0)
    mean, log_variance = rng.normal(size=(50, 3)), rng.normal(0, 2, (50, 3))
    close(kl.evaluate(mean, log_variance).sum(axis=1), gaussian_kl(mean, log_variance))


def test_its_slopes_are_those_of_the_loss():
    """∂KL/∂μ = μ and ∂KL/∂log σ² = ½ (σ² − 1)."""
    kl, log_variance = kl_of_gaussians(), sp.Symbol("l", real=True)
    assert sp.simplify(sp.diff(kl.derived, kl.mu) - kl.mu) == 0
    by_log = sp.diff(kl.derived.subs(kl.sigma, sp.exp(log_variance / 2)), log_variance)
    assert sp.simplify(by_log - (sp.exp(log_variance) - 1) / 2) == 0


def test_it_shows_itself_and_nothing_that_is_not_proven():
    kl = KLOfGaussians()
    latex, formula = kl._repr_latex_(), r"\tfrac{1}{2} (\mu^2 + \sigma^2 - 1 - \log \sigma^2)"
    assert latex.startswith("$$") and latex.endswith("$$") and latex.count("{") == latex.count("}")
    assert formula in latex and len(latex) < 1_500 and "proven" in repr(kl)
    kl.derived += kl.mu
    assert not kl.proven and formula not in kl._repr_latex_() and "not proven" in repr(kl)
