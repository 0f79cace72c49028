"""The prior over shallow networks: SciPy's densities, moments of its draws, what is held fixed, bad input."""

import numpy as np
import pytest
import scipy.stats
from helpers import close, refused

from course_nn.bayes.priors import PSI, Draw, ShallowPrior

A = np.array([[1.0, 0.3], [0.3, 0.5]])
RICH = {"a_beta": 0.5, "A_beta": 2.0, "c_b": 9.0, "C_b": 0.7, "a_gamma": [1.0, -1.0], "A_gamma": A, "c_gamma": 9.0}
RICH |= {"C_gamma": A + np.eye(2), "s": 11.0, "S": 0.3}


def rng(seed=0):
    return np.random.default_rng(seed)


def test_the_density_is_that_of_the_model_as_it_is_written():
    """Each line of the model with SciPy's distribution; covariances inverted as the formula has them."""
    prior = ShallowPrior(2, 3, **RICH)
    stats, norm = scipy.stats, scipy.stats.norm
    for seed in range(3):
        t = prior.draw(rng(seed))
        wanted = norm(t.mu_beta, np.sqrt(t.var_beta)).logpdf(t.beta).sum()
        wanted += stats.multivariate_normal(t.mu_gamma, t.S_gamma).logpdf(t.gamma.T).sum()
        wanted += norm(0.5, np.sqrt(2)).logpdf(t.mu_beta)
        wanted += stats.gamma(9 / 2, scale=2 / (9 * 0.7)).logpdf(1 / t.var_beta)
        wanted += stats.multivariate_normal([1, -1], A).logpdf(t.mu_gamma)
        wanted += stats.wishart(9, np.linalg.inv(9 * (A + np.eye(2)))).logpdf(np.linalg.inv(t.S_gamma))
        wanted += stats.gamma(11 / 2, scale=2 / (11 * 0.3)).logpdf(1 / t.sigma2)
        close(prior.log_density(t), wanted, 1e-8)


@pytest.mark.long
def test_the_draws_have_the_models_moments():
    """E 1/σ² = 1/S, E 1/σ_β² = 1/C_b, E S_γ⁻¹ = C_γ⁻¹, E μ = a; γ and β spread as S_γ and σ_β² say."""
    prior, draw, n = ShallowPrior(2, 3, **RICH), rng(), 4000
    t = [prior.draw(draw) for _ in range(n)]
    numbers = {
        "1/σ²": ([1 / x.sigma2 for x in t], 1 / 0.3),
        "1/σ_β²": ([1 / x.var_beta for x in t], 1 / 0.7),
        "μ_β": ([x.mu_beta for x in t], 0.5),
        "(μ_β − a)²": ([(x.mu_beta - 0.5) ** 2 for x in t], 2.0),
        "μ_γ": ([x.mu_gamma[1] for x in t], -1.0),
        "its covariance": ([(x.mu_gamma[0] - 1) * (x.mu_gamma[1] + 1) for x in t], 0.3),
        "S_γ⁻¹": ([np.linalg.inv(x.S_gamma)[0, 1] for x in t], np.linalg.inv(A + np.eye(2))[0, 1]),
        "β": ([((x.beta - x.mu_beta) ** 2).mean() / x.var_beta for x in t], 1.0),
        "γ": ([_mahalanobis(x) for x in t], 2.0),
    }
    for name, (values, wanted) in numbers.items():
        error = np.std(values) / np.sqrt(n)
        assert abs(np.mean(values) - wanted) < 4.5 * error, (name, np.mean(values), wanted, error)


def _mahalanobis(t):
    away = t.gamma.T - t.mu_gamma
    return np.einsum("ji,ik,jk->j", away, np.linalg.inv(t.S_gamma), away).mean()


@pytest.mark.parametrize("psi", PSI)
def test_functions_are_sums_of_units(psi):
    prior, X = ShallowPrior(2, 3, psi=psi), rng(1).normal(size=(5, 2))
    t = prior.draw(rng(2))
    unit = {"logistic": lambda z: 1 / (1 + np.exp(-z)), "tanh": np.tanh}[psi]
    wanted = sum(t.beta[j] * unit(X @ t.gamma[:, j]) for j in range(3))
    close(prior.features(X, t.gamma) @ t.beta, wanted)
    close(prior.functions(X, rng(2), 4)[0], wanted)
    y = rng(3).normal(size=5)
    close(prior.log_likelihood(t, X, y), scipy.stats.norm(wanted, np.sqrt(t.sigma2)).logpdf(y).sum())


