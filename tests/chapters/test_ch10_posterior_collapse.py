"""Posterior collapse: predictions held to the exact likelihood, to the ELBO in closed form, and to trainings."""

import numpy as np
import pytest
from helpers import refused

from course_nn.chapters.ch10_autoencoders.instruments_of_vae import posterior_collapse
from course_nn.chapters.ch10_autoencoders.posterior_collapse import (
    BETAS,
    KEPT,
    LATENT,
    SEEDS,
    VARIANCES,
    eigenvalues,
    fit_exact,
    images,
    linear_vae,
    mean_kl,
    measured,
    predicted_count,
    predicted_kl,
    train_linear,
)

EVERY = [(a, b) for a in range(len(VARIANCES)) for b in range(len(BETAS))]


def test_eigenvalues():
    found = eigenvalues()
    assert found.sum() == pytest.approx(images().astype(float).var(axis=0).sum(), rel=1e-6)
    assert (np.diff(found) <= 0).all()
    thresholds = np.outer(VARIANCES, BETAS)
    assert np.abs(np.log(found[:LATENT, None, None] / thresholds)).min() > 0.025


def best_vae(variance, beta=1.0):
    """The VAE that is predicted, written down: axes, lengths √(λ − βσ²), posterior variances βσ²/λ."""
    X, threshold = images().astype(np.float64), beta * variance
    axes = np.linalg.eigh(X.T @ X / len(X))[1][:, ::-1][:, :LATENT]
    values = eigenvalues()[:LATENT]
    length = np.sqrt(np.maximum(values - threshold, 0))
    vae = linear_vae(variance, beta)
    vae.decoder.W.value[:], vae.decoder.b.value[:] = (axes * length).T, 0
    vae.encoder.W.value[:] = np.hstack([axes * length / (length**2 + threshold), np.zeros((64, LATENT))])
    vae.encoder.b.value[:] = np.concatenate([np.zeros(LATENT), np.log(threshold / (length**2 + threshold))])
    return vae


def objective(vae):
    """−(E ln p(x|z) − β KL), of many draws of the same numbers."""
    found = vae.elbo(images(), 20, np.random.default_rng(0))
    return found.reconstruction - vae.loss.beta * found.kl


@pytest.mark.parametrize(("variance", "beta"), [(0.24, 1.0), (0.12, 4.0), (0.48, 0.25), (0.67, 1.0)])
def test_the_predicted_vae_has_the_predicted_kl_and_is_the_best(variance, beta):
    best = best_vae(variance, beta)
    np.testing.assert_allclose(mean_kl(best), predicted_kl(variance, beta), atol=2e-3)
    rng = np.random.default_rng(1)
    for _ in range(5):
        other = best.copy()
        other.theta[...] += 0.02 * rng.standard_normal(other.theta.shape)
        assert objective(other) < objective(best)


@pytest.mark.parametrize("variance", [0.06, 0.24, 0.67])
def test_its_elbo_is_the_exact_likelihood(variance):
    """The columns are orthogonal, so the diagonal posterior is exact: the KL alone has pulled nothing away."""
    X = images().astype(np.float64)
    vae = best_vae(variance)
    W = vae.decoder.W.value.astype(np.float64).T
    C = W @ W.T + variance * np.eye(64)
    log_p = -0.5 * ((X @ np.linalg.inv(C) * X).sum(axis=1).mean() + np.linalg.slogdet(C)[1] + 64 * np.log(2 * np.pi))
    assert vae.elbo(images(), 50).value == pytest.approx(log_p, abs=0.05)


@pytest.mark.parametrize("variance", [0.165, 0.67])
def test_the_exact_likelihood_without_a_kl_keeps_the_same(variance):
    for seed in (0, 1):
        found = fit_exact(variance, seed=seed, steps=600)
        np.testing.assert_allclose(found, np.maximum(eigenvalues()[:LATENT] - variance, 0), atol=2e-3)


