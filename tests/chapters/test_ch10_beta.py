"""The weight of the KL: what is stored comes out again, what it does, and what it is in place of σ²."""

import numpy as np
import pytest

from course_nn.chapters.ch10_autoencoders import digit_vae
from course_nn.chapters.ch10_autoencoders.beta import (
    BETAS,
    SEEDS,
    USED,
    judge_beta,
    measured,
    pictures,
    show_beta,
    train_beta,
)
from course_nn.chapters.ch10_autoencoders.beta_figure import mosaic
from course_nn.chapters.ch10_autoencoders.instruments_of_vae import beta
from course_nn.models.vae import VAE


@pytest.mark.long
def test_what_is_stored_comes_out_again():
    place = BETAS.index(3.0)
    vae = train_beta(3.0)
    found = judge_beta(vae)
    for name, value in found.items():
        assert value == pytest.approx(measured()[name][place, 0], rel=0.1, abs=0.3)
    shown = show_beta(3.0)
    both = np.concatenate([shown["back"], shown["drawn"]])
    assert np.abs(pictures(vae) - both).mean() < 0.03


def test_more_weight_less_kl_and_more_error():
    found = measured()
    assert found["kl"].shape == (len(BETAS), SEEDS)
    assert (np.diff(found["kl"], axis=0) < 0).all()
    # Below 1 the error of unseen digits hardly changes, though the KL does; from there it grows.
    one = BETAS.index(1.0)
    assert np.ptp(found["error"][: one + 1].mean(axis=1)) < 0.001
    assert (np.diff(found["error"][one:-1], axis=0) > 0.002).all()


def test_the_bound_is_best_at_1():
    """It is what β = 1 trains for, and neighbors on both sides are worse, for each seed."""
    assert (measured()["elbo"].argmax(axis=0) == BETAS.index(1.0)).all()


def test_dimensions_are_dropped_one_after_the_other():
    used = measured()["used"]
    assert (used[: BETAS.index(3.0) + 1] == digit_vae.LATENT).all()
    assert set(used[BETAS.index(10.0)]) <= {3, 4, 5, 6}
    assert (used[BETAS.index(100.0)] == 0).all() and (measured()["kl"][-1] < USED).all()


def test_beta_is_another_variance():
    """The gradient of the loss with β and σ² is β times that with 1 and β σ²: of one training the other's, by Adam."""
    X = digit_vae.images()[0][:50]
    grads = []
    for weight, sigma in ((4.0, 0.15), (1.0, 0.3)):
        vae = digit_vae.untrained(seed=2)
        vae = VAE(vae.encoder, vae.decoder, np.random.default_rng(0), sigma=sigma, beta=weight)
        output, backward = vae.forward(X, True)
        backward(vae.loss(output, X)[1])
        grads.append(np.concatenate([one.grad.ravel() for one in vae.parameters().values()]))
    np.testing.assert_allclose(grads[0], 4 * grads[1], rtol=1e-3, atol=1e-5)
    assert np.abs(grads[0]).max() > 1


def test_the_mosaic_has_every_image_at_its_place():
    images = np.random.default_rng(0).random((5, 64))
    found = mosaic(images, 3)
    assert found.shape == (17, 26) and np.isnan(found[8]).all() and np.isnan(found[9:, 18:]).all()
    np.testing.assert_array_equal(found[9:, 9:17], images[4].reshape(8, 8))


@pytest.mark.long
def test_what_was_not_reached_is_not_shown():
    one = beta()
    for value in BETAS:
        one.set(beta=value)
        for ax in one.figure.axes[2:]:
            drawn = max(line.get_xdata().max() if np.ndim(line.get_xdata()) else line.get_xdata() for line in ax.lines)
            assert drawn == BETAS.index(value)
            low, high = ax.get_ylim()
            assert all(low <= y <= high for line in ax.lines for y in np.atleast_1d(line.get_ydata()))
        assert f"β = {value:g}:" in one.description
        assert one.figure.axes[1].get_title(loc="left") == "Decoded from z drawn from the prior"
        assert one.figure.axes[2].get_title(loc="left").split()[-1] in one.description
