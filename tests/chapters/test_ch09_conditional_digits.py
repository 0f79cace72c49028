"""Digits on demand: how often they are obeyed, what the class buys, what the same z carries over, and bad input."""

import numpy as np
import pytest
from helpers import refused
from own_data import move_everywhere

from course_nn import Dense, Sequential
from course_nn.chapters.ch09_gans import conditional_digits as cond
from course_nn.chapters.ch09_gans import digit_gan as gan
from course_nn.chapters.ch09_gans.conditional_digits_figure import describe_conditional_digits, draw_conditional_digits
from course_nn.judges import probabilities
from course_nn.plots.style import VERMILION, course_style, new_figure
from course_nn.widgets import conditional_digits


def test_what_was_measured_with_ten_seeds():
    found, plain = cond.measured(), gan.measured()
    obeyed = found["obeyed"]["samples"]
    assert obeyed.shape == (10, 10) and obeyed.min() >= 0.9, "every digit, from every seed"
    assert obeyed.mean(axis=1).min() > 0.97
    assert obeyed.mean(axis=0).argmin() == 8, "the hardest is 8"
    samples = found["samples"]
    for key, better in (("confident", 1), ("least", 1), ("frechet", -1)):
        assert (better * (samples[key] - plain["samples"][key]) > 0).sum() >= 9, (
            "told the digit, both players do better"
        )
    assert samples["confident"].min() >= 0.95 and samples["least"].min() >= 0.05
    assert samples["distance"].min() >= plain["held_out"]["distance"], "no copying"
    assert found["averaged"]["distance"].min() < plain["held_out"]["distance"], (
        "the average is nearer than held-out ones"
    )
    assert max(found["seconds"]) <= 10


def test_the_same_latent_point_leans_alike():
    style = cond.measured()["style"]
    assert style["slant"].min() > 0.3 and (style["slant"] > style["ink"]).all() and style["ink"].min() > 0
    again = cond.shared_style(cond.trained())
    assert again["slant"] == pytest.approx(style["slant"][0], abs=0.02)
    assert again["ink"] == pytest.approx(style["ink"][0], abs=0.02)


def test_evenly_takes_the_first_of_each_digit_as_it_is_read():
    samples = gan.sample(gan.trained(), seed=3)
    read, some = probabilities(samples).argmax(axis=1), cond.evenly(samples, 7)
    assert some.shape == (70, 64)
    np.testing.assert_array_equal(probabilities(some).argmax(axis=1), np.repeat(np.arange(10), 7))
    for digit in range(10):
        np.testing.assert_array_equal(some[7 * digit : 7 * digit + 7], samples[read == digit][:7])


@pytest.mark.long
def test_with_as_many_of_each_digit_the_plain_generator_is_the_nearer():
    """So what is told to the other one buys a balance, which a plain generator's samples can be given afterwards."""
    nearness = cond.measured()["nearness"]
    assert {len(values) for values in nearness.values()} == {10}
    assert (nearness["told"] < nearness["plain"]).sum() >= 8 and (nearness["evenly"] < nearness["told"]).sum() >= 9
    again = cond.nearness(gan.trained(), cond.trained())
    for key, value in again.items():
        assert value == pytest.approx(nearness[key][0], rel=0.03), key


def test_slant_of_known_images():
    upright, leaning = np.zeros((2, 8, 8))
    upright[:, 3] = leaning[range(8), range(7, -1, -1)] = 1
    np.testing.assert_allclose(cond.slant(np.array([upright, leaning]).reshape(2, 64)), [0, -1], atol=1e-9)


def test_the_stored_generator_is_the_one_that_was_measured():
    found = cond.obeyed(cond.trained())
    np.testing.assert_allclose(found, cond.measured()["obeyed"]["samples"][0], atol=0.02)
    scores = gan.scores(cond.ask(cond.trained(), np.arange(gan.JUDGED) % 10, 99))
    for key, values in cond.measured()["samples"].items():
        assert scores[key] == pytest.approx(values[0], rel=0.03, abs=0.01), key


@pytest.mark.long
def test_the_training_obeys_soon():
    """The first 400 of 5,000 steps: a third is read as asked, against a tenth by chance."""
    pair, steps = cond.conditional_game(1)
    for _ in range(400):
        next(steps)
    assert cond.obeyed(pair.generator).mean() > 0.35
    it = conditional_digits(pair.generator)
    assert len(list(move_everywhere(it))) == 4
    before = it.reset().result["images"]
    assert it.result["own"]
    next(steps)
    np.testing.assert_array_equal(it.set(draw=1).set(draw=0).result["images"], before)


def test_another_digit_at_the_same_latent_points():
    compute = cond.answer()
    four, seven = compute(4, 2), compute(7, 2)
    rng = np.random.default_rng(2)
    z = rng.standard_normal((cond.SHOWN, gan.LATENT), dtype=np.float32)
    for digit, result in ((4, four), (7, seven)):
        c = np.tile(np.eye(10, dtype=np.float32)[digit], (cond.SHOWN, 1))
        np.testing.assert_array_equal(result["images"], cond.trained()(np.concatenate([z, c], axis=1)))
    assert not np.array_equal(compute(4, 3)["images"], four["images"])


@pytest.mark.long
def test_the_picture_and_the_sentence():
    compute = cond.answer()
    for digit in range(10):
        result = compute(digit, 3)
        figure = new_figure(9.2, 3.9)
        with course_style():
            draw_conditional_digits(figure, result)
        sheet, bars = figure.axes
        wrong = [one for one in result["read"] if one != digit]
        assert [text.get_text() for text in sheet.texts] == [str(one) for one in wrong]
        assert all(text.get_color() == VERMILION for text in sheet.texts)
        share = f"{100 * result['shares'][digit]:.1f} %"
        assert bars.get_title(loc="left").endswith(f"{digit} in {share}")
        said = describe_conditional_digits(result)
        assert f"{cond.SHOWN - len(wrong)} of the 24" in said and share in said


def test_generators_and_digits_that_cannot_be_asked_are_refused():
    rng = np.random.default_rng(0)
    with refused("conditional_digits: expected a generator as"):
        conditional_digits("G")
    with refused("at least one latent number and 10 for the digit, this one reads 10"):
        conditional_digits(Sequential(Dense(10, 64, rng)))
    with refused("64 pixels from 0 to 1"):
        conditional_digits(Sequential(Dense(20, 64, rng)))
    for digits in ([10], [-1], [0.5]):
        with refused("whole numbers from 0 to 9"):
            cond.ask(cond.trained(), digits)
