"""Chapter 12: answers to its exercises as students write them, right and wrong."""

from itertools import combinations

import numpy as np
import pytest
from answers import rows, told
from scipy import stats

from course_nn.bayes import NormalRegression
from course_nn.chapters.ch12_bayesian import bug_hunt_of_chains, bug_hunt_of_sweeps
from course_nn.chapters.ch12_bayesian import exercise_metropolis_step as metropolis
from course_nn.exercises import EXERCISES, check


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_NN_HOME", str(tmp_path))


WHOLE = """r = y - Phi @ beta
n, m = Phi.shape
likelihood = -(r @ r) / (2 * sigma**2) - n * (np.log(sigma) + np.log(2 * np.pi) / 2)
prior = -(beta @ beta) / (2 * tau**2) - m * (np.log(tau) + np.log(2 * np.pi) / 2)
return likelihood + prior"""
POSTERIOR = (
    "log_posterior",
    [
        WHOLE,
        "def log_normal(x, s):\n    return -0.5 * np.sum((x / s) ** 2) - x.size * np.log(s * np.sqrt(2 * np.pi))\n"
        "return log_normal(y - Phi @ beta, sigma) + log_normal(beta, tau)",
        "from scipy.stats import norm\nfit = norm.logpdf(y, Phi @ beta, sigma)\n"
        "return fit.sum() + norm.logpdf(beta, 0, tau).sum()",
        """
        import math
        total = 0.0
        for i in range(len(y)):
            mean = sum(Phi[i, j] * beta[j] for j in range(len(beta)))
            total += -(y[i] - mean) ** 2 / (2 * sigma**2) - math.log(sigma) - math.log(2 * math.pi) / 2
        for b in beta:
            total += -b**2 / (2 * tau**2) - math.log(tau) - math.log(2 * math.pi) / 2
        return total
        """,
        "z = np.concatenate([(Phi @ beta - y) / sigma, beta / tau])\n"
        "return -0.5 * (z @ z + z.size * np.log(2 * np.pi)) - y.size * np.log(sigma) - beta.size * np.log(tau)",
    ],
    [
        ("likelihood + prior", "likelihood", "the likelihood alone"),
        ("likelihood + prior", "prior", "the prior alone"),
        ("likelihood + prior", "likelihood - prior", "the prior subtracted"),
        ("likelihood + prior", "likelihood * prior", "multiplied"),
        ("likelihood + prior", "np.exp(likelihood) * np.exp(prior)", "no logarithm"),
        (
            "",
            "from scipy.stats import norm\nfit = np.prod(norm.pdf(y, Phi @ beta, sigma))\n"
            "return np.log(fit * np.prod(norm.pdf(beta, 0, tau)))",
            "the logarithm of the product",
        ),
        ("return likelihood + prior", "return -likelihood - prior", "a loss"),
        (" - n * (np.log(sigma) + np.log(2 * np.pi) / 2)", "", "no constants of the likelihood"),
        (" - m * (np.log(tau) + np.log(2 * np.pi) / 2)", "", "no constants of the prior"),
        ("", "r = y - Phi @ beta\nreturn -r @ r / (2 * sigma**2) - beta @ beta / (2 * tau**2)", "no constants"),
        (" + np.log(2 * np.pi) / 2", "", "no logarithm of 2 pi"),
        ("np.log(2 * np.pi) / 2", "np.log(2 * np.pi)", "2 pi whole"),
        (" / 2)", ")", "2 pi whole"),
        ("**2)", ")", "not squared"),
        ("2 * sigma**2", "sigma**2", None),
        ("(2 * ", "(1 * ", None),
        ("n, m = Phi.shape", "n = m = 1", "constants once"),
        ("n, m = Phi.shape", "m, n = Phi.shape", "counts exchanged"),
        ("n, m = Phi.shape", "n, m = Phi.shape\nsigma, tau = tau, sigma", "scales exchanged"),
        ("n, m = Phi.shape", "n, m = Phi.shape\nsigma, tau = np.sqrt(sigma), np.sqrt(tau)", "variances throughout"),
        ("likelihood + prior", "likelihood + n * prior", "prior for each of the data"),
        ("likelihood + prior", "likelihood / n + prior", "mean over the data"),
        ("likelihood + prior", "(likelihood + prior) / n", "mean of all"),
        ("(r @ r)", "r.sum()", "residuals not squared"),
        ("(beta @ beta)", "np.abs(beta).sum()", "absolute weights"),
        ("= -(", "= (", "exponents of the wrong sign"),
        (" - n * (", " + n * (", None),
        ("y - Phi @ beta", "y - Phi * beta", "shape"),
        ("return likelihood + prior", "print(likelihood + prior)", "prints"),
        ("return likelihood + prior", "total = likelihood + prior", "no return"),
        ("return likelihood + prior", "return beta", "shape"),
    ],
)
INVERSE = """m = Phi.shape[1]
precision = Phi.T @ Phi / sigma2 + np.eye(m) / tau2
covariance = np.linalg.inv(precision)
mean = covariance @ (Phi.T @ y / sigma2 + mu / tau2)
return mean, covariance"""
CONDITIONAL = (
    "conditional_of_beta",
    [
        INVERSE,
        "m = len(mu)\nA = Phi.T @ Phi + sigma2 / tau2 * np.eye(m)\n"
        "return np.linalg.solve(A, Phi.T @ y + sigma2 / tau2 * mu), sigma2 * np.linalg.inv(A)",
        "n, m = Phi.shape\nK = tau2 * Phi @ Phi.T + sigma2 * np.eye(n)\ngain = tau2 * np.linalg.solve(K, Phi).T\n"
        "return mu + gain @ (y - Phi @ mu), tau2 * np.eye(m) - gain @ Phi * tau2",
        "L = np.linalg.cholesky(Phi.T @ Phi / sigma2 + np.eye(len(mu)) / tau2)\nR = np.linalg.inv(L)\nC = R.T @ R\n"
        "return C @ (y @ Phi / sigma2 + mu / tau2), C",
        """
        P = np.eye(len(mu)) / tau2
        h = mu / tau2
        for phi, t in zip(Phi, y):
            P = P + np.outer(phi, phi) / sigma2
            h = h + phi * t / sigma2
        return np.linalg.solve(P, h), np.linalg.inv(P)
        """,
    ],
    [
        ("return mean, covariance", "return mean, precision", "the precision"),
        ("return mean, covariance", "return covariance, mean", "exchanged"),
        (" + mu / tau2", "", "the prior's mean left out"),
        ("mu / tau2", "mu", "mu not divided"),
        ("mu / tau2", "mu * tau2", "mu times the variance"),
        (" + mu / tau2", " - mu / tau2", "mu subtracted"),
        (
            "covariance @ (Phi.T @ y / sigma2 + mu / tau2)",
            "mu + covariance @ (Phi.T @ y / sigma2)",
            "mu added at the end",
        ),
        ("Phi.T @ y / sigma2", "Phi.T @ y", "data without their precision"),
        (" / sigma2", "", "noise of variance 1"),
        (" / sigma2", " * sigma2", "data multiplied by the variance"),
        (" / tau2", " * tau2", "prior multiplied by the variance"),
        ("m = Phi.shape[1]", "m = Phi.shape[1]\nsigma2, tau2 = tau2, sigma2", "exchanged variances"),
        ("m = Phi.shape[1]", "m = Phi.shape[1]\nsigma2, tau2 = sigma2**2, tau2**2", "squared variances"),
        ("m = Phi.shape[1]", "m = Phi.shape[1]\nsigma2, tau2 = sigma2**0.5, tau2**0.5", "roots"),
        ("m = Phi.shape[1]", "m = Phi.shape[1]\nsigma2, tau2 = 1.0, tau2 / sigma2", "a ridge without the noise"),
        ("np.eye(m) / tau2", "1 / tau2", "ones everywhere"),
        ("return mean, covariance", "return mean, np.diag(covariance)", "the diagonal"),
        ("return mean, covariance", "return mean, np.diag(np.diag(covariance))", "variances only"),
        ("return mean, covariance", "return mean, np.linalg.cholesky(covariance)", "a root"),
        ("Phi.T @ Phi / sigma2 +", "Phi.T @ Phi / (len(y) * sigma2) +", None),
        ("Phi.T @ Phi", "Phi @ Phi.T", None),
        ("return mean, covariance", "return mean", "one instead of several"),
        ("return mean, covariance", "print(mean, covariance)", "prints"),
        (
            "",
            "C = np.linalg.pinv(Phi.T @ Phi / sigma2)\nreturn C @ Phi.T @ y / sigma2, C",
            "prior left out",
        ),
    ],
)
STEP = (
    "metropolis_step",
    [
        "return proposal if np.log(u) < log_p_proposal - log_p else x",
        "return proposal if u < np.exp(min(0, log_p_proposal - log_p)) else x",
        "if log_p_proposal >= log_p:\n    return proposal\nif u <= np.exp(log_p_proposal - log_p):\n"
        "    return proposal\nreturn x.copy()",
        "import math\na = min(1.0, math.exp(log_p_proposal - log_p))\nreturn np.where(u < a, proposal, x)",
        "keep = np.log(u) >= log_p_proposal - log_p\nreturn [x_i if keep else p_i for x_i, p_i in zip(x, proposal)]",
    ],
    [
        ("np.log(u) < log_p_proposal - log_p", "True", "always"),
        ("proposal if np.log(u) < log_p_proposal - log_p else x", "x", "never"),
        ("np.log(u) < log_p_proposal - log_p", "log_p_proposal > log_p", "uphill only"),
        ("np.log(u) < log_p_proposal - log_p", "np.log(u) < log_p - log_p_proposal", "downhill"),
        ("<", ">", "the other way around"),
        ("return proposal if", "return x if", None),
        ("np.log(u)", "u", "u without its logarithm"),
        ("np.log(u) < log_p_proposal - log_p", "u < log_p_proposal / log_p", "a quotient of logarithms"),
        (" - log_p else", " / log_p else", "log u and a quotient"),
        ("np.log(u)", "np.log2(u)", "base 2"),
        ("np.log(u) < log_p_proposal - log_p", "u < 2 ** (log_p_proposal - log_p)", "base 2"),
        ("np.log(u)", "np.log10(u)", "base 10"),
        ("np.log(u) < log_p_proposal - log_p", "u < 10 ** (log_p_proposal - log_p)", "base 10"),
        ("log_p_proposal - log_p else", "2 * (log_p_proposal - log_p) else", "the ratio squared"),
        ("np.log(u) < log_p_proposal - log_p", "np.sqrt(u) < np.exp(log_p_proposal - log_p)", "the ratio squared"),
        (
            "np.log(u) < log_p_proposal - log_p",
            "np.exp(log_p) > 0 and u < np.exp(log_p_proposal) / np.exp(log_p)",
            "underflow",
        ),
        ("np.log(u)", "np.log(0.5)", "one half"),
        (" - log_p else", " else", "the proposal's density alone"),
        (" - log_p else", " + log_p else", "a sum of logarithms"),
        ("np.log(u)", "np.log(1 - u)", "1 - u"),
        ("np.log(u) < log_p_proposal - log_p", "u < 1 / (1 + np.exp(log_p - log_p_proposal))", "a ratio to the sum"),
        ("else x", "else None", "nothing where it is refused"),
        ("return proposal", "return x + proposal", "a step"),
        ("return proposal if", "return (x + proposal) / 2 if", "halfway"),
        ("return proposal if", "return log_p_proposal if", None),
        ("", "print(proposal if np.log(u) < log_p_proposal - log_p else x)", "prints"),
        ("", "return np.log(u) < log_p_proposal - log_p", "whether"),
        ("", "return min(1, np.exp(log_p_proposal - log_p))", None),
    ],
)


