"""The plane of codes: what lies nearest, what is decoded; networks of the reader's own."""

import numpy as np
import pytest
from helpers import refused
from own_data import move_everywhere

from course_nn import Dense, data
from course_nn.chapters.ch10_autoencoders import bottleneck, digit_codes
from course_nn.chapters.ch10_autoencoders import latent_plane as theme
from course_nn.chapters.ch10_autoencoders.digit_vae import images
from course_nn.chapters.ch10_autoencoders.instruments_of_codes import latent_plane
from course_nn.chapters.ch10_autoencoders.latent_plane_figure import describe_latent_plane


def test_the_point_is_decoded_and_its_neighbor_found():
    result = theme.show_point()(0.4, -0.3)
    encoder, decoder = bottleneck.trained(2).layers
    codes = encoder(images()[1]).astype(float)
    middle, half = theme.plane_range(codes)
    z = middle + half * np.array([0.4, -0.3])
    np.testing.assert_allclose(result["decoded"], decoder(z[None].astype("f"))[0], atol=1e-6)
    distances = np.linalg.norm(codes - z, axis=1)
    assert result["at"] == distances.argmin() and result["distance"] == pytest.approx(distances.min() / half)
    assert result["digit"] == data.digits().split()[1].y[result["at"]]
    away = np.sqrt(np.square(result["decoded"] - images()[1], dtype=np.float64).sum(axis=1).min())
    told = f"is {away:.2f} from the test digit most like it, by the root of the sum of squared differences"
    assert told in describe_latent_plane(result)


def test_98_of_100_lie_in_the_square():
    codes = theme.show_point()(0, 0)["codes"]
    inside = (np.abs(codes) <= 1).mean(axis=0)
    assert (inside >= 0.98).all() and (inside == 1).sum() < 2


def test_between_the_codes_are_images_of_no_digit():
    """Of a grid of points some decode to what is farther from all test digits than nine of ten real ones are."""
    X, T = images()
    squares = (T**2).sum(1)[:, None] + (X**2).sum(1) - 2 * T @ X.T
    usual = np.quantile(np.sqrt(np.maximum(squares.min(axis=1), 0)), 0.9)
    show = theme.show_point()
    far = [show(x, y)["difference"] for x in np.linspace(-1, 1, 9) for y in np.linspace(-1, 1, 9)]
    assert max(far) > usual > min(far)


@pytest.mark.long
def test_networks_of_ones_own():
    encoder, decoder = digit_codes.autoencoder(2, np.random.default_rng(5)).layers
    for _ in move_everywhere(latent_plane(encoder, decoder)):
        pass


def test_bad_networks():
    rng = np.random.default_rng(0)
    with refused("expected an encoder and its decoder together"):
        latent_plane(Dense(64, 2, rng))
    with refused("expected two networks"):
        latent_plane(Dense(64, 2, rng), "decoder")
    with refused("two numbers for an image"):
        latent_plane(Dense(64, 3, rng), Dense(3, 64, rng))
    with refused("an image of two numbers"):
        latent_plane(Dense(64, 2, rng), Dense(2, 3, rng))
    with refused(r"latent_plane: Dense\(63, 2\): expected"):
        latent_plane(Dense(63, 2, rng), Dense(2, 64, rng))
    with refused(r"latent_plane: Dense\(3, 64\): expected"):
        latent_plane(Dense(64, 2, rng), Dense(3, 64, rng))
    ruined = Dense(64, 2, rng)
    ruined.theta[...] = 1e38
    with refused("finite codes"):
        latent_plane(ruined, Dense(2, 64, rng))
