"""The ELBO as a loss: the KL against its integral and a Monte Carlo estimate, likelihoods against SciPy, bad calls."""

import numpy as np
import pytest
from helpers import close, refused
from scipy import integrate, stats

from course_nn.elbo import Elbo, NegativeElbo, gaussian_kl

RNG = np.random.default_rng(0)
MEAN, LOG_VARIANCE = RNG.normal(size=(4, 3)), RNG.normal(size=(4, 3))
CODES = np.hstack([MEAN, LOG_VARIANCE])
Y, GRAY = RNG.normal(size=(4, 5)), RNG.random((4, 5))
PIXELS = (GRAY > 0.5).astype(float)


@pytest.mark.parametrize(("mean", "log_variance"), [(0.0, 0.0), (1.3, -0.7), (-2.0, 1.1), (0.4, -6.0)])
def test_the_kl_is_its_integral(mean, log_variance):
    q = stats.norm(mean, np.exp(log_variance / 2))
    ends = q.mean() - 12 * q.std(), q.mean() + 12 * q.std()
    value, _ = integrate.quad(lambda z: q.pdf(z) * (q.logpdf(z) - stats.norm.logpdf(z)), *ends, epsabs=1e-12)
    close(gaussian_kl(np.array([[mean]]), np.array([[log_variance]])), [value], 1e-9)


def test_the_kl_is_a_monte_carlo_estimate_of_several_dimensions():
    n = 100_000
    spread = np.exp(LOG_VARIANCE / 2)
    z = MEAN + spread * np.random.default_rng(1).normal(size=(n, *MEAN.shape))
    ratios = (stats.norm.logpdf(z, MEAN, spread) - stats.norm.logpdf(z)).sum(axis=2)
    error = ratios.std(axis=0) / np.sqrt(n)
    assert (np.abs(ratios.mean(axis=0) - gaussian_kl(MEAN, LOG_VARIANCE)) < 4.5 * error).all()


def test_the_kl_is_0_at_the_prior_alone_and_keeps_its_digits_beside_it():
    assert (gaussian_kl(np.zeros((2, 3)), np.zeros((2, 3))) == 0).all()
    tiny = gaussian_kl(np.zeros((1, 1)), np.array([[1e-7]])).item()
    assert abs(tiny / 2.5e-15 - 1) < 1e-6  # ¼ (log σ²)²
    assert (gaussian_kl(MEAN, LOG_VARIANCE) > 0).all()
    assert gaussian_kl(MEAN.astype(np.float32), LOG_VARIANCE.astype(np.float32)).dtype == np.float32


@pytest.mark.parametrize("sigma", [1.0, 0.2, 3.0])
def test_the_gaussian_likelihood_is_scipys(sigma):
    loss = NegativeElbo("gaussian", sigma=sigma)
    close(loss.log_likelihood(Y, GRAY), stats.norm.logpdf(GRAY, Y, sigma).sum(axis=1))


def test_the_bernoulli_likelihood_is_scipys_also_for_large_logits():
    loss = NegativeElbo("bernoulli")
    close(loss.log_likelihood(Y, PIXELS), stats.bernoulli.logpmf(PIXELS, 1 / (1 + np.exp(-Y))).sum(axis=1))
    np.testing.assert_array_equal(loss.log_likelihood(np.array([[1e4, -1e4]]), np.array([[1.0, 1.0]])), [-1e4])


@pytest.mark.parametrize("beta", [0.0, 1.0, 4.0])
@pytest.mark.parametrize("likelihood", ["gaussian", "bernoulli"])
def test_the_value_is_that_of_its_parts_and_the_gradient_that_of_finite_differences(likelihood, beta):
    loss, x = NegativeElbo(likelihood, sigma=0.7, beta=beta), PIXELS if likelihood == "bernoulli" else GRAY
    output = np.hstack([Y, CODES])
    value, d = loss(output, x)
    close(value, (beta * gaussian_kl(MEAN, LOG_VARIANCE) - loss.log_likelihood(Y, x)).mean())
    for index in np.ndindex(output.shape):
        there = [output.copy() for _ in range(2)]
        for one, h in zip(there, (1e-5, -1e-5), strict=True):
            one[index] += h
        close((loss(there[0], x)[0] - loss(there[1], x)[0]) / 2e-5, d[index], 1e-7)


