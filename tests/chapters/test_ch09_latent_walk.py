"""Ways through latent space: their formulas, what was measured of their middles, and the picture."""

from itertools import combinations

import numpy as np
import pytest
from helpers import refused
from scipy.stats import chi2

from course_nn.chapters.ch09_gans import digit_gan as gan
from course_nn.chapters.ch09_gans import latent_walk as walks
from course_nn.chapters.ch09_gans.latent_walk_figure import NAMED, describe_latent_walk, draw_latent_walk
from course_nn.plots.style import course_style, cut_off, new_figure
from course_nn.widgets import latent_walk


def test_a_right_angle():
    a, b, half = np.array([2.0, 0]), np.array([0, 2.0]), np.sqrt(2)
    np.testing.assert_allclose(walks.between(a, b, [0, 0.5, 1], "straight"), [a, [1, 1], b])
    np.testing.assert_allclose(walks.between(a, b, [0, 0.5, 1], "arc"), [a, [half, half], b], atol=1e-12)


def test_an_arc_between_points_of_one_length_keeps_it():
    rng = np.random.default_rng(0)
    for _ in range(20):
        a, b = rng.normal(size=(2, 16))
        b *= np.linalg.norm(a) / np.linalg.norm(b)
        z = walks.between(a, b, np.linspace(0, 1, 11), "arc")
        np.testing.assert_allclose(np.linalg.norm(z, axis=1), np.linalg.norm(a))
        steps = np.linalg.norm(np.diff(z, axis=0), axis=1)
        np.testing.assert_allclose(steps, steps[0])


def test_points_on_one_line_have_no_arc_of_their_own():
    a = np.array([1.0, 2, 3])
    for b in (a, 2 * a, -a):
        z = walks.between(a, b, [0, 0.5, 1], "arc")
        np.testing.assert_allclose(z, walks.between(a, b, [0, 0.5, 1], "straight"))


def test_how_short_the_middle_of_a_straight_way_is():
    ends = [walks.end(number) for number in range(walks.ENDS + 1)]
    shares = [
        2 * np.linalg.norm((a + b) / 2) / (np.linalg.norm(a) + np.linalg.norm(b)) for a, b in combinations(ends, 2)
    ]
    assert len(shares) == 190 and np.mean(shares) == pytest.approx(1 / np.sqrt(2), abs=0.01)
    told = f"from {min(shares):.2f} to {max(shares):.2f} of\nit"
    assert told in walks.__doc__ and f"has probability {chi2(gan.LATENT).cdf(8):.2f}" in walks.__doc__


def test_the_ends_are_the_first_of_each_pair():
    generator = gan.trained()
    first = np.random.default_rng(3).standard_normal((20, 2, 16))[:, 0]
    assert walks.halfway(generator, 20, 3)["ends"]["length"] == np.median(np.linalg.norm(first, axis=1))
    assert '"ends" are the same of the first end of each pair' in walks.halfway.__doc__


def test_mixing_pixels():
    generator, a, b = gan.trained(), walks.end(3), walks.end(4)
    first, middle, last = walks.along(generator, a, b, [0, 0.5, 1], "pixels")
    np.testing.assert_allclose(middle, (first + last) / 2, atol=1e-6)
    for way in ("straight", "arc"):
        ends = walks.along(generator, a, b, [0, 1], way)
        np.testing.assert_allclose(ends, [first, last], atol=1e-5)


def test_what_was_measured_of_the_middles():
    """Ten trainings, 500 pairs each."""
    found = walks.measured()
    ends, straight, arc, pixels = (found[name] for name in ("ends", "straight", "arc", "pixels"))
    assert len(ends["confident"]) == 10
    np.testing.assert_allclose(straight["length"] / ends["length"], 1 / np.sqrt(2), atol=0.02)
    np.testing.assert_allclose(arc["length"] / ends["length"], 1, atol=0.03)
    for way in (straight, arc):
        assert np.abs(way["confident"] - ends["confident"]).max() < 0.07, "the middle is about as good as the ends"
        assert (way["confident"] - pixels["confident"]).min() > 0.3, "which mixed pixels are not"
        assert (way["distance"] < pixels["distance"] - 0.2).all()
    assert (straight["distance"] < arc["distance"]).all(), "the straight middle is nearer to the training digits"
    assert 0 < (arc["confident"] > straight["confident"]).sum() < 10, "who is read better depends on the training"


def test_the_middles_as_they_were_measured():
    again = walks.halfway(gan.trained(), seed=0)
    for way, values in again.items():
        for key, value in values.items():
            before = walks.measured()[way][key][0]
            assert value is before is None or value == pytest.approx(before, abs=0.02), (way, key)


def test_the_way_that_the_instrument_opens_with():
    result = latent_walk().result
    read = result["p"].argmax(axis=1)
    assert len(set(read)) >= 4, "it passes through other digits"
    assert result["p"][result["at"]].max() > 0.9


def test_the_picture_and_the_sentence():
    compute = walks.walk()
    for start, stop, way, t in (
        (0, 1, "straight", 0.25),
        (5, 12, "arc", 0.5),
        (19, 0, "pixels", 1.0),
        (4, 4, "arc", 0.3),
    ):
        result = compute(start, stop, way, t)
        assert result["t"] == pytest.approx(t)
        images = walks.along(gan.trained(), walks.end(start), walks.end(stop), np.linspace(0, 1, 9), way)
        np.testing.assert_allclose(result["images"], images, atol=1e-5)
        at = walks.along(gan.trained(), walks.end(start), walks.end(stop), [t], way)[0]
        np.testing.assert_allclose(result["here"], at, atol=1e-5)
        figure = new_figure(9.2, 4.0)
        with course_style():
            draw_latent_walk(figure, result)
        named = [int(text.get_text()) for text in figure.axes[2].texts]
        assert named == [digit for digit in range(10) if result["p"][:, digit].max() >= NAMED]
        said, p = describe_latent_walk(result), result["p"][result["at"]]
        assert f"read as {p.argmax()} with p = {p.max():.2f}" in said
        assert figure.axes[1].get_title(loc="left").endswith(f"{p.argmax()}, p = {p.max():.2f}")
        assert ("‖z‖" in said) == (way != "pixels")


@pytest.mark.long
def test_generators_of_the_readers_own():
    pair, _ = gan.image_game(gan.images()[0][0], latent=2, steps=1)
    it = latent_walk(pair.generator)
    for corner in list(it.corners())[::5]:
        assert not cut_off(it.set(**corner).figure) and len(it.description) <= 220
    result = it.reset().set(t=0).result
    np.testing.assert_allclose(result["here"], pair.generator(walks.end(0, 2)[None].astype(np.float32))[0], atol=1e-6)
    with refused("latent_walk: expected a generator"):
        latent_walk(pair)
