"""The VAE: PyTorch's loss and gradients with given draws, bounds on an exact likelihood, training, bad calls."""

import inspect
import textwrap

import numpy as np
import pytest
from helpers import Given, close, reference_cases, refused
from scipy import stats

from course_nn import (
    Adam,
    Conv2D,
    Dense,
    Flatten,
    Layer,
    ReLU,
    Reshape,
    Residual,
    Sequential,
    Sigmoid,
    Tanh,
    batches,
    data,
    mlp,
    train,
)
from course_nn.elbo import gaussian_kl
from course_nn.models import VAE

RNG = np.random.default_rng(0)


def rng(seed=0):
    return np.random.default_rng(seed)


def network(arrays, name):
    layers = [Dense(*arrays[f"{name}.{i}.W"].shape, rng(), dtype=np.float64) for i in (0, 2)]
    return Sequential(layers[0], Tanh(), layers[1])


def of(case):
    """The VAE of a stored case, with its draws, and its arrays."""
    settings, arrays = reference_cases("vae")[case][0]["settings"], reference_cases("vae")[case][1]
    vae = VAE(network(arrays, "encoder"), network(arrays, "decoder"), Given(arrays["epsilon"]), **settings)
    for name, p in vae.parameters().items():
        p.value = arrays[name]
    return vae, arrays


cases = pytest.mark.parametrize("case", range(len(reference_cases("vae"))))


@cases
def test_loss_and_gradients_are_pytorchs(case):
    vae, arrays = of(case)
    output, backward = vae.forward(arrays["x"], train=True)
    value, d_output = vae.loss(output, arrays["x"])
    close(value, arrays["loss"])
    vae.zero_grad()
    close(backward(d_output), arrays["dx"])
    for name, p in vae.parameters().items():
        close(p.grad, arrays[f"d{name}"])


@cases
def test_the_bounds_are_made_of_what_pytorch_gives(case):
    vae, arrays = of(case)
    elbo = vae.elbo(arrays["x"], rng=Given(arrays["epsilon"]))
    close([elbo.reconstruction, elbo.kl], [arrays["log_p"].mean(), arrays["kl"].mean()])
    assert elbo.value == elbo.reconstruction - elbo.kl, "β is no part of the bound"
    close(vae.log_likelihood(arrays["x"], 1, Given(arrays["epsilon"])), arrays["log_weight"])
    close(vae.log_likelihood(arrays["x"], 7, Given(arrays["epsilon"])), arrays["log_weight"])  # the mean of seven alike


def linear(turn=0.0, sigma=0.5, d=4):
    """A linear VAE whose encoder's mean is the exact one; its variances are exact where WᵀW is diagonal (turn 0).

    x = W z + b + σ ε has p(z|x) = N(M⁻¹ Wᵀ(x − b), σ² M⁻¹) with M = WᵀW + σ² I. ``turn`` rotates the codes.
    """
    c, s = np.cos(turn), np.sin(turn)
    W = np.linalg.qr(rng(1).normal(size=(d, 2)))[0] @ np.diag([2.0, 0.7]) @ np.array([[c, -s], [s, c]])
    b, M = np.arange(d) / d, W.T @ W + sigma**2 * np.eye(2)
    vae = VAE(*(Dense(*shape, rng(), dtype=np.float64) for shape in ((d, 4), (2, d))), rng(), sigma=sigma)
    vae.decoder.W.value, vae.decoder.b.value = W.T, b
    posterior = np.linalg.inv(M) @ W.T
    vae.encoder.W.value = np.hstack([posterior.T, np.zeros((d, 2))])
    # The best diagonal Gaussian has the variances 1 / (diagonal of the precision M / σ²).
    vae.encoder.b.value = np.concatenate([-posterior @ b, np.log(sigma**2 / np.diag(M))])
    exact = stats.multivariate_normal(b, W @ W.T + sigma**2 * np.eye(d))
    return vae, exact.rvs(20, random_state=2), exact


