"""The VAEs of digits: images that the likelihood can give, and a training that repeats."""

import numpy as np
import pytest
from helpers import refused

from course_nn.chapters.ch10_autoencoders.digit_vae import (
    LIKELIHOODS,
    images,
    kl_by_dimension,
    steps,
    train_vae,
    untrained,
)
from course_nn.elbo import gaussian_kl


@pytest.mark.parametrize("likelihood", LIKELIHOODS.values())
def test_the_images_are_those_that_the_likelihood_can_give(likelihood):
    X, X_test = images(likelihood)
    assert X.shape == (1348, 64) and X_test.shape == (449, 64) and not X.flags.writeable
    assert len(np.unique(X)) == (2 if likelihood == "bernoulli" else 17)
    np.testing.assert_array_equal(images("bernoulli")[0], images("gaussian")[0] > 0.5)
    vae = untrained(likelihood)
    assert vae.latent == 8 and np.isfinite(vae.elbo(X_test).value)


def test_gray_pixels_are_no_draw_of_a_bernoulli():
    with refused("0 or 1"):
        untrained("bernoulli").elbo(images("gaussian")[0])
    with refused("images: likelihood: unknown name 'poisson'"):
        images("poisson")


def test_the_means_of_gray_pixels_have_no_limits():
    means = untrained().decode(np.random.default_rng(0).standard_normal((100, 8), dtype=np.float32))
    assert means.min() < 0 and means.max() > 1


def test_a_training_repeats_and_raises_the_bound():
    one, other = train_vae(epochs=3, seed=1), train_vae(epochs=3, seed=1)
    np.testing.assert_array_equal(one.theta, other.theta)
    before, after = (vae.elbo(images()[0]).value for vae in (untrained(seed=1), one))
    assert before < -300 and after > -50
    assert sum(1 for _ in steps(untrained(), epochs=2)) == 44
    with refused("untrained: seed"):
        untrained(seed=-1)


def test_the_kl_of_the_dimensions_adds_up():
    vae, X = train_vae(epochs=1), images()[1]
    assert kl_by_dimension(vae, X).sum() == pytest.approx(gaussian_kl(*vae.encode(X)).mean(), rel=1e-5)