@pytest.mark.parametrize(("name", "body", "kind"), rows(POSTERIOR, CONDITIONAL, STEP))
@pytest.mark.filterwarnings("ignore:divide by zero", "ignore:invalid value", "ignore:overflow")
def test_an_answer_is_told_what_it_is(name, body, kind):
    came = told(name, body)
    assert came != "passed" if kind is None else came == kind


@pytest.mark.parametrize(
    "test",
    [
        "u < np.exp(0.8 * (log_p_proposal - log_p))",
        "np.log(u) / np.log(3) < log_p_proposal - log_p",
        "u < 0.5 * np.exp(log_p_proposal - log_p)",
        "u < 0.9 * np.exp(log_p_proposal - log_p)",
        "u < 1.1 * np.exp(log_p_proposal - log_p)",
        "u < 0.7 * np.exp(log_p_proposal - log_p) or log_p_proposal > log_p",
        "u < 0.5 * min(1, np.exp(log_p_proposal - log_p))",
        "u < min(1, 1 + log_p_proposal - log_p)",
        "u < min(0.98, np.exp(log_p_proposal - log_p))",
        "np.log(u) < log_p_proposal - log_p and u < 0.97",
    ],
)
def test_other_steps_are_refused_and_called_nothing_that_they_are_not(test):
    exercise = EXERCISES["metropolis_step"]
    came = told(exercise, f"return proposal if {test} else x")
    assert came != "passed" and came not in {mistake.name for mistake in exercise.mistakes}