@pytest.mark.long
def test_with_the_exact_posterior_every_weight_is_the_likelihood():
    vae, x, exact = linear()
    for samples in (1, 10):
        close(vae.log_likelihood(x, samples), exact.logpdf(x), 1e-9)
    bound = vae.elbo(x, samples=20_000, rng=rng(3)).value
    assert abs(bound - exact.logpdf(x).mean()) < 0.01, "the bound is tight"


def test_a_diagonal_posterior_is_tight_only_where_the_columns_of_W_are_orthogonal():
    vae, x, exact = linear(turn=0.6)
    likelihood = exact.logpdf(x).mean()
    gap = likelihood - vae.elbo(x, samples=5_000).value
    precision = (vae.decoder.W.value @ vae.decoder.W.value.T + 0.25 * np.eye(2)) / 0.25
    # KL(q ‖ p(z|x)) of the best diagonal q: ½ (Σ log of the diagonal − log det) of the precision.
    close(gap, 0.5 * (np.log(np.diag(precision)).sum() - np.log(np.linalg.det(precision))), 0.01)
    assert gap > 0.2
    estimates = [np.mean([vae.log_likelihood(x, s, rng(k)).mean() for k in range(40)]) for s in (1, 5, 50)]
    assert likelihood - gap - 0.05 < estimates[0] < estimates[1] < estimates[2] < likelihood + 0.01


def test_the_importance_weights_are_added_before_the_logarithm():
    vae, x, exact = linear(turn=0.6)
    assert abs((vae.log_likelihood(x, 3_000) - exact.logpdf(x)).mean()) < 0.05
    far = 40 * np.ones((1, 4))  # each p(x|z) alone is 0 as a number
    assert np.isfinite(vae.log_likelihood(far, 20)).all() and vae.log_likelihood(far, 20) < -1_000


def test_encode_decode_and_sample():
    vae = VAE(mlp([6, 4], rng()), mlp([2, 6], rng(1)), rng(), likelihood="bernoulli")
    x = RNG.integers(0, 2, (5, 6)).astype(float)
    mean, log_variance = vae.encode(x)
    np.testing.assert_array_equal(np.hstack([mean, log_variance]), vae.encoder(x))
    np.testing.assert_array_equal(vae(x), np.hstack([vae.decoder(mean), mean, log_variance]))
    close(vae.decode(mean), 1 / (1 + np.exp(-vae.decoder(mean))), 1e-6)
    samples = vae.sample(7, rng(3))
    np.testing.assert_array_equal(samples, vae.decode(rng(3).standard_normal((7, 2), dtype=np.float32)))
    np.testing.assert_array_equal(vae.sample(2), vae.sample(2))
    gaussian = VAE(vae.encoder.copy(), vae.decoder.copy(), rng())
    np.testing.assert_array_equal(gaussian.decode(mean), gaussian.decoder(mean))
    assert vae.latent == 2 and repr(vae).endswith("likelihood='bernoulli')")


class Tall(Layer):
    """Vectors (n, k) as columns of pixels (n, 1, k, 1)."""

    def forward(self, x, train=False):
        return x[:, None, :, None], lambda dy: dy[:, 0, :, 0]


def test_images_go_in_and_come_out_in_their_shape():
    encoder = Sequential(Conv2D(1, 2, 3, rng(), padding=1), ReLU(), Flatten(), Dense(8, 2, rng()))
    vae = VAE(encoder, Sequential(Tall(), Conv2D(1, 4, (1, 1), rng())), rng())
    x = RNG.normal(size=(5, 1, 4, 1)).astype(np.float32)
    assert vae(x).shape == (5, 4 + 2) and vae.decode(np.zeros((5, 1), np.float32)).shape == (5, 4, 1, 1)
    before = vae.elbo(x, 20).value
    for _ in train(vae, vae.loss, Adam(0.01), [(x, x)], 20):
        pass
    assert vae.elbo(x, 20).value > before and vae.log_likelihood(x, 2).shape == (5,)
    assert vae.latent is None
    with refused(r"a decoder that begins with Dense, got Tall\(\); write vae.decode"):
        vae.sample(2)