def test_logistic_is_finite_and_silent_for_all_z():
    close(PSI["logistic"](np.array([-1e4, 0.0, 1e4])), [0, 0.5, 1])


def test_what_is_held_fixed_stays():
    held = {"mu_beta": 1.0, "var_beta": 2.0, "mu_gamma": [1.0, 2.0], "S_gamma": A, "sigma2": 0.25}
    prior = ShallowPrior(2, 3, **held)
    t = prior.draw(rng())
    assert all(np.array_equal(getattr(t, name), value) for name, value in held.items())
    wanted = scipy.stats.norm(1, np.sqrt(2)).logpdf(t.beta).sum()
    wanted += scipy.stats.multivariate_normal([1, 2], A).logpdf(t.gamma.T).sum()
    close(prior.log_density(t), wanted, 1e-9)
    for name in held:  # each alone
        one = ShallowPrior(2, 3, **{name: held[name]}).draw(rng())
        assert np.array_equal(getattr(one, name), held[name])
        others = [other for other in held if other != name]
        assert all(not np.array_equal(getattr(one, other), held[other]) for other in others)


@pytest.mark.parametrize(
    "call, words",
    [
        (lambda: ShallowPrior(2, 0), "m, the number of units: expected a whole number at least 1"),
        (lambda: ShallowPrior(0, 2), "d, the number of inputs"),
        (lambda: ShallowPrior(2, 2, A_gamma=[[1, 2], [2, 1]]), "A_gamma: expected a positive definite"),
        (lambda: ShallowPrior(2, 2, C_gamma=-1), "C_gamma: expected a positive definite"),
        (lambda: ShallowPrior(2, 2, S_gamma=[[1, 1], [0, 1]]), "S_gamma: expected a symmetric"),
        (lambda: ShallowPrior(2, 2, S_gamma=np.eye(3)), r"S_gamma: expected shape \(2, 2\) or a number"),
        (lambda: ShallowPrior(2, 2, A_gamma=[1, 2]), "A_gamma: expected an array with 0 or 2"),
        (lambda: ShallowPrior(3, 2, c_gamma=2), "c_gamma: expected more than 2 degrees of freedom"),
        (lambda: ShallowPrior(2, 2, c_b=0), "c_b: expected a finite number above 0"),
        (lambda: ShallowPrior(2, 2, S=np.nan), "S: expected a finite number above 0"),
        (lambda: ShallowPrior(2, 2, a_gamma=[1, 2, 3]), r"a_gamma: expected shape \(2,\)"),
        (lambda: ShallowPrior(2, 2, sigma2=0), "sigma2: expected a finite number above 0"),
        (lambda: ShallowPrior(2, 2, var_beta="1"), "var_beta: expected a number"),
        (lambda: ShallowPrior(2, 2, psi="logistc"), "did you mean 'logistic'"),
        (lambda: ShallowPrior(2, 2).draw(1), "Generator"),
        (lambda: ShallowPrior(2, 2).functions(np.ones((3, 1)), rng(), 2), r"X: expected shape \(n, 2\)"),
        (lambda: ShallowPrior(2, 2).functions(np.ones((3, 2)), rng(), 0), "count"),
        (lambda: ShallowPrior(2, 2).features(np.ones((3, 2)), np.ones((3, 2))), r"gamma: expected shape \(2, n\)"),
        (lambda: ShallowPrior(2, 2).log_density(3), "expected a Draw"),
        (lambda: ShallowPrior(2, 2).log_density(ShallowPrior(2, 3).draw(rng())), r"gamma: expected shape \(2, 2\)"),
        (lambda: ShallowPrior(2, 2).log_likelihood(_ruined(), np.ones((3, 2)), np.ones(3)), "sigma2: expected a fin"),
        (lambda: ShallowPrior(2, 2).log_likelihood(_draw(), np.ones((3, 2)), np.ones(2)), r"y: expected shape \(3,\)"),
    ],
)
def test_bad_calls_get_a_sentence(call, words):
    with refused(words):
        call()


def _draw():
    return ShallowPrior(2, 2).draw(rng())


def _ruined():
    return Draw(**_draw()._asdict() | {"sigma2": -1.0})