@pytest.mark.long
def test_powers_of_the_ratio_are_called_by_their_names():
    """u < ratio**c: right near 1 alone, and near the logarithm of 2, near 2, and near that of 10 called what it is."""
    powers = metropolis.POWERS
    exercise = EXERCISES["metropolis_step"]
    known = {mistake.name for mistake in exercise.mistakes}
    for c in np.linspace(0.301, 3.001, 109):
        came = told(exercise, f"return proposal if np.log(u) < {c} * (log_p_proposal - log_p) else x")
        want = {1: "base 2", 3: "passed", 5: "the ratio squared", 7: "base 10"}.get(np.searchsorted(powers, c))
        assert came == want if want else came not in known | {"passed"}, c


def test_the_references_are_what_scipy_and_the_library_say():
    rng = np.random.default_rng(0)
    Phi, y, mu, beta = rng.normal(size=(7, 3)), rng.normal(size=7), rng.normal(size=3), rng.normal(size=3)
    want = stats.norm.logpdf(y, Phi @ beta, 0.7).sum() + stats.norm.logpdf(beta, 0, 1.3).sum()
    assert EXERCISES["log_posterior"].reference(beta, Phi, y, 0.7, 1.3) == pytest.approx(want)
    mean, covariance = EXERCISES["conditional_of_beta"].reference(Phi, y, 0.5, mu, 2.0)
    m, L = NormalRegression(mu, 2.0 * np.eye(3)).posterior(Phi, y, 0.5)
    np.testing.assert_allclose(mean, m)
    np.testing.assert_allclose(np.linalg.inv(covariance), L @ L.T)