@pytest.mark.parametrize("likelihood", ["gaussian", "bernoulli"])
def test_training_raises_the_bound_on_digits(likelihood):
    X = (data.digits().X > 0.5).astype(np.float32)
    draw = rng(1)
    vae = VAE(
        *(mlp(sizes, draw, activation="relu") for sizes in ([64, 32, 6], [3, 32, 64])), draw, likelihood=likelihood
    )
    first = vae.elbo(X).value
    losses = [step.loss for step in train(vae, vae.loss, Adam(3e-3), batches(X, X, 64, rng(2)), epochs=6)]
    bound, estimate = vae.elbo(X[:200], 20).value, vae.log_likelihood(X[:200], 20).mean()
    assert vae.elbo(X).value > first + 2 and np.mean(losses[-29:]) < np.mean(losses[:29]) - 2
    assert bound < estimate < bound + 2
    assert -np.mean(losses[-29:]) == pytest.approx(vae.elbo(X).value, abs=0.5), "the loss is −ELBO"
    mean, log_variance = vae.encode(X)
    assert vae.elbo(X).kl == pytest.approx(gaussian_kl(mean, log_variance).mean(), rel=1e-6)


def test_the_loop_of_the_docstring_trains():
    X, draw = data.digits().X[:200], rng(1)
    vae = VAE(mlp([64, 16, 4], draw), mlp([2, 16, 64], draw), draw)
    before = vae.elbo(X).value
    loop = inspect.cleandoc(VAE.__doc__).split("It learns by\n\n")[1].split("\n\nwith")[0]
    exec(textwrap.dedent(loop), {"train": train, "Adam": Adam, "batches": batches, "vae": vae, "X": X, "rng": draw})
    assert vae.elbo(X).value > before + 0.1


def test_images_beyond_what_the_decoder_gives_are_refused_before_the_first_step():
    X = np.linspace(-1, 1, 24, dtype=np.float32).reshape(4, 6)
    squashed = Sequential(Dense(2, 6, rng()), Sigmoid())
    vae = VAE(Dense(6, 4, rng()), squashed, rng())
    before = vae.theta.copy()
    with refused("expected images within what the decoder's last layer gives, 0 to 1, got -1 to 1"):
        next(train(vae, vae.loss, Adam(0.1), [(X, X)]))
    np.testing.assert_array_equal(vae.theta, before)
    with refused("0 to 1, got -1 to 1"):
        vae.elbo(X)
    with refused("0 to 1, got -1 to 1"):
        vae.log_likelihood(X)
    assert np.isfinite(vae.elbo((X + 1) / 2).value)
    signed = VAE(Dense(6, 4, rng()), Sequential(Dense(2, 6, rng()), Tanh()), rng())
    assert np.isfinite(signed.elbo(X).value)
    with refused("-1 to 1, got -2 to 2"):
        signed.elbo(2 * X)
    around = VAE(Dense(6, 4, rng()), Sequential(Dense(2, 6, rng()), Residual(Sigmoid())), rng())
    assert np.isfinite(around.elbo(X).value), "what a Residual adds to has no limits"


class Fixed(Layer):
    """Gives rows of the same width, whatever comes in."""

    def __init__(self, width):
        self.width = width

    def forward(self, x, train=False):
        return np.zeros((len(x), self.width)), lambda dy: np.zeros_like(x)


