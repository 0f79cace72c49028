"""Bounds of a linear Gaussian model: held to SciPy's density and to the library's VAE."""

import numpy as np
import pytest
from scipy.stats import multivariate_normal

from course_nn import Dense
from course_nn.chapters.ch10_autoencoders import bounds as theme
from course_nn.chapters.ch10_autoencoders.bounds import (
    GUESSES,
    columns,
    compare_bounds,
    diagonal_gap,
    gap,
    guess,
    importance_bounds,
    log_likelihood,
    log_weights,
    posterior,
)
from course_nn.chapters.ch10_autoencoders.bounds_figure import describe_bounds
from course_nn.chapters.ch10_autoencoders.instruments_of_vae import bounds
from course_nn.models.vae import VAE

rng = np.random.default_rng(0)
MODELS = [
    (rng.standard_normal((d, k)), float(rng.uniform(0.2, 1.5))) for d, k in ((2, 2), (5, 3), (3, 4), (1, 1), (8, 2))
]


@pytest.mark.parametrize(("W", "sigma"), MODELS, ids=lambda one: str(np.shape(one)))
def test_likelihood_and_posterior(W, sigma):
    d, k = W.shape
    x = rng.standard_normal(d)
    C = W @ W.T + sigma**2 * np.eye(d)
    assert log_likelihood(x, W, sigma) == pytest.approx(multivariate_normal(np.zeros(d), C).logpdf(x))
    mean, P = posterior(x, W, sigma)
    # Conditioning of the joint Gaussian, the other way around.
    gain = W.T @ np.linalg.inv(C)
    np.testing.assert_allclose(mean, gain @ x, atol=1e-10)
    np.testing.assert_allclose(np.linalg.inv(P), np.eye(k) - gain @ W, atol=1e-10)


@pytest.mark.parametrize(("W", "sigma"), MODELS, ids=lambda one: str(np.shape(one)))
@pytest.mark.parametrize("name", GUESSES.values())
def test_the_elbo_is_the_likelihood_less_the_gap(W, sigma, name):
    x = 0.5 * rng.standard_normal(len(W))
    q = guess(name, x, W, sigma)
    weights = log_weights(x, W, sigma, *q, rng.standard_normal((200_000, W.shape[1])))
    below = gap(x, W, sigma, *q)
    assert weights.mean() == pytest.approx(log_likelihood(x, W, sigma) - below, abs=6 * weights.std() / 447 + 1e-9)
    if name == "diagonal":
        assert below == pytest.approx(diagonal_gap(W, sigma), abs=1e-9)
    if name == "exact":
        assert below < 1e-9 and weights.std() < 1e-9


def test_no_other_diagonal_q_is_better():
    for W, sigma in MODELS:
        x = rng.standard_normal(len(W))
        mean, covariance = guess("diagonal", x, W, sigma)
        for _ in range(20):
            k = len(mean)
            moved = mean + 0.1 * rng.standard_normal(k), covariance * np.diag(np.exp(0.3 * rng.standard_normal(k)))
            assert gap(x, W, sigma, *moved) >= diagonal_gap(W, sigma) - 1e-12


def test_a_diagonal_posterior_is_tight_only_where_the_columns_are_orthogonal():
    for W, sigma in MODELS:
        Q = np.linalg.qr(W)[0] * rng.uniform(0.3, 2, min(W.shape))  # orthogonal columns of any length
        assert diagonal_gap(Q, sigma) < 1e-12
        off = W.T @ W - np.diag(np.diag(W.T @ W))
        assert (diagonal_gap(W, sigma) > 1e-6) == (np.abs(off).max() > 1e-9)
    for sigma in (0.2, 0.5, 1.0):
        found = [diagonal_gap(columns(angle), sigma) for angle in range(0, 91, 5)]
        assert (np.diff(found) < 0).all() and found[-1] == 0 and found[-2] > 1e-5


@pytest.mark.long
def test_the_bounds_rise_with_the_samples_toward_the_likelihood():
    for angle in (0, 20, 40, 65, 90):
        for sigma in (0.2, 0.5, 1.0):
            for q in GUESSES.values():
                found = compare_bounds(angle, sigma, q)
                gaps = found["gaps"]
                assert gaps[0] == pytest.approx(found["gap"], abs=0.005 * found["gap"] + 0.005)
                assert (np.diff(gaps) <= 1e-12).all() and gaps[-1] > -0.006
                if sigma >= 0.5 and angle >= 20:
                    assert gaps[-1] < 0.03


def test_a_q_too_narrow_is_slow():
    """Equal columns and little noise: the best diagonal q misses the ridge, and 1,024 samples leave a third or more."""
    found = compare_bounds(0, 0.2, "diagonal")
    assert found["gaps"][-1] > found["gap"] / 3
    assert compare_bounds(0, 0.2, "prior")["gaps"][-1] < 0.1 < found["gaps"][-1]