@pytest.mark.long
def test_what_is_stored():
    found = measured()
    assert found["kl"].shape == (len(VARIANCES), len(BETAS), SEEDS, LATENT)
    np.testing.assert_allclose(
        found["exact"], np.maximum(eigenvalues()[:LATENT] - np.array(VARIANCES)[:, None], 0), atol=1e-3
    )
    a, b = VARIANCES.index(0.48), BETAS.index(1.0)
    short = mean_kl(train_linear(0.48, seed=1, steps=400))
    np.testing.assert_allclose(short, found["kl"][a, b, 1], atol=0.06)
    assert (short > KEPT).sum() == (found["kl"][a, b, 1] > KEPT).sum()


def test_trainings_have_the_predicted_kl():
    """In each latent dimension and in all, at every σ² and β, from every seed."""
    for a, b in EVERY:
        found, wanted = measured()["kl"][a, b], predicted_kl(VARIANCES[a], BETAS[b])
        np.testing.assert_allclose(found, np.broadcast_to(wanted, found.shape), atol=0.035)
        np.testing.assert_allclose(found.sum(axis=1), wanted.sum(), atol=0.01)


def test_trainings_keep_what_is_predicted():
    """86 of 90; the others share the last direction, worth less than 0.03 nats, among several latent dimensions."""
    missed = 0
    for a, b in EVERY:
        counts = (measured()["kl"][a, b] > KEPT).sum(axis=1)
        right, wanted = predicted_count(VARIANCES[a], BETAS[b]), predicted_kl(VARIANCES[a], BETAS[b])
        wrong = measured()["kl"][a, b][counts != right]
        missed += len(wrong)
        for one in wrong:
            assert (one > KEPT).sum() == right - 1 and wanted[right - 1] < 0.03
            assert one[right - 1 :].sum() > 0.6 * wanted[right - 1], "most of its nats are there"
    assert missed == 4


def test_the_90_trainings_are_of_24_products():
    products = np.unique(np.round(np.outer(VARIANCES, BETAS), 9))
    assert len(products) == 24


def test_without_a_kl_nothing_collapses():
    """The KL is one cause: with β = 0 every dimension stays in use, at a σ² that else leaves none."""
    vae = train_linear(1.34, beta=0.0, steps=300)
    assert predicted_count(1.34) == 0 and (mean_kl(vae) > KEPT).all()


def test_beta_does_what_the_variance_does():
    found = measured()["kl"]
    for v, b, other in ((0.06, 4.0, 0.24), (0.24, 0.25, 0.06), (0.12, 4.0, 0.48), (0.96, 0.25, 0.24)):
        one = found[VARIANCES.index(v), BETAS.index(b)]
        np.testing.assert_allclose(one, found[VARIANCES.index(other), BETAS.index(1.0)], atol=0.02)


def test_bad_input():
    with refused("linear_vae: variance"):
        linear_vae(0.0)
    with refused("linear_vae: seed"):
        linear_vae(0.1, seed=-1)


@pytest.mark.long
def test_the_picture_and_its_sentence():
    one = posterior_collapse()
    for variance in (*VARIANCES[::3], 0.67):
        for beta in BETAS:
            one.set(variance=variance, beta=beta)
            spectrum, kl, count = one.figure.axes
            right = predicted_count(variance, beta)
            assert spectrum.get_title(loc="left").startswith(f"{right} of {LATENT} exceed ")
            assert f"{right} of {LATENT} directions {'has' if right == 1 else 'have'} λ above" in one.description
            assert ("nats in all" in one.description) == (one.result["counted"] < right).any()
            kept = kl.get_title(loc="left").removeprefix("Trained: ").removesuffix(" kept")
            assert f"trainings kept {kept}" in one.description
            assert ("exact likelihood" in one.description) == (beta == 1)
            assert max(np.max(line.get_xdata()) for line in count.lines) <= variance * (1 + 1e-9)
            assert one.result["trained"].max() < kl.get_ylim()[1]