X = RNG.normal(size=(4, 6))
#: Images of 2 × 3 pixels, flat again: what a Sigmoid gives has its limits in any shape.
SHAPED = Sequential(Dense(2, 6, RNG), Sequential(Sigmoid(), Reshape(1, 2, 3)), Flatten())
MADE = VAE(Dense(6, 4, RNG), Dense(2, 6, RNG), RNG)
BINARY = VAE(Dense(6, 4, RNG), Dense(2, 6, RNG), RNG, likelihood="bernoulli")


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        (
            r"\[μ \| log σ²\] of shape \(n, 4\), since the decoder takes 2 .* got \(n, 3\): Dense\(6, 3\) meets Dense",
            lambda: VAE(Dense(6, 3, RNG), Dense(2, 6, RNG), RNG),
        ),
        (r"shape \(n, 4\), .* got \(n, 2\)", lambda: VAE(mlp([6, 8, 2], RNG), mlp([2, 8, 6], RNG), RNG)),
        (r"\(n, 2k\), k at least 1, got \(n, 3\)", lambda: VAE(Fixed(3), Fixed(6), RNG)(X)),
        (r"\(n, 2k\), k at least 1, got \(n, 0\)", lambda: VAE(Fixed(0), Fixed(6), RNG)(X)),
        (r"\(n, 2k\), k at least 1, got \(n, 0\)", lambda: VAE(Fixed(0), Fixed(6), RNG).encode(X)),
        (r"got \(n, 6\): Fixed\(\) meets Dense", lambda: VAE(Fixed(6), Dense(2, 6, RNG), RNG)(X)),
        ("d_out: expected a whole number at least 1, got 0", lambda: VAE(Dense(6, 0, RNG), Dense(0, 6, RNG), RNG)),
        (
            r"a decoder that gives 6 numbers for an image of 6, got 5: it ends in Dense\(2, 5\)",
            lambda: VAE(Dense(6, 4, RNG), Dense(2, 5, RNG), RNG),
        ),
        ("gives 6 numbers for an image of 6, got 4", lambda: VAE(Dense(6, 4, RNG), Fixed(4), RNG)(X)),
        ("gives 6 numbers for an image of 6, got 4", lambda: VAE(Dense(6, 4, RNG), Fixed(4), RNG).elbo(X)),
        (
            r"gives logits, of any size and sign, but it ends in Sigmoid\(\); leave that away",
            lambda: VAE(Dense(6, 4, RNG), Sequential(Dense(2, 6, RNG), Sigmoid()), RNG, likelihood="bernoulli"),
        ),
        (
            r"it ends in Sigmoid\(\); leave that away",
            lambda: VAE(Dense(6, 4, RNG), SHAPED, RNG, likelihood="bernoulli"),
        ),
        ("0 to 1, got .*; scale them", lambda: VAE(Dense(6, 4, RNG), SHAPED, RNG).elbo(X)),
        (
            "gives 6 numbers for an image of 6, got 4",
            lambda: VAE(Dense(6, 4, RNG), Sequential(Dense(2, 4, RNG), Reshape(1, 2, 2)), RNG),
        ),
        ("encoder: expected a network of layers, got the class Dense", lambda: VAE(Dense, Dense(2, 6, RNG), RNG)),
        ("decoder: expected a network of layers, got None", lambda: VAE(Dense(6, 4, RNG), None, RNG)),
        ("expected a Generator that draws z", lambda: VAE(Dense(6, 4, RNG), Dense(2, 6, RNG))),
        ("expected a numpy.random.Generator .* got 0", lambda: VAE(Dense(6, 4, RNG), Dense(2, 6, RNG), 0)),
        ("likelihood: unknown name", lambda: VAE(Dense(6, 4, RNG), Dense(2, 6, RNG), RNG, likelihood="mse")),
        (r"expected input of shape \(n, 6\)", lambda: MADE(X[:, 1:])),
        (r"expected input of shape \(n, 2\)", lambda: MADE.decode(X)),
        ("samples: expected a whole number at least 1, got 0", lambda: MADE.elbo(X, 0)),
        ("samples: expected a whole number at least 1, got 0", lambda: MADE.log_likelihood(X, 0)),
        ("n: expected a whole number at least 1, got 0", lambda: MADE.sample(0)),
        ("expected a numpy.random.Generator .* got 3", lambda: MADE.sample(2, 3)),
        ("pixels that are 0 or 1, got others, from", lambda: BINARY.elbo(X)),
        ("pixels that are 0 or 1, got others, from", lambda: BINARY.log_likelihood(X)),
        (
            "pixels that are 0 or 1, got others, from",
            lambda: next(train(BINARY, BINARY.loss, Adam(0.1), [(X, X)])),
        ),
    ],
)
def test_bad_calls_get_a_sentence(words, wrong):
    with refused(words):
        wrong()
