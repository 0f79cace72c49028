"""The latent plane: what is stored, the window, and VAEs of the reader's own."""

import numpy as np
import pytest
from helpers import refused

from course_nn import Dense
from course_nn.chapters.ch10_autoencoders import digit_vae
from course_nn.chapters.ch10_autoencoders.instruments_of_vae import latent_grid
from course_nn.chapters.ch10_autoencoders.latent_grid import (
    SIDE,
    decode_window,
    density,
    show_plane,
    train_plane,
    trained,
)
from course_nn.models.vae import VAE


@pytest.mark.long
def test_what_is_stored_is_what_training_gives():
    test, stored, new = digit_vae.images()[1], trained(), train_plane()
    assert stored.elbo(test, 5).value == pytest.approx(new.elbo(test, 5).value, abs=0.5)
    assert np.abs(stored.decode(stored.encode(test)[0]) - new.decode(new.encode(test)[0])).mean() < 0.01
    stored.theta[...] = 0
    assert trained().theta.any(), "a copy of its own each time"


def test_the_window_is_decoded_from_left_to_right_and_upward():
    vae = trained()
    z, images = decode_window(vae, 0.5, -1, 0.75)
    assert z.shape == (SIDE, SIDE, 2) and images.shape == (SIDE, SIDE, 64)
    np.testing.assert_allclose(z[0, 0], [-0.25, -0.25])
    np.testing.assert_allclose(z[-1, -1], [1.25, -1.75])
    np.testing.assert_allclose(images[2, 5], vae.decode(z[2, 5][None].astype(np.float32))[0], atol=1e-6)
    np.testing.assert_allclose(density(np.array([[0.0, 0.0], [1.0, 1.0]])), [1, np.exp(-1)])


def test_neighbors_in_the_plane_look_alike():
    """Half as far apart, the neighbors of a grid differ less, at each of many places."""
    vae, apart = trained(), []
    for half in (0.5, 1, 2):
        places = [(x, y) for x in (-1, 0, 1) for y in (-1, 0, 1)]
        steps = [np.diff(decode_window(vae, x, y, half)[1], axis=1) for x, y in places]
        apart.append([np.sqrt(np.square(step).sum(axis=-1)).mean() for step in steps])
    assert (np.diff(apart, axis=0) > 0).all()


def test_the_codes_fill_the_prior_roughly():
    means = show_plane()(0, 0, 1)["means"]
    assert np.abs(means.mean(axis=0)).max() < 0.5 and (np.abs(means.std(axis=0) - 1) < 0.4).all()
    assert np.abs(means).max() < 4.2


@pytest.mark.long
def test_the_sentence_counts_what_lies_in_the_window():
    one = latent_grid()
    for corner in one.corners():
        one.set(**corner)
        found = one.result
        inside = (np.abs(found["means"] - found["center"]) <= found["half"]).all(axis=1).sum()
        assert f"{inside} of 449" in one.figure.axes[0].get_title(loc="left")
        told = {0: "the code of no unseen digit", 1: "the code of 1 unseen digit"}
        assert told.get(int(inside), f"the codes of {inside} unseen digits") in one.description


@pytest.mark.long
def test_a_vae_of_your_own():
    own = digit_vae.train_vae("bernoulli", latent=2, epochs=1)
    one = latent_grid(own)
    assert "as it was when this opened" in one.caption and "as it was" not in latent_grid().caption
    before = one.png()
    own.theta[...] = 0
    assert one.set(x=1.0).set(x=0.0).png() == before
    far = trained()
    far.encoder.layers[-1].b.value[0] = 50
    assert "449 lie farther out" in latent_grid(far).figure.axes[0].texts[0].get_text()


def test_bad_input():
    rng = np.random.default_rng(0)
    with refused("latent_grid: expected a VAE of 64 pixels and 2 latent dimensions, got 'vae'"):
        latent_grid("vae")
    with refused("latent_grid: expected a VAE of 64 pixels and 2 latent dimensions, got VAE"):
        latent_grid(digit_vae.untrained(latent=3))
    with refused("latent_grid: expected a VAE of 64 pixels"):
        latent_grid(VAE(Dense(10, 4, rng), Dense(2, 10, rng), rng))
    broken = trained()
    broken.theta[3] = np.nan
    with refused("finite"):
        latent_grid(broken)
