"""Linear regression with a normal prior: SciPy's multivariate normal, closed forms, its own identities, bad input."""

import numpy as np
import pytest
import scipy.stats
from helpers import close, refused

from course_nn import SGD, AdamW, CosineDecay, Dense, L2Penalty, SquaredError, train
from course_nn.bayes import NormalRegression
from course_nn.bayes.normal_regression import Posterior, cholesky


def case(seed, n=7, m=3, kind="full"):
    draw = np.random.default_rng(seed)
    A = draw.normal(size=(m, m))
    V = {"full": A @ A.T + 0.1 * np.eye(m), "diagonal": np.exp(draw.normal(size=m)), "number": 0.7}[kind]
    mean = draw.normal(size=m) if kind != "number" else 0.4
    full = V if kind == "full" else np.diag(np.broadcast_to(V, m))
    return mean, V, full, draw.normal(size=(n, m)), 2 * draw.normal(size=n), float(np.exp(draw.normal()))


CASES = [(seed, n, m, kind) for seed, (n, m) in enumerate([(7, 3), (2, 5), (1, 1)]) for kind in
         ("full", "diagonal", "number")]  # fmt: skip


@pytest.mark.parametrize("seed, n, m, kind", CASES)
def test_the_evidence_is_scipys_density(seed, n, m, kind):
    mean, V, full, Phi, y, sigma2 = case(seed, n, m, kind)
    model = NormalRegression(mean, V)
    middle, spread = Phi @ np.broadcast_to(mean, m), sigma2 * np.eye(n) + Phi @ full @ Phi.T
    wanted = scipy.stats.multivariate_normal(middle, spread).logpdf(y)
    close(model.log_evidence(Phi, y, sigma2), wanted)
    close(model.log_evidence_from_gram(Phi.T @ Phi, Phi.T @ y, y @ y, n, sigma2), wanted)


@pytest.mark.parametrize("seed, n, m, kind", CASES)
def test_the_posterior_is_the_textbooks(seed, n, m, kind):
    """Bishop's (3.50) and (3.51), with inverses; also where there are fewer observations than weights."""
    mean, V, full, Phi, y, sigma2 = case(seed, n, m, kind)
    found = NormalRegression(mean, V).posterior(Phi, y, sigma2)
    precision = np.linalg.inv(full) + Phi.T @ Phi / sigma2
    close(found.L @ found.L.T, precision, 1e-9)
    close(found.covariance(), np.linalg.inv(precision), 1e-9)
    wanted = np.linalg.solve(precision, np.linalg.solve(full, np.broadcast_to(mean, m)) + Phi.T @ y / sigma2)
    close(found.mean, wanted, 1e-9)
    if kind != "full":
        assert not np.triu(found.L, 1).any()
    again = NormalRegression(mean, V).posterior_from_gram(Phi.T @ Phi, Phi.T @ y, sigma2)
    close(again.mean, found.mean)
    close(again.L, found.L)


def test_bayes_rule_holds_everywhere():
    """log p(y) = log p(y|β) + log p(β) − log p(β|y), whatever β."""
    mean, V, _, Phi, y, sigma2 = case(3)
    model, normal = NormalRegression(mean, V), scipy.stats.multivariate_normal
    found = model.posterior(Phi, y, sigma2)
    for beta in np.random.default_rng(0).normal(size=(5, 3)):
        likelihood = scipy.stats.norm(Phi @ beta, np.sqrt(sigma2)).logpdf(y).sum()
        ratio = normal(mean, V).logpdf(beta) - normal(found.mean, found.covariance()).logpdf(beta)
        close(likelihood + ratio, model.log_evidence(Phi, y, sigma2), 1e-8)


def test_data_one_after_the_other_give_the_same():
    mean, V, _, Phi, y, sigma2 = case(4)
    first = NormalRegression(mean, V).posterior(Phi[:3], y[:3], sigma2)
    then = NormalRegression(first.mean, first.covariance())
    close(then.posterior(Phi[3:], y[3:], sigma2).mean, NormalRegression(mean, V).posterior(Phi, y, sigma2).mean, 1e-9)
    total = NormalRegression(mean, V).log_evidence(Phi[:3], y[:3], sigma2) + then.log_evidence(Phi[3:], y[3:], sigma2)
    close(total, NormalRegression(mean, V).log_evidence(Phi, y, sigma2), 1e-9)


def test_without_columns_it_is_noise_alone():
    y = np.array([1.0, -2.0])
    wanted = scipy.stats.norm(0, 2).logpdf(y).sum()
    close(NormalRegression().log_evidence(np.empty((2, 0)), y, 4.0), wanted)
    close(NormalRegression().log_evidence_from_gram(np.empty((0, 0)), np.empty(0), y @ y, 2, 4.0), wanted)
    found = NormalRegression().posterior(np.empty((2, 0)), y, 4.0)
    assert found.mean.shape == (0,) and found.L.shape == (0, 0)
    assert found.draw(np.random.default_rng(0)).shape == (0,)


def test_the_draws_have_the_posteriors_moments():
    mean, V, _, Phi, y, sigma2 = case(5)
    found = NormalRegression(mean, V).posterior(Phi, y, sigma2)
    draws = found.draw(np.random.default_rng(0), 40_000)
    sd = np.sqrt(np.diag(found.covariance()))
    assert (abs(draws.mean(axis=0) - found.mean) < 4.5 * sd / 200).all()
    assert (abs(np.cov(draws.T) - found.covariance()) < 4.5 * np.sqrt(2) * np.outer(sd, sd) / 200).all()
    assert found.draw(np.random.default_rng(0)).shape == (3,)