def test_images_of_any_shape_are_their_pixels():
    loss, output = NegativeElbo(), np.hstack([Y[:, :4], CODES])
    assert loss(output, GRAY[:, :4].reshape(4, 2, 2))[0] == loss(output, GRAY[:, :4])[0]
    small = loss(output.astype(np.float32), GRAY[:, :4])
    assert small[1].dtype == np.float32 and abs(small[0] - loss(output, GRAY[:, :4])[0]) < 1e-4


def test_it_says_what_it_is():
    assert repr(NegativeElbo(sigma=0.5)) == "NegativeElbo('gaussian', sigma=0.5, beta=1)"
    assert repr(NegativeElbo("bernoulli", beta=2)) == "NegativeElbo('bernoulli', beta=2)"
    assert Elbo(-3.0, -1.0, 2.0).value == -3.0


OUTPUT = np.hstack([Y, CODES])


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ("likelihood: unknown name 'bernouli'; did you mean 'bernoulli'", lambda: NegativeElbo("bernouli")),
        ("sigma: expected a finite number above 0, got 0", lambda: NegativeElbo(sigma=0)),
        ("beta: expected a finite number at least 0, got -1", lambda: NegativeElbo(beta=-1)),
        (
            "pixels that are 0 or 1, got others, from .* cross-entropy on gray pixels is no likelihood; write X = ",
            lambda: NegativeElbo("bernoulli")(OUTPUT, GRAY),
        ),
        ("got others, from -1 to 1", lambda: NegativeElbo("bernoulli")(OUTPUT, 2 * PIXELS - 1)),
        ("got others, from 0 to 255", lambda: NegativeElbo("bernoulli")(OUTPUT, 255 * PIXELS)),
        (
            "within what the decoder's last layer gives, 0 to 1, got -1 to 1; scale them",
            lambda: NegativeElbo(limits=(0, 1))(OUTPUT, 2 * PIXELS - 1),
        ),
        (r"limits: expected a pair \(low, high\), low below high, got 3", lambda: NegativeElbo(limits=3)),
        ("limits: expected a pair .* got \\(1, 0\\)", lambda: NegativeElbo(limits=(1, 0))),
        ("limits: expected a pair .* got \\(0, nan\\)", lambda: NegativeElbo(limits=(0, np.nan))),
        (r"expected the output \(4, 4 \+ 2k\) of a VAE for 4 images of 4", lambda: NegativeElbo()(OUTPUT, GRAY[:, 1:])),
        (r"expected the output \(4, 5 \+ 2k\) .* got \(4, 5\)", lambda: NegativeElbo()(Y, GRAY)),
        (r"expected the output \(3, 5 \+ 2k\) .* got \(4, 11\)", lambda: NegativeElbo()(OUTPUT, GRAY[1:])),
        (
            r"expected images of shape \(n, …\), got \(5,\); of one image, x\[None\]",
            lambda: NegativeElbo()(OUTPUT, Y[0]),
        ),
        ("images: expected finite numbers, got 20 NaN", lambda: NegativeElbo()(OUTPUT, np.full((4, 5), np.nan))),
        ("expected the network's output, floats", lambda: NegativeElbo()("output", GRAY)),
        (r"log_variance: expected shape \(4, 3\), got \(4, 2\)", lambda: gaussian_kl(MEAN, LOG_VARIANCE[:, 1:])),
        (r"mean: expected an array with 2 dimension\(s\)", lambda: gaussian_kl(MEAN[0], LOG_VARIANCE[0])),
        ("log_variance: expected finite numbers", lambda: gaussian_kl(MEAN, MEAN * np.inf)),
    ],
)
def test_bad_calls_get_a_sentence(words, wrong):
    with refused(words):
        wrong()
