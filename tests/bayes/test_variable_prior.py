"""The prior of networks of unknown size: its moments, its functions, the likelihood as SciPy's, bad input."""

import math

import numpy as np
import pytest
from helpers import close, refused
from scipy import stats

from course_nn.bayes import ArchitecturePrior, VariablePrior
from course_nn.bayes.variable_prior import VariableDraw

PRIOR = VariablePrior(2, 3, (2, 3), mu_a=0.5, var_a=0.25, sigma2=0.3, mu_beta=1.0, var_beta=2.0)
DRAWS = [PRIOR.draw(rng) for rng in [np.random.default_rng(0)] for _ in range(3000)]


def test_draws_have_the_shapes_of_their_units():
    for draw in DRAWS[:50]:
        assert (
            isinstance(draw, VariableDraw) and draw.gamma.shape == (2, draw.units) and draw.beta.shape == (draw.units,)
        )
        assert draw.a.shape == draw.mu_gamma.shape == (2,) and draw.S_gamma.shape == (2, 2)
    assert {draw.units for draw in DRAWS} == {0, 1, 2, 3}


def test_draws_follow_the_prior():
    """Each of these fails for one seed in a thousand, if the draws are right."""
    counts = np.bincount([draw.units for draw in DRAWS], minlength=4)
    assert stats.chisquare(counts, 3000 * ArchitecturePrior(3, (2, 3)).probabilities()).pvalue > 1e-3
    assert stats.kstest([draw.alpha for draw in DRAWS], stats.beta(2, 3).cdf).pvalue > 1e-3
    assert stats.kstest(np.concatenate([draw.a for draw in DRAWS]), stats.norm(0.5, 0.5).cdf).pvalue > 1e-3
    beta = np.concatenate([draw.beta for draw in DRAWS])
    assert stats.kstest(beta, stats.norm(1, math.sqrt(2)).cdf).pvalue > 1e-3
    z = np.hstack([np.linalg.solve(np.linalg.cholesky(d.S_gamma), d.gamma - d.mu_gamma[:, None]) for d in DRAWS])
    assert stats.kstest(z.ravel(), stats.norm.cdf).pvalue > 1e-3


def test_the_function_and_the_likelihood_are_those_of_the_formula():
    X, y = np.random.default_rng(1).normal(size=(5, 2)), np.arange(5.0)
    for draw in DRAWS[:20]:
        f = X @ draw.a
        for j in range(draw.units):
            f = f + draw.beta[j] / (1 + np.exp(-X @ draw.gamma[:, j]))
        close(PRIOR.predict(draw, X), f)
        close(PRIOR.log_likelihood(draw, X, y), stats.norm(f, math.sqrt(draw.sigma2)).logpdf(y).sum())
    rng = np.random.default_rng(2)
    assert PRIOR.functions(X, rng, 4).shape == (4, 5)
    close(PRIOR.functions(X, np.random.default_rng(0), 2), [PRIOR.predict(draw, X) for draw in DRAWS[:2]])


def test_tanh_is_taken_too():
    prior, X = VariablePrior(1, 1, 0.9, psi="tanh"), np.array([[0.3], [2.0]])
    draw = next(d for d in (prior.draw(np.random.default_rng(seed)) for seed in range(9)) if d.units)
    close(prior.predict(draw, X), X @ draw.a + np.tanh(X @ draw.gamma) @ draw.beta)


def test_it_shows_itself():
    assert repr(PRIOR) == "VariablePrior(d=2, largest=3, alpha=(2.0, 3.0))"


def changed(**parts):
    return PRIOR.checked(next(draw for draw in DRAWS if draw.units == 2)._replace(**parts))


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: VariablePrior(2, 0), "largest: expected a whole number at least 1"),
        (lambda: VariablePrior(0, 2), "expected a whole number at least 1"),
        (lambda: VariablePrior(2, 2, alpha=2), "alpha: expected a finite number"),
        (lambda: VariablePrior(2, 2, var_a=0), "var_a: expected a finite number above 0"),
        (lambda: VariablePrior(2, 2, mu_a=None), "mu_a: expected a number"),
        (lambda: VariablePrior(2, 2, C_gamma=-1.0), "positive definite"),
        (lambda: VariablePrior(2, 2, c_gamma=1.0), "degrees of freedom"),
        (lambda: PRIOR.draw(3), "expected a numpy.random.Generator"),
        (lambda: PRIOR.predict((1, 2), np.ones((3, 2))), "expected a VariableDraw, as draw"),
        (lambda: PRIOR.predict(DRAWS[0], np.ones((3, 1))), "X: expected shape"),
        (lambda: PRIOR.log_likelihood(DRAWS[0], np.ones((3, 2)), np.ones(2)), "y: expected shape"),
        (lambda: changed(gamma=np.ones((2, 3))), r"gamma: expected shape \(2, 2\)"),
        (lambda: changed(gamma=np.full((2, 2), np.nan)), "gamma: expected finite numbers"),
        (lambda: changed(beta=np.ones(4)), "expected a draw of at most 3 units, got one of 4"),
        (lambda: changed(a=np.ones(3)), r"a: expected shape \(2,\)"),
        (lambda: changed(sigma2=0.0), "sigma2: expected a finite number above 0"),
        (lambda: changed(alpha=1.0), "alpha: expected a finite number above 0 and below 1"),
    ],
)
def test_bad_calls(call, words):
    with refused(words):
        call()
