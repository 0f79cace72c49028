"""Digits from noise: what was measured with ten seeds, a piece of it again, the stored generator, and bad input."""

import numpy as np
import pytest
from helpers import refused
from own_data import move_everywhere

from course_nn import Dense, Sequential, data
from course_nn.chapters.ch09_gans import digit_gan as gan
from course_nn.chapters.ch09_gans.digit_gan_figure import describe_digit_gan, draw_digit_gan, show_samples, tiled
from course_nn.judges import CONFIDENT
from course_nn.plots.style import course_style, new_figure
from course_nn.widgets import digit_gan


def test_the_images_are_the_split_of_the_digits():
    (X, y), (X_test, y_test) = gan.images()
    learn, test = data.digits().split()
    np.testing.assert_array_equal(X, learn.X)  # sixteenths are whole in float32
    np.testing.assert_array_equal(X_test, test.X)
    assert X.dtype == np.float32 and (y == learn.y).all() and (y_test == test.y).all()
    with pytest.raises(ValueError, match="read-only"):
        X[0] = 0


def test_what_was_measured_reaches_the_limits_from_every_seed():
    found = gan.measured()
    samples, held_out = found["samples"], found["held_out"]
    assert all(len(values) == gan.SEEDS for values in samples.values())
    assert max(found["seconds"]) <= 10
    assert CONFIDENT == 0.9 and samples["confident"].min() >= 0.7
    assert samples["least"].min() >= 0.05
    assert samples["distance"].min() >= held_out["distance"], "no copying"
    assert 0.5 < samples["neighbor"].min() <= samples["neighbor"].max() < 0.8, "still told apart, by three in four"
    assert held_out["frechet"] < samples["frechet"].min() and samples["frechet"].max() < 2.5 * held_out["frechet"]


def test_the_average_helps_a_little_and_noise_keeps_every_digit():
    found = gan.measured()
    plain = found["samples"]
    assert (found["averaged"]["frechet"] < plain["frechet"]).all()
    assert np.abs(found["averaged"]["confident"] - plain["confident"]).max() < 0.02
    assert np.abs(found["averaged"]["neighbor"] - plain["neighbor"]).max() < 0.02
    without = found["without_noise"]
    assert (without["least"] < plain["least"]).all() and without["least"].min() < 0.05, "some digit gets rare"
    assert (without["frechet"] > plain["frechet"]).sum() >= 7 and without["frechet"].mean() > plain["frechet"].mean()
    assert (without["distance"] < plain["distance"]).all(), "though single samples are nearer to real digits"
    assert without["confident"].mean() > plain["confident"].mean()


def test_the_stored_generator_is_the_one_that_was_measured():
    found = gan.scores(gan.sample(gan.trained()))
    for key, values in gan.measured()["samples"].items():
        assert found[key] == pytest.approx(values[0], rel=0.03, abs=0.01), key
    generator = gan.trained()
    generator.theta[...] = 0
    assert gan.trained().theta.any(), "a copy"


@pytest.mark.long
def test_the_training_begins_as_it_was_measured():
    """The first 200 of 5,000 steps of seed 0: the same samples as stored, and the same shares nearly."""
    stored = gan.stored("digit_gan")
    pair, steps = gan.digit_game(0)
    history = gan.record(pair, steps, gan.MOMENTS[:5])
    assert history["step"].tolist() == [0, 20, 50, 100, 200]
    assert np.abs(history["images"][:2].astype(float) - stored["images"][:2]).max() <= 10
    for key in ("confident", "neighbor"):
        np.testing.assert_allclose(history[key], stored[key][:5], atol=0.15)
    assert history["confident"][0] == 0 and history["confident"][-1] > 0.4
    it = digit_gan(history)
    assert len(list(move_everywhere(it))) == 2
    result = it.set(moment=4).result
    np.testing.assert_array_equal(result["images"], history["images"])


def test_a_game_that_is_over_ends_the_record():
    pair, steps = gan.image_game(gan.images()[0][0][:200], steps=3)
    assert gan.record(pair, steps, (0, 2, 9))["step"].tolist() == [0, 2]
    assert next(steps, None) is None and pair.steps == 3


def test_images_that_the_generator_cannot_give_are_refused():
    X = gan.images()[0][0][:50]
    with refused("images from 0 to 1, which is what the generator's sigmoid can give, got -1 to 1; scale them"):
        gan.image_game(2 * X - 1)
    with refused("images from 0 to 1"):
        gan.image_game(X * 255)
    with refused("images of shape"):
        gan.image_game(X[0])
    with refused("image_game: c: expected shape"):
        gan.image_game(X, np.eye(10)[:3])
    with refused("image_game: steps"):
        gan.image_game(X, steps=0)
    with refused("latent: expected a whole number"):
        gan.image_game(X, latent=0)
    pair, steps = gan.image_game(X.reshape(-1, 8, 8), steps=1)
    next(steps)
    assert pair.sample(3).shape == (3, 64)


def test_a_history_of_anything_else_is_refused():
    for wrong in ("run", {"step": [1, 2]}, [1], {key: [0] for key in ("step", "images", "confident", "neighbor")}):
        with refused("digit_gan: expected a history"):
            gan.replay(wrong)


def test_generators_of_the_readers_own_are_checked():
    rng = np.random.default_rng(0)
    for wrong, said in (
        (3, "expected a generator as Sequential"),
        (Sequential(Dense(16, 64, rng)), "64 pixels from 0 to 1"),
        (gan.networks(25, rng)[0], r"64 pixels from 0 to 1, its output has shape \(n, 25\)"),
    ):
        with refused(said):
            gan.own_generator(wrong, "latent_walk")
    own = gan.networks(64, rng)[0]
    copy = gan.own_generator(own, "latent_walk")
    assert copy is not own and (copy.theta == own.theta).all()


def test_the_picture_says_what_is_stored():
    compute = gan.replay()
    for moment in (0, 3, compute.last):
        result = compute(moment)
        figure = new_figure(9.2, 3.9)
        with course_style():
            draw_digit_gan(figure, result)
        sheet, curves = figure.axes
        share = f"{100 * result['confident'][moment]:.0f} %"
        assert curves.get_title(loc="left").startswith(f"{share} confident")
        assert f"sure of {share} of 2,000" in describe_digit_gan(result)
        assert f"{gan.MOMENTS[moment]:,} of 5,000" in sheet.get_title(loc="left")
        assert len(curves.lines[0].get_xdata()) == moment + 1
        np.testing.assert_allclose(sheet.images[0].get_array(), tiled(result["images"][moment] / 255))


def test_the_moment_at_which_it_opens_is_no_speck_in_a_corner():
    it = digit_gan()
    curves = it.figure.axes[1]
    curve = curves.lines[0].get_xydata()
    places = curves.transAxes.inverted().transform(curves.transData.transform(curve))[:, 0]
    assert it.values["moment"] == 3 and curve[-1, 0] == 100 and np.ptp(places) > 0.25
    assert [text.get_text() for text in curves.get_xticklabels()] == ["0", "100", "500", "5,000"]


def test_a_sheet_of_images():
    X = np.arange(12.0).reshape(3, 4)
    np.testing.assert_array_equal(
        tiled(X, 2), [[0, 1, 0, 4, 5], [2, 3, 0, 6, 7], [0] * 5, [8, 9, 0, 0, 0], [10, 11, 0, 0, 0]]
    )
    assert str(show_samples(gan.images()[0][0], "Real digits")) == "Real digits: 40 images of 8 by 8 pixels"