def test_the_library_says_the_same():
    """A linear decoder, and the best diagonal posterior as a linear encoder: the VAE's own ELBO and estimate."""
    W, sigma = columns(40), 0.3
    vae = VAE(Dense(2, 4, rng, dtype=np.float64), Dense(2, 2, rng, dtype=np.float64), rng, sigma=sigma)
    P = np.eye(2) + W.T @ W / sigma**2
    vae.encoder.W.value[:] = np.hstack([(np.linalg.solve(P, W.T) / sigma**2).T, np.zeros((2, 2))])
    vae.encoder.b.value[:] = np.concatenate([np.zeros(2), -np.log(np.diag(P))])
    vae.decoder.W.value[:], vae.decoder.b.value[:] = W.T, 0
    X = np.repeat(theme.X[None], 50, axis=0)
    exact = log_likelihood(theme.X, W, sigma)
    draw = np.random.default_rng(1)
    assert vae.elbo(X, 400, draw).value == pytest.approx(exact - diagonal_gap(W, sigma), abs=0.03)
    below = exact - vae.log_likelihood(X, 256, draw).mean()
    assert below == pytest.approx(compare_bounds(40, 0.3, "diagonal")["gaps"][8], abs=0.05)


def test_one_group_is_the_mean_and_all_draws_one_bound():
    weights = rng.standard_normal(64)
    first, last = importance_bounds(weights, [1, 64])
    assert first == pytest.approx(weights.mean()) and last == pytest.approx(np.log(np.exp(weights).mean()))


@pytest.mark.long
def test_the_picture_holds_every_gap():
    one = bounds()
    for corner in one.corners():
        one.set(**corner)
        assert 0 <= one.result["gap"] < 100
        told = one.figure.axes[1].get_title(loc="left")
        number = told.removeprefix("The ELBO is ").removesuffix(" below ln p(x)")
        assert f"the ELBO lies {number} nats below" in one.description or (
            number == "0" and "itself" in one.description
        )


def told_of_1024(description):
    """The bound as the sentence tells it: its distance from ln p(x), and how far that may be off."""
    told = description.split("the bound of 1,024 samples ")[1]
    if told == "within 0.01 of it.":
        return 0.0, 0.01
    last, margin = told.removesuffix(".").split(", give or take ")
    assert last != "−0.00" and float(margin) > 0
    return float(last.replace("−", "-")), float(margin)


@pytest.mark.long
def test_an_estimate_above_the_likelihood_is_not_told_as_below():
    one = bounds()
    above = 0
    for angle in range(0, 90, 15):
        for q in ("diagonal", "prior"):
            one.set(angle=angle, sigma=1.0, q=q)
            last, ax = one.result["gaps"][-1], one.figure.axes[1]
            above += last < 0
            assert last > -0.008 and ax.get_ylim()[1] == -0.008, "drawn where it is"
            np.testing.assert_array_equal(ax.lines[0].get_ydata(), one.result["gaps"])
            told, margin = told_of_1024(one.description)
            assert told == 0 and abs(last) < margin <= 0.02
    assert above, "some are above"


def bounds_of_1024(angle, sigma, q, seeds):
    """How far the bound of 1,024 samples lies below ln p(x) by other draws."""
    W = columns(angle)
    of_q, exact = guess(q, theme.X, W, sigma), log_likelihood(theme.X, W, sigma)
    sets = (np.random.default_rng(seed).standard_normal((theme.DRAWS, 2)) for seed in seeds)
    weights = (log_weights(theme.X, W, sigma, *of_q, eps) for eps in sets)
    return np.array([exact - importance_bounds(one, [theme.SAMPLES])[0] for one in weights])


@pytest.mark.long
@pytest.mark.parametrize("q", ["diagonal", "prior"])
@pytest.mark.parametrize("sigma", [0.2, 0.5, 1.0])
def test_what_is_told_of_the_bound_holds_for_other_draws(sigma, q):
    for angle in (0, 30, 60):
        found = compare_bounds(angle, sigma, q)
        others = bounds_of_1024(angle, sigma, q, range(1, 21))
        told, margin = told_of_1024(describe_bounds(found))
        assert abs(others.mean() - told) < margin, "the bound itself, to a quarter of the noise"
        assert np.abs(others - told).max() < 1.7 * margin, "the noise of both"
        assert 0.5 < 3 * others.std(ddof=1) / found["error"] < 2, "no more is given or taken than the draws do"


def test_other_draws_give_hundredths_of_a_nat_more_or_less_and_with_the_prior_tenths():
    scatter, W = {}, columns(0)
    for q in GUESSES.values():
        of_q = guess(q, theme.X, W, 0.2)
        sets = [np.random.default_rng(seed).standard_normal((theme.DRAWS, 2)) for seed in range(4)]
        found = [importance_bounds(log_weights(theme.X, W, 0.2, *of_q, eps), 2 ** np.arange(11)) for eps in sets]
        scatter[q] = np.ptp(found, axis=0).max()
    assert scatter["exact"] < 1e-9 and 0.01 < scatter["diagonal"] < 0.1 < scatter["prior"] < 1
    assert "some hundredths of a nat more or less, and with the prior as q tenths" in bounds().caption