def test_large_numbers_do_not_cancel():
    """y is fitted to 1e-9 of its size: the sum of squares is that of what is left, not a difference of large ones."""
    Phi = np.random.default_rng(0).normal(size=(20, 2))
    y, sigma2 = 1e6 * Phi[:, 0] + 1e-3 * np.sin(np.arange(20)), 1e-6
    found = NormalRegression(0, 1e12)
    Q = np.linalg.qr(Phi)[0]
    rest = y - Q @ (Q.T @ y)
    # The evidence without what the prior adds, which is worked out by hand: |û|² and log det K of large V.
    det = np.linalg.slogdet(np.eye(2) + Phi.T @ Phi * 1e18)[1]
    wanted = -0.5 * (20 * np.log(2 * np.pi * sigma2) + rest @ rest / sigma2 + 1 + det)
    assert found.log_evidence(Phi, y, sigma2) == pytest.approx(wanted, abs=1e-4)


@pytest.mark.parametrize(
    "call, words",
    [
        (lambda: NormalRegression(0, -1), "variances above 0"),
        (lambda: NormalRegression(0, [[1, 2], [2, 1]]), "positive definite matrix, got one with the eigenvalue -1"),
        (lambda: NormalRegression(0, [[1, 2], [0, 1]]), "symmetric"),
        (lambda: NormalRegression([0, 0], [1, 1, 1]), r"shape \(2,\) and a covariance of shape \(3,\)"),
        (lambda: NormalRegression(np.nan), "finite"),
        (lambda: NormalRegression("0"), "real numbers"),
        (lambda: NormalRegression().log_evidence(np.ones((0, 2)), [], 1), "at least one observation"),
        (lambda: NormalRegression().log_evidence(np.ones((3, 2)), [1, 2], 1), r"shape \(3,\)"),
        (lambda: NormalRegression().posterior(np.full((3, 2), np.nan), [1, 2, 3], 1), "NaN"),
        (lambda: NormalRegression().posterior(np.ones((3, 2)), [1, 2, 3], 0), "sigma2: expected a finite number above"),
        (lambda: NormalRegression([0, 0]).posterior(np.ones((3, 3)), [1, 2, 3], 1), "expected 2 columns"),
        (lambda: NormalRegression().posterior_from_gram(np.ones((2, 3)), [1, 2], 1), r"shape \(2, 2\)"),
        (lambda: NormalRegression().log_evidence_from_gram(np.eye(2), [1, 2], -1, 3, 1), "at least 0"),
        (lambda: NormalRegression().log_evidence_from_gram(np.eye(2), [1, 2], 9, 0, 1), "at least 1"),
        (lambda: Posterior(np.zeros(1), np.eye(1)).draw(0), "Generator"),
        (lambda: cholesky([[1, 0]], "V"), "symmetric"),
    ],
)
def test_bad_calls_get_a_sentence(call, words):
    with refused(words):
        call()


@pytest.mark.parametrize("seed, sigma2, tau2", [(0, 0.5, 2.0), (1, 3.0, 0.1), (2, 0.01, 1.0)])
def test_the_posteriors_mean_is_the_least_penalized_error(seed, sigma2, tau2):
    """1/n Σ (ŷ − y)² + λ Σ w² with λ = σ²/(n τ²) has its minimum where the posterior has its maximum.

    As `L2Penalty` has a ½, its strength is 2λ. The sum of both gradients is zero there, and at no other strength.
    """
    _, _, _, X, y, _ = case(seed, n=12)
    w = NormalRegression(0.0, tau2).posterior(X, y, sigma2).mean
    lam = sigma2 / (len(X) * tau2)

    def slope(strength):
        _, d = SquaredError()(X @ w[:, None], y)
        return X.T @ d + L2Penalty(strength)(w[:, None])[1]

    size = np.abs(X.T @ y).max() / len(X)
    assert np.abs(slope(2 * lam)).max() < 1e-12 * size
    assert min(np.abs(slope(strength)).max() for strength in (0.0, lam, 4 * lam)) > 1e-9 * size


def test_adamws_decay_is_no_normal_prior():
    """With the whole data in each step AdamW ends near the error's own minimum, far from the prior's answer.

    It stands still where g/(|g| + ε) = −λ w, that is at |g| = ε λ|w|/(1 − λ|w|) ≈ 0, as long as λ|w| < 1: Adam makes of
    every slope, however small, a step of full length, and no decay of that strength holds against it.
    """
    draw = np.random.default_rng(0)
    X = draw.normal(size=(40, 2)) * [1.0, 0.1]
    y = X @ [1.0, 10.0] + 0.5 * draw.normal(size=40)
    wanted = NormalRegression(0.0, 1.0).posterior(X, y, 0.25).mean
    strength = 2 * 0.25 / 40

    def trained(optimizer, penalty=None):
        layer = Dense(2, 1, rng=np.random.default_rng(1), bias=False, dtype=np.float64)
        for _ in train(layer, SquaredError(), optimizer, [(X, y)], 6000, penalty=penalty):
            pass
        return layer.W.value[:, 0]

    least = np.linalg.lstsq(X, y)[0]
    assert trained(SGD(0.3), L2Penalty(strength)) == pytest.approx(wanted, abs=1e-6)
    assert trained(AdamW(CosineDecay(0.02, 6000), weight_decay=strength)) == pytest.approx(least, abs=0.1)
    assert abs(least - wanted)[1] > 2 and strength * abs(least).max() < 1