def test_a_chain_of_reference_steps_has_the_density():
    """5,000 steps at a standard normal density, of a proposal within ±2.5: mean and spread within 5 standard errors."""
    rng, step, chain = np.random.default_rng(2), EXERCISES["metropolis_step"].reference, [np.zeros(1)]
    for _ in range(5000):
        x = chain[-1]
        proposal = x + rng.uniform(-2.5, 2.5, 1)
        chain.append(step(x, proposal, -(x @ x) / 2, -(proposal @ proposal) / 2, rng.random()))
    assert abs(np.mean(chain)) < 0.15 and np.std(chain) == pytest.approx(1, abs=0.1)


HUNTS = {
    "five_chains": (bug_hunt_of_chains.KINDS, (3, 0, 4, 2, 1), "where the posterior is known"),
    "five_sweeps": (bug_hunt_of_sweeps.KINDS, (2, 3, 1, 0, 4), "try each with `tried`"),
}


@pytest.mark.parametrize("name", HUNTS)
def test_the_hunts_know_what_is_right_what_is_exchanged_and_what_is_something_else(name):
    kinds, order, advice = HUNTS[name]
    truth = {letter: kinds[k] for letter, k in zip("ABCDE", order, strict=True)}
    assert check(name, truth).passed
    assert check(name, {letter: f" {kind.upper()} " for letter, kind in truth.items()}).passed
    for one, other in combinations("ABCDE", 2):
        result = check(name, truth | {one: truth[other], other: truth[one]})
        assert result.mistake == f"{one} and {other} exchanged"
        assert not any(kind in repr(result) for kind in kinds), "the report gives the answer away"
    for answer, words in (
        (truth | {"B": "bad luck"}, "none of the five kinds"),
        (truth | {"E": ...}, "'E' is still `...`"),
        (dict.fromkeys("ABCDE", kinds[3]), advice),
        ({letter: truth[letter] for letter in "ABCD"}, "'E' is not in it"),
    ):
        result = check(name, answer)
        assert words in result.message and not result.passed
